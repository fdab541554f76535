package hccp53_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53"
	"hcclab/hccp53/volume"
)

// taken counts the steps that a store has taken, by name: the lines of its
// index.
func taken(t *testing.T, store string) map[string]int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(store, "index.jsonl"))
	if !os.IsNotExist(err) {
		check(t, err)
	}
	n := map[string]int{}
	for line := range bytes.Lines(content) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue // ended a line that another process was still writing
		}
		var r struct{ Step string }
		check(t, json.Unmarshal(line, &r))
		n[r.Step]++
	}
	return n
}

// walk takes all steps but the networks, in a study that is opened anew, as
// another process would, and returns everything that came out.
func walk(t *testing.T, path string) string {
	t.Helper()
	s, err := hccp53.Open(path)
	check(t, err)
	training, validation, err := s.Split()
	check(t, err)
	f, err := s.Extract()
	check(t, err)
	rad, err := s.Select(training, f)
	check(t, err)
	clin, err := s.FitClinical(training)
	check(t, err)
	content, err := json.Marshal([]any{s.SplitRecord(training, validation), f, rad, clin})
	check(t, err)
	return string(content)
}

// growth returns the steps taken by work, as "name: times" in alphabetical order.
func growth(t *testing.T, store string, work func()) string {
	before := taken(t, store)
	work()
	var grown []string
	after := taken(t, store)
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if n := after[name] - before[name]; n > 0 {
			grown = append(grown, name)
			if n > 1 {
				grown[len(grown)-1] += " of all"
			}
			if n > 1 && n != patients {
				t.Errorf("%s was taken %d times", name, n)
			}
		}
	}
	return strings.Join(grown, ", ")
}

func TestStepsAreTakenOnceAndAfterAChangeOnlyWhatDependsOnIt(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	all := rows(t)
	first := ""
	if got := growth(t, store, func() { first = walk(t, writeStudy(t, all, "STORE", store)) }); got != "clinical.fit, images.check of all, radiomics.extract of all, selection.fit" {
		t.Errorf("the first run took %s", got)
	}
	if got := growth(t, store, func() {
		if again := walk(t, writeStudy(t, all, "STORE", store)); again != first {
			t.Error("what is recalled differs from what was computed")
		}
	}); got != "" {
		t.Errorf("the second run took %s", got)
	}
	// A VOI with one voxel less, drawn by the second reader.
	id := *cell(t, all, 5, "patient_id")
	redrawn := filepath.Join(t.TempDir(), "voi.nii.gz")
	content, err := os.ReadFile(filepath.Join(cohortDir(), "patients", id, "voi_reader2.nii.gz"))
	check(t, err)
	check(t, os.WriteFile(redrawn, content, 0o644))
	rewriteVOI(t, redrawn, func(m *volume.Mask) { m.Data[slices.Index(m.Data, true)] = false })
	for _, c := range []struct {
		name, old, new string
		change         func(rows [][]string)
		want           string
	}{
		{"results folder", "results: results", "results: other", nil, ""},
		{"a network's setting", "batch: 8", "batch: 4", nil, ""},
		{"threshold of the U test", "p: 0.4", "p: 0.45", nil, "selection.fit"},
		{"criterion", "criterion: AIC", "criterion: BIC", nil, "clinical.fit"},
		{"resamples", "bootstrap: 5", "bootstrap: 6", nil, "clinical.fit"},
		{"seed", "seed: 20260330", "seed: 1", nil, "clinical.fit, selection.fit"},
		{"folds", "folds: 2", "folds: 3", nil, "clinical.fit, selection.fit"},
		{"bin width", "binWidth: 20", "binWidth: 15", nil, "images.check of all, radiomics.extract of all, selection.fit"},
		{"one age", "", "", func(r [][]string) { *cell(t, r, 5, "age") = "44" }, "clinical.fit, selection.fit"},
		{"a phase named by hand", "", "", func(r [][]string) {
			*cell(t, addColumn(r, "phase_series"), badLine, "phase_series") = "AP=4 PVP=3"
		}, "clinical.fit, images.check, radiomics.extract, selection.fit"},
		{"one VOI", "", "", func(r [][]string) { *cell(t, r, 5, "voi_reader2") = redrawn }, "clinical.fit, images.check, radiomics.extract, selection.fit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := rows(t)
			if c.change != nil {
				c.change(all)
			}
			path := writeStudy(t, all, "STORE", store)
			if c.old != "" {
				path = writeStudy(t, all, "STORE", store, c.old, c.new)
			}
			if got := growth(t, store, func() { walk(t, path) }); got != c.want {
				t.Errorf("the run took %q, not %q", got, c.want)
			}
		})
	}
}

func TestDamagedObjectsAreComputedAnewAndNeverUsed(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	path := writeStudy(t, rows(t), "STORE", store)
	want := walk(t, path)
	objects, err := filepath.Glob(filepath.Join(store, "objects", "*", "*"))
	check(t, err)
	damage := []func(content []byte) []byte{
		func(b []byte) []byte { return b[:len(b)/2] },                                  // cut off
		func(b []byte) []byte { return nil },                                           // empty
		func(b []byte) []byte { return bytes.Replace(b, []byte("1"), []byte("2"), 1) }, // another number
		func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`"`), []byte(`'`)) }, // no JSON
		func(b []byte) []byte { return append(slices.Clone(b), b...) },                 // twice
	}
	for i, o := range objects {
		content, err := os.ReadFile(o)
		check(t, err)
		check(t, os.WriteFile(o, damage[i%len(damage)](content), 0o644))
	}
	if got := walk(t, path); got != want {
		t.Error("the results are not those of whole objects")
	}
	index := filepath.Join(store, "index.jsonl")
	content, err := os.ReadFile(index)
	check(t, err)
	check(t, os.WriteFile(index, content[:len(content)/2], 0o644)) // cut off in the middle of a line
	if got := walk(t, path); got != want {
		t.Error("the results are not those of a whole index")
	}
}

func TestCancelledStudyKeepsWhatIsFinishedAndGoesOn(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	path := writeStudy(t, rows(t), "STORE", store)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := hccp53.Open(path, hccp53.WithContext(ctx), hccp53.WithProgress(func(p hccp53.Progress) {
		if p.Done == 10 {
			cancel()
		}
	}))
	check(t, err)
	if _, _, err := s.Split(); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if written, _ := filepath.Glob(filepath.Join(s.Settings().Results, "*")); len(written) > 0 {
		t.Errorf("results were written: %v", written)
	}
	kept := taken(t, store)["images.check"]
	if kept < 10 || kept == patients {
		t.Errorf("%d patients were checked before the end", kept)
	}
	s, err = hccp53.Open(path)
	check(t, err)
	_, _, err = s.Split()
	check(t, err)
	if n := taken(t, store)["images.check"]; n != patients {
		t.Errorf("%d checks were taken for %d patients", n, patients)
	}
}
