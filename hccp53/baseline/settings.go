package baseline

import (
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Settings are the choices of a table. The zero value is the usual table.
type Settings struct {
	// Title stands above the table.
	Title string `json:"title,omitempty"`
	// Notes are further sentences for below the table, the last ones there.
	Notes []string `json:"notes,omitempty"`
	// Summary is how numeric variables are described that do not say so
	// themselves; empty: [Mean].
	Summary Summary `json:"summary,omitempty"`
	// EqualVariances takes Student's t test and the classical analysis of variance
	// instead of Welch's.
	EqualVariances bool `json:"equal_variances,omitempty"`
	// Yates applies the continuity correction to the chi-square test of a 2×2
	// table, as chisq.test of R does unless told otherwise.
	Yates bool `json:"yates,omitempty"`
	// OneLine gives each variable of two levels a single line, which counts the
	// second level.
	OneLine bool `json:"one_line,omitempty"`
	// Adjust adds p values that are adjusted for the number of tests in the table;
	// empty: none.
	Adjust inference.Adjustment `json:"adjust,omitempty"`
	// OmitTests leaves out tests and p values, OmitSMD the standardised
	// differences. Neither is there with fewer than two groups.
	OmitTests bool `json:"omit_tests,omitempty"`
	OmitSMD   bool `json:"omit_smd,omitempty"`
	// MaskBelow, where above 1, hides what would tell about fewer patients than
	// that; 5 is usual. See [Count].
	MaskBelow int `json:"mask_below,omitempty"`
}

// check returns the settings with the default summary filled in.
func (s Settings) check() (Settings, error) {
	if s.Summary == "" {
		s.Summary = Mean
	}
	known := []inference.Adjustment{"", inference.Bonferroni, inference.Holm, inference.BH, inference.BY, inference.Hochberg, inference.Hommel}
	switch {
	case !slices.Contains(known, s.Adjust):
		return s, fault.New(ErrSetting, "there is no adjustment %q", s.Adjust).Try("write one of %q, or leave it empty", known[1:])
	case s.Adjust != "" && s.OmitTests:
		return s, fault.New(ErrSetting, "p values are to be adjusted and left out")
	case s.MaskBelow < 0:
		return s, fault.New(ErrSetting, "counts below %d are to be masked", s.MaskBelow)
	}
	return s, s.Summary.check()
}

// check reports a summary that is not known.
func (s Summary) check() error {
	known := []Summary{Mean, Median, Automatic}
	if !slices.Contains(known, s) {
		return fault.New(ErrSetting, "there is no summary %q", s).Try("write one of %q", known)
	}
	return nil
}
