package conformance

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Compare compares an answer with a fact, both as JSON values: numbers to
// within the relative tolerance (absolute below 1), texts exactly, lists and
// objects part by part. An object may answer more than the fact asks. It
// returns the largest deviation of a number, and "" or what differs.
func Compare(fact, answer any, tolerance float64) (deviation float64, difference string) {
	switch f := fact.(type) {
	case float64:
		a, ok := answer.(float64)
		if !ok {
			return 0, fmt.Sprintf("found %s, expected %s", short(answer), short(fact))
		}
		if deviation = math.Abs(a - f); math.IsNaN(deviation) || math.IsInf(deviation, 0) {
			return 0, fmt.Sprintf("found %v, expected %v", a, f) // no number, and none that JSON has
		}
		if !(deviation <= tolerance*math.Max(1, math.Abs(f))) {
			return deviation, fmt.Sprintf("found %v, expected %v", a, f)
		}
		return deviation, ""
	case []any:
		a, ok := answer.([]any)
		if !ok || len(a) != len(f) {
			return 0, fmt.Sprintf("found %s, expected %s", short(answer), short(fact))
		}
		for i := range f {
			d, text := Compare(f[i], a[i], tolerance)
			deviation = math.Max(deviation, d)
			if text != "" && difference == "" {
				difference = fmt.Sprintf("place %d: %s", i+1, text)
			}
		}
		return deviation, difference
	case map[string]any:
		a, ok := answer.(map[string]any)
		if !ok {
			return 0, fmt.Sprintf("found %s, expected %s", short(answer), short(fact))
		}
		for _, key := range keys(f) {
			d, text := Compare(f[key], a[key], tolerance)
			deviation = math.Max(deviation, d)
			if text != "" && difference == "" {
				difference = key + ": " + text
			}
		}
		return deviation, difference
	}
	if fact != answer {
		return 0, fmt.Sprintf("found %s, expected %s", short(answer), short(fact))
	}
	return 0, ""
}

// JSON returns v as the values that encoding/json decodes to.
func JSON(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	err = json.Unmarshal(b, &out)
	return out, err
}

func keys(m map[string]any) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// short shows a value in a message.
func short(v any) string {
	if v == nil {
		return "nothing"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(b) > 80 {
		return string(b[:77]) + "..."
	}
	return string(b)
}
