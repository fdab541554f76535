package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// cutoffRule is what --cutoff says.
type cutoffRule struct {
	kind  string // youden, topleft, sens, spec or a value
	value float64
}

func parseCutoff(text string) (r cutoffRule, err error) {
	wrong := fault.New(errStats, "--cutoff %q is not understood", text).Try("use youden, topleft, sens=.9, spec=.9, or a number")
	kind, number, target := strings.Cut(strings.ToLower(strings.TrimSpace(text)), "=")
	switch {
	case !target && (kind == "youden" || kind == "topleft"):
		return cutoffRule{kind: kind}, nil
	case !target:
		kind, number = "value", kind
	case kind != "sens" && kind != "spec":
		return r, wrong
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || kind != "value" && (v <= 0 || v > 1) {
		return r, wrong
	}
	return cutoffRule{kind, v}, nil
}

// learn returns the threshold by the rule, from a curve of the training rows,
// with what is said about it.
func (r cutoffRule) learn(curve *performance.ROC) (threshold float64, words string, err error) {
	var c performance.Cutoff
	switch r.kind {
	case "value":
		return r.value, fmt.Sprintf("given beforehand: %g", r.value), nil
	case "topleft":
		c, err = curve.TopLeft()
	case "sens":
		c, err = curve.FixedSensitivity(r.value)
	case "spec":
		c, err = curve.FixedSpecificity(r.value)
	default:
		c, err = curve.Youden()
	}
	if err != nil {
		return 0, "", err
	}
	words = c.String()
	if n := len(c.Best); n > 1 {
		words += fmt.Sprintf("; %d cut-offs are equally good", n)
	}
	return c.Threshold, words, nil
}
