package selection

import (
	"math"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/regression"
)

// Penalty says how the LASSO's penalty was chosen, for the two usual figures:
// the cross-validated deviance and the paths of the coefficients.
type Penalty struct {
	Columns []string  `json:"columns"`
	Lambda  []float64 `json:"lambda"`
	// Deviance and SE are the cross-validated mean binomial deviance and its
	// standard error.
	Deviance []float64 `json:"deviance"`
	SE       []float64 `json:"se"`
	// Min and OneSE are places in Lambda, Chosen the one that was used.
	Min    int `json:"min"`
	OneSE  int `json:"one_se"`
	Chosen int `json:"chosen"`
	// NonZero is the number of features with a coefficient, by penalty; PerSD
	// are the coefficients per standard deviation, by penalty and column.
	NonZero []int       `json:"non_zero"`
	PerSD   [][]float64 `json:"per_sd"`
}

// lasso weighs the features that are left and stores the Rad-score. Without a
// feature the score is the log odds of the outcome in Training.
func (f *Fitted) lasso(t cohort.Training, table *cohort.Table, seed uint64) error {
	n, positive := float64(t.Len()), float64(t.Positives())
	f.Intercept = math.Log(positive / (n - positive))
	f.Features = []Feature{}
	if len(table.Columns) == 0 {
		return nil
	}
	columns, err := columnsOf(t.Patients(), table)
	if err != nil {
		return err
	}
	folds, err := t.Assign(f.Settings.LassoFolds, seed)
	if err != nil {
		return err
	}
	cv, err := regression.LassoCV(t.Outcome(), columns, folds, regression.LassoOptions{})
	if err != nil {
		return err
	}
	p := &Penalty{
		Columns: table.Columns, Lambda: cv.Path.Lambda, Deviance: cv.Mean, SE: cv.SE,
		Min: cv.Min, OneSE: cv.OneSE, Chosen: cv.Min, NonZero: cv.Path.NonZero,
	}
	if f.Settings.Lambda == "1se" {
		p.Chosen = cv.OneSE
	}
	sd := make([]float64, len(columns))
	for j, column := range columns {
		sd[j] = deviation(column)
	}
	for k := range p.Lambda {
		row := make([]float64, len(columns))
		for j := range columns {
			row[j] = cv.Path.Coefficients[k][j] * sd[j]
		}
		p.PerSD = append(p.PerSD, row)
	}
	f.Penalty = p
	f.Intercept = cv.Path.Intercept[p.Chosen]
	for j, b := range cv.Path.Coefficients[p.Chosen] {
		if b != 0 {
			f.Features = append(f.Features, Feature{Name: table.Columns[j], Coefficient: b, PerSD: b * sd[j]})
		}
	}
	return nil
}

// deviation returns the standard deviation, with n below as the LASSO scales.
func deviation(v []float64) float64 {
	mean, squares := 0.0, 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		squares += (x - mean) * (x - mean)
	}
	return math.Sqrt(squares / float64(len(v)))
}
