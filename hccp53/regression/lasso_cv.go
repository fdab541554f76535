package regression

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"hcclab/hccp53/fault"
)

// LassoValidation is the outcome of [LassoCV].
type LassoValidation struct {
	// Path is fitted on all patients.
	Path *LassoPath
	// Folds is the number of folds.
	Folds int
	// Deviance is, by penalty, the mean binomial deviance of the patients left
	// out, SE its standard error over the folds.
	Deviance, SE []float64
	// Min is the place in Path.Lambda of the largest penalty with the smallest
	// deviance; OneSE that of the largest whose deviance is within one SE of it.
	Min, OneSE int
}

// lassoClip keeps fitted probabilities off 0 and 1 in the deviance, as glmnet.
const lassoClip = 1e-5

// LassoCV chooses the penalty by cross-validation with given folds, as
// cv.glmnet with foldid does: folds[i] is the fold of patient i, any number. A
// fold's deviance counts by its size. The folds are fitted in parallel, with the
// same result for any number of processors.
//
// Beside the errors of [Lasso] it returns [ErrFolds] for fewer than three folds
// or fewer than three patients a fold on average, where glmnet too changes its
// rule, and [ErrOneClass] when leaving out a fold leaves one class.
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
	deviance := make([][]float64, len(names)) // mean of the fold, by penalty
	size := make([]float64, len(names))
	errs := make([]error, len(names))
	var workers sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for f, name := range names {
		workers.Add(1)
		go func() {
			defer workers.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			deviance[f], size[f], errs[f] = leaveOut(outcome, columns, folds, name, path.Lambda, options)
		}()
	}
	workers.Wait()
	for f, err := range errs {
		if err != nil {
			return nil, fault.Wrap(ErrFolds, err, "fold %d", names[f])
		}
	}
	v := &LassoValidation{Path: path, Folds: len(names)}
	v.summarise(deviance, size)
	return v, nil
}

// leaveOut fits the path without one fold and returns the fold's mean deviance
// by penalty, and its size.
func leaveOut(outcome []bool, columns [][]float64, folds []int, name int, lambda []float64, o LassoOptions) ([]float64, float64, error) {
	var rest, out []int
	for i, f := range folds {
		if f == name {
			out = append(out, i)
		} else {
			rest = append(rest, i)
		}
	}
	s, err := newLassoSolver(outcome, columns, rest)
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
	deviance := make([]float64, len(lambda))
	for k, l := range lambda {
		intercept, coefficients := path.Intercept[min(k, len(path.Lambda)-1)], path.Coefficients[min(k, len(path.Lambda)-1)]
		if o.Interpolate {
			intercept, coefficients = path.interpolate(l)
		}
		for i, eta := range logOdds(intercept, coefficients, held) {
			p := math.Min(math.Max(1/(1+math.Exp(-eta)), lassoClip), 1-lassoClip)
			if !outcome[out[i]] {
				p = 1 - p
			}
			deviance[k] -= 2 * math.Log(p) / float64(len(out))
		}
	}
	return deviance, float64(len(out)), nil
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
func (v *LassoValidation) summarise(deviance [][]float64, size []float64) {
	total := 0.0
	for _, n := range size {
		total += n
	}
	for k := range v.Path.Lambda {
		m, s := 0.0, 0.0
		for f, n := range size {
			m += n / total * deviance[f][k]
		}
		for f, n := range size {
			s += n / total * (deviance[f][k] - m) * (deviance[f][k] - m)
		}
		v.Deviance = append(v.Deviance, m)
		v.SE = append(v.SE, math.Sqrt(s/float64(len(size)-1)))
	}
	for k, d := range v.Deviance {
		if d < v.Deviance[v.Min] {
			v.Min = k
		}
	}
	limit := v.Deviance[v.Min] + v.SE[v.Min]
	v.OneSE = slices.IndexFunc(v.Deviance, func(d float64) bool { return d <= limit })
}
