package regression

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Bootstrap is the outcome of [Optimism].
type Bootstrap struct {
	// Resamples is the number of resamples given, Used of those that gave a model.
	Resamples, Used int
	// Failed lists the others with the reason. They are left out of all means:
	// the slope of a separated fit depends on where the iteration stops.
	Failed []FailedResample
	// AUC, Brier, Intercept and Slope are the corrected indices. Intercept and
	// Slope are those of a logistic regression of the outcome on the log odds.
	AUC, Brier, Intercept, Slope Corrected
	// Runs are the indices of each resample used.
	Runs []Run
}

// FailedResample is a resample that gave no usable model.
type FailedResample struct {
	Resample int // from 0
	Reason   string
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

// Run holds the indices of the model of one resample.
type Run struct {
	Resample       int // from 0
	Training, Test Indices
}

// Indices are the indices of performance of one model on one set of patients.
type Indices struct{ AUC, Brier, Intercept, Slope float64 }

// Optimism estimates by how much a model flatters itself (Harrell, Lee & Mark
// 1996; Efron 1983): the modelling is repeated on each resample; the model of
// the resample is judged on the resample and on the original patients; the mean
// difference is the optimism. Because refit repeats everything, selection of
// terms included, so does the correction.
//
// Each resample holds len(outcome) rows from 0, usually drawn with replacement;
// see [Resamples]. A resample whose refit fails, or whose log odds separate the
// outcomes, is counted in Failed, not hidden. When the log odds are constant the
// slope counts as 1, as in rms.
//
// It returns the error of refit on the original patients, [ErrResample] for
// resamples that name other rows, [ErrNoModel] if none can be used, and
// [ErrOneClass].
func Optimism(outcome []bool, resamples [][]int, refit Refit) (*Bootstrap, error) {
	n := len(outcome)
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	for b, rows := range resamples {
		for _, r := range rows {
			if r < 0 || r >= n {
				return nil, fault.New(ErrResample, "resample %d names row %d of %d", b+1, r, n)
			}
		}
	}
	y := zeroOne(outcome, all)
	predict, err := refit(all)
	if err != nil {
		return nil, err
	}
	apparent, err := indices(new(irls), y, predict(all))
	if err != nil {
		return nil, err
	}
	runs := make([]Run, len(resamples))
	errs := make([]error, len(resamples))
	forEach(len(resamples), func(b int) {
		runs[b], errs[b] = new(irls).resample(outcome, y, all, resamples[b], refit)
		runs[b].Resample = b
	})
	r := &Bootstrap{Resamples: len(resamples)}
	for b, err := range errs {
		if err != nil {
			r.Failed = append(r.Failed, FailedResample{Resample: b, Reason: err.Error()})
		} else {
			r.Runs = append(r.Runs, runs[b])
		}
	}
	r.Used = len(r.Runs)
	if r.Used == 0 {
		if len(resamples) == 0 {
			return nil, fault.New(ErrResample, "there are no resamples").Try("ask for some; 200 is usual")
		}
		return nil, fault.New(ErrNoModel, "none of %d resamples gave a model; the first: %s", len(resamples), r.Failed[0].Reason)
	}
	r.AUC = r.correct(apparent.AUC, func(i Indices) float64 { return i.AUC })
	r.Brier = r.correct(apparent.Brier, func(i Indices) float64 { return i.Brier })
	r.Intercept = r.correct(apparent.Intercept, func(i Indices) float64 { return i.Intercept })
	r.Slope = r.correct(apparent.Slope, func(i Indices) float64 { return i.Slope })
	return r, nil
}

// resample refits on one resample and judges the model there and on everyone.
func (f *irls) resample(outcome []bool, y []float64, all, rows []int, refit Refit) (Run, error) {
	predict, err := refit(rows)
	if err != nil {
		return Run{}, err
	}
	var run Run
	if run.Training, err = indices(f, zeroOne(outcome, rows), predict(rows)); err != nil {
		return Run{}, err
	}
	run.Test, err = indices(f, y, predict(all))
	return run, err
}

func (r *Bootstrap) correct(apparent float64, index func(Indices) float64) Corrected {
	c := Corrected{Apparent: apparent}
	for _, run := range r.Runs {
		c.Training += index(run.Training) / float64(r.Used)
		c.Test += index(run.Test) / float64(r.Used)
	}
	c.Optimism = c.Training - c.Test
	c.Corrected = c.Apparent - c.Optimism
	return c
}

// indices judges log odds against outcomes.
func indices(f *irls, y, logOdds []float64) (Indices, error) {
	var cases, controls []float64
	r := Indices{}
	constant := true
	for i, eta := range logOdds {
		if math.IsNaN(eta) || math.IsInf(eta, 0) {
			return r, fault.New(ErrNotFinite, "the log odds of patient %d are %v", i+1, eta)
		}
		if y[i] == 1 {
			cases = append(cases, eta)
		} else {
			controls = append(controls, eta)
		}
		constant = constant && eta == logOdds[0]
		p := 1 / (1 + math.Exp(-eta))
		r.Brier += (p - y[i]) * (p - y[i]) / float64(len(y))
	}
	if len(cases) == 0 || len(controls) == 0 {
		return r, fault.New(ErrOneClass, "%d cases and %d controls", len(cases), len(controls))
	}
	r.AUC = inference.CommonLanguage(cases, controls)
	if constant {
		odds := float64(len(cases)) / float64(len(controls))
		r.Intercept, r.Slope = math.Log(odds)-logOdds[0], 1
		return r, nil
	}
	ones := make([]float64, len(y))
	for i := range ones {
		ones[i] = 1
	}
	m := f.maximise([][]float64{ones, logOdds}, y)
	if m.isSeparated() {
		return r, fault.New(ErrSeparated, "the log odds separate the outcomes")
	}
	r.Intercept, r.Slope = m.coef[0], m.coef[1]
	return r, nil
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
