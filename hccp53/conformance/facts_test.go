package conformance_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"hcclab/hccp53/conformance"
)

// written writes dicom/facts.json below a new folder.
func written(t *testing.T, text string) (root string) {
	t.Helper()
	root = t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "dicom"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "dicom", "facts.json"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestReadFacts(t *testing.T) {
	groups, err := conformance.ReadFacts(written(t, `{
		"series/a": {"kind": "series", "files": {"1.dcm": {"modality": "MR", "frames": 3, "scl_slope": NaN, "list": [NaN, NaN, 1]}},
			"volume": {"gaps_mm": [2.5], "simpleitk_volume": {"size": [4, 5, 6], "dtype": "int16"}}},
		"nifti": {"kind": "nifti", "files": {}}}`))
	if err != nil {
		t.Fatal(err)
	}
	g := groups["series/a"]
	if len(groups) != 2 || g.Kind != "series" || g.Volume.Gaps[0] != 2.5 || g.Volume.ITK.DType != "int16" || groups["nifti"].Volume != nil {
		t.Errorf("%+v", groups)
	}
	f := g.Files["1.dcm"]
	want := conformance.Fact{"modality": "MR", "frames": 3.0, "scl_slope": nil, "list": []any{nil, nil, 1.0}}
	if !reflect.DeepEqual(f, want) || f.Text("modality") != "MR" || f.Text("frames") != "" || f.Number("frames") != 3 || f.Number("modality") != 0 {
		t.Errorf("%v, want %v", f, want)
	}
	var part struct {
		Frames int `json:"frames"`
	}
	if err := f.Decode(&part); err != nil || part.Frames != 3 {
		t.Errorf("%+v, %v", part, err)
	}
	var wrong struct{ Modality int }
	if err := f.Decode(&wrong); err == nil {
		t.Error("a text became a number")
	}
}

func TestFactsThatCannotBeRead(t *testing.T) {
	if _, err := conformance.ReadFacts(t.TempDir()); !errors.Is(err, conformance.ErrReference) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := conformance.ReadFacts(written(t, `{"a": `)); !errors.Is(err, conformance.ErrReference) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file: %v", err)
	}
}

func TestFromPythonLeavesTextsAlone(t *testing.T) {
	var got []any
	if err := conformance.FromPython([]byte(`["NaN", "NaNs", NaN,NaN]`), &got); err != nil || !reflect.DeepEqual(got, []any{"NaN", "NaNs", nil, nil}) {
		t.Errorf("%q, %v", got, err)
	}
	if err := conformance.FromPython([]byte("NaNs"), &got); err == nil {
		t.Error("no JSON, and no error")
	}
}
