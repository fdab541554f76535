package performance_test

import (
	"math"
	"testing"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

// cohort320 is what the speed of R was measured on: 320 patients, six terms.
func cohort320() (y []bool, terms []regression.Term) {
	rng := provenance.Rand(1, "performance/bench")
	columns := make([][]float64, 6)
	for range 320 {
		eta := 0.0
		for j := range columns {
			v := rng.NormFloat64()
			columns[j] = append(columns[j], v)
			eta += []float64{.8, -.6, .5, .4, .3, 0}[j] * v
		}
		y = append(y, rng.Float64() < 1/(1+math.Exp(-eta)))
	}
	for j, c := range columns {
		terms = append(terms, regression.Numeric(string(rune('a'+j)), c))
	}
	return y, terms
}

// What validate(f, B = 1000) of rms does.
func BenchmarkValidate1000(b *testing.B) {
	y, terms := cohort320()
	resamples := regression.Resamples(320, 1000, 1)
	for b.Loop() {
		refits, err := performance.Refit(y, resamples, regression.LogisticRefit(y, terms))
		if err != nil {
			b.Fatal(err)
		}
		refits.Validate()
	}
}

// What calibrate(f, B = 1000) of rms does.
func BenchmarkCalibrate1000(b *testing.B) {
	y, terms := cohort320()
	resamples := regression.Resamples(320, 1000, 1)
	for b.Loop() {
		refits, err := performance.Refit(y, resamples, regression.LogisticRefit(y, terms))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := refits.Curve(); err != nil {
			b.Fatal(err)
		}
	}
}

// The refits alone: what remains to be gained there.
func BenchmarkRefit1000(b *testing.B) {
	y, terms := cohort320()
	resamples := regression.Resamples(320, 1000, 1)
	for b.Loop() {
		if _, err := performance.Refit(y, resamples, regression.LogisticRefit(y, terms)); err != nil {
			b.Fatal(err)
		}
	}
}
