package performance

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// Refits holds the models that came out when the whole of the modelling was
// repeated on resamples, as the log odds they give to all patients. Indices
// ([Refits.Validate]) and curve ([Refits.Curve]) corrected for optimism are both
// taken from it, so that each resample is modelled once.
type Refits struct {
	// Resamples is the number of resamples given, Used of those that gave a model.
	Resamples, Used int
	// Failed lists the others with the reason. They are left out of all means: the
	// slope of a separated fit depends on where the iteration stops.
	Failed []regression.FailedResample

	y        []bool
	apparent []float64 // log odds of the model on all patients
	runs     []refitRun
}

// refitRun is the model of one resample.
type refitRun struct {
	resample int
	counts   []int32 // how often each patient is in the resample
	logOdds  []float64
}

// Refit repeats the modelling on each resample, on all processors. Because refit
// repeats everything, the selection of terms included, so does the correction;
// what is not repeated (a network that was trained once, say) is held fixed and
// its optimism stays. Each resample holds rows from 0, usually len(outcome) of
// them drawn with replacement; see [regression.Resamples].
//
// A resample whose refit fails, that lacks a class, or whose log odds separate
// the outcomes of the resample or of all patients, is counted in Failed. It
// returns the error of refit on the patients themselves, [ErrResample] for
// resamples that name other rows, [regression.ErrNoModel] if none of them can be
// used, [ErrDegenerate] for log odds that separate the outcomes, and
// [ErrOneClass].
func Refit(outcome []bool, resamples [][]int, refit regression.Refit) (*Refits, error) {
	if err := Given(resamples).check(len(outcome), 0); err != nil {
		return nil, err
	}
	all := make([]int, len(outcome))
	for i := range all {
		all[i] = i
	}
	if _, _, _, err := complete(outcome, 1); err != nil {
		return nil, err
	}
	predict, err := refit(all)
	if err != nil {
		return nil, err
	}
	r := &Refits{Resamples: len(resamples), y: outcome, apparent: predict(all)}
	if err := checkLogOdds(outcome, r.apparent, nil); err != nil {
		return nil, err
	}
	runs := make([]refitRun, len(resamples))
	errs := make([]error, len(resamples))
	spread(len(resamples), func(from, to int) {
		for b := from; b < to; b++ {
			runs[b], errs[b] = refitOne(outcome, all, resamples[b], refit)
			runs[b].resample = b
		}
	})
	for b, err := range errs {
		if err != nil {
			r.Failed = append(r.Failed, regression.FailedResample{Resample: b, Reason: err.Error()})
		} else {
			r.runs = append(r.runs, runs[b])
		}
	}
	if r.Used = len(r.runs); r.Used == 0 {
		return nil, fault.New(regression.ErrNoModel, "none of %d resamples gave a model; the first: %s", len(resamples), r.Failed[0].Reason)
	}
	return r, nil
}

func refitOne(outcome []bool, all, rows []int, refit regression.Refit) (refitRun, error) {
	predict, err := refit(rows)
	if err != nil {
		return refitRun{}, err
	}
	run := refitRun{counts: make([]int32, len(outcome)), logOdds: predict(all)}
	for _, row := range rows {
		run.counts[row]++
	}
	if err := checkLogOdds(outcome, run.logOdds, run.counts); err != nil {
		return run, err
	}
	return run, checkLogOdds(outcome, run.logOdds, nil)
}

// checkLogOdds refuses log odds from which no slope can be had. Constant ones
// have slope 1 by convention, as in rms.
func checkLogOdds(y []bool, logOdds []float64, counts []int32) error {
	for i, v := range logOdds {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fault.New(ErrNotFinite, "the log odds of patient %d are %v", i+1, v)
		}
	}
	o := newOverlap(y, logOdds, counts)
	switch {
	case math.IsInf(o.lowCase, 1) || math.IsInf(o.lowControl, 1):
		return fault.New(ErrOneClass, "the resample lacks cases or controls")
	case o.separated() && !o.constant():
		return fault.New(ErrDegenerate, "the log odds separate the outcomes")
	}
	return nil
}
