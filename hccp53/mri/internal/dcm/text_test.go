package dcm

import (
	"math"
	"slices"
	"testing"
)

func TestClock(t *testing.T) {
	for s, want := range map[string]float64{
		"093015.250000": 34215.25, "093015": 34215, "0930": 34200, "09": 32400, "09:30:15": 34215, " 093015 ": 34215,
		"": math.NaN(), "9": math.NaN(), "250000": math.NaN(), "096000": math.NaN(), "0930xx": math.NaN(), "09301": math.NaN(), "-93015": math.NaN(),
	} {
		if got := clock(s); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("clock(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestMoment(t *testing.T) {
	// 1970-01-02 is one day after the epoch.
	for s, want := range map[string]float64{
		"19700102000001.5": 86401.5, "19700102000001+0800": 86401, "19700102": math.NaN(), "1970": math.NaN(), "": math.NaN(),
	} {
		if got := moment(s); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("moment(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestDecimalFitsIntoSixteenCharacters(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 1.0 / 3, -1.0 / 3, -103.79415804148123, 1e-7 / 3, -1.23456789012345e-100, math.Pi * 1e300, -math.Sqrt2 / 2} {
		s := decimal(x)
		if len(s) > 16 {
			t.Errorf("decimal(%v) = %q: %d characters", x, s, len(s))
		}
		// The worst case keeps eight digits: sign, point, "e-100".
		if got := number(s); math.Abs(got-x) > 1e-8*math.Abs(x) {
			t.Errorf("decimal(%v) = %q reads as %v", x, s, got)
		}
	}
}

func TestNumberRefusesWhatIsNoDecimal(t *testing.T) {
	for _, s := range []string{"", "NaN", "Inf", "0x10", "1_000", "1,5", "1e999"} {
		if x := number(s); !math.IsNaN(x) {
			t.Errorf("number(%q) = %v", s, x)
		}
	}
}

func TestNumbersRoundTrip(t *testing.T) {
	for vr, want := range map[string][]float64{
		"US": {0, 65535}, "SS": {-32768, 7}, "UL": {4294967295}, "SL": {-5, 9}, "FL": {0.25, -1e9}, "FD": {math.Pi},
		"AT": {float64(TemporalPositionIndex), float64(PixelData)},
	} {
		d := NewDataSet()
		d.SetNumbers(0x00189999, vr, want...)
		if got := d.Numbers(0x00189999); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", vr, got, want)
		}
	}
}
