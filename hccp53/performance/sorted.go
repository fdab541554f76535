package performance

import (
	"cmp"
	"math"
	"slices"
)

// take sorts finite log odds, in the buffers of s; ties by patient.
func (s *sorted) take(y []bool, logOdds []float64) {
	n := len(y)
	if cap(s.order) < n {
		s.order, s.places = make([]sortedPlace, n), make([]rankedPlace, n)
		s.bucket, s.first = make([]int32, n), make([]int32, n+1)
	}
	s.order, s.places = s.order[:n], s.places[:n]
	if !s.sortByBuckets(logOdds) {
		for i, v := range logOdds {
			s.order[i] = sortedPlace{v, int32(i)}
		}
		slices.SortFunc(s.order, func(a, b sortedPlace) int {
			return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.patient, b.patient))
		})
	}
	for k, p := range s.order {
		last := k+1 == n || s.order[k+1].value != p.value
		s.places[k] = rankedPlace{patient: p.patient, isCase: y[p.patient], last: last}
	}
}

// sortByBuckets puts values into as many buckets of equal width as there are
// values, and neighbours in order after that: for values that are spread out the
// fastest way. It gives up where they are not.
func (s *sorted) sortByBuckets(values []float64) bool {
	n := len(values)
	lo, hi := values[0], values[0]
	for _, v := range values {
		lo, hi = min(lo, v), max(hi, v)
	}
	scale := float64(n) / (hi - lo) * (1 - 1e-9)
	if !(scale > 0 && scale <= math.MaxFloat64) {
		return false
	}
	bucket, first := s.bucket[:n], s.first[:n+1]
	clear(first)
	for i, v := range values {
		b := min(int32((v-lo)*scale), int32(n-1))
		bucket[i] = b
		first[b+1]++
	}
	for b := range n {
		first[b+1] += first[b]
	}
	for i, v := range values {
		b := bucket[i]
		s.order[first[b]] = sortedPlace{v, int32(i)}
		first[b]++
	}
	steps := 0
	for k := 1; k < n; k++ {
		p := s.order[k]
		j := k
		for ; j > 0 && (s.order[j-1].value > p.value || s.order[j-1].value == p.value && s.order[j-1].patient > p.patient); j-- {
			s.order[j] = s.order[j-1]
		}
		s.order[j] = p
		if steps += k - j; steps > 20*n {
			return false
		}
	}
	return true
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
