package stats

import (
	"math"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// optimismMirror mirrors the block optimism: the model refitted on each given
// resample.
func optimismMirror(t *judged, resamples [][]int) (obj, error) {
	refits, err := performance.Refit(t.y, resamples, regression.LogisticRefit(t.y, t.terms))
	if err != nil {
		return nil, err
	}
	v := refits.Validate()
	curve, err := refits.Curve()
	if err != nil {
		return nil, err
	}
	separated := []int{}
	for _, f := range v.Failed {
		separated = append(separated, f.Resample+1)
	}
	var indices []any
	for _, i := range []struct {
		name  string
		value performance.Corrected
	}{{"auc", v.AUC}, {"brier", v.Brier}, {"intercept", v.Intercept}, {"slope", v.Slope}, {"r2", v.R2}} {
		indices = append(indices, obj{"index": i.name, "apparent": i.value.Apparent, "training": i.value.Training, "test": i.value.Test, "optimism": i.value.Optimism, "corrected": i.value.Corrected})
	}
	var at, apparent, corrected []float64
	var finite []int
	for _, p := range curve.Points {
		at, apparent, corrected, finite = append(at, p.X), append(apparent, p.Apparent), append(corrected, p.Corrected), append(finite, p.Used)
	}
	return obj{
		"B": v.Resamples, "separated_resamples": separated, "used": v.Used, "indices": indices,
		"per_resample": everyResample(t, resamples, v),
		"calibration":  obj{"predy": at, "apparent": apparent, "corrected": corrected, "n_finite": finite},
	}, nil
}

// everyResample mirrors the indices of each resample. R lists those of separated
// fits as well, from where its iteration stopped; that is where ours has them.
func everyResample(t *judged, resamples [][]int, v *performance.Validation) obj {
	n := len(resamples)
	columns := map[string][]float64{}
	for _, name := range []string{"auc_train", "auc_test", "brier_train", "brier_test", "slope_test"} {
		columns[name] = make([]float64, n)
		for b := range n {
			columns[name][b] = math.NaN()
		}
	}
	set := func(b int, training, test performance.Indices) {
		columns["auc_train"][b], columns["auc_test"][b] = training.AUC, test.AUC
		columns["brier_train"][b], columns["brier_test"][b] = training.Brier, test.Brier
		columns["slope_test"][b] = test.Slope
	}
	for _, run := range v.Runs {
		set(run.Resample, run.Training, run.Test)
	}
	for _, f := range v.Failed {
		loose, err := performance.Refit(t.y, [][]int{resamples[f.Resample]}, separatedRefit(t))
		if err == nil {
			run := loose.Validate().Runs[0]
			set(f.Resample, run.Training, run.Test)
		}
	}
	return obj{
		"auc_train": columns["auc_train"], "auc_test": columns["auc_test"], "brier_train": columns["brier_train"],
		"brier_test": columns["brier_test"], "slope_test": columns["slope_test"],
	}
}

// separatedRefit refits like [regression.LogisticRefit], and lets separated fits
// pass with the numbers at which the iteration of R stops.
func separatedRefit(t *judged) regression.Refit {
	return func(rows []int) (func([]int) []float64, error) {
		y := make([]bool, len(rows))
		for i, r := range rows {
			y[i] = t.y[r]
		}
		fit, err := regression.Logistic(y, regression.Rows(t.terms, rows))
		if err != nil {
			return nil, err
		}
		p, err := fit.Model.Predict(t.terms)
		if err != nil {
			return nil, err
		}
		return func(rows []int) []float64 {
			some := make([]float64, len(rows))
			for i, r := range rows {
				some[i] = p.LogOdds[r]
			}
			return some
		}, nil
	}
}
