package stats

import (
	"math"
	"slices"

	"hcclab/hccp53/performance"
)

// rmsNames are the indices of validate in its order; Emax comes after the slope.
var rmsNames = [...]string{"Dxy", "R2", "Intercept", "Slope", "D", "U", "Q", "B", "g", "gp"}

type rmsIndex [len(rmsNames)]float64

// rmsIndices gives row the indices of validate: of the model, and on average over
// the resamples in which lrm.fit does not fail, of the refit on the resample and on
// everyone. A refit is judged on its own resample as it is, with slope 1, and on
// everyone by a fit on its log odds that stops early, too.
func rmsIndices(t *judged, early *earlyStop, resamples [][]int, row func(name string, orig, training, test, optimism, corrected float64)) error {
	all := make([]int, len(t.y))
	logOdds := make([]float64, len(t.y))
	deviance := 0.0
	for i, p := range t.risk {
		all[i] = i
		logOdds[i] = math.Log(p / (1 - p))
		if !t.y[i] {
			p = 1 - p
		}
		deviance -= 2 * math.Log(p)
	}
	orig, err := discrimination(t.y, logOdds, deviance, 0, 1)
	if err != nil {
		return err
	}
	var training, test rmsIndex
	used := 0.0
	for _, rows := range resamples {
		b, deviance, err := early.fit(rows)
		if err != nil {
			continue
		}
		eta := make([]float64, len(all))
		for i := range all {
			eta[i] = early.eta(i, b)
		}
		own, err := discrimination(pick(t.y, rows), pick(eta, rows), deviance, 0, 1)
		if err != nil {
			continue
		}
		b, deviance, err = (&earlyStop{y: t.y, x: [][]float64{early.x[0], eta}}).fit(all)
		if err != nil {
			continue
		}
		everyone, err := discrimination(t.y, eta, deviance, b.AtVec(0), b.AtVec(1))
		if err != nil {
			continue
		}
		for k := range own {
			training[k] += own[k]
			test[k] += everyone[k]
		}
		used++
	}
	corrected := rmsIndex{}
	for k := range training {
		training[k] /= used
		test[k] /= used
		corrected[k] = orig[k] - (training[k] - test[k])
	}
	for k, name := range rmsNames {
		row(name, orig[k], training[k], test[k], training[k]-test[k], corrected[k])
		if name == "Slope" {
			e := largestMiss(corrected[k-1], corrected[k])
			row("Emax", 0, 0, e, e, e)
		}
	}
	return nil
}

// discrimination is what validate measures of log odds, with the deviance,
// intercept and slope of a fit on them; intercept 0 and slope 1 are no fit.
func discrimination(y []bool, logOdds []float64, deviance, intercept, slope float64) (rmsIndex, error) {
	roc, err := performance.NewROC(y, logOdds)
	if err != nil {
		return rmsIndex{}, err
	}
	n, cases := float64(len(y)), float64(roc.Cases)
	null := -2 * (cases*math.Log(cases/n) + (n-cases)*math.Log(1-cases/n))
	given, brier := 0.0, 0.0 // deviance of the log odds as they are
	stretched, risk := make([]float64, len(y)), make([]float64, len(y))
	for i, v := range logOdds {
		stretched[i] = slope * v
		risk[i] = logistic(intercept + slope*v)
		miss := v
		if y[i] {
			miss = -v
		}
		given += 2 * (math.Max(miss, 0) + math.Log1p(math.Exp(-math.Abs(miss))))
		brier += logistic(miss) * logistic(miss) / n
	}
	d := (null - deviance - 1) / n
	u := -2 / n
	if intercept != 0 || slope != 1 {
		u = (given - deviance - 2) / n
	}
	r2 := -math.Expm1(-(null-deviance)/n) / -math.Expm1(-null/n)
	return rmsIndex{2*roc.AUC - 1, r2, intercept, slope, d, u, d - u, brier, meanDifference(stretched), meanDifference(risk)}, nil
}

// meanDifference is Gini's.
func meanDifference(x []float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	n := float64(len(x))
	sum := 0.0
	for i, v := range sorted {
		sum += (2*float64(i) + 1 - n) * v
	}
	return 2 * sum / (n * (n - 1))
}

// largestMiss is Emax of validate.
func largestMiss(intercept, slope float64) float64 {
	worst := 0.0
	for i := 1; i < 2000; i++ {
		p := float64(i) / 2000
		worst = max(worst, math.Abs(p-logistic(intercept+slope*math.Log(p/(1-p)))))
	}
	return worst
}
