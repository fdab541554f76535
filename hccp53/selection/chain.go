package selection

import (
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/relevance"
)

// Readings hold the features of the same lesions measured again. What there was
// not is nil.
type Readings struct {
	Reader2 *cohort.Table // drawn by a second reader, for the patients of the reader study
	Reread  *cohort.Table // drawn again by the first reader, likewise
	// Perturbed has a table for each perturbation of images and VOIs, of training
	// patients alone: a stand-in for readers and scans that there were not.
	Perturbed []*cohort.Table `json:",omitempty"`
}

// Step narrows the features down.
type Step interface {
	// Fit learns from Training which columns of the table stay, in their order.
	Fit(t cohort.Training, table *cohort.Table) (Kept, error)
}

// Kept is what a step leaves.
type Kept struct {
	Step    string   `json:"step"` // such as "ICC"
	Rule    string   `json:"rule"` // such as "ICC(2,1) ≥ 0.75 on 28 patients"
	Columns []string `json:"columns"`
}

// Stage is one line of the attrition table.
type Stage struct {
	Step string `json:"step"`
	Rule string `json:"rule"`
	In   int    `json:"in"`
	Out  int    `json:"out"`
}

// Feature is one feature of the Rad-score.
type Feature struct {
	Name string `json:"name"`
	// Coefficient is in log odds per unit of the feature as the LASSO had it, so
	// after the scaling where there is one; PerSD per standard deviation in
	// Training, which makes features comparable.
	Coefficient float64 `json:"coefficient"`
	PerSD       float64 `json:"per_sd"`
}

// Fitted is a chain that has been fitted.
type Fitted struct {
	Settings    Settings `json:"settings"`
	Attrition   []Stage  `json:"attrition"`
	Univariable []Test   `json:"univariable"` // U tests of all features that entered that step
	// MRMR has the features in the order in which that step picked them, if there
	// was one; Scaling standardises what enters the LASSO and the Rad-score.
	MRMR      []Ranked  `json:"mrmr,omitempty"`
	Scaling   *Scaling  `json:"scaling,omitempty"`
	Penalty   *Penalty  `json:"penalty"` // nil when no feature reached the LASSO
	Intercept float64   `json:"intercept"`
	Features  []Feature `json:"features"` // with a coefficient other than 0
}

// Fit runs the chain on Training.
func Fit(t cohort.Training, features *cohort.Table, readings Readings, s Settings, seed uint64) (*Fitted, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	utest := &UTest{P: s.P}
	steps := []Step{&ICC{Least: s.ICC, Readings: readings}, utest, s.pruning(utest.Value)}
	var mrmr *MRMR
	if s.MRMR != "" {
		mrmr = &MRMR{Definition: relevance.Definition(s.MRMR), Features: s.MRMRFeatures}
		steps = append(steps, mrmr)
	}
	f := &Fitted{Settings: s}
	table := features
	for _, step := range steps {
		kept, err := step.Fit(t, table)
		if err != nil {
			return nil, fmt.Errorf("selection: %w", err)
		}
		f.Attrition = append(f.Attrition, Stage{Step: kept.Step, Rule: kept.Rule, In: len(table.Columns), Out: len(kept.Columns)})
		if table, err = table.Pick(kept.Columns); err != nil {
			return nil, err
		}
	}
	f.Univariable = utest.Tests
	if mrmr != nil {
		f.MRMR = mrmr.Ranking
	}
	if s.Standardise {
		var err error
		if table, err = f.standardise(t, table); err != nil {
			return nil, fmt.Errorf("selection: %w", err)
		}
	}
	if err := f.lasso(t, table, seed); err != nil {
		return nil, fmt.Errorf("selection: %w", err)
	}
	rule := fmt.Sprintf("logistic LASSO, λ.%s by %d-fold cross-validation", s.Lambda, s.LassoFolds)
	f.Attrition = append(f.Attrition, Stage{Step: "LASSO", Rule: rule, In: len(table.Columns), Out: len(f.Features)})
	return f, nil
}

// standardise fits the z-score and returns the table with it applied.
func (f *Fitted) standardise(t cohort.Training, table *cohort.Table) (*cohort.Table, error) {
	fitted, err := ZScore{}.Fit(t, table)
	if err != nil {
		return nil, err
	}
	f.Scaling = fitted.(*Scaling)
	n := len(table.Columns)
	f.Attrition = append(f.Attrition, Stage{Step: "z-score", Rule: "mean 0 and standard deviation 1 in Training", In: n, Out: n})
	return fitted.Apply(table)
}

// Score returns the Rad-score of each patient: the log odds of the positive
// outcome. Without a feature it is the same for everyone.
func (f *Fitted) Score(p cohort.Patients, features *cohort.Table) ([]float64, error) {
	names := make([]string, len(f.Features))
	for i, feature := range f.Features {
		names[i] = feature.Name
	}
	table, err := features.Pick(names)
	if err != nil {
		return nil, err
	}
	if f.Scaling != nil {
		if table, err = f.Scaling.Apply(table); err != nil {
			return nil, err
		}
	}
	rows, err := table.Of(p)
	if err != nil {
		return nil, err
	}
	score := make([]float64, p.Len())
	for i, row := range rows {
		score[i] = f.Intercept
		for k, v := range row {
			score[i] += f.Features[k].Coefficient * v
		}
	}
	return score, nil
}

// CrossFit returns the out-of-fold Rad-score of every patient in Training: in
// each fold the whole chain is fitted on the others.
func CrossFit(t cohort.Training, folds []cohort.Fold, features *cohort.Table, readings Readings, s Settings, seed uint64) (score []float64, fitted []*Fitted, err error) {
	score = make([]float64, t.Len())
	for k, fold := range folds {
		f, err := Fit(fold.Fit, features, readings, s, seed)
		if err != nil {
			return nil, nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		held, err := f.Score(fold.Held, features)
		if err != nil {
			return nil, nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		for i, row := range fold.Rows {
			score[row] = held[i]
		}
		fitted = append(fitted, f)
	}
	return score, fitted, nil
}
