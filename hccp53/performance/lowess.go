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
	points := make([]CurvePoint, len(x))
	for i := range points {
		points[i] = CurvePoint{x[i], y[i]}
	}
	slices.SortStableFunc(points, func(a, b CurvePoint) int { return cmp.Compare(a.X, b.X) })
	var s smoother
	for _, p := range points {
		s.add(p.X, p.Y, 1)
	}
	s.smooth(span)
	for i := range points {
		points[i].Y = s.fit[i]
	}
	return points
}

// smoother smooths points that come by rising x; each may count several times, as
// in a resample. Its buffers are used again after reset.
type smoother struct {
	x, y  []float64
	count []float64
	start []int // how many points, repeats counted, lie before each
	n     int   // points, repeats counted
	fit   []float64
}

func (s *smoother) reset() {
	s.x, s.y, s.count, s.start, s.n = s.x[:0], s.y[:0], s.count[:0], s.start[:0], 0
}

func (s *smoother) add(x, y float64, count int) {
	s.x, s.y = append(s.x, x), append(s.y, y)
	s.count, s.start = append(s.count, float64(count)), append(s.start, s.n)
	s.n += count
}

// window is the span of points, repeats counted: the places of its ends and the
// points that hold them.
type window struct{ left, right, leftPoint, rightPoint int }

// smooth fills in fit.
func (s *smoother) smooth(span float64) {
	m := len(s.x)
	s.fit = append(s.fit[:0], s.y...)
	if s.n < 2 {
		return
	}
	w := s.window(span)
	delta := 0.01 * (s.x[m-1] - s.x[0])
	last := 0 // the last point computed
	s.advance(&w, s.x[0])
	s.fit[0] = s.at(0, w)
	for last < m-1 {
		i := s.next(last, delta)
		s.advance(&w, s.x[i])
		s.fit[i] = s.at(i, w)
		gap := s.x[i] - s.x[last]
		for j := last + 1; j < i; j++ { // points passed over: interpolate
			if s.fit[j] = s.fit[last]; gap > 0 {
				t := (s.x[j] - s.x[last]) / gap
				s.fit[j] = t*s.fit[i] + (1-t)*s.fit[last]
			}
		}
		last = i
	}
}

// window returns the span at the first point.
func (s *smoother) window(span float64) window {
	width := max(2, min(s.n, int(span*float64(s.n)+1e-7)))
	w := window{right: width - 1}
	for w.rightPoint+1 < len(s.x) && s.start[w.rightPoint+1] <= w.right {
		w.rightPoint++
	}
	return w
}

// next returns the next point to compute after last: the furthest within delta
// of it, or the one after its ties when there is none.
func (s *smoother) next(last int, delta float64) int {
	limit := s.x[last] + delta
	tied := last
	i := last + 1
	for ; i < len(s.x) && s.x[i] <= limit; i++ {
		if s.x[i] == s.x[last] {
			tied = i
		}
	}
	if tied == len(s.x)-1 {
		return tied
	}
	return max(tied+1, i-1)
}

// advance moves the window to the right while that brings it nearer to x.
func (s *smoother) advance(w *window, x float64) {
	for w.right < s.n-1 {
		next := w.rightPoint // holds the place after the right end
		if next+1 < len(s.x) && s.start[next+1] == w.right+1 {
			next++
		}
		if x-s.x[w.leftPoint] <= s.x[next]-x {
			return
		}
		w.left++
		w.right++
		w.rightPoint = next
		if w.leftPoint+1 < len(s.x) && s.start[w.leftPoint+1] == w.left {
			w.leftPoint++
		}
	}
}

// at returns the fit at point i from those of the window and those tied with the
// last of them: the local straight line, in one pass over sums about x.
func (s *smoother) at(i int, w window) float64 {
	x0 := s.x[i]
	h := max(x0-s.x[w.leftPoint], s.x[w.rightPoint]-x0)
	h9, h1 := 0.999*h, 0.001*h
	// Repeats of the first point that lie before the window do not count.
	whole := s.count[w.leftPoint]
	if w.leftPoint < i {
		s.count[w.leftPoint] = float64(s.start[w.leftPoint]) + whole - float64(w.left)
	}
	first := w.leftPoint
	for first < i && x0-s.x[first] > h9 {
		first++
	}
	inverse := 0.0
	if h > 0 {
		inverse = 1 / h
	}
	var s0, s1, s2, t0, t1 float64
	x, y, count := s.x[first:], s.y[first:], s.count[first:]
	y, count = y[:len(x)], count[:len(x)]
	for j, v := range x {
		d := v - x0
		r := math.Abs(d)
		if r > h9 {
			break
		}
		weight := count[j]
		if r > h1 {
			u := r * inverse
			v := 1 - u*u*u
			weight *= v * v * v
		}
		wd := weight * d
		s0 += weight
		s1 += wd
		s2 += wd * d
		t0 += weight * y[j]
		t1 += wd * y[j]
	}
	s.count[w.leftPoint] = whole
	if s0 <= 0 {
		return s.y[i]
	}
	level := t0 / s0
	centre := s1 / s0 // of x, about x0
	spread := s2/s0 - centre*centre
	limit := 0.001 * (s.x[len(s.x)-1] - s.x[0])
	if h > 0 && spread > limit*limit {
		return level - centre/spread*(t1/s0-centre*level)
	}
	return level
}
