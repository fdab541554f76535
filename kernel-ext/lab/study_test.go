package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53"
)

func ExampleShow_table() {
	Show(hccp53.Table{
		Name: "features", Title: "Features", Header: []string{"case", "volume"}, Preview: 1,
		Rows: [][]string{{"1", "7.8"}, {"2", "2.9"}}, Notes: []string{"Volumes in mL."},
	})
	// Output:
	// Features
	// case  volume
	// ────  ──────
	//    1     7.8
	// Shown: 1 of 2 rows, 2 of 2 columns; all are in tables/features.csv of the results. Volumes in mL.
}

func TestWideTablesAreCut(t *testing.T) {
	wide := hccp53.Table{Name: "features", Notes: []string{"a note"}}
	var row []string
	for j := range 20 {
		wide.Header, row = append(wide.Header, fmt.Sprint(j)), append(row, "x")
	}
	wide.Rows = [][]string{row, row[:3]}
	got := table(wide)
	if len(got.Header) != mostColumns || len(got.Rows) != 2 || len(got.Rows[0]) != mostColumns || len(got.Rows[1]) != 3 {
		t.Errorf("%d columns, rows of %d and %d", len(got.Header), len(got.Rows[0]), len(got.Rows[1]))
	}
	if !strings.HasPrefix(got.Note, "Shown: 2 of 2 rows, 12 of 20 columns") || !strings.HasSuffix(got.Note, "a note") {
		t.Errorf("the note is %q", got.Note)
	}
	if len(wide.Header) != 20 || len(wide.Rows[0]) != 20 {
		t.Error("the table itself was cut")
	}
	small := hccp53.Table{Header: []string{"a"}, Rows: [][]string{{"1"}, {"2"}}}
	if got := table(small); got.Note != "" || len(got.Rows) != 2 {
		t.Errorf("a small table is shown as %+v", got)
	}
}

// A study that is opened in a cell is the one that a run of the notebooks
// names, writes where the run says, and shows what it saves.
func TestOpenFollowsTheRun(t *testing.T) {
	dir := t.TempDir()
	settings, err := os.ReadFile("../../notebooks/study.yaml")
	if err != nil {
		t.Fatal(err)
	}
	small := strings.Replace(string(settings), "demo: {preset: paper, n: 320, seed: 1}", "demo: {preset: paper, n: 12, seed: 1, small: true}", 1)
	for old, path := range map[string]string{"../data/demo/cohort.csv": "demo/cohort.csv", "../data/demo_new/cohort.csv": "new/cohort.csv", "../.hccp53/store": "store", "../results": "results"} {
		small = strings.Replace(small, old, path, 1)
	}
	path := filepath.Join(dir, "study.yaml")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hccp53.MakeDemo(t.Context(), path, func(hccp53.Progress) {}); err != nil {
		t.Fatal(err)
	}
	results := filepath.Join(dir, "elsewhere")
	t.Setenv(EnvStudy, path)
	t.Setenv(EnvResults, results)
	t.Setenv(EnvKeepGoing, "1")
	study := Open("no such file.yaml")
	if n, set := study.Patients().Len(), study.Settings(); n != 12 || set.Results != results || set.OnProblem != "leave" {
		t.Errorf("%d patients, results in %s, on_problem %s", n, set.Results, set.OnProblem)
	}
	if err := study.Save(study.OverviewTable()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(results, "tables", "overview.csv")); err != nil {
		t.Error(err)
	}
}

func TestStagesThatEndAtOnceAreNotShown(t *testing.T) {
	clock := time.Unix(0, 0)
	s := &stages{at: map[string]*stage{}, said: map[string]bool{}, now: func() time.Time { return clock }}
	s.tell(hccp53.Progress{Stage: "quick", Total: 3})
	if s.at["quick"].line != nil {
		t.Error("a stage is shown before it takes long")
	}
	s.tell(hccp53.Progress{Stage: "quick", Done: 3, Total: 3})
	if len(s.at) != 0 {
		t.Error("a finished stage is kept")
	}
	s.tell(hccp53.Progress{Stage: "slow", Total: 3})
	clock = clock.Add(time.Second)
	s.tell(hccp53.Progress{Stage: "slow", Done: 1, Total: 3})
	if s.at["slow"].line == nil {
		t.Error("a stage that takes long is not shown")
	}
	s.tell(hccp53.Progress{Stage: "training", Total: 15, Note: "compiling"})
	if s.at["training"].line == nil {
		t.Error("a stage with a note is not shown")
	}
	s.tell(hccp53.Progress{Stage: "device", Note: "xla"})
	s.tell(hccp53.Progress{Stage: "device", Note: "xla"})
	if !s.said["device"] || s.at["device"] != nil {
		t.Error("a remark is a stage")
	}
}
