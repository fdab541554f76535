package performance

import (
	"math"

	"hcclab/hccp53/regression"
)

// Validation holds indices of performance corrected for optimism.
type Validation struct {
	N, Cases int
	// Resamples, Used and Failed are those of [Refits].
	Resamples, Used int
	Failed          []regression.FailedResample
	// AUC is exact, Dxy is 2(AUC - 1/2).
	AUC, Dxy Corrected
	// Intercept and Slope are those of a logistic regression of the outcome on
	// the log odds; the corrected slope is the shrinkage that new patients need.
	Intercept, Slope Corrected
	// R2 is that of Nagelkerke after such a regression, D the discrimination
	// after it, U the unreliability of the log odds as they are, Q is D - U; see
	// [LikelihoodIndices].
	R2, D, U, Q Corrected
	// Brier is the mean squared error.
	Brier Corrected
	// G is the mean difference of Gini of the log odds after the regression, Gp
	// that of the risks.
	G, Gp Corrected
	// Emax is the largest distance between a risk from 0 to 1 and what the
	// corrected intercept and slope make of it.
	Emax float64
	// Runs are the indices of each resample used.
	Runs []ValidationRun
}

// Corrected is one index of performance with its optimism.
type Corrected struct {
	// Apparent is the index of the model on the patients it was fitted on.
	Apparent float64
	// Training is the mean over the resamples of the refitted model on its
	// resample, Test that of the same model on the original patients.
	Training, Test float64
	// Optimism is Training - Test, Corrected is Apparent - Optimism.
	Optimism, Corrected float64
}

// ValidationRun holds the indices of the model of one resample.
type ValidationRun struct {
	Resample       int // from 0
	Training, Test Indices
}

// Indices are the indices of one model on one set of patients; see [Validation].
type Indices struct {
	AUC, Intercept, Slope, R2, D, U, Q, Brier, G, Gp float64
}

// Validate corrects the indices of performance for optimism, as validate of rms
// does (Harrell, Lee & Mark 1996): the mean over the resamples of the index in
// the resample less that on all patients is taken off the apparent one.
func (r *Refits) Validate() *Validation {
	v := &Validation{N: len(r.y), Resamples: r.Resamples, Used: r.Used, Failed: r.Failed, Runs: make([]ValidationRun, len(r.runs))}
	for _, isCase := range r.y {
		if isCase {
			v.Cases++
		}
	}
	var all sorted
	all.take(r.y, r.apparent)
	apparent := all.indices(r.y, r.apparent, nil)
	spread(len(r.runs), func(from, to int) {
		var s sorted
		for b := from; b < to; b++ {
			run := r.runs[b]
			s.take(r.y, run.logOdds)
			v.Runs[b] = ValidationRun{run.resample, s.indices(r.y, run.logOdds, run.counts), s.indices(r.y, run.logOdds, nil)}
		}
	})
	for _, c := range []struct {
		into  *Corrected
		index func(i Indices) float64
	}{
		{&v.AUC, func(i Indices) float64 { return i.AUC }},
		{&v.Dxy, func(i Indices) float64 { return 2*i.AUC - 1 }},
		{&v.Intercept, func(i Indices) float64 { return i.Intercept }},
		{&v.Slope, func(i Indices) float64 { return i.Slope }},
		{&v.R2, func(i Indices) float64 { return i.R2 }},
		{&v.D, func(i Indices) float64 { return i.D }},
		{&v.U, func(i Indices) float64 { return i.U }},
		{&v.Q, func(i Indices) float64 { return i.Q }},
		{&v.Brier, func(i Indices) float64 { return i.Brier }},
		{&v.G, func(i Indices) float64 { return i.G }},
		{&v.Gp, func(i Indices) float64 { return i.Gp }},
	} {
		*c.into = v.correct(c.index(apparent), c.index)
	}
	for k := 1; k < 2000; k++ {
		p := float64(k) / 2000
		eta := v.Intercept.Corrected + v.Slope.Corrected*(math.Log(p)-math.Log1p(-p))
		v.Emax = max(v.Emax, math.Abs(p-1/(1+math.Exp(-eta))))
	}
	return v
}

func (v *Validation) correct(apparent float64, index func(Indices) float64) Corrected {
	c := Corrected{Apparent: apparent}
	for _, run := range v.Runs {
		c.Training += index(run.Training) / float64(v.Used)
		c.Test += index(run.Test) / float64(v.Used)
	}
	c.Optimism = c.Training - c.Test
	c.Corrected = c.Apparent - c.Optimism
	return c
}

// sorted are log odds by rising value, in buffers that are used again.
type sorted struct {
	ranked
	order  []sortedPlace
	keys   []uint64
	single []int32 // ones
}

// indices judges log odds on the patients, each as often as counts says.
func (s *sorted) indices(y []bool, logOdds []float64, counts []int32) Indices {
	var i Indices
	once := counts
	if once == nil {
		once = s.once(len(y))
	}
	i.AUC, _ = s.auc(once)
	var cases, n float64
	for k, eta := range logOdds {
		c := float64(once[k])
		if c == 0 {
			continue
		}
		e := 1 / (1 + math.Exp(-eta))
		if y[k] {
			cases += c
			e -= 1
		}
		n += c
		i.Brier += c * e * e
	}
	i.Brier /= n
	null := binomialDeviance(cases, n-cases)
	o := newOverlap(y, logOdds, counts)
	r := recalibration{slope: 1, intercept: math.Log(cases/(n-cases)) - o.lowCase, deviance: null}
	if !o.constant() {
		r = recalibrate(y, logOdds, counts)
	}
	given := newInformation(y, logOdds, counts, 0, 0, 1).deviance
	i.Intercept, i.Slope = r.intercept, r.slope
	i.R2 = math.Expm1((r.deviance-null)/n) / math.Expm1(-null/n)
	i.D = (null - r.deviance - 1) / n
	i.U = (given - r.deviance - 2) / n
	i.Q = i.D - i.U
	i.G, i.Gp = s.giniDifference(once, r)
	return i
}
