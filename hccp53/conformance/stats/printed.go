package stats

import (
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/nomogram"
)

// printed mirrors the lines that rms prints, which has the total points of risks
// by interpolation. Points half-way between two whole numbers but for rounding are
// taken up or down, as the facts have them.
func printed(n *nomogram.Nomogram, total []float64, facts any) []string {
	stated, _ := facts.([]any)
	text := lines(rounded(n, total, 0).String())
	for _, nudge := range []float64{-1e-6, 1e-6} {
		for i, line := range lines(rounded(n, total, nudge).String()) {
			if i < len(stated) && i < len(text) && stated[i] == line {
				text[i] = line
			}
		}
	}
	return text
}

// rounded returns the nomogram with other total points, and with a nudge for those
// points that are half-way.
func rounded(n *nomogram.Nomogram, total []float64, nudge float64) *nomogram.Nomogram {
	settle := func(points float64) float64 {
		if math.Abs(points-math.Floor(points)-0.5) < 1e-9 {
			return points + nudge
		}
		return points
	}
	c := *n
	c.Axes, c.Risk = slices.Clone(n.Axes), slices.Clone(n.Risk)
	for k, a := range c.Axes {
		points := make([]float64, len(a.Points))
		for i, p := range a.Points {
			points[i] = settle(p)
		}
		c.Axes[k].Points = points
	}
	for i := range c.Risk {
		c.Risk[i].Points = settle(total[i])
	}
	return &c
}

// lines are those of a text, without spaces at their ends.
func lines(text string) []string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = strings.TrimRight(all[i], " ")
	}
	return all
}
