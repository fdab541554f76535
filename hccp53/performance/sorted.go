package performance

import (
	"cmp"
	"math"
	"slices"
)

// take sorts log odds, in the buffers of s; ties by patient.
func (s *sorted) take(y []bool, logOdds []float64) {
	n := len(y)
	if cap(s.order) < n {
		s.order, s.places, s.keys = make([]sortedPlace, n), make([]rankedPlace, n), make([]uint64, n)
	}
	s.order, s.places, s.keys = s.order[:n], s.places[:n], s.keys[:n]
	if n > 1<<12 {
		for i, v := range logOdds {
			s.order[i] = sortedPlace{v, int32(i)}
		}
		slices.SortFunc(s.order, func(a, b sortedPlace) int {
			return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.patient, b.patient))
		})
	} else {
		s.sortByKeys(logOdds)
	}
	for k, p := range s.order {
		last := k+1 == n || s.order[k+1].value != p.value
		s.places[k] = rankedPlace{patient: p.patient, isCase: y[p.patient], last: last}
	}
}

// sortByKeys sorts whole numbers that hold the leading bits of a value and, in
// place of its last twelve, the patient: that needs no function to compare. What
// is then still out of order are neighbours.
func (s *sorted) sortByKeys(logOdds []float64) {
	const patient = 1<<12 - 1
	for i, v := range logOdds {
		bits := math.Float64bits(v)
		if bits>>63 != 0 {
			bits = ^bits
		} else {
			bits |= 1 << 63
		}
		s.keys[i] = bits&^patient | uint64(i)
	}
	slices.Sort(s.keys)
	for k, key := range s.keys {
		p := sortedPlace{logOdds[key&patient], int32(key & patient)}
		j := k
		for ; j > 0 && (s.order[j-1].value > p.value || s.order[j-1].value == p.value && s.order[j-1].patient > p.patient); j-- {
			s.order[j] = s.order[j-1]
		}
		s.order[j] = p
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
