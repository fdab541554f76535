package nomogram

import (
	"math"
	"slices"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// setCovariance takes over the covariance of a fit, with a row of zeros for a
// column that has no coefficient of its own, if it can be used.
func (n *Nomogram) setCovariance(fit *regression.Fit) {
	if fit.Covariance == nil || fit.Separated {
		return
	}
	columns := 1
	for _, t := range n.Model.Terms {
		columns += width(t)
	}
	if columns != len(fit.Coefficients) {
		return
	}
	var estimated []int
	for j, c := range fit.Coefficients {
		if !c.Aliased {
			estimated = append(estimated, j)
		}
	}
	if len(estimated) != len(fit.Covariance) {
		return
	}
	v := make([][]float64, columns)
	for j := range v {
		v[j] = make([]float64, columns)
	}
	for a, j := range estimated {
		if len(fit.Covariance[a]) != len(estimated) {
			return
		}
		for b, k := range estimated {
			if x := fit.Covariance[a][b]; math.IsNaN(x) || math.IsInf(x, 0) {
				return
			}
			v[j][k] = fit.Covariance[a][b]
		}
	}
	n.Covariance = v
}

// width returns the number of columns of a term in the model matrix.
func width(t regression.ModelTerm) int {
	switch k := t.Knots; {
	case t.Levels != nil:
		return len(t.Levels) - 1
	case k != nil:
		return len(k) - 1
	}
	return 1
}

// columns appends those of a term in the model matrix, for the value that the
// patient has.
func columns(row []float64, t regression.ModelTerm, data regression.Term, patient int) []float64 {
	if t.Levels == nil {
		return basis(row, t, data.Numbers[patient])
	}
	for _, l := range t.Levels[1:] {
		if l == data.Labels[patient] {
			row = append(row, 1)
		} else {
			row = append(row, 0)
		}
	}
	return row
}

// interval returns the 95 % confidence interval of a risk: symmetric on the
// scale of log odds, from the covariance of the coefficients (Wald). It is nil
// without covariance. It says how well the mean risk of such patients is known,
// and nothing of a single patient beyond that.
func (n *Nomogram) interval(row []float64, logOdds float64) *[2]float64 {
	if n.Covariance == nil {
		return nil
	}
	variance := 0.0
	for j, x := range row {
		for k, y := range row {
			variance += x * n.Covariance[j][k] * y
		}
	}
	half := inference.Z95 * math.Sqrt(math.Max(0, variance))
	ci := [2]float64{risk(logOdds - half), risk(logOdds + half)}
	if slices.ContainsFunc(ci[:], math.IsNaN) {
		return nil
	}
	return &ci
}
