package figure

import (
	"math"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// colour is opaque, as red, green and blue.
type colour struct{ r, g, b uint8 }

// The colours of Okabe and Ito ("Color universal design", 2008), which people
// with any of the usual kinds of colour blindness can tell apart, and greys.
var (
	black      = colour{0, 0, 0}
	orange     = colour{230, 159, 0}
	sky        = colour{86, 180, 233}
	green      = colour{0, 158, 115}
	yellow     = colour{240, 228, 66}
	blue       = colour{0, 114, 178}
	vermillion = colour{213, 94, 0}
	purple     = colour{204, 121, 167}
	white      = colour{255, 255, 255}
	grey       = colour{120, 120, 120}
	mist       = colour{240, 240, 240}
)

// The colours of the two classes. They differ in lightness too (orange is
// lighter), so that they differ when printed in grey.
var (
	positiveColour = orange
	negativeColour = blue
)

// Sizes of type in points, and widths of lines and marks in mm.
const (
	textSize  = 8.0
	noteSize  = 7.0
	thin      = 0.2
	edge      = 0.25
	medium    = 0.35
	thick     = 0.5
	markSize  = 0.9  // half the width of a mark
	tickSize  = 1.0  // length of a tick
	gap       = 0.9  // between a tick and its label
	lineSpace = 1.22 // distance of lines over the size of type
)

// mm is one point in millimetres.
const mm = 25.4 / 72

// leading returns the distance in mm between lines of type of the given size.
func leading(size float64) float64 { return size * mm * lineSpace }

// line is how a path is stroked. Dash holds lengths in mm of dashes and gaps.
type line struct {
	width  float64
	colour colour
	dash   []float64
}

// series returns the line of the i-th of several curves in one panel: colour
// and dashes both change.
func series(i int) line {
	colours := []colour{blue, vermillion, green, purple, black, orange, sky}
	dashes := [][]float64{nil, {2.2, .8}, {.6, .6}, {3.4, .7, .7, .7}, {1.2, .5}, {4.5, 1}, {1.8, .5, .5, .5, .5, .5}}
	return line{width: thick, colour: colours[i%len(colours)], dash: dashes[i%len(dashes)]}
}

// rule is a line that carries no data: axes, frames, separators.
func rule(width float64, c colour) line { return line{width: width, colour: c} }

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// someOf checks that there are between one and most of something.
func someOf(what string, n, most int) error {
	if n < 1 {
		return fault.New(ErrEmpty, "no %s", what)
	}
	if n > most {
		return fault.New(ErrRange, "%d of %s side by side", n, what).Try("draw at most %d in one figure", most)
	}
	return nil
}

// interval prints the limits of an interval: "0.786–0.891". Where a limit is
// negative, the dash between them is spelt out.
func interval(ci [2]float64, decimals int) string {
	low, high := decimal(ci[0], decimals), decimal(ci[1], decimals)
	if ci[0] < 0 || ci[1] < 0 {
		return low + " to " + high
	}
	return low + "–" + high
}

// decimal prints a number with so many decimals and a true minus sign.
func decimal(v float64, decimals int) string {
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-") // no negative zero
	}
	return strings.Replace(text, "-", "−", 1)
}
