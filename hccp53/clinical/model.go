package clinical

import (
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// Settings say how the model is built.
type Settings struct {
	// Candidates are columns of the cohort, each known before surgery.
	Candidates []string `json:"candidates"`
	// Direction and Criterion steer the stepwise search.
	Direction regression.Direction `json:"direction"`
	Criterion regression.Criterion `json:"criterion"`
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
// is left out and listed. The errors of [cohort.Schema.Predictor] tell of
// candidates that do not exist or are known only after surgery.
func Fit(t cohort.Training, s Settings) (*Model, error) {
	m := &Model{Settings: s, Left: []Left{}}
	var terms []regression.Term
	for _, name := range s.Candidates {
		col, err := t.Schema().Predictor(name)
		if err != nil {
			return nil, fmt.Errorf("clinical.candidates: %w", err)
		}
		f, err := learnFilling(t, col)
		if err != nil {
			return nil, fmt.Errorf("clinical.candidates: %w", err)
		}
		term, _, err := f.term(t.Patients(), col)
		if err != nil {
			return nil, fmt.Errorf("clinical.candidates: %w", err)
		}
		if Constant(term) {
			m.Left = append(m.Left, Left{name, "the same for all training patients"})
			continue
		}
		m.Fillings = append(m.Fillings, f)
		terms = append(terms, term)
	}
	if len(terms) == 0 {
		return nil, fault.New(ErrCandidate, "no candidate varies among the training patients").Try("name other columns in clinical.candidates in study.yaml")
	}
	for _, term := range terms {
		u, err := alone(t, term)
		if err != nil {
			return nil, err
		}
		m.Univariable = append(m.Univariable, u)
	}
	var err error
	if m.Search, err = regression.Stepwise(t.Outcome(), terms, s.Direction, s.Criterion); err != nil {
		return nil, fmt.Errorf("clinical: stepwise: %w", err)
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
	for _, chosen := range m.Search.Fit.Model.Terms {
		term, n, err := m.term(p, chosen.Name)
		if err != nil {
			return nil, nil, err
		}
		terms = append(terms, term)
		filled = append(filled, n...)
	}
	return terms, filled, nil
}

// Candidates returns all columns that took part in the search, filled in: what
// a bootstrap needs to repeat it.
func (m *Model) Candidates(p cohort.Patients) ([]regression.Term, error) {
	var terms []regression.Term
	for _, f := range m.Fillings {
		term, _, err := m.term(p, f.Column)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, nil
}

func (m *Model) term(p cohort.Patients, column string) (regression.Term, []Filled, error) {
	for _, f := range m.Fillings {
		if f.Column == column {
			col, err := p.Schema().Predictor(column)
			if err != nil {
				return regression.Term{}, nil, err
			}
			return f.term(p, col)
		}
	}
	panic("clinical: term " + column + " is not a candidate")
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
