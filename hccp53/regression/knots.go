package regression

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Knots returns count knots, 3 to 7, where rms puts them (rcspline.eval of Hmisc;
// Harrell, table 2.3): at equally spaced quantiles between the outer ones, those
// at 0.1 for three knots, 0.05 for up to six and 0.025 for seven, and with fewer
// than 100 values, the fifth smallest and the fifth largest.
//
// Where many values are alike it is as rms is. If the smallest or the largest
// value takes up 5 % or more, and no other does, the outer knot is the value next
// to it and the others are quantiles of what lies beyond that. If there are no
// more than two distinct values more than knots, the inner ones are the knots. If
// the quantiles fall together, those that differ are taken of a grid twice as fine.
// So there may be fewer knots, or more, than count: look at the length.
//
// NaN values are left out. It returns [ErrKnots] for another count, fewer than six
// values, and values that give no three knots.
func Knots(values []float64, count int) ([]float64, error) {
	if count < 3 || count > 7 {
		return nil, fault.New(ErrKnots, "%d knots", count).Try("choose 3 to 7")
	}
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) < 6 {
		return nil, fault.New(ErrKnots, "%d values for %d knots", len(sorted), count).Try("use the variable as it is")
	}
	slices.Sort(sorted)
	distinct := slices.Compact(slices.Clone(sorted))
	var knots []float64
	if len(distinct)-2 <= count {
		knots = distinct[min(1, len(distinct)):max(1, len(distinct)-1)]
	} else {
		var err error
		if knots, err = knotsAmong(sorted, distinct, count); err != nil {
			return nil, err
		}
	}
	slices.Sort(knots)
	knots = slices.Compact(knots)
	if err := checkKnots("", knots); err != nil {
		return nil, fault.New(ErrKnots, "the knots %v are fewer than three: too many values are alike", knots).Try("take fewer knots, give them yourself, or use the variable as it is")
	}
	return knots, nil
}

// knotsAmong chooses knots of a variable with more distinct values than knots.
func knotsAmong(sorted, distinct []float64, count int) ([]float64, error) {
	outer := 0.1
	switch {
	case count > 6:
		outer = 0.025
	case count > 3:
		outer = 0.05
	}
	first, last := crowded(sorted, distinct)
	if !math.IsNaN(first) {
		sorted = slices.DeleteFunc(sorted, func(v float64) bool { return v <= first })
		count--
	}
	if !math.IsNaN(last) {
		sorted = slices.DeleteFunc(sorted, func(v float64) bool { return v >= last })
		count--
	}
	if len(sorted) == 0 {
		return nil, fault.New(ErrKnots, "no values between the outer knots %v and %v", first, last).Try("give the knots yourself, or use the variable as it is")
	}
	var knots []float64
	var err error
	switch {
	case count == 1:
		knots, err = inference.Quantiles(sorted, 0.5)
	default:
		from := outer
		if count == 2 {
			from = 0.5
		}
		knots, err = inference.Quantiles(sorted, steps(from, 1-outer, count)...)
		if err == nil && different(knots) < min(count, 3) {
			knots, err = finerKnots(sorted, outer, count, first, last)
		}
	}
	if err != nil {
		return nil, err
	}
	if n := len(sorted); n < 100 && n >= 5 {
		if math.IsNaN(first) {
			knots[0] = sorted[4]
		}
		if math.IsNaN(last) {
			for len(knots) < count {
				knots = append(knots, sorted[n-5])
			}
			knots[count-1] = sorted[n-5]
		}
	}
	for _, v := range []float64{first, last} {
		if !math.IsNaN(v) {
			knots = append(knots, v)
		}
	}
	return knots, nil
}

// finerKnots are those of a grid twice as fine, or of three places if even those
// fall together behind a crowd of small values.
func finerKnots(sorted []float64, outer float64, count int, first, last float64) ([]float64, error) {
	knots, err := inference.Quantiles(sorted, steps(outer, 1-outer, 2*count)...)
	if err != nil || different(knots) >= 3 || math.IsNaN(first) {
		return knots, err
	}
	ends, err := inference.Quantiles(sorted, 0.5, 1-outer)
	middle, end := ends[0], ends[1]
	if !math.IsNaN(last) {
		middle, end = (first+last)/2, last
	}
	knots = []float64{first, middle, end}
	slices.Sort(knots)
	return knots, err
}

// crowded returns the outer knots if many values crowd at an end: the second and
// the last but one value. NaN is none.
func crowded(sorted, distinct []float64) (first, last float64) {
	const many = 0.05
	n := float64(len(sorted))
	share := func(v float64) float64 {
		from, _ := slices.BinarySearch(sorted, v)
		to, _ := slices.BinarySearch(sorted, math.Nextafter(v, math.Inf(1)))
		return float64(to-from) / n
	}
	first, last = math.NaN(), math.NaN()
	end := len(distinct) - 1
	if slices.ContainsFunc(distinct[1:end], func(v float64) bool { return share(v) >= many }) {
		return first, last
	}
	if share(distinct[0]) >= many {
		first = distinct[1]
	}
	if share(distinct[end]) >= many {
		last = distinct[end-1]
	}
	return first, last
}

// steps returns n values from one to another, equally spaced.
func steps(from, to float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = from + float64(i)*((to-from)/float64(n-1))
	}
	all[n-1] = to
	return all
}

func different(sorted []float64) int { return len(slices.Compact(slices.Clone(sorted))) }
