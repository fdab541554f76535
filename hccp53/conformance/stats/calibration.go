package stats

import (
	"math"

	"hcclab/hccp53/performance"
)

var rulesCalibration = []rule{
	{path: ".*note|.*formula", leave: freeText},
	{path: ".*lowess/y/#", tolerance: 1e-6, floor: 1e-3},
	{path: ".*(Emax|E90|Eavg|ICI|E50)", tolerance: 1e-6},
	// Differences of deviances, and what follows from them.
	{path: ".*exact/(D_chisq_given_p|U_chisq)", tolerance: 1e-9, floor: 1},
	{path: ".*exact/(D|U|Q|r2_.*)", tolerance: 1e-9, floor: 1e-2},
	// The intercept of recalibration is 0 but for rounding where a model meets the
	// patients it was fitted on.
	{path: "optimism/indices/.*", tolerance: 1e-9, floor: 1e-4},
	{path: "rms_validate/lrm_stats/Max Deriv", tolerance: 1e-8, absolute: true},
	{path: "rms_validate/lecessie_gof/.*", tolerance: 1e-9, floor: 1e-2},
	{path: "rms_validate/indices/.*", tolerance: 2e-3, floor: 0.1},
	{path: "rms_validate/.*", tolerance: 2e-3, floor: 1e-2},
	// rms: the p value of U is a difference from 1, predictions are binned for C,
	// and its fits stop early.
	{path: ".*val_prob/U:p", tolerance: 1e-3, absolute: true},
	{path: ".*val_prob/U:Chi-sq", tolerance: 1e-3, floor: 1},
	{path: ".*val_prob/Dxy", tolerance: 1e-3, floor: 1}, // twice the difference of C from 1/2
	{path: ".*val_prob/C \\(ROC\\)", tolerance: 1e-3, floor: 0.5},
	{path: ".*val_prob/[DUQ]", tolerance: 1e-3, floor: 0.1},
	{path: ".*val_prob/(Brier|S:z|S:p)", tolerance: 1e-9, floor: 1e-2}, // neither binned nor fitted
	{path: ".*val_prob/.*", tolerance: 1e-3, floor: 1e-2},
}

// answerCalibration mirrors calibration.json: the calibration of the model and of
// the scores that are risks, and its correction for optimism.
func answerCalibration(s *set, facts any) (any, error) {
	training, validation, err := s.judged()
	if err != nil {
		return nil, err
	}
	resamples, err := s.resamples()
	if err != nil {
		return nil, err
	}
	file, _ := facts.(obj)
	out := obj{}
	for key := range file {
		switch key {
		case "optimism":
			out[key], err = optimismMirror(training, resamples, file[key])
		case "rms_validate":
			out[key], err = rmsMirror(training, resamples)
		default:
			if name, of := scored(key, training, validation); of != nil {
				out[key] = calibrationMirror(name, of.y, of.score(name))
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// calibrationMirror mirrors the calibration of one score.
func calibrationMirror(name string, y []bool, p []float64) obj {
	c, err := performance.Calibrate(y, p)
	if err != nil {
		return obj{"name": name, "error": err.Error()}
	}
	l := c.Likelihood
	exact := obj{
		"C": c.C, "Dxy": 2*c.C - 1, "brier": c.Brier, "scaled_brier": c.ScaledBrier,
		"citl": scaled{c.InTheLarge.Value, c.InTheLarge.SE}, "citl_se": c.InTheLarge.SE,
		"r2_nagelkerke_given_p": l.R2, "r2_nagelkerke_recal": l.R2Recalibrated, "D_chisq_given_p": l.DChiSquare, "D": l.D,
		"U_chisq": l.UChiSquare, "U": l.U, "U_p": l.UP, "Q": scaled{l.Q, max(math.Abs(l.D), math.Abs(l.U))},
		"Emax": c.Emax, "E90": c.E90, "Eavg": c.ICI, "ICI": c.ICI, "E50": c.E50, "ece10": c.ECE, "log_loss": l.LogLoss,
		"spiegelhalter": obj{"z": c.Spiegelhalter.Z, "p": c.Spiegelhalter.P},
	}
	for name, e := range map[string]performance.Estimate{"cal_intercept": c.Intercept, "cal_slope": c.Slope} {
		exact[name], exact[name+"_se"] = scaled{e.Value, e.SE}, e.SE
		if c.Separated {
			exact[name], exact[name+"_se"] = runaway, runaway
		}
	}
	var hosmer []any
	for _, groups := range []int{10, 8, 5} {
		hosmer = append(hosmer, hosmerMirror(y, p, groups))
	}
	x, smooth := make([]float64, len(c.Curve)), make([]float64, len(c.Curve))
	for i, point := range c.Curve {
		x[i], smooth[i] = point.X, point.Y
	}
	return obj{
		"name": name, "n": c.N, "n_prob_0_or_1": c.Extreme, "exact": exact, "hosmer_lemeshow": hosmer,
		"val_prob": valProbMirror(y, p, c), "lowess": obj{"x": x, "y": smooth},
	}
}

// valProbMirror mirrors val.prob of rms, which drops risks of 0 and 1 from all
// that has to do with log odds and with C.
func valProbMirror(y []bool, p []float64, c *performance.Calibration) obj {
	var innerY []bool
	var inner []float64
	for i, v := range p {
		if v > 0 && v < 1 {
			innerY, inner = append(innerY, y[i]), append(inner, v)
		}
	}
	d, err := performance.Calibrate(innerY, inner)
	if err != nil {
		return obj{"error": err.Error()}
	}
	l := d.Likelihood
	m := obj{
		"Dxy": 2*d.C - 1, "C (ROC)": d.C, "R2": l.R2, "D": l.D, "D:Chi-sq": l.DChiSquare, "D:p": math.NaN(),
		"U": l.U, "U:Chi-sq": l.UChiSquare, "U:p": l.UP, "Q": l.Q, "Brier": c.Brier, "Intercept": d.Intercept.Value, "Slope": d.Slope.Value,
		"Emax": c.Emax, "E90": c.E90, "Eavg": c.ICI, "S:z": c.Spiegelhalter.Z, "S:p": c.Spiegelhalter.P,
	}
	for i, v := range p {
		if y[i] && v == 0 { // rms drops none here: the log likelihood is that of a certain error
			m["U"], m["U:Chi-sq"], m["Q"] = math.Inf(1), math.Inf(1), math.Inf(-1)
		}
	}
	if d.Separated {
		m["Intercept"], m["Slope"] = runaway, runaway
	}
	return m
}

func hosmerMirror(y []bool, p []float64, groups int) obj {
	h, err := performance.HosmerLemeshow(y, p, groups)
	if err != nil && len(h.Groups) == 0 {
		return obj{"g": groups, "error": err.Error()}
	}
	var n, observed []int
	var expected, mean []float64
	for _, g := range h.Groups {
		n, observed = append(n, g.N), append(observed, g.Observed)
		expected, mean = append(expected, g.Expected), append(mean, g.Expected/float64(g.N))
	}
	return obj{
		"g": h.Requested, "groups": len(h.Groups), "breaks": h.Breaks, "n": n, "observed": observed, "expected": expected, "mean_pred": mean,
		"chi2": h.X2, "df_g_minus_2": h.DF, "p_df_g": h.P, "df_groups_minus_2": h.DFGroups, "p_df_groups": h.PGroups,
	}
}
