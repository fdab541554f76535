package clinical

import (
	"fmt"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/impute"
	"hcclab/hccp53/regression"
)

// Settings say how the model is built.
type Settings struct {
	// Candidates are columns of the cohort, each known before surgery.
	Candidates []string `json:"candidates"`
	// Direction and Criterion steer the stepwise search.
	Direction regression.Direction `json:"direction"`
	Criterion regression.Criterion `json:"criterion"`
	// Indicator gives each candidate with missing values in Training a companion
	// that is 1 where the value is missing, so that the search can tell whether
	// being missing says something.
	Indicator bool `json:"indicator,omitempty"`
}

// NotAdjusted is printed beside every p value and interval of a model that was
// chosen by a search.
const NotAdjusted = "not adjusted for selection"

// Model is the fitted clinical model.
type Model struct {
	Settings Settings `json:"settings"`
	// Univariable has one fit a candidate, in their order.
	Univariable []Univariable `json:"univariable"`
	// Left are the candidates that could not take part, with the reason.
	Left []Left `json:"left"`
	// Fillings stand in for missing values, one a candidate that took part.
	Fillings []Filling `json:"fillings"`
	// Search is the path of the stepwise selection; its Fit is the model.
	Search *regression.Search `json:"search"`
}

// Univariable is the logistic regression on one candidate alone.
type Univariable struct {
	Column string                   `json:"column"`
	Rows   []regression.Coefficient `json:"rows"` // without the intercept
	N      int                      `json:"n"`
	AIC    float64                  `json:"aic"`
	Note   string                   `json:"note,omitempty"` // such as separation
}

// Left is a candidate that could not take part.
type Left struct {
	Column string `json:"column"`
	Reason string `json:"reason"`
}

// Fit builds the model on Training. A candidate that is constant in Training
// is left out and listed; one that is empty is [ErrCandidate]. The errors of
// [cohort.Schema.Predictor] tell of candidates that do not exist or are known only
// after surgery.
func Fit(t cohort.Training, s Settings) (*Model, error) {
	all, err := columns(t.Patients(), s)
	if err != nil {
		return nil, err
	}
	for _, column := range all {
		if _, err := impute.Learn(column); err != nil {
			return nil, fault.New(ErrCandidate, "column %q is empty for all training patients", column.Name).Try("take it out of clinical.candidates in study.yaml")
		}
	}
	m, terms, err := build(t.Outcome(), all, s)
	if err != nil {
		return nil, err
	}
	for _, term := range terms {
		u, err := alone(t, term)
		if err != nil {
			return nil, err
		}
		m.Univariable = append(m.Univariable, u)
	}
	return m, nil
}

// alone fits one candidate, filled in as for the search, so that both speak of
// the same patients.
func alone(t cohort.Training, term regression.Term) (Univariable, error) {
	fit, err := regression.Logistic(t.Outcome(), []regression.Term{term})
	if err != nil {
		return Univariable{}, fmt.Errorf("clinical: column %q: %w", term.Name, err)
	}
	u := Univariable{Column: term.Name, Rows: fit.Coefficients[1:], N: fit.N, AIC: fit.AIC}
	if len(fit.Warnings) > 0 {
		u.Note = fit.Warnings[0]
	}
	return u, nil
}

// Constant reports whether a term is the same for all patients.
func Constant(t regression.Term) bool {
	for i := 1; i < t.Len(); i++ {
		if t.IsFactor() && t.Labels[i] != t.Labels[0] || !t.IsFactor() && t.Numbers[i] != t.Numbers[0] {
			return false
		}
	}
	return true
}

// Terms returns the columns of the final model for any patients, missing
// values filled in, and which were.
func (m *Model) Terms(p cohort.Patients) (terms []regression.Term, filled []Filled, err error) {
	all, err := columns(p, m.Settings)
	if err != nil {
		return nil, nil, err
	}
	terms = m.chosen(all)
	for _, term := range terms {
		for _, f := range m.Fillings {
			if f.Column == term.Name {
				i := slices.IndexFunc(all, func(t regression.Term) bool { return t.Name == f.Column })
				_, put := f.Fill(all[i])
				filled = append(filled, put...)
			}
		}
	}
	return terms, filled, nil
}

// Candidates returns all terms that took part in the search, filled in.
func (m *Model) Candidates(p cohort.Patients) ([]regression.Term, error) {
	all, err := columns(p, m.Settings)
	if err != nil {
		return nil, err
	}
	return m.candidates(all), nil
}

// Apply returns the log odds and risk of any patients. Missing values, and
// levels that no training patient had, are filled in; [Model.Terms] tells which.
func (m *Model) Apply(p cohort.Patients) (regression.Predictions, error) {
	terms, _, err := m.Terms(p)
	if err != nil {
		return regression.Predictions{}, err
	}
	if len(terms) == 0 {
		terms = []regression.Term{regression.Numeric("none", make([]float64, p.Len()))} // tells the number of patients
	}
	predictions, err := m.Search.Fit.Model.Predict(terms)
	if err != nil {
		return predictions, fmt.Errorf("clinical model: %w", err)
	}
	return predictions, nil
}
