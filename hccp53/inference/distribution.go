package inference

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Z95 is the normal quantile of a two-sided 95 % interval, qnorm(0.975) of R.
const Z95 = 1.959963984540054

// NormalTail returns P(Z > z) for a standard normal Z. It goes through the
// complementary error function, so that it keeps full relative precision far
// out: NormalTail(38) is 2.9e-316, where 1-Φ(38) would be 0.
func NormalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// NormalTwoSided returns P(|Z| > |z|), the two-sided p of a normal statistic.
func NormalTwoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// NormalQuantile returns z with P(Z <= z) = p. It returns -Inf for p = 0, +Inf
// for p = 1 and NaN outside.
func NormalQuantile(p float64) float64 {
	switch {
	case math.IsNaN(p) || p < 0 || p > 1:
		return math.NaN()
	case p > 0.5:
		return -NormalQuantile(1 - p)
	case p == 0:
		return math.Inf(-1)
	}
	z := math.Sqrt2 * math.Erfinv(2*p-1)
	if p < 1e-8 {
		// The argument of Erfinv has rounded to -1 or nearly so: start from the
		// leading term of the tail's expansion instead.
		u := -2 * math.Log(p)
		z = -math.Sqrt(u - math.Log(2*math.Pi*u))
	}
	for range 8 { // Newton on the logarithm of the tail, which is nearly a parabola
		tail := NormalTail(-z)
		density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		step := math.Log(p/tail) * tail / density
		z += step
		if math.Abs(step) <= 1e-16*math.Abs(z) {
			break
		}
	}
	return z
}

// ChiSquareTail returns P(X > x) for a chi-square with df degrees of freedom.
// This and the functions below return NaN where their arguments mean nothing,
// such as no degrees of freedom.
func ChiSquareTail(x, df float64) float64 {
	if !(df > 0) || math.IsNaN(x) {
		return math.NaN()
	}
	if x <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(df/2, x/2)
}

// TTwoSided returns P(|T| > |t|) for Student's t with df degrees of freedom,
// which may be fractional.
func TTwoSided(t, df float64) float64 {
	if !(df > 0) || math.IsNaN(t) {
		return math.NaN()
	}
	return mathext.RegIncBeta(df/2, 0.5, df/(df+t*t))
}

// TQuantile returns t with P(T <= t) = p, for 0 < p < 1.
func TQuantile(p, df float64) float64 {
	if p == 0.5 {
		return 0
	}
	x := betaQuantile(2*math.Min(p, 1-p), df/2, 0.5)
	return math.Copysign(math.Sqrt(df*(1-x)/x), p-0.5)
}

// FTail returns P(F > f) for Fisher's F with d1 and d2 degrees of freedom.
func FTail(f, d1, d2 float64) float64 {
	if !(d1 > 0 && d2 > 0) || math.IsNaN(f) {
		return math.NaN()
	}
	if f <= 0 {
		return 1
	}
	return mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*f))
}

// FQuantile returns f with P(F <= f) = p, for 0 < p < 1. The degrees of freedom
// may be fractional.
func FQuantile(p, d1, d2 float64) float64 {
	if p > 0.5 {
		x := betaQuantile(1-p, d2/2, d1/2)
		return d2 * (1 - x) / (d1 * x)
	}
	x := betaQuantile(p, d1/2, d2/2) // the complement, which keeps the digits of a small p
	return d2 * x / (d1 * (1 - x))
}

// betaQuantile returns x with I_x(a, b) = p. The starting value is good to
// about ten digits; Newton's method gives the rest.
func betaQuantile(p, a, b float64) float64 {
	if !(a > 0 && b > 0 && p > 0 && p < 1) {
		return math.NaN()
	}
	x := mathext.InvRegIncBeta(a, b, p)
	logBeta := mathext.Lbeta(a, b)
	for range 4 {
		if x <= 0 || x >= 1 {
			break
		}
		density := math.Exp((a-1)*math.Log(x) + (b-1)*math.Log1p(-x) - logBeta)
		step := (mathext.RegIncBeta(a, b, x) - p) / density
		next := x - step
		if !(next > 0 && next < 1) {
			break
		}
		x = next
		if math.Abs(step) <= 1e-15*x {
			break
		}
	}
	return x
}
