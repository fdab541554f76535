package radiomics_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/radiomics"
	"hcclab/hccp53/internal/reference"
)

// TestMissesAreFound judges by a copy of one setting of PyRadiomics in which one
// value is changed, one is left out and one is added, a diagnostic is changed,
// and a case is said to be refused that is not.
func TestMissesAreFound(t *testing.T) {
	from := filepath.Join(reference.Root(t), "pyradiomics")
	files, err := filepath.Glob(filepath.Join(from, "settings", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no settings: %v", err)
	}
	setting := strings.TrimSuffix(filepath.Base(files[0]), ".yaml")
	read := func(path string) []string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(b)), "\n")
	}
	root := t.TempDir()
	write := func(name string, lines ...string) {
		path := filepath.Join(root, "pyradiomics", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("settings/"+setting+".yaml", read(files[0])...)
	write("cases.csv", read(filepath.Join(from, "cases.csv"))...)
	if err := os.Symlink(filepath.Join(from, "data"), filepath.Join(root, "pyradiomics", "data")); err != nil {
		t.Skipf("no links here: %v", err)
	}

	values := read(filepath.Join(from, setting+".csv"))
	name, _, _ := strings.Cut(values[1], ",")
	cut := strings.LastIndex(values[1], ",")
	var number float64
	if _, err := fmt.Sscan(values[1][cut+1:], &number); err != nil {
		t.Fatal(err)
	}
	values[1] = fmt.Sprintf("%s,%.17g", values[1][:cut], number*(1+2e-9))
	values = append(values[:2], values[3:]...)
	values = append(values, name+","+setting+",original_glcm_None,1")
	write(setting+".csv", values...)
	write("expected_errors.csv", "case,setting,error", name+","+setting+",too small")
	diagnostics := []string{"case,setting,key,value"}
	for _, line := range read(filepath.Join(from, "diagnostics.csv")) {
		if strings.HasPrefix(line, name+","+setting+",") && strings.HasSuffix(strings.Split(line, ",")[2], "_VoxelNum") {
			diagnostics = append(diagnostics, line+"1")
		}
	}
	write("diagnostics.csv", diagnostics...)

	report, err := radiomics.Judge(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, f := range report.Findings {
		if f.Outcome == conformance.Wrong {
			wrong = append(wrong, f.Item+": "+f.Detail)
		}
	}
	if len(wrong) != 5 || !errors.Is(report.Err(), conformance.ErrMiss) {
		t.Errorf("%d misses: %q, %v", len(wrong), wrong, report.Err())
	}
}
