package hccp53

import (
	"fmt"
	"testing"
)

func TestTenthsHaveNoMinusZero(t *testing.T) {
	for x, want := range map[float64]string{-0.04: "+0.0", 0.04: "+0.0", -0.06: "-0.1", 1.25: "+1.3", -9.96: "-10.0"} {
		if got := fmt.Sprintf("%+.1f", tenths(x)); got != want {
			t.Errorf("%v is printed as %s, want %s", x, got, want)
		}
	}
}
