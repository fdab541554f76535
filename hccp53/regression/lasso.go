package regression

import (
	"math"

	"hcclab/hccp53/fault"
)

// LassoOptions are the settings of [Lasso] and [LassoCV]. The zero value gives
// the defaults of glmnet.
type LassoOptions struct {
	// Alpha shares the penalty out: λ(α|b| + (1-α)b²/2), the elastic net (Zou &
	// Hastie 2005). 0 means 1, the LASSO.
	Alpha float64
	// Lambda are the penalties, falling. Nil: chosen from the data.
	Lambda []float64
	// Count is the number of penalties chosen; 0 means 100.
	Count int
	// MinRatio is the smallest penalty chosen over the largest; 0 means 1e-4 when
	// there are at least as many patients as columns, else 1e-2.
	MinRatio float64
	// Interpolate makes [LassoCV] work as cv.glmnet does by default: each fold
	// has penalties of its own, and its coefficients are interpolated at the
	// penalties of the whole. Without it each fold is fitted at the latter, which
	// is cv.glmnet with lambda given.
	Interpolate bool
	// Measure is what [LassoCV] compares; "" means Deviance.
	Measure Measure
}

// LassoPath is a logistic model for each of a falling row of penalties.
type LassoPath struct {
	// N is the number of patients, Columns of columns.
	N, Columns int
	// Constant lists the columns without variation, Duplicate those that repeat
	// an earlier column up to scale and shift (|r| > 1 - 1e-9). Both get 0.
	Constant, Duplicate []int
	// Lambda are the penalties.
	Lambda []float64
	// Intercept and Coefficients are on the scale of the data: one model a
	// penalty, one coefficient a column.
	Intercept    []float64
	Coefficients [][]float64
	// NonZero is the number of coefficients that are not 0.
	NonZero []int
	// DevianceRatio is the share of NullDeviance that the model explains.
	DevianceRatio []float64
	NullDeviance  float64
}

// The constants of glmnet's path for the binomial family.
const (
	lassoPathLength   = 100
	lassoMinLambdas   = 5     // computed before the path may end early
	lassoMaxDeviance  = 0.999 // share of the deviance beyond which it ends
	lassoDevianceGain = 1e-5  // gain of that share below which it ends
)

// Lasso fits logistic regressions with an L1 penalty (Tibshirani 1996) or that
// of the elastic net: the minimum of
//
//	-loglik/n + λ Σ (α|b_j| + (1-α)b_j²/2)
//
// where b belongs to columns that are centred and divided by their standard
// deviation (with n below), and the intercept is not penalised. Each columns[j]
// holds one column. The penalties are those of glmnet: from the smallest that
// leaves nothing, in equal steps of the logarithm, ending early when the model
// explains 99.9 % of the deviance or a step gains less than 1e-5 of it.
//
// Of two columns that say the same the L1 penalty could not choose; the earlier
// gets the coefficient. The elastic net shares it out between them. The columns
// must be complete ([ErrNotFinite]) and as long as outcome ([ErrLength]); outcomes
// of one class give [ErrOneClass], bad penalties [ErrLambda].
func Lasso(outcome []bool, columns [][]float64, options LassoOptions) (*LassoPath, error) {
	if err := checkColumns(outcome, columns); err != nil {
		return nil, err
	}
	if err := options.check(); err != nil {
		return nil, err
	}
	s, err := newLassoSolver(outcome, columns, nil, options.alpha())
	if err != nil {
		return nil, err
	}
	return s.path(options), nil
}

func (o LassoOptions) alpha() float64 {
	if o.Alpha == 0 {
		return 1
	}
	return o.Alpha
}

func (o LassoOptions) check() error {
	if a := o.alpha(); !(a > 0 && a <= 1) {
		return fault.New(ErrLambda, "alpha is %v, expected above 0 and at most 1", a).Try("take 1 for the LASSO, 0.5 for an even elastic net; 0, ridge alone, selects nothing")
	}
	for k, l := range o.Lambda {
		if !(l > 0) || math.IsInf(l, 0) || k > 0 && l >= o.Lambda[k-1] {
			return fault.New(ErrLambda, "penalty %d is %v, expected positive and falling", k+1, l)
		}
	}
	if o.Count < 0 || !(o.MinRatio >= 0 && o.MinRatio < 1) {
		return fault.New(ErrLambda, "%d penalties down to %v of the largest", o.Count, o.MinRatio)
	}
	return nil
}

func checkColumns(outcome []bool, columns [][]float64) error {
	if len(columns) == 0 {
		return fault.New(ErrLength, "no columns")
	}
	for j, c := range columns {
		if len(c) != len(outcome) {
			return fault.New(ErrLength, "column %d has %d values for %d outcomes", j+1, len(c), len(outcome))
		}
		for i, v := range c {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fault.New(ErrNotFinite, "column %d, row %d is %v", j+1, i+1, v).Try("impute or drop first")
			}
		}
	}
	return nil
}

// path fits all penalties, each from the solution of the one before.
func (s *lassoSolver) path(o LassoOptions) *LassoPath {
	p := &LassoPath{N: s.n, Columns: len(s.sd), Duplicate: s.duplicate, NullDeviance: s.nullDeviance()}
	for j, sd := range s.sd {
		if sd == 0 {
			p.Constant = append(p.Constant, j)
		}
	}
	lambda := o.Lambda
	if lambda == nil {
		lambda = s.penalties(o)
	}
	for k, l := range lambda {
		s.solve(l)
		ratio := 1 - s.deviance()/p.NullDeviance
		p.append(s, l, ratio)
		if o.Lambda == nil && k+1 >= lassoMinLambdas &&
			(ratio > lassoMaxDeviance || ratio-p.DevianceRatio[k-1] < lassoDevianceGain) {
			break
		}
	}
	return p
}

// penalties returns the default row of penalties.
func (s *lassoSolver) penalties(o LassoOptions) []float64 {
	count, ratio := o.Count, o.MinRatio
	if count == 0 {
		count = lassoPathLength
	}
	if ratio == 0 {
		ratio = 1e-2
		if s.n >= len(s.sd) {
			ratio = 1e-4
		}
	}
	largest := s.largest
	if largest == 0 {
		largest = 1 // every column is constant: any penalty leaves nothing
	}
	lambda := make([]float64, count)
	for k := range lambda {
		lambda[k] = largest * math.Pow(ratio, float64(k)/math.Max(1, float64(count-1)))
	}
	return lambda
}

// append adds the current solution on the scale of the data.
func (p *LassoPath) append(s *lassoSolver, lambda, ratio float64) {
	coefficients := make([]float64, len(s.sd))
	intercept := s.intercept
	nonZero := 0
	for j, b := range s.b {
		if b != 0 {
			coefficients[j] = b / s.sd[j]
			intercept -= coefficients[j] * s.mean[j]
			nonZero++
		}
	}
	p.Lambda = append(p.Lambda, lambda)
	p.Intercept = append(p.Intercept, intercept)
	p.Coefficients = append(p.Coefficients, coefficients)
	p.NonZero = append(p.NonZero, nonZero)
	p.DevianceRatio = append(p.DevianceRatio, ratio)
}

// LogOdds applies model k of the path to new patients, given as columns in the
// order of the fit. It panics when there are not p.Columns of them.
func (p *LassoPath) LogOdds(k int, columns [][]float64) []float64 {
	if len(columns) != p.Columns {
		panic("regression: LogOdds needs the columns of the fit")
	}
	return logOdds(p.Intercept[k], p.Coefficients[k], columns)
}

func logOdds(intercept float64, coefficients []float64, columns [][]float64) []float64 {
	eta := make([]float64, len(columns[0]))
	for i := range eta {
		eta[i] = intercept
	}
	for j, b := range coefficients {
		if b != 0 {
			for i, v := range columns[j] {
				eta[i] += b * v
			}
		}
	}
	return eta
}
