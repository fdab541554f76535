package stats_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/stats"
)

// The sets in testdata/made hold random numbers and what R 4.2.2 (caret, car)
// says of them, in the layout of the reference: the tests of a Table 1 with
// missing values, a factor and two arms; features of which one is constant and two
// are alike; two readings of eight subjects.
const made = "testdata/made"

func judgeMade(t *testing.T, root string) (equal, wrong int) {
	t.Helper()
	report, err := stats.Judge(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		switch f.Outcome {
		case conformance.Equal:
			equal++
		case conformance.Wrong:
			wrong++
			t.Logf("%s, %s: %s: %s", f.Group, f.Fact, f.Item, f.Detail)
		}
	}
	return equal, wrong
}

func TestMadeSetsAgreeWithR(t *testing.T) {
	equal, wrong := judgeMade(t, made)
	if wrong > 0 || equal < 500 {
		t.Errorf("%d facts agree, %d do not", equal, wrong)
	}
}

// Each kind of fact can be missed: a number in the eighth digit, a name, a fact
// too many.
func TestMadeSetsCanBeMissed(t *testing.T) {
	for _, c := range []struct{ file, old, new string }{
		{"patients/tests.json", `"ks_p": 0.`, `"ks_p": 0.0`},
		{"patients/tests.json", `"row_levels": ["I"`, `"row_levels": ["i"`},
		{"patients/tests.json", `"greedy_first_kept_pearson": ["age", "marker"]`, `"greedy_first_kept_pearson": ["age", "weight"]`},
		{"patients/tests.json", `"welch": {`, `"welch": {"power": 0.8, `},
		{"features/filter.json", `"univariable_auc": [0.`, `"univariable_auc": [0.0`},
		{"features/mrmr.json", `"feature": "f2"`, `"feature": "f3"`},
		{"readings/icc.json", `"icc2_k": 0.93882757`, `"icc2_k": 0.93882758`},
	} {
		root := t.TempDir()
		if err := os.CopyFS(root, os.DirFS(made)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(root, "stats", filepath.FromSlash(c.file))
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), c.old) {
			t.Errorf("%s does not hold %s", c.file, c.old)
			continue
		}
		if err := os.WriteFile(path, bytes.Replace(b, []byte(c.old), []byte(c.new), 1), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, wrong := judgeMade(t, root); wrong != 1 {
			t.Errorf("%s with %s for %s: %d facts are missed, expected one", c.file, c.new, c.old, wrong)
		}
	}
}
