package inference

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"hcclab/hccp53/fault"
)

// CorrelationResult is the outcome of [Pearson] and [Spearman].
type CorrelationResult struct {
	// R is the coefficient, from -1 to 1.
	R float64
	// P is the two-sided p value of R = 0, from Student's t with N-2 degrees of
	// freedom; for Spearman's coefficient that is an approximation (cor.test with
	// exact=FALSE).
	P float64
	// N is the number of pairs used.
	N int
	// Dropped is the number of pairs left out because one of the two was NaN.
	Dropped int
}

// Pearson returns the linear correlation of x and y. It needs three complete
// pairs ([ErrTooFew]) and variation in both ([ErrConstant]).
func Pearson(x, y []float64) (CorrelationResult, error) {
	a, b, dropped, err := presentPairs(x, y)
	if err != nil {
		return CorrelationResult{}, err
	}
	return correlate(a, b, dropped)
}

// Spearman returns the rank correlation of x and y: Pearson's coefficient of
// the ranks, tied values sharing their mean rank. Its conditions are those of
// [Pearson].
func Spearman(x, y []float64) (CorrelationResult, error) {
	a, b, dropped, err := presentPairs(x, y)
	if err != nil {
		return CorrelationResult{}, err
	}
	return correlate(Ranks(a), Ranks(b), dropped)
}

func correlate(x, y []float64, dropped int) (CorrelationResult, error) {
	n := len(x)
	if n < 3 {
		return CorrelationResult{}, fault.New(ErrTooFew, "%d complete pairs, three are needed", n)
	}
	u, v := make([]float64, n), make([]float64, n)
	if !UnitLength(u, x) || !UnitLength(v, y) {
		return CorrelationResult{}, fault.New(ErrConstant, "one of the two is constant over the %d complete pairs", n)
	}
	r := clip(floats.Dot(u, v))
	df := float64(n - 2)
	p := 0.0
	if math.Abs(r) < 1 {
		p = TTwoSided(r*math.Sqrt(df/(1-r*r)), df)
	}
	return CorrelationResult{R: r, P: p, N: n, Dropped: dropped}, nil
}

// PearsonMatrix returns the correlations of all pairs of columns, a symmetric
// matrix with ones on the diagonal. The columns must be complete ([ErrNotFinite]),
// of one length ([ErrLength]), of at least two values ([ErrTooFew]) and none may
// be constant ([ErrConstant]).
func PearsonMatrix(columns [][]float64) ([][]float64, error) {
	return correlationMatrix(columns, func(x []float64) []float64 { return x })
}

// SpearmanMatrix is [PearsonMatrix] for rank correlations.
func SpearmanMatrix(columns [][]float64) ([][]float64, error) {
	return correlationMatrix(columns, Ranks)
}

func correlationMatrix(columns [][]float64, transform func([]float64) []float64) ([][]float64, error) {
	p := len(columns)
	if p == 0 {
		return nil, nil
	}
	n := len(columns[0])
	if n < 2 {
		return nil, fault.New(ErrTooFew, "columns of %d values, two are needed", n)
	}
	z := make([]float64, p*n) // standardised columns, one after the other
	for j, c := range columns {
		if len(c) != n {
			return nil, fault.New(ErrLength, "column %d has %d values, column 1 has %d", j+1, len(c), n)
		}
		for i, v := range c {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fault.New(ErrNotFinite, "column %d, value %d is %v", j+1, i+1, v).
					Try("impute or drop before correlating whole columns")
			}
		}
		if !UnitLength(z[j*n:(j+1)*n], transform(c)) {
			return nil, fault.New(ErrConstant, "column %d is constant", j+1).Try("drop constant columns first")
		}
	}
	flat := make([]float64, p*p)
	r := make([][]float64, p)
	for i := range r {
		r[i] = flat[i*p : (i+1)*p]
	}
	for i := range p {
		r[i][i] = 1
		for j := range i {
			c := clip(floats.Dot(z[i*n:(i+1)*n], z[j*n:(j+1)*n]))
			r[i][j], r[j][i] = c, c
		}
	}
	return r, nil
}

// UnitLength writes x to dst, which is as long, centred and scaled to length 1:
// the product of two such columns is their Pearson correlation, so that those of
// many columns cost one product each. It reports whether x varies beyond the
// rounding of its values; where it does not, dst is of no use. x must be finite.
func UnitLength(dst, x []float64) bool {
	m := mean(x)
	largest := 0.0
	for i, v := range x {
		dst[i] = v - m
		largest = math.Max(largest, math.Abs(v))
	}
	length := math.Sqrt(floats.Dot(dst, dst))
	// Below this, all that is left of a constant column is the rounding of its mean.
	if length <= 0x1p-50*largest*math.Sqrt(float64(len(x))) {
		return false
	}
	floats.Scale(1/length, dst)
	return true
}

func clip(r float64) float64 { return math.Max(-1, math.Min(1, r)) }
