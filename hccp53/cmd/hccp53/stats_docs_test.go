package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hcclab/data"
	"hcclab/data/simulate"
)

// demoTable writes the cohort file of the demo, without images, where the
// documents have it.
func demoTable(t *testing.T) (dir string) {
	t.Helper()
	all, _, err := simulate.Patients(simulate.Defaults())
	check(t, err)
	table, err := simulate.CSV(all)
	check(t, err)
	dir = t.TempDir()
	for name, content := range map[string][]byte{
		"data/demo/cohort.csv": table, "data/demo/cohort.json": []byte(`{"simulated": true}`), "data/schema/cohort.schema.json": data.CohortSchema,
	} {
		check(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		check(t, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
	return dir
}

// The five commands of the document go from the demo cohort to Table 1, model,
// nomogram, calibration and decision curve.
func TestFiveCommandsOfTheDocument(t *testing.T) {
	page, err := os.ReadFile("../../docs/statistics.md")
	check(t, err)
	_, section, ok := strings.Cut(string(page), "## Five commands")
	block := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(section)
	if !ok || block == nil {
		t.Fatal("the document has no section with five commands")
	}
	commands := strings.Split(strings.TrimSpace(block[1]), "\n")
	if len(commands) != 5 {
		t.Fatalf("%d commands", len(commands))
	}
	dir := demoTable(t)
	for _, line := range commands {
		words := strings.Fields(line)
		if len(words) < 4 || words[0] != "hccp53" || words[1] != "stats" {
			t.Fatalf("not a command of stats: %s", line)
		}
		out := must(t, dir, words[1:]...)
		if words[2] != "nomogram" && !strings.Contains(strings.ToLower(out), "simulated") {
			t.Errorf("%s: the patients are not said to be simulated: %s", line, out)
		}
	}
	for name, holds := range map[string]string{
		"table1.html": "Age", "table1.tex": "Age", "table1.csv": "Age (years)", "stepwise.csv": "log10(afp)", "stepwise-path.csv": "candidate",
		"forest.svg": "not adjusted for selection", "nomogram.svg": "Simulated patients", "nomogram.html": "AFP (ng/mL)", "nomogram.csv": "risk",
		"calibration.svg": "Simulated patients", "calibrate-corrected.csv": "corrected", "calibrate.json": `"optimism"`,
		"dca.svg": "Simulated patients", "dca.csv": "net_benefit", "dca.png": "", "dca.pdf": "", "model.json": `"selected": true`,
	} {
		content, err := os.ReadFile(filepath.Join(dir, "results", "stats", name))
		check(t, err)
		if !strings.Contains(string(content), holds) {
			t.Errorf("%s does not hold %q", name, holds)
		}
		if strings.Contains(string(content), "S0001") {
			t.Errorf("%s holds a code of a patient", name)
		}
	}
}

// Every flag of every verb is named in the table of commands or the page on
// statistics.
func TestDocumentsNameEveryFlagOfStats(t *testing.T) {
	var text string
	for _, name := range []string{"statistics.md", "commands.md"} {
		page, err := os.ReadFile("../../docs/" + name)
		check(t, err)
		text += string(page)
	}
	flag := regexp.MustCompile(`(?m)^\s+--([a-z0-9-]+)`)
	for _, verb := range statsCommand(&session{}).Commands() {
		found := flag.FindAllStringSubmatch(verb.LocalFlags().FlagUsages(), -1)
		if len(found) < 5 {
			t.Errorf("%s has %d flags", verb.Name(), len(found))
		}
		for _, m := range found {
			if !strings.Contains(text, "`--"+m[1]) {
				t.Errorf("stats %s --%s is not in the documents", verb.Name(), m[1])
			}
		}
	}
}
