package reference_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/internal/reference"
)

// set makes a reference of three files, two of which have facts.
func set(t *testing.T) {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"dicom/facts.json": `{"b/mr": {"kind": "series", "files": {"2": {"frames": 2}, "1": {"frames": NaN}}}, "a": {"kind": "nifti", "files": {"x.nii": {}}}}`,
		"dicom/b/mr/1":     "one", "dicom/b/mr/2": "two", "other/3": "three",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HCCP53_REFERENCE", root)
}

// ended notes how a test ended.
type ended struct {
	testing.TB
	skipped, failed bool
}

func (e *ended) Helper() {}

func (e *ended) Skip(...any) {
	e.skipped = true
	runtime.Goexit()
}

func (e *ended) Fatalf(string, ...any) {
	e.failed = true
	runtime.Goexit()
}

// end runs a test to its end.
func end(test func(t testing.TB)) *ended {
	e := &ended{}
	var wait sync.WaitGroup
	wait.Go(func() { test(e) })
	wait.Wait()
	return e
}

func every([]byte) bool { return true }

func TestFiles(t *testing.T) {
	set(t)
	var names []string
	for _, f := range reference.Files(t, ".", func(b []byte) bool { return !bytes.HasPrefix(b, []byte("{")) }) {
		names = append(names, f.Name+"="+string(f.Bytes(t)))
	}
	if got := strings.Join(names, " "); got != "dicom/b/mr/1=one dicom/b/mr/2=two other/3=three" {
		t.Error(got)
	}
	if got := reference.Files(t, "other", every); len(got) != 1 || got[0].Name != "other/3" {
		t.Error(got)
	}
}

func TestFacts(t *testing.T) {
	set(t)
	all := reference.Facts(t, func(kind string, _ conformance.Fact) bool { return kind == "series" })
	if len(all) != 2 || all[0].Name != "dicom/b/mr/1" || all[1].Fact.Number("frames") != 2 || all[1].Kind != "series" || string(all[1].Bytes(t)) != "two" {
		t.Errorf("%+v", all)
	}
}

func TestInputs(t *testing.T) {
	set(t)
	t.Chdir(os.Getenv("HCCP53_REFERENCE"))
	if err := os.Rename("other", "testdata"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("dicom", "b", "mr", "2"), []byte("longer"), 0o644); err != nil {
		t.Fatal(err)
	}
	names := func() (all []string) {
		for _, f := range reference.Inputs(t, "3*", "series", 3) {
			all = append(all, f.Name)
		}
		return all
	}
	if got := names(); !slices.Equal(got, []string{"testdata/3", "dicom/b/mr/1"}) {
		t.Error(got)
	}
	t.Setenv("HCCP53_REFERENCE", "")
	if got := names(); !slices.Equal(got, []string{"testdata/3"}) {
		t.Error(got)
	}
}

// TestNothingIsNoSuccess: without a reference tests are skipped, with one that
// has nothing to compare with they fail.
func TestNothingIsNoSuccess(t *testing.T) {
	files := func(t testing.TB) { reference.Files(t, ".", func([]byte) bool { return false }) }
	facts := func(t testing.TB) { reference.Facts(t, func(string, conformance.Fact) bool { return false }) }
	set(t)
	for name, test := range map[string]func(testing.TB){"files": files, "facts": facts} {
		if e := end(test); e.skipped || !e.failed {
			t.Errorf("nothing wanted is there: %s skip %v, fail %v", name, e.skipped, e.failed)
		}
	}
	t.Setenv("HCCP53_REFERENCE", "")
	for name, test := range map[string]func(testing.TB){"files": files, "facts": facts} {
		if e := end(test); !e.skipped || e.failed {
			t.Errorf("no reference: %s skip %v, fail %v", name, e.skipped, e.failed)
		}
	}
}

// FuzzSeeds has the seeds of a reference of its own.
func FuzzSeeds(f *testing.F) {
	root := f.TempDir()
	for name, size := range map[string]int{"small": 10, "large": 11} {
		if err := os.WriteFile(filepath.Join(root, name), make([]byte, size), 0o644); err != nil {
			f.Fatal(err)
		}
	}
	f.Setenv("HCCP53_REFERENCE", root)
	reference.Seeds(f, 10, every)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 11 {
			t.Error("the large file is a seed")
		}
	})
}
