package nomogram

import (
	"slices"
	"testing"
)

// TestAlike compares with format() of R 4.2.2.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   []string
	}{
		{[]float64{.5, 1, 10}, []string{" 0.5", " 1.0", "10.0"}},
		{[]float64{1e-10, 1}, []string{"1e-10", "1e+00"}},
		{[]float64{123456789}, []string{"123456789"}},
		{[]float64{1e5}, []string{"1e+05"}},
		{[]float64{100000.5}, []string{"100000.5"}},
		{[]float64{-2.5, 3}, []string{"-2.5", " 3.0"}},
		{[]float64{.1 + .2}, []string{"0.3"}},
		{[]float64{1234567.8}, []string{"1234568"}},
		{[]float64{1e15}, []string{"1e+15"}},
		{[]float64{1e10, 1}, []string{"1e+10", "1e+00"}},
	} {
		if got := alike(c.values...); !slices.Equal(got, c.want) {
			t.Errorf("%v is printed as %q, R prints %q", c.values, got, c.want)
		}
	}
}
