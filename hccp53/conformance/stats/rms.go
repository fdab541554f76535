package stats

import (
	"math"
	"strconv"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// rmsMirror mirrors what validate, calibrate, lrm and residuals(type = "gof") of
// rms say of the model on the same resamples.
func rmsMirror(t *judged, resamples [][]int) (obj, error) {
	fit, err := regression.Logistic(t.y, t.terms)
	if err != nil {
		return nil, err
	}
	early, err := newEarlyStop(t, fit.Model)
	if err != nil {
		return nil, err
	}
	refits, err := performance.Refit(t.y, resamples, early.refit)
	if err != nil {
		return nil, err
	}
	v := refits.Validate()
	curve, err := refits.Curve()
	if err != nil {
		return nil, err
	}
	var indices, points []any
	row := func(name string, orig, training, test, optimism, corrected float64) {
		indices = append(indices, obj{"index": name, "index.orig": orig, "training": training, "test": test, "optimism": optimism, "index.corrected": corrected})
	}
	if err := rmsIndices(t, early, resamples, row); err != nil {
		return nil, err
	}
	for _, p := range curve.Points {
		points = append(points, obj{"predy": p.X, "apparent": p.Apparent, "corrected": p.Corrected})
	}
	gof, err := performance.SquaresOfFit(t.y, t.terms, fit)
	if err != nil {
		return nil, err
	}
	stats, err := lrmStats(t, fit, v)
	return obj{
		"indices": indices, "calibrate": points, "lrm_stats": stats,
		"lecessie_gof": obj{"Sum of squared errors": gof.Squares, "Expected value|H0": gof.Expected, "SD": gof.SD, "Z": gof.Z, "P": gof.P},
	}, err
}

// lrmStats mirrors the table of statistics of lrm.
func lrmStats(t *judged, fit *regression.Fit, v *performance.Validation) (obj, error) {
	ratio := fit.LikelihoodRatio()
	n, share := float64(fit.N), float64(fit.Cases)/float64(fit.N)
	pairs := n * (n - 1) / 2
	untied, err := untiedPairs(t.y, t.risk)
	if err != nil {
		return nil, err
	}
	dxy := v.Dxy.Apparent
	excess := dxy * float64(fit.Cases) * float64(fit.N-fit.Cases) // concordant less discordant pairs
	m := obj{
		"Obs": fit.N, "Max Deriv": 0.0, "Model L.R.": ratio.ChiSquare, "d.f.": ratio.DF, "P": ratio.P,
		"C": v.AUC.Apparent, "Dxy": dxy, "Gamma": excess / untied, "Tau-a": excess / pairs,
		"R2": fit.R2().Nagelkerke, "Brier": v.Brier.Apparent, "g": v.G.Apparent, "gr": math.Exp(v.G.Apparent), "gp": v.Gp.Apparent,
	}
	// R² by the likelihood ratio, plain and less the number of coefficients, for
	// the patients and for the effective number of them.
	for _, size := range []float64{n, 3 * n * share * (1 - share)} {
		// R rounds to one decimal, what is half-way but for rounding either way.
		for _, tenths := range []float64{math.Round(10*size - 1e-9), math.Round(10*size + 1e-9)} {
			name := strconv.FormatFloat(tenths/10, 'f', -1, 64)
			m["R2("+name+")"] = -math.Expm1(-ratio.ChiSquare / size)
			m["R2("+strconv.Itoa(ratio.DF)+","+name+")"] = -math.Expm1(-math.Max(0, ratio.ChiSquare-float64(ratio.DF)) / size)
		}
	}
	return m, nil
}

// untiedPairs counts the pairs of a case and a control whose scores differ.
func untiedPairs(y []bool, score []float64) (float64, error) {
	var cases, controls []float64
	for i, v := range score {
		if y[i] {
			cases = append(cases, v)
		} else {
			controls = append(controls, v)
		}
	}
	r, err := inference.MannWhitney(cases, controls)
	if err != nil || !r.Ties {
		return float64(len(cases)) * float64(len(controls)), err
	}
	untied := 0.0
	for _, a := range cases {
		for _, b := range controls {
			if a != b {
				untied++
			}
		}
	}
	return untied, nil
}
