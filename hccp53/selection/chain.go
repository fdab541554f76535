package selection

import (
	"errors"
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
)

// ErrSettings reports a setting of the chain that cannot be used.
var ErrSettings = errors.New("selection: settings not usable")

// Settings are the thresholds of the chain. The paper gives none; the defaults
// and their reasons stand in study.yaml.
type Settings struct {
	// ICC is the smallest ICC(2,1) between readings; 0 leaves agreement unchecked.
	ICC float64 `yaml:"icc" json:"icc"`
	// P is the bound that the p value of the U test must stay below.
	P float64 `yaml:"p" json:"p"`
	// Correlation is the bound that |Spearman| of two features that both stay is
	// below.
	Correlation float64 `yaml:"correlation" json:"correlation"`
	// LassoFolds is the number of folds that choose the penalty.
	LassoFolds int `yaml:"lasso_folds" json:"lasso_folds"`
	// Lambda is "min" for the penalty with the smallest deviance, "1se" for the
	// largest penalty within one standard error of it.
	Lambda string `yaml:"lambda" json:"lambda"`
}

// Validate reports the first setting that cannot be used.
func (s Settings) Validate() error {
	wrong := func(format string, args ...any) error {
		return fault.New(ErrSettings, format, args...).At("selection in study.yaml")
	}
	switch {
	case !(s.ICC >= 0 && s.ICC < 1):
		return wrong("icc is %v; use a number from 0 to 1, such as 0.75", s.ICC)
	case !(s.P > 0 && s.P <= 1):
		return wrong("p is %v; use a number above 0, up to 1", s.P)
	case !(s.Correlation > 0 && s.Correlation <= 1):
		return wrong("correlation is %v; use a number above 0, up to 1", s.Correlation)
	case s.LassoFolds < 3:
		return wrong("lasso_folds is %d; use at least 3", s.LassoFolds)
	case s.Lambda != "min" && s.Lambda != "1se":
		return wrong("lambda is %q; use min or 1se", s.Lambda)
	}
	return nil
}

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
	// Coefficient is in log odds per unit of the feature, PerSD per standard
	// deviation in Training, which makes features comparable.
	Coefficient float64 `json:"coefficient"`
	PerSD       float64 `json:"per_sd"`
}

// Fitted is a chain that has been fitted.
type Fitted struct {
	Settings    Settings  `json:"settings"`
	Attrition   []Stage   `json:"attrition"`
	Univariable []Test    `json:"univariable"` // U tests of all features that entered that step
	Penalty     *Penalty  `json:"penalty"`     // nil when no feature reached the LASSO
	Intercept   float64   `json:"intercept"`
	Features    []Feature `json:"features"` // with a coefficient other than 0
}

// Fit runs the chain on Training.
func Fit(t cohort.Training, features *cohort.Table, readings Readings, s Settings, seed uint64) (*Fitted, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	utest := &UTest{P: s.P}
	steps := []Step{
		&ICC{Least: s.ICC, Readings: readings},
		utest,
		&Correlation{Most: s.Correlation, Rank: utest.Value},
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
	if err := f.lasso(t, table, seed); err != nil {
		return nil, fmt.Errorf("selection: %w", err)
	}
	rule := fmt.Sprintf("logistic LASSO, λ.%s by %d-fold cross-validation", s.Lambda, s.LassoFolds)
	f.Attrition = append(f.Attrition, Stage{Step: "LASSO", Rule: rule, In: len(table.Columns), Out: len(f.Features)})
	return f, nil
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
