package relevance

import "math"

// sum adds numbers without losing digits: hi is the rounded sum and lo what the
// rounding left (Ogita, Rump & Oishi 2005). The order of what is added then does
// not matter in practice, so that columns which tie by their values tie here, as
// they do in R with its longer accumulators.
type sum struct{ hi, lo float64 }

func (s *sum) add(v float64) {
	t := s.hi + v
	z := t - s.hi
	s.lo += (s.hi - (t - z)) + (v - z)
	s.hi = t
}

// addSquare adds v².
func (s *sum) addSquare(v float64) {
	p := v * v
	s.add(p)
	s.lo += math.FMA(v, v, -p)
}

func (s *sum) value() float64 { return s.hi + s.lo }

// over returns the sum divided by n.
func (s *sum) over(n float64) float64 {
	q := s.hi / n
	return q + (math.FMA(-q, n, s.hi)+s.lo)/n
}

// mean returns the mean of x.
func mean(x []float64) float64 {
	var s sum
	for _, v := range x {
		s.add(v)
	}
	return s.over(float64(len(x)))
}
