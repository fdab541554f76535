package inference

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// ShapiroWilkResult is the outcome of [ShapiroWilk].
type ShapiroWilkResult struct {
	// W is the statistic: near 1 for a sample that looks normal.
	W float64
	// P is the p value of normality.
	P float64
	// N is the number of values used, Dropped the number of NaN left out.
	N, Dropped int
}

// Shapiro–Wilk works for these sample sizes only.
const (
	shapiroLeast = 3
	shapiroMost  = 5000
)

// The polynomials of Royston 1995, by increasing power: corrections of the two
// outermost weights in 1/√n, and mean and log standard deviation of the
// transformed W in n (up to 11) and in log n (from 12).
var (
	shapiroOuter  = []float64{0, .221157, -.147981, -2.07119, 4.434685, -2.706056}
	shapiroSecond = []float64{0, .042981, -.293762, -1.752461, 5.682633, -3.582633}
	shapiroGamma  = []float64{-2.273, .459}
	shapiroMean11 = []float64{.544, -.39978, .025054, -6.714e-4}
	shapiroLog11  = []float64{1.3822, -.77857, .062767, -.0020322}
	shapiroMean12 = []float64{-1.5861, -.31082, -.083751, .0038915}
	shapiroLog12  = []float64{-.4803, -.082676, .0030302}
)

// ShapiroWilk tests whether a sample may come from a normal distribution, by
// Royston's approximation of weights and p value (1995, algorithm AS R94), as
// shapiro.test of R. It returns [ErrTooFew] for fewer than 3 values, [ErrTooMany]
// for more than 5000, for which the approximation was not made, and [ErrConstant]
// when all values are equal.
func ShapiroWilk(x []float64) (ShapiroWilkResult, error) {
	sorted, dropped, err := present(x, "the sample")
	if err != nil {
		return ShapiroWilkResult{}, err
	}
	n := len(sorted)
	if n < shapiroLeast {
		return ShapiroWilkResult{}, fault.New(ErrTooFew, "%d values, %d are needed", n, shapiroLeast)
	}
	if n > shapiroMost {
		return ShapiroWilkResult{}, fault.New(ErrTooMany, "%d values, the test is made for up to %d", n, shapiroMost).
			Try("look at a histogram: with so many values any departure from the normal is significant")
	}
	slices.Sort(sorted)
	spread := sorted[n-1] - sorted[0]
	if spread == 0 || math.IsInf(spread, 0) {
		return ShapiroWilkResult{}, fault.New(ErrConstant, "all %d values are equal, or their range overflows", n)
	}
	short := shapiroShort(sorted, shapiroWeights(n), spread)
	return ShapiroWilkResult{W: 1 - short, P: shapiroP(short, n), N: n, Dropped: dropped}, nil
}

// shapiroWeights returns the weights of the largest value, the second largest
// and so on, half of the sample; those of the smallest are their negatives.
func shapiroWeights(n int) []float64 {
	a := make([]float64, n/2)
	if n == 3 {
		a[0] = math.Sqrt2 / 2
		return a
	}
	// Blom's approximation of the expected order statistics, downwards.
	squares := 0.0
	for i := range a {
		a[i] = -NormalQuantile((float64(i+1) - 0.375) / (float64(n) + 0.25))
		squares += a[i] * a[i]
	}
	squares *= 2
	norm, u := math.Sqrt(squares), 1/math.Sqrt(float64(n))
	corrected := []float64{a[0]/norm + polynomial(shapiroOuter, u)}
	if n > 5 {
		corrected = append(corrected, a[1]/norm+polynomial(shapiroSecond, u))
	}
	rest, room := squares, 1.0
	for i, c := range corrected {
		rest -= 2 * a[i] * a[i]
		room -= 2 * c * c
	}
	scale := math.Sqrt(rest / room)
	for i := range a {
		if i < len(corrected) {
			a[i] = corrected[i]
		} else {
			a[i] /= scale
		}
	}
	return a
}

// shapiroShort returns 1-W, in which a sample close to normal loses no digits.
// W is the squared correlation of the sorted values with their weights.
func shapiroShort(sorted, weights []float64, spread float64) float64 {
	n := len(sorted)
	sum := 0.0
	for _, v := range sorted {
		sum += v / spread
	}
	centre := sum / float64(n)
	ssa, ssx, sax := 0.0, 0.0, 0.0
	for i, v := range sorted {
		w := 0.0 // the weights add up to 0
		switch mirror := n - 1 - i; {
		case i < mirror:
			w = -weights[i]
		case i > mirror:
			w = weights[mirror]
		}
		d := v/spread - centre
		ssa += w * w
		ssx += d * d
		sax += w * d
	}
	root := math.Sqrt(ssa * ssx)
	return (root - sax) * (root + sax) / (ssa * ssx)
}

// shapiroP returns the p value of W = 1-short.
func shapiroP(short float64, n int) float64 {
	if n == 3 { // exact; the smallest W is 3/4
		p := 6 / math.Pi * (math.Asin(math.Sqrt(1-short)) - math.Pi/3)
		if p < 1e-14 { // rounding of W
			return 0
		}
		return p
	}
	size := float64(n)
	y := math.Log(short)
	if n > 11 {
		l := math.Log(size)
		return NormalTail((y - polynomial(shapiroMean12, l)) / math.Exp(polynomial(shapiroLog12, l)))
	}
	gamma := polynomial(shapiroGamma, size)
	if y >= gamma {
		return 1e-99 // beyond the range of the approximation
	}
	return NormalTail((-math.Log(gamma-y) - polynomial(shapiroMean11, size)) / math.Exp(polynomial(shapiroLog11, size)))
}

// polynomial returns c[0] + c[1] x + c[2] x² + ….
func polynomial(c []float64, x float64) float64 {
	v := 0.0
	for i := len(c) - 1; i > 0; i-- {
		v = (v + c[i]) * x
	}
	return v + c[0]
}
