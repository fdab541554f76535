package performance

import (
	"cmp"
	"math"
	"slices"
)

// CurvePoint is one point of a smooth curve.
type CurvePoint struct{ X, Y float64 }

// Lowess smooths y by x with locally weighted straight lines (Cleveland 1979),
// as R's lowess(x, y, f = span, iter = 0): each fit uses the nearest span of the
// points with tricube weights, and is computed only at points more than 0.01 of
// the range of x apart, with linear interpolation between. The points come back
// by rising x, one for each input. There is no robustness iteration: outcomes are
// 0 or 1, and none of them is an outlier. The slices must be equally long and
// hold finite numbers.
func Lowess(x, y []float64, span float64) []CurvePoint {
	n := len(x)
	points := make([]CurvePoint, n)
	for i := range points {
		points[i] = CurvePoint{x[i], y[i]}
	}
	slices.SortStableFunc(points, func(a, b CurvePoint) int { return cmp.Compare(a.X, b.X) })
	if n < 2 {
		return points
	}
	s := smoother{x: make([]float64, n), y: make([]float64, n), w: make([]float64, n)}
	for i, p := range points {
		s.x[i], s.y[i] = p.X, p.Y
	}
	window := max(2, min(n, int(span*float64(n)+1e-7)))
	delta := 0.01 * (s.x[n-1] - s.x[0])
	left, right := 0, window-1
	last := -1 // the last point computed
	for i := 0; ; {
		for right < n-1 && s.x[i]-s.x[left] > s.x[right+1]-s.x[i] {
			left++
			right++
		}
		points[i].Y = s.at(i, left, right)
		if last < i-1 { // points were passed over: interpolate
			span := s.x[i] - s.x[last]
			for j := last + 1; j < i; j++ {
				t := (s.x[j] - s.x[last]) / span
				points[j].Y = t*points[i].Y + (1-t)*points[last].Y
			}
		}
		last = i
		limit := s.x[last] + delta
		for i = last + 1; i < n; i++ {
			if s.x[i] > limit {
				break
			}
			if s.x[i] == s.x[last] {
				points[i].Y = points[last].Y
				last = i
			}
		}
		i = max(last+1, i-1)
		if last >= n-1 {
			return points
		}
	}
}

// smoother is the local fit ("lowest" in Cleveland's code).
type smoother struct{ x, y, w []float64 }

// at returns the fit at point i from the points left to right and those tied
// with the last of them.
func (s *smoother) at(i, left, right int) float64 {
	x0 := s.x[i]
	h := math.Max(x0-s.x[left], s.x[right]-x0)
	h9, h1 := 0.999*h, 0.001*h
	sum := 0.0
	end := left
	for ; end < len(s.x); end++ {
		s.w[end] = 0
		r := math.Abs(s.x[end] - x0)
		if r <= h9 {
			s.w[end] = 1
			if r > h1 {
				u := r / h
				v := 1 - u*u*u
				s.w[end] = v * v * v
			}
			sum += s.w[end]
		} else if s.x[end] > x0 {
			break
		}
	}
	if sum <= 0 {
		return s.y[i]
	}
	w, x, y := s.w[left:end], s.x[left:end], s.y[left:end]
	for j := range w {
		w[j] /= sum
	}
	if h > 0 {
		centre := 0.0
		for j := range w {
			centre += w[j] * x[j]
		}
		spread := 0.0
		for j := range w {
			spread += w[j] * (x[j] - centre) * (x[j] - centre)
		}
		if math.Sqrt(spread) > 0.001*(s.x[len(s.x)-1]-s.x[0]) {
			slope := (x0 - centre) / spread
			for j := range w {
				w[j] *= slope*(x[j]-centre) + 1
			}
		}
	}
	fit := 0.0
	for j := range w {
		fit += w[j] * y[j]
	}
	return fit
}
