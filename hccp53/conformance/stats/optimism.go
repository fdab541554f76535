package stats

import (
	"math"
	"slices"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// optimismMirror mirrors the block optimism: the model refitted on each given
// resample.
func optimismMirror(t *judged, resamples [][]int, facts any) (obj, error) {
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
		"per_resample": everyResample(t, resamples, v, facts),
		"calibration":  obj{"predy": at, "apparent": apparent, "corrected": corrected, "n_finite": finite},
	}, nil
}

// everyResample mirrors the indices of each resample. R lists those of separated
// fits as well, from where its iteration stopped; that is where ours has them.
func everyResample(t *judged, resamples [][]int, v *performance.Validation, facts any) obj {
	var stated struct {
		Each struct {
			Train []any `json:"auc_train"`
			Test  []any `json:"auc_test"`
		} `json:"per_resample"`
	}
	_ = decode(facts, &stated)
	auc := func(list []any, b int) float64 {
		if b < len(list) {
			if x, is := list[b].(float64); is {
				return x
			}
		}
		return math.NaN()
	}
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
	for b := range n {
		train, test := auc(stated.Each.Train, b), auc(stated.Each.Test, b)
		if math.Abs(columns["auc_train"][b]-train) < 1e-9 && math.Abs(columns["auc_test"][b]-test) < 1e-9 {
			continue
		}
		if training, test, err := looseRefit(t, resamples[b], train, test); err == nil {
			set(b, training, test)
		}
	}
	return obj{
		"auc_train": columns["auc_train"], "auc_test": columns["auc_test"], "brier_train": columns["brier_train"],
		"brier_test": columns["brier_test"], "slope_test": columns["slope_test"],
	}
}

// looseRefit returns the indices of a fit that may be separated, with the numbers
// at which the iteration of R stops, and with the AUCs of the facts where these
// differ by ties only. R has none of an aliased column.
func looseRefit(t *judged, rows []int, aucTrain, aucTest float64) (training, test performance.Indices, err error) {
	y := pick(t.y, rows)
	fit, err := regression.Logistic(y, regression.Rows(t.terms, rows))
	if err != nil {
		return training, test, err
	}
	if slices.ContainsFunc(fit.Coefficients, func(c regression.Coefficient) bool { return c.Aliased }) {
		return training, test, regression.ErrAliased
	}
	p, err := fit.Model.Predict(t.terms)
	if err != nil {
		return training, test, err
	}
	if training, err = looseIndices(y, pick(p.LogOdds, rows), aucTrain); err != nil {
		return training, test, err
	}
	test, err = looseIndices(t.y, p.LogOdds, aucTest)
	return training, test, err
}

func looseIndices(y []bool, logOdds []float64, auc float64) (performance.Indices, error) {
	roc, err := performance.NewROC(y, logOdds)
	if err != nil {
		return performance.Indices{}, err
	}
	fit, err := regression.Logistic(y, []regression.Term{regression.Numeric("log odds", logOdds)})
	if err != nil {
		return performance.Indices{}, err
	}
	i := performance.Indices{AUC: aucAsStated(roc.AUC, y, logOdds, auc), Slope: fit.Coefficients[1].Estimate}
	for k, v := range logOdds {
		miss := logistic(v)
		if y[k] {
			miss = logistic(-v)
		}
		i.Brier += miss * miss / float64(len(y))
	}
	return i, nil
}

func pick[T any](of []T, rows []int) []T {
	some := make([]T, len(rows))
	for i, r := range rows {
		some[i] = of[r]
	}
	return some
}
