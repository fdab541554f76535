package hccp53_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"hcclab/data/simulate"
	"hcclab/hccp53"
)

// scratch holds what all tests of the package share: one simulated cohort and
// one store of finished steps.
var scratch string

// scratchVariable names the scratch folder to the processes that tests start.
const scratchVariable = "TEST_SCRATCH"

func TestMain(m *testing.M) {
	if scratch = os.Getenv(scratchVariable); scratch != "" {
		os.Exit(m.Run()) // in a process that a test started
	}
	var err error
	if scratch, err = os.MkdirTemp("", "hccp53-test-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// patients of the cohort made for the tests; all are drawn three times, so that
// the reader study has enough of them in each fold.
const patients = 40

// cohortDir makes the cohort once. It is never changed: tests damage copies.
var cohortDir = sync.OnceValue(func() string {
	o := simulate.Defaults().Sized(patients).Small()
	o.Preset, o.Readings = "strong", patients
	dir := filepath.Join(scratch, "cohort")
	if _, err := simulate.Write(context.Background(), dir, o); err != nil {
		panic(err)
	}
	return dir
})

// rows reads the cohort file, with images and VOIs as absolute paths.
func rows(t testing.TB) [][]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(cohortDir(), "cohort.csv"))
	check(t, err)
	all, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	check(t, err)
	for _, name := range []string{"images", "voi", "voi_reader2", "voi_reread"} {
		j := slices.Index(all[0], name)
		for i := range all[1:] {
			if all[i+1][j] != "" {
				all[i+1][j] = filepath.Join(cohortDir(), all[i+1][j])
			}
		}
	}
	return all
}

// cell returns a pointer to a cell of rows: line 2 is the first patient.
func cell(t testing.TB, rows [][]string, line int, column string) *string {
	t.Helper()
	j := slices.Index(rows[0], column)
	if j < 0 {
		t.Fatalf("there is no column %q", column)
	}
	return &rows[line-1][j]
}

// writeRows writes a cohort file named name into dir.
func writeRows(t testing.TB, dir, name string, rows [][]string) string {
	t.Helper()
	var b bytes.Buffer
	check(t, csv.NewWriter(&b).WriteAll(rows))
	path := filepath.Join(dir, name)
	check(t, os.WriteFile(path, b.Bytes(), 0o644))
	return path
}

// writeStudy writes a study file for the given rows into a new folder, with
// the changes made to its text: old, new, old, new. Steps are remembered across
// tests unless the changes name another store.
func writeStudy(t testing.TB, rows [][]string, changes ...string) string {
	t.Helper()
	return writeStudyIn(t, t.TempDir(), rows, changes...)
}

func writeStudyIn(t testing.TB, dir string, rows [][]string, changes ...string) string {
	t.Helper()
	writeRows(t, dir, "cohort.csv", rows)
	check(t, os.WriteFile(filepath.Join(dir, "cohort.json"), []byte(`{"simulated": true}`), 0o644))
	template, err := os.ReadFile("testdata/study.yaml")
	check(t, err)
	text := string(template)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(text, changes[i]) {
			t.Fatalf("the study file has no %q", changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	text = strings.NewReplacer("COHORT", "cohort.csv", "STORE", filepath.Join(scratch, "store")).Replace(text)
	path := filepath.Join(dir, "study.yaml")
	check(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

// openStudy opens the undamaged study, with changes to its study file.
func openStudy(t testing.TB, changes ...string) *hccp53.Study {
	t.Helper()
	s, err := hccp53.Open(writeStudy(t, rows(t), changes...))
	check(t, err)
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
