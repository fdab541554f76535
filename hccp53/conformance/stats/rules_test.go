package stats

import "testing"

// Words in a path must not be taken for those that are left out: "variable" is
// free text, "univariable" a list of fits.
func TestRulesLeaveNoNumbersOut(t *testing.T) {
	for _, c := range []struct {
		rules []rule
		path  string
		left  bool
	}{
		{rulesGLM, "univariable/#/variable", true}, {rulesGLM, "model/formula", true}, {rulesGLM, "model/profile_mass/note", true},
		{rulesGLM, "univariable/#/coefficients/#/coef", false}, {rulesGLM, "univariable", false}, {rulesGLM, "univariable/#/aic", false},
		{rulesStepwise, "aic_both/path/#/candidates/#/aic", false}, {rulesLasso, "#/selected/#/coef/#/coef", false},
		{rulesCalibration, "optimism/indices/#/corrected", false}, {rulesROC, "model_train/delong_var", false},
	} {
		if r := newMirror("", "", c.rules).rule(c.path); (r.leave != "") != c.left {
			t.Errorf("%s: left out for %q", c.path, r.leave)
		}
	}
}
