package regression

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// LassoValidation is the outcome of [LassoCV].
type LassoValidation struct {
	// Path is fitted on all patients.
	Path *LassoPath
	// Folds is the number of folds.
	Folds   int
	Measure Measure
	// Mean is, by penalty, the mean of the measure over the patients left out, SE
	// its standard error over the folds.
	Mean, SE []float64
	// Min is the place in Path.Lambda of the largest penalty with the best mean;
	// OneSE that of the largest whose mean is within one SE of it.
	Min, OneSE int
}

// Measure is what cross-validation compares.
type Measure string

// The measures of [LassoCV].
const (
	// Deviance is the mean binomial deviance, the smaller the better. It is
	// smooth and the usual choice.
	Deviance Measure = "deviance"
	// AUC is the area under the ROC curve in each fold, the larger the better. It
	// needs ten patients a fold and both classes in each.
	AUC Measure = "auc"
	// Misclassification is the share of patients on the wrong side of a risk of
	// one half, the smaller the better.
	Misclassification Measure = "class"
)

// lassoTie is the relative difference below which two penalties are as good.
const lassoTie = 1e-12

// lassoClip keeps fitted probabilities off 0 and 1 in the deviance, as glmnet.
const lassoClip = 1e-5

// LassoCV chooses the penalty by cross-validation with given folds, as
// cv.glmnet with foldid does: folds[i] is the fold of patient i, any number. A
// fold's deviance counts by its size. The folds are fitted in parallel, with the
// same result for any number of processors.
//
// Beside the errors of [Lasso] it returns [ErrFolds] for fewer than three folds
// or fewer than three patients a fold on average, where glmnet too changes its
// rule; with AUC also for fewer than ten, where glmnet goes over to the deviance
// with a warning; and [ErrOneClass] when leaving out a fold leaves one class, or
// a fold of one class has no AUC. An unknown measure is a programmer's error and
// panics.
func LassoCV(outcome []bool, columns [][]float64, folds []int, options LassoOptions) (*LassoValidation, error) {
	path, err := Lasso(outcome, columns, options)
	if err != nil {
		return nil, err
	}
	if len(folds) != len(outcome) {
		return nil, fault.New(ErrLength, "%d fold numbers for %d patients", len(folds), len(outcome))
	}
	names := slices.Compact(slices.Sorted(slices.Values(folds)))
	if len(names) < 3 || len(outcome) < 3*len(names) {
		return nil, fault.New(ErrFolds, "%d folds of %d patients", len(names), len(outcome)).Try("use three folds or more, with three patients each or more")
	}
	if options.Measure == "" {
		options.Measure = Deviance
	}
	if options.Measure == AUC && len(outcome) < 10*len(names) {
		return nil, fault.New(ErrFolds, "%d folds of %d patients are too small for an AUC", len(names), len(outcome)).Try("use fewer folds, with ten patients each or more, or the deviance")
	}
	measure := make([][]float64, len(names)) // of the fold, by penalty
	size := make([]float64, len(names))
	errs := make([]error, len(names))
	forEach(len(names), func(f int) {
		measure[f], size[f], errs[f] = leaveOut(outcome, columns, folds, names[f], path.Lambda, options)
	})
	for f, err := range errs {
		if err != nil {
			return nil, fault.Wrap(ErrFolds, err, "fold %d", names[f])
		}
	}
	v := &LassoValidation{Path: path, Folds: len(names), Measure: options.Measure}
	v.summarise(measure, size)
	return v, nil
}

// leaveOut fits the path without one fold and returns the fold's measure by
// penalty, and its size.
func leaveOut(outcome []bool, columns [][]float64, folds []int, name int, lambda []float64, o LassoOptions) ([]float64, float64, error) {
	var rest, out []int
	for i, f := range folds {
		if f == name {
			out = append(out, i)
		} else {
			rest = append(rest, i)
		}
	}
	s, err := newLassoSolver(outcome, columns, rest, o.alpha())
	if err != nil {
		return nil, 0, err
	}
	if !o.Interpolate {
		o.Lambda = lambda
	}
	s.left = lassoLeftInFold
	path := s.path(o)
	held := make([][]float64, len(columns))
	for j, c := range columns {
		held[j] = make([]float64, len(out))
		for i, r := range out {
			held[j][i] = c[r]
		}
	}
	y := zeroOne(outcome, out)
	measure := make([]float64, len(lambda))
	for k, l := range lambda {
		intercept, coefficients := path.Intercept[min(k, len(path.Lambda)-1)], path.Coefficients[min(k, len(path.Lambda)-1)]
		if o.Interpolate {
			intercept, coefficients = path.interpolate(l)
		}
		if measure[k], err = o.Measure.of(y, logOdds(intercept, coefficients, held)); err != nil {
			return nil, 0, err
		}
	}
	return measure, float64(len(out)), nil
}

// of judges log odds against outcomes of 0 or 1.
func (m Measure) of(y, eta []float64) (float64, error) {
	switch m {
	case Deviance:
		return clippedDeviance(y, eta), nil
	case Misclassification:
		wrong := 0.0
		for i, e := range eta {
			if (e > 0) != (y[i] == 1) {
				wrong++
			}
		}
		return wrong / float64(len(y)), nil
	case AUC:
		var cases, controls []float64
		for i, e := range eta {
			if y[i] == 1 {
				cases = append(cases, e)
			} else {
				controls = append(controls, e)
			}
		}
		if len(cases) == 0 || len(controls) == 0 {
			return 0, fault.New(ErrOneClass, "%d cases and %d controls in the fold have no AUC", len(cases), len(controls)).Try("stratify the folds by outcome")
		}
		return inference.CommonLanguage(cases, controls), nil
	}
	panic("regression: unknown measure " + string(m))
}

// clippedDeviance is the mean deviance with probabilities kept off 0 and 1.
func clippedDeviance(y, eta []float64) float64 {
	sum := 0.0
	for i, e := range eta {
		p := math.Min(math.Max(1/(1+math.Exp(-e)), lassoClip), 1-lassoClip)
		if y[i] == 0 {
			p = 1 - p
		}
		sum -= 2 * math.Log(p) / float64(len(y))
	}
	return sum
}

func zeroOne(outcome []bool, rows []int) []float64 {
	y := make([]float64, len(rows))
	for i, r := range rows {
		if outcome[r] {
			y[i] = 1
		}
	}
	return y
}

// interpolate returns the model at a penalty between those of the path, linear
// in the penalty; outside the path its nearest end.
func (p *LassoPath) interpolate(lambda float64) (float64, []float64) {
	last := len(p.Lambda) - 1
	if lambda >= p.Lambda[0] {
		return p.Intercept[0], p.Coefficients[0]
	}
	if lambda <= p.Lambda[last] {
		return p.Intercept[last], p.Coefficients[last]
	}
	k := 0
	for p.Lambda[k+1] > lambda {
		k++
	}
	t := (lambda - p.Lambda[k+1]) / (p.Lambda[k] - p.Lambda[k+1])
	coefficients := make([]float64, p.Columns)
	for j := range coefficients {
		coefficients[j] = t*p.Coefficients[k][j] + (1-t)*p.Coefficients[k+1][j]
	}
	return t*p.Intercept[k] + (1-t)*p.Intercept[k+1], coefficients
}

// summarise averages over the folds, weighted by their sizes, and chooses.
func (v *LassoValidation) summarise(measure [][]float64, size []float64) {
	total := 0.0
	for _, n := range size {
		total += n
	}
	for k := range v.Path.Lambda {
		m, s := 0.0, 0.0
		for f, n := range size {
			m += n * measure[f][k]
		}
		m /= total
		for f, n := range size {
			s += n / total * (measure[f][k] - m) * (measure[f][k] - m)
		}
		v.Mean = append(v.Mean, m)
		v.SE = append(v.SE, math.Sqrt(s/float64(len(size)-1)))
	}
	loss := slices.Clone(v.Mean)
	if v.Measure == AUC {
		floats.Scale(-1, loss)
	}
	slack := lassoTie * (math.Abs(slices.Min(loss)) + slices.Max(v.SE)) // equal but for rounding is equal
	best := slices.Min(loss) + slack
	v.Min = slices.IndexFunc(loss, func(d float64) bool { return d <= best })
	limit := loss[v.Min] + v.SE[v.Min] + slack
	v.OneSE = slices.IndexFunc(loss, func(d float64) bool { return d <= limit })
}
