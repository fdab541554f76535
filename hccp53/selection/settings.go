package selection

import (
	"errors"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/relevance"
)

// ErrSettings reports a setting of the chain that cannot be used.
var ErrSettings = errors.New("selection: settings not usable")

// BestP is the pruning rule of the chain unless another is set: going through
// the features from the smallest p of the U test, each stays that is not too alike
// to one that stayed before.
const BestP = "best-p"

// Settings are the thresholds of the chain. The paper gives none; the defaults
// and their reasons stand in study.yaml. What is marked optional may be left out:
// the chain is then without it.
type Settings struct {
	// ICC is the smallest ICC(2,1) between readings; 0 leaves agreement unchecked.
	ICC float64 `yaml:"icc" json:"icc"`
	// P is the bound that the p value of the U test must stay below.
	P float64 `yaml:"p" json:"p"`
	// Correlation is the bound on the absolute correlation of two features that
	// both stay: below it by the rule best-p, at most it by the other rules.
	Correlation float64 `yaml:"correlation" json:"correlation"`
	// Coefficient (optional) is that correlation: "spearman", which is meant when
	// it is empty, or "pearson".
	Coefficient string `yaml:"coefficient" json:"coefficient,omitempty"`
	// Pruning (optional) says which of two features that are too alike goes:
	// [BestP], which is meant when it is empty, or a [relevance.Rule].
	Pruning string `yaml:"pruning" json:"pruning,omitempty"`
	// MRMR (optional) is the [relevance.Definition] by which MRMRFeatures features
	// are picked of those left; empty for no such step.
	MRMR         string `yaml:"mrmr" json:"mrmr,omitempty"`
	MRMRFeatures int    `yaml:"mrmr_features" json:"mrmr_features,omitempty"`
	// Standardise (optional) gives the features mean 0 and standard deviation 1
	// in Training before the LASSO.
	Standardise bool `yaml:"standardise" json:"standardise,omitempty"`
	// LassoFolds is the number of folds that choose the penalty.
	LassoFolds int `yaml:"lasso_folds" json:"lasso_folds"`
	// Lambda is "min" for the penalty with the smallest deviance, "1se" for the
	// largest penalty within one standard error of it.
	Lambda string `yaml:"lambda" json:"lambda"`
}

// Validate reports the first setting that cannot be used, as [ErrSettings].
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
	case !slices.Contains([]string{"", string(relevance.Spearman), string(relevance.Pearson)}, s.Coefficient):
		return wrong("coefficient is %q; use %s or %s", s.Coefficient, relevance.Spearman, relevance.Pearson)
	case !slices.Contains([]string{"", BestP, string(relevance.CaretExact), string(relevance.CaretFast), string(relevance.GreedyFirst)}, s.Pruning):
		return wrong("pruning is %q; use %s, %s, %s or %s", s.Pruning, BestP, relevance.CaretExact, relevance.CaretFast, relevance.GreedyFirst)
	case s.MRMR != "" && !slices.Contains(relevance.Definitions(), relevance.Definition(s.MRMR)):
		return wrong("mrmr is %q; use one of %v, or leave it out", s.MRMR, relevance.Definitions())
	case s.MRMR != "" && s.MRMRFeatures < 1:
		return wrong("mrmr_features is %d; say how many features mrmr is to pick", s.MRMRFeatures)
	case s.MRMR == "" && s.MRMRFeatures != 0:
		return wrong("mrmr_features is %d, but mrmr names no definition; use one of %v", s.MRMRFeatures, relevance.Definitions())
	case s.LassoFolds < 3:
		return wrong("lasso_folds is %d; use at least 3", s.LassoFolds)
	case s.Lambda != "min" && s.Lambda != "1se":
		return wrong("lambda is %q; use min or 1se", s.Lambda)
	}
	return nil
}

// coefficient returns the correlation by which features are compared.
func (s Settings) coefficient() relevance.Coefficient {
	if s.Coefficient == "" {
		return relevance.Spearman
	}
	return relevance.Coefficient(s.Coefficient)
}

// pruning returns the step that the settings name; p is the p value of a feature.
func (s Settings) pruning(p func(feature string) float64) Step {
	if s.Pruning == "" || s.Pruning == BestP {
		return &Correlation{Most: s.Correlation, By: s.coefficient(), Rank: p}
	}
	return &Pruning{Most: s.Correlation, By: s.coefficient(), Rule: relevance.Rule(s.Pruning)}
}
