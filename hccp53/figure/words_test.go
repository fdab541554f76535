package figure

import (
	"hcclab/hccp53/fault"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestNumbersAsPrinted(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{decimal(.8379, 3), "0.838"},
		{decimal(-.25, 1), "−0.2"}, // ties to even, as strconv rounds
		{decimal(-.0004, 3), "0.000"},
		{decimal(-12, 0), "−12"},
		{number(1e6), "1e+06"},
		{number(-.5), "−0.5"},
		{percent(.289), "29"},
		{interval([2]float64{.786, .891}, 3), "0.786–0.891"},
		{interval([2]float64{-.4, .3}, 2), "−0.40 to 0.30"},
		{odds(.0004), "<0.001"},
		{odds(.0421), "0.042"},
		{odds(.5), "0.50"},
		{odds(2.284), "2.28"},
		{odds(12.34), "12.3"},
		{odds(123.4), "123"},
		{odds(12345), ">9999"},
		{pValue(.0009), "<0.001"},
		{pValue(.0314), "0.031"},
		{pValue(.0995), "0.10"},
		{pValue(1), "1.00"},
		{pValue(math.NaN()), "–"},
		{fault.Count(1, "epoch"), "1 epoch"},
		{fault.Count(0, "epoch"), "0 epochs"},
		{sentence("ältere Patienten"), "Ältere Patienten"},
	} {
		if c.got != c.want {
			t.Errorf("printed %q, want %q", c.got, c.want)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		most   int
		want   []float64
	}{
		{0, 1, 6, []float64{0, .2, .4, .6, .8, 1}},
		{-.09, .6, 7, []float64{0, .1, .2, .3, .4, .5, .6}},
		{-3.2, 4.4, 7, []float64{-2, 0, 2, 4}},
		{0, 31, 7, []float64{0, 5, 10, 15, 20, 25, 30}},
	} {
		got := ticks(c.lo, c.hi, c.most)
		same := slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
		if !same {
			t.Errorf("ticks(%g, %g, %d) = %v, want %v", c.lo, c.hi, c.most, got, c.want)
		}
	}
	for _, width := range []float64{1e-6, .7, 3, 99, 1e9} {
		if got := ticks(-width/3, width, 6); len(got) < 2 || len(got) > 6 || got[0] < -width/3-1e-9*width || got[len(got)-1] > width*(1+1e-9) {
			t.Errorf("ticks over a width of %g: %v", width, got)
		}
	}
	if got := wholeTicks(0, 2, 7); !slices.Equal(got, []float64{0, 1, 2}) {
		t.Errorf("whole ticks from 0 to 2: %v", got)
	}
}

func TestOddsTicksHaveRoom(t *testing.T) {
	for _, end := range []float64{.01, .3, 1.2, 2.5, 4.6} {
		got := oddsTicks(-end, end)
		if len(got) < 2 || len(got) > 10 || !slices.ContainsFunc(got, func(v float64) bool { return math.Abs(v) < 1e-9 }) {
			t.Errorf("odds ratios up to %.3g have the marks %v; 1 is wanted, and some others", math.Exp(end), got)
		}
	}
}

func TestWrap(t *testing.T) {
	const size = 7.0
	for _, text := range []string{
		"a rule that goes on and on", "PVP_log-sigma-5-mm-3D_glszm_SizeZone", strings.Repeat("unbroken", 9), "Platelets (10⁹/L)", "",
	} {
		for _, most := range []float64{5, 12, 30, 500} {
			lines := wrap(text, size, false, most)
			for _, l := range lines {
				if w := width(l, size, false); w > most {
					t.Errorf("%q is %.1f mm wide, %.0f allowed", l, w, most)
				}
			}
			if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(text, " ", "") {
				t.Errorf("%q became %q", text, lines)
			}
		}
	}
}

// TestSuperscripts: the font lacks ⁹, so it is set as a small raised 9.
func TestSuperscripts(t *testing.T) {
	pieces, w := runs("10⁻⁹/L", letter{size: 8})
	if len(pieces) != 3 || pieces[1].text != "−9" || pieces[1].size >= 6 || pieces[1].y <= 0 || pieces[2].text != "/L" {
		t.Fatalf("pieces %+v", pieces)
	}
	if sum := pieces[0].width + pieces[1].width + pieces[2].width; math.Abs(sum-w) > 1e-12 || pieces[2].x <= pieces[1].x {
		t.Errorf("the pieces are %g wide, the whole %g", sum, w)
	}
}

func TestClip(t *testing.T) {
	for name, c := range map[string]struct {
		a, b, from, to point
		ok             bool
	}{
		"inside":           {point{.1, .1}, point{.9, .5}, point{.1, .1}, point{.9, .5}, true},
		"leaves below":     {point{.5, .5}, point{.5, -.5}, point{.5, .5}, point{.5, 0}, true},
		"crosses":          {point{-1, .5}, point{3, .5}, point{0, .5}, point{1, .5}, true},
		"passes a corner":  {point{-1, .5}, point{.5, 2}, point{}, point{}, false},
		"outside, beside":  {point{2, 0}, point{2, 1}, point{}, point{}, false},
		"a point":          {point{.5, .5}, point{.5, .5}, point{.5, .5}, point{.5, .5}, true},
		"a point, outside": {point{.5, 1.5}, point{.5, 1.5}, point{}, point{}, false},
	} {
		from, to, ok := clip(c.a, c.b, 0, 1, 0, 1)
		if ok != c.ok || ok && (math.Hypot(from.x-c.from.x, from.y-c.from.y) > 1e-12 || math.Hypot(to.x-c.to.x, to.y-c.to.y) > 1e-12) {
			t.Errorf("%s: %v to %v, %v", name, from, to, ok)
		}
	}
}

// TestSeriesDiffer: no two of the seven lines share colour or dashes.
func TestSeriesDiffer(t *testing.T) {
	for i := range 7 {
		for k := range i {
			a, b := series(i), series(k)
			if a.colour == b.colour || slices.Equal(a.dash, b.dash) {
				t.Errorf("lines %d and %d look alike: %+v, %+v", k, i, a, b)
			}
		}
	}
	// Luminance (ITU-R BT.709) of the classes in grey print.
	grey := func(c colour) float64 { return .2126*float64(c.r) + .7152*float64(c.g) + .0722*float64(c.b) }
	if d := math.Abs(grey(positiveColour) - grey(negativeColour)); d < 50 {
		t.Errorf("the two classes differ by %.0f of 255 in grey", d)
	}
}
