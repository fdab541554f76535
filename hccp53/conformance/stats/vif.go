package stats

import (
	"errors"
	"math"
	"slices"

	"hcclab/hccp53/regression"
)

// inflationMirror mirrors the variance inflation factors of the model.
func (s *set) inflationMirror() obj {
	m := obj{"formula": s.spec.Model}
	y, terms, err := model(s.training, s.spec.Model)
	if err != nil {
		return obj{"error": err.Error()}
	}
	fit, err := regression.Logistic(y, terms)
	if err != nil {
		return obj{"error": err.Error()}
	}
	byFit, err := regression.VIF(fit)
	if slices.ContainsFunc(fit.Coefficients, func(c regression.Coefficient) bool { return c.Aliased }) {
		err = regression.ErrAliased // car refuses the model
	}
	m["car_vif_glm"] = inflationRows(byFit, err)
	byTerm, byColumn, err := regression.VIFOfColumns(terms)
	m["car_vif_lm"] = inflationRows(byTerm, err)
	if errors.Is(err, regression.ErrAliased) {
		_, byColumn, _ = regression.VIFOfColumns(estimated(terms, fit))
	}
	if errors.Is(err, regression.ErrTerm) {
		byColumn = soleInflation(fit, terms)
	}
	var classic []obj
	for _, c := range byColumn {
		classic = append(classic, obj{"column": c.Term, "vif": c.GVIF})
	}
	m["classic_columns"] = classic
	return m
}

// soleInflation are the factors of the columns of one term, which car has none of.
func soleInflation(fit *regression.Fit, terms []regression.Term) []regression.Inflation {
	var columns []regression.Term
	var names []string
	for _, c := range fit.Coefficients[1:] {
		if c.Aliased {
			continue
		}
		column := terms[0].Numbers
		if c.Level != "" {
			column = make([]float64, len(terms[0].Labels))
			for i, label := range terms[0].Labels {
				switch label {
				case c.Level:
					column[i] = 1
				case "":
					column[i] = math.NaN()
				}
			}
		}
		names = append(names, c.Term+c.Level)
		columns = append(columns, regression.Numeric(c.Term+c.Level, column))
	}
	if len(columns) == 1 {
		return []regression.Inflation{{Term: names[0], GVIF: 1, DF: 1}}
	}
	_, byColumn, _ := regression.VIFOfColumns(columns)
	return byColumn
}

// estimated returns the terms that have coefficients.
func estimated(terms []regression.Term, fit *regression.Fit) []regression.Term {
	return slices.DeleteFunc(slices.Clone(terms), func(t regression.Term) bool {
		return !slices.ContainsFunc(fit.Coefficients, func(c regression.Coefficient) bool { return c.Term == t.Name && !c.Aliased })
	})
}

// inflationRows has the shape of car: GVIF and degrees of freedom only where a
// term has several columns.
func inflationRows(all []regression.Inflation, err error) any {
	switch {
	case errors.Is(err, regression.ErrAliased):
		return obj{"error": "there are aliased coefficients in the model"}
	case errors.Is(err, regression.ErrTerm):
		return obj{"error": "model contains fewer than 2 terms"}
	case err != nil:
		return obj{"error": err.Error()}
	}
	generalised := slices.ContainsFunc(all, func(f regression.Inflation) bool { return f.DF > 1 })
	var rows []obj
	for _, f := range all {
		if generalised {
			rows = append(rows, obj{"term": f.Term, "gvif": f.GVIF, "df": f.DF, "gvif_1_2df": f.PerColumn})
		} else {
			rows = append(rows, obj{"term": f.Term, "vif": f.GVIF})
		}
	}
	return rows
}
