package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// BootstrapResult is what resampling says of one number.
type BootstrapResult struct {
	Cases, Controls, Dropped int
	Resampling               Resampling
	// Estimate is the number on the patients themselves.
	Estimate float64
	// Values are those of the resamples, in order; NaN where a resample lacks
	// cases or controls. Not part of the JSON.
	Values []float64 `json:"-"`
	// Used is the number of resamples that have a value.
	Used int
	// Mean, Median and SD of the values; SD is NaN, null in JSON, for a single
	// one.
	Mean, Median, SD float64
	// CI is the 95 % percentile interval (quantiles of type 7).
	CI [2]float64
	// Warning is a sentence for the reader, or empty.
	Warning string `json:",omitempty"`
}

// DifferenceResult is what resampling says of the difference of two AUCs.
type DifferenceResult struct {
	// Difference is the first AUC less the second.
	Difference BootstrapResult
	// AUC of the first and of the second score on the patients themselves.
	AUC [2]float64
	// Z is the difference over the SD of the resamples, P its two-sided p value,
	// as in roc.test of pROC with method = "bootstrap". Scores that rank the
	// patients alike have Z 0 and P 1.
	Z, P float64
}

// BootstrapAUC returns the AUC of a score with an interval by resampling. The
// scores are sorted once; each resample then takes one pass. Resamples without
// cases or controls are left out and counted. The errors are [ErrResample] and
// those of [AUC]; [ErrOneClass] as well when no resample has both.
func BootstrapAUC(outcome []bool, score []float64, resampling Resampling) (BootstrapResult, error) {
	y, s, dropped, err := complete(outcome, 1, score)
	if err != nil {
		return BootstrapResult{}, err
	}
	r := rank(y, s[0])
	return bootstrap(y, dropped, resampling, r.auc)
}

// BootstrapDifference compares the AUCs of two scores of the same patients by
// resampling the patients: the first less the second. Patients without one of
// the scores are left out. A difference that no resample varies is
// [ErrDegenerate]. See [DeLongTest] for what it cannot know.
func BootstrapDifference(outcome []bool, first, second []float64, resampling Resampling) (DifferenceResult, error) {
	y, s, dropped, err := complete(outcome, 1, first, second)
	if err != nil {
		return DifferenceResult{}, err
	}
	a, b := rank(y, s[0]), rank(y, s[1])
	var d DifferenceResult
	d.Difference, err = bootstrap(y, dropped, resampling, func(counts []int32) (float64, bool) {
		p, ok := a.auc(counts)
		q, _ := b.auc(counts)
		return p - q, ok
	})
	if err != nil {
		return d, err
	}
	once := ones(len(y))
	d.AUC[0], _ = a.auc(once)
	d.AUC[1], _ = b.auc(once)
	d.Difference.Warning = "" // that of an AUC
	if d.Difference.SD > 0 {
		d.Z = d.Difference.Estimate / d.Difference.SD
	} else if d.Difference.Estimate != 0 {
		return d, fault.New(ErrDegenerate, "the AUCs differ by %.3f in every resample", d.Difference.Estimate)
	}
	d.P = inference.NormalTwoSided(d.Z)
	return d, nil
}

// bootstrap resamples a statistic of counts. The statistic is called from
// several goroutines.
func bootstrap(y []bool, dropped int, resampling Resampling, statistic func(counts []int32) (float64, bool)) (BootstrapResult, error) {
	r := BootstrapResult{Dropped: dropped, Resampling: resampling}
	if err := resampling.check(len(y), dropped); err != nil {
		return r, err
	}
	for _, v := range y {
		if v {
			r.Cases++
		}
	}
	r.Controls = len(y) - r.Cases
	r.Estimate, _ = statistic(ones(len(y)))
	r.Warning = caution(r.Estimate)
	r.Values = make([]float64, resampling.Count)
	spread(resampling.Count, func(from, to int) {
		d := resampling.drawer(y)
		for b := from; b < to; b++ {
			v, ok := statistic(d.draw(b))
			if !ok {
				v = math.NaN()
			}
			r.Values[b] = v
		}
	})
	return r, r.summarise()
}

// summarise fills in what follows from Values.
func (r *BootstrapResult) summarise() error {
	for _, v := range r.Values {
		if !math.IsNaN(v) {
			r.Used++
			r.Mean += v
		}
	}
	if r.Used == 0 {
		return fault.New(ErrOneClass, "none of %d resamples has both cases and controls", len(r.Values))
	}
	r.Mean /= float64(r.Used)
	squares := 0.0
	for _, v := range r.Values {
		if !math.IsNaN(v) {
			squares += (v - r.Mean) * (v - r.Mean)
		}
	}
	r.SD = math.Sqrt(squares / float64(r.Used-1))
	q, err := inference.Quantiles(r.Values, 0.025, 0.5, 0.975)
	if err != nil {
		return err
	}
	r.CI, r.Median = [2]float64{q[0], q[2]}, q[1]
	return nil
}

// ones are the counts of the patients themselves.
func ones(n int) []int32 {
	once := make([]int32, n)
	for i := range once {
		once[i] = 1
	}
	return once
}

type plainBootstrap BootstrapResult

type bootstrapJSON struct {
	plainBootstrap
	SD inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (r BootstrapResult) MarshalJSON() ([]byte, error) {
	return json.Marshal(bootstrapJSON{plainBootstrap(r), inference.Number(r.SD)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (r *BootstrapResult) UnmarshalJSON(b []byte) error {
	var v bootstrapJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*r = BootstrapResult(v.plainBootstrap)
	r.SD = float64(v.SD)
	return nil
}
