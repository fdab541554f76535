package inference

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// KolmogorovSmirnovResult is the outcome of [KolmogorovSmirnov].
type KolmogorovSmirnovResult struct {
	// D is the largest distance of the two distribution functions, from 0 to 1.
	D float64
	// P is the two-sided p value of the limiting distribution.
	P float64
	// PAsR is the same as ks.test(exact = FALSE) of R 4.2 gives it. R ends the
	// series early: below √(mn/(m+n))·D = 1 after the first term, above it when a
	// term is under 10⁻⁶, so that PAsR may be off in the fifth digit.
	PAsR float64
	// Ties tells that some values are equal, in which case the p values are too
	// large.
	Ties bool
	// N is the number of values used in each group, Dropped the number of NaN left
	// out.
	N       [2]int
	Dropped int
}

// KolmogorovSmirnov compares the distributions of two groups by the largest
// distance of their empirical distribution functions. The p value is that of the
// limit of large groups (Kolmogorov 1933, Smirnov 1939); the exact one of small
// groups is not computed, [MannWhitney] has more power there. It returns
// [ErrTooFew] when a group is empty.
func KolmogorovSmirnov(a, b []float64) (KolmogorovSmirnovResult, error) {
	first, droppedA, err := present(a, "the first group")
	if err != nil {
		return KolmogorovSmirnovResult{}, err
	}
	second, droppedB, err := present(b, "the second group")
	if err != nil {
		return KolmogorovSmirnovResult{}, err
	}
	m, n := len(first), len(second)
	if m == 0 || n == 0 {
		return KolmogorovSmirnovResult{}, fault.New(ErrTooFew, "the groups hold %d and %d values", m, n)
	}
	slices.Sort(first)
	slices.Sort(second)
	r := KolmogorovSmirnovResult{N: [2]int{m, n}, Dropped: droppedA + droppedB}
	for i, j := 0, 0; i < m || j < n; {
		v := math.Inf(1)
		if i < m {
			v = first[i]
		}
		if j < n {
			v = math.Min(v, second[j])
		}
		before := i + j
		for i < m && first[i] == v {
			i++
		}
		for j < n && second[j] == v {
			j++
		}
		r.Ties = r.Ties || i+j > before+1
		r.D = math.Max(r.D, math.Abs(float64(i)/float64(m)-float64(j)/float64(n)))
	}
	x := math.Sqrt(float64(m)*float64(n)/float64(m+n)) * r.D
	r.P = kolmogorovTail(x)
	r.PAsR = 1 - kolmogorovAsR(x)
	return r, nil
}

// kolmogorovTail returns P(K > x) for the limit distribution of Kolmogorov.
func kolmogorovTail(x float64) float64 {
	switch {
	case x <= 0.04:
		return 1 // 1 - 10⁻³³⁰
	case x < 1:
		return 1 - kolmogorovTheta(x, 41)
	}
	p := 0.0
	for k := 1; k < 40; k += 2 {
		odd, even := float64(k*k), float64((k+1)*(k+1))
		p += 2 * (math.Exp(-2*odd*x*x) - math.Exp(-2*even*x*x))
	}
	return p
}

// kolmogorovTheta is the form of P(K <= x) that converges fast for small x:
// √(2π)/x Σ exp(-k²π²/8x²) over odd k up to last.
func kolmogorovTheta(x float64, last int) float64 {
	p := 0.0
	for k := 1; k <= last; k += 2 {
		p += math.Exp(-float64(k*k)*math.Pi*math.Pi/(8*x*x) - math.Log(x))
	}
	return p * math.Sqrt(2*math.Pi)
}

// kolmogorovAsR is P(K <= x) with the series cut off where R 4.2 does.
func kolmogorovAsR(x float64) float64 {
	const enough = 1e-6
	switch {
	case x <= 0:
		return 0
	case x < 1:
		return kolmogorovTheta(x, 1)
	}
	p, sign := 1.0, -1.0
	for k := 1.0; ; k++ {
		term := 2 * sign * math.Exp(-2*x*x*k*k)
		p += term
		if math.Abs(term) <= enough {
			return p
		}
		sign = -sign
	}
}
