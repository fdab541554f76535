package performance

import (
	"cmp"
	"math"
	"slices"
)

// take sorts log odds, in the buffers of s.
func (s *sorted) take(y []bool, logOdds []float64) {
	if cap(s.order) < len(y) {
		s.order = make([]sortedPlace, len(y))
		s.places = make([]rankedPlace, len(y))
	}
	s.order, s.places = s.order[:len(y)], s.places[:len(y)]
	for i, v := range logOdds {
		s.order[i] = sortedPlace{v, int32(i)}
	}
	slices.SortFunc(s.order, func(a, b sortedPlace) int {
		if c := cmp.Compare(a.value, b.value); c != 0 {
			return c
		}
		return cmp.Compare(a.patient, b.patient)
	})
	for k, p := range s.order {
		last := k+1 == len(s.order) || s.order[k+1].value != p.value
		s.places[k] = rankedPlace{patient: p.patient, isCase: y[p.patient], last: last}
	}
}

// sortedPlace is a value with the patient it belongs to.
type sortedPlace struct {
	value   float64
	patient int32
}

func (s *sorted) once(n int) []int32 {
	for len(s.single) < n {
		s.single = append(s.single, 1)
	}
	return s.single[:n]
}

// giniDifference returns the mean absolute difference of two patients drawn
// without replacement, of the log odds after recalibration and of their risks.
// With the values sorted it is a weighted sum of them (David 1968), which a
// negative slope turns round.
func (s *sorted) giniDifference(counts []int32, r recalibration) (logOdds, risk float64) {
	n := 0.0
	for _, p := range s.order {
		n += float64(counts[p.patient])
	}
	before := 0.0 // patients with a smaller value
	for _, p := range s.order {
		c := float64(counts[p.patient])
		if c == 0 {
			continue
		}
		// The sum of 2k - n - 1 over the ranks k that this patient takes.
		weight := c * (2*before + c - n)
		before += c
		eta := r.intercept + r.slope*p.value
		logOdds += weight * eta
		risk += weight / (1 + math.Exp(-eta))
	}
	scale := 2 / (n * (n - 1))
	return math.Abs(logOdds) * scale, math.Abs(risk) * scale
}
