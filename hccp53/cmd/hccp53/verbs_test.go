package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func verbs(t *testing.T) []*cobra.Command {
	t.Helper()
	var all []*cobra.Command
	for _, c := range root().Commands() {
		if !c.Hidden && c.Name() != "help" && c.Name() != "completion" {
			all = append(all, c)
		}
	}
	if len(all) < 12 {
		t.Fatalf("there are %d verbs", len(all))
	}
	return all
}

func TestHelpOfEachVerbTeachesWithAnExample(t *testing.T) {
	for _, verb := range verbs(t) {
		for _, c := range append(verb.Commands(), verb) {
			name := strings.TrimPrefix(c.CommandPath(), "hccp53 ")
			if c.Short == "" || len(c.Long) < 100 || len(c.Commands()) == 0 && !strings.Contains(c.Example, name) {
				t.Errorf("%s: short %q, long %q, example %q", name, c.Short, c.Long, c.Example)
			}
			for _, text := range []string{c.Long, c.Example} {
				for line := range strings.Lines(text) {
					if len([]rune(line)) > 90 {
						t.Errorf("%s: a line of the help is too wide for a terminal: %s", name, line)
					}
				}
			}
			out, messages, status := run(t, t.TempDir(), append(strings.Fields(name), "--help")...)
			if status != 0 || messages != "" || !strings.Contains(out, strings.Split(c.Long, "\n")[0]) || !strings.Contains(out, "--keep-going") {
				t.Errorf("%s --help: status %d, %s%s", name, status, messages, out)
			}
			for _, sub := range c.Commands() {
				if !strings.Contains(out, "\n  "+sub.Name()+" ") {
					t.Errorf("%s --help does not name %s: %s", name, sub.Name(), out)
				}
			}
		}
	}
}

func TestCallThatIsNotUnderstood(t *testing.T) {
	dir := study(t)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"bogus"}, `unknown command "bogus"`},
		{[]string{"split", "--bogus"}, "unknown flag: --bogus; `hccp53 split --help` lists the flags"},
		{[]string{"split", "7"}, `unknown command "7"`},
		{[]string{"predict"}, "predict takes one file with new patients, not 0"},
		{[]string{"predict", "a.csv", "b.csv"}, "predict takes one file with new patients, not 2"},
		{[]string{"simulate", "--n", "many"}, `"many"`},
		{[]string{"train", "ResNet18"}, `"ResNet18"`},
		{[]string{"train", "MC ResNet19"}, `no network "ResNet19"`},
		{[]string{"check", "--study", "nowhere.yaml"}, "nowhere.yaml: there is no study file"},
	} {
		out, messages, status := run(t, dir, append(c.args, "--quiet")...)
		if status != 1 && status != 2 || out != "" || strings.Count(messages, "\n") != 1 || !strings.HasPrefix(messages, "hccp53: ") || !strings.Contains(messages, c.says) {
			t.Errorf("hccp53 %v: status %d, out %q, messages %q", c.args, status, out, messages)
		}
	}
}

func TestJSONOfEachVerb(t *testing.T) {
	dir := t.TempDir() // results of its own, the steps are recalled
	writeStudy(t, dir, "store: store", "store: "+filepath.Join(whole(t), "store"))
	for _, args := range [][]string{
		{"check"}, {"split"}, {"extract"}, {"select"}, {"clinical"}, {"train"}, {"combine"}, {"evaluate"},
		{"predict", filepath.Join(cohortDir(), "cohort.csv")}, {"draw", "--list"}, {"draw", "flow", "roc"}, {"simulate"},
	} {
		out := must(t, dir, append(args, "--json", "--quiet")...)
		var v any
		if err := json.Unmarshal([]byte(out), &v); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		if strings.Contains(out, "S0001") {
			t.Errorf("%v: an identifier is in the JSON", args)
		}
	}
	// Tables beside the JSON, without what is not a number.
	tables, err := filepath.Glob(filepath.Join(dir, "results", "tables", "*.csv"))
	check(t, err)
	if len(tables) < 12 {
		t.Errorf("%d tables were written", len(tables))
	}
	for _, path := range tables {
		content, err := os.ReadFile(path)
		check(t, err)
		if strings.Contains(string(content), "NaN") || strings.Contains(string(content), "Inf") || strings.Contains(string(content), "S0001") {
			t.Errorf("%s holds NaN, Inf or an identifier:\n%s", filepath.Base(path), content)
		}
	}
}

func TestTablesOnStandardOutputAndQuiet(t *testing.T) {
	out, messages, status := run(t, study(t), "clinical", "--quiet")
	if status != 0 || messages != "" || !strings.Contains(out, "AFP (log10 ng/mL)") || !strings.Contains(out, "Simulated patients") {
		t.Errorf("status %d, messages %q, out %s", status, messages, out)
	}
}

// damagedStudy returns a study with one patient without a VOI.
func damagedStudy(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(cohortDir(), "cohort.csv"))
	check(t, err)
	text := strings.ReplaceAll(string(content), ",patients/", ","+cohortDir()+"/patients/")
	text = strings.Replace(text, "S0003/voi.nii.gz", "S0003/none.nii.gz", 1)
	dir := study(t, filepath.Join(cohortDir(), "cohort.csv"), "cohort.csv")
	check(t, os.WriteFile(filepath.Join(dir, "cohort.csv"), []byte(text), 0o644))
	return dir
}

func TestBadPatientStopsOrIsLeftOut(t *testing.T) {
	dir := damagedStudy(t)
	for _, verb := range []string{"check", "split", "extract"} {
		out, messages, status := run(t, dir, verb, "--quiet")
		if status != 1 || strings.Count(messages, "\n") != 1 || verb != "check" && out != "" {
			t.Errorf("%s: status %d, %s", verb, status, messages)
		}
		if verb == "check" && (!strings.Contains(out, "NOT USABLE") || !strings.Contains(out, "39 of 40 patients can be used") || !strings.Contains(messages, "--keep-going")) {
			t.Errorf("check: %s%s", out, messages)
		}
		if verb != "check" && !strings.Contains(messages, "case 3 (cohort.csv, line 4)") {
			t.Errorf("%s: %s", verb, messages)
		}
		if strings.Contains(out+messages, "S0003") {
			t.Errorf("%s: an identifier is in %s%s", verb, out, messages)
		}
		if out, messages, status := run(t, dir, verb, "--quiet", "--keep-going"); status != 0 {
			t.Errorf("%s --keep-going: status %d, %s%s", verb, status, out, messages)
		}
	}
}

func TestEveryProblemOfTheCohortFileIsPrinted(t *testing.T) {
	dir := damagedStudy(t)
	path := filepath.Join(dir, "cohort.csv")
	content, err := os.ReadFile(path)
	check(t, err)
	check(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(content), ",female,", ",woman,")), 0o644))
	want := strings.Count(string(content), ",female,")
	_, messages, status := run(t, dir, "check")
	if status != 1 || strings.Count(messages, "\n") != want || strings.Count(messages, `column "sex": "woman" is not one of`) != want {
		t.Errorf("status %d, %d problems expected: %s", status, want, messages)
	}
}

func TestNoIdentifierIsInResultsOrStore(t *testing.T) {
	dir := whole(t)
	identifier := regexp.MustCompile(`S00\d\d\b|patients/`)
	for _, part := range []string{"results", "store"} {
		for path, content := range contents(t, filepath.Join(dir, part)) {
			if filepath.Ext(path) == ".png" || strings.HasPrefix(content, "\x89PNG") || strings.Contains(path, "objects") && !json.Valid([]byte(content)) {
				continue // pixels and weights
			}
			if found := identifier.FindString(content); found != "" {
				t.Errorf("%s%s holds %q", part, path, found)
			}
		}
	}
}
