package deidentify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

// source writes a folder with two patients of two images each, a report, a
// text, a cut file and the same file twice.
func source(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name string, b []byte) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, b, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for p := range 2 {
		for i := range 2 {
			b := mrFile(func(d *dcm.DataSet) {
				d.SetText(dcm.PatientID, "LO", fmt.Sprintf("MRN-%d", p))
				for n, tag := range []dcm.Tag{dcm.StudyInstanceUID, dcm.SeriesInstanceUID} {
					d.SetText(tag, "UI", fmt.Sprintf("1.3.99.%d.%d", p, n))
				}
				d.SetText(dcm.SOPInstanceUID, "UI", fmt.Sprintf("1.3.99.%d.2.%d", p, i))
			})
			put(fmt.Sprintf("Doe^Jane %d/%d", p, i), b)
			if i+p == 0 {
				put("copy.dcm", b)
			}
		}
	}
	put("report.dcm", mrFile(func(d *dcm.DataSet) {
		d.SetText(dcm.SOPClassUID, "UI", storage+"88.33")
		d.SetText(dcm.SOPInstanceUID, "UI", "1.3.99.7")
	}))
	put("notes.txt", []byte("Jane Doe"))
	put("cut.dcm", mrFile(nil)[:200])
	put(".hidden/x", []byte("Jane Doe"))
	return dir
}

func run1(t *testing.T, o Order) *Summary {
	t.Helper()
	o.Salt, o.Pattern = salt, "SUBJ-####"
	sum, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// tree returns the files below dir with their content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		all[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRun(t *testing.T) {
	src, dst := source(t), filepath.Join(t.TempDir(), "out")
	if sum := run1(t, Order{Source: src, Destination: dst, DryRun: true}); sum.Written != 4 {
		t.Errorf("dry run: %+v", sum)
	}
	if _, err := os.Stat(dst); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a dry run wrote something")
	}
	var told []int
	sum := run1(t, Order{Source: src, Destination: dst, Progress: func(done, total int) { told = append(told, done, total) }})
	want := Summary{
		Patients: 3, Files: 8, Written: 4, Duplicates: 1, NotDICOM: 1, Elements: sum.Elements,
		Refused: map[string]int{
			"files of this kind hold text, or what is not known (Comprehensive SR Storage)": 1, "damaged DICOM file": 1,
		},
		NewIDs: sum.NewIDs,
	}
	if !reflect.DeepEqual(*sum, want) {
		t.Errorf("summary %+v\nwant %+v", *sum, want)
	}
	if n := len(told); n < 2 || told[n-1] != 6 || told[n-2] != 6 {
		t.Errorf("progress %v", told)
	}
	first := tree(t, dst)
	for path, content := range first {
		for _, old := range []string{"Doe", "MRN", "1.3.99", "copy", "20240119"} {
			if strings.Contains(path+content, old) {
				t.Errorf("%s or its content holds %q", path, old)
			}
		}
		if strings.HasSuffix(path, ".dcm") && strings.Count(path, string(filepath.Separator)) != 3 {
			t.Errorf("path %s", path)
		}
	}
	if len(first) != 5 {
		t.Errorf("%d files", len(first))
	}

	// Again: nothing new. After the loss of one file and the damage of another:
	// these two, and what was being written is gone.
	if sum := run1(t, Order{Source: src, Destination: dst, Workers: 1}); sum.Written != 0 || sum.Unchanged != 4 {
		t.Errorf("again: %+v", sum)
	}
	n := 0
	for path := range first {
		if !strings.HasSuffix(path, ".dcm") {
			continue
		}
		full := filepath.Join(dst, path)
		switch n++; n {
		case 1:
			os.Remove(full)
		case 2:
			os.WriteFile(full, []byte(first[path][:300]), 0o644)
		}
	}
	os.WriteFile(filepath.Join(dst, temporary+"123"), []byte("half"), 0o644)
	if sum := run1(t, Order{Source: src, Destination: dst}); sum.Written != 2 || sum.Unchanged != 2 {
		t.Errorf("after a loss: %+v", sum)
	}
	if again := tree(t, dst); !reflect.DeepEqual(first, again) {
		t.Error("going on gives other files")
	}
	other := filepath.Join(t.TempDir(), "other")
	run1(t, Order{Source: src, Destination: other, Workers: 3})
	if again := tree(t, other); !reflect.DeepEqual(first, again) {
		t.Error("another number of workers gives other files")
	}
}

func TestNewPatientsComeAfterTheOld(t *testing.T) {
	src, dst := source(t), t.TempDir()
	before := run1(t, Order{Source: src, Destination: dst}).NewIDs
	for i := range 20 {
		b := mrFile(func(d *dcm.DataSet) {
			d.SetText(dcm.PatientID, "LO", fmt.Sprintf("NEW-%d", i))
			d.SetText(dcm.SOPInstanceUID, "UI", fmt.Sprintf("1.3.98.%d", i))
		})
		os.WriteFile(filepath.Join(src, fmt.Sprintf("new%d.dcm", i)), b, 0o644)
	}
	after := run1(t, Order{Source: src, Destination: dst}).NewIDs
	seen := map[string]bool{}
	for old, id := range after {
		if seen[id] || before[old] != "" && before[old] != id || len(id) != len("SUBJ-0001") {
			t.Errorf("%q: %s, before %s", old, id, before[old])
		}
		seen[id] = true
	}
	if len(after) != len(before)+20 {
		t.Errorf("%d patients", len(after))
	}
}

// TestConflictingDuplicates: neither of two different files of one instance is
// written, whichever is read first.
func TestConflictingDuplicates(t *testing.T) {
	src, dst := t.TempDir(), t.TempDir()
	for i := range 2 {
		b := mrFile(func(d *dcm.DataSet) { d.SetBytes(dcm.PixelData, "OW", []byte{byte(i), 0, 0, 0, 0, 0, 0, 0}) })
		os.WriteFile(filepath.Join(src, fmt.Sprint(i)), b, 0o644)
	}
	sum := run1(t, Order{Source: src, Destination: dst})
	if sum.Written != 0 || sum.Refused["two files claim to be the same instance and differ"] != 2 {
		t.Errorf("%+v", sum)
	}
}

func TestRunRefuses(t *testing.T) {
	src, dst := source(t), t.TempDir()
	run1(t, Order{Source: src, Destination: dst})
	full := t.TempDir()
	os.WriteFile(filepath.Join(full, "thesis.doc"), nil, 0o644)
	inside := filepath.Join(src, "out")
	good := Order{Settings: Settings{Salt: salt}, Source: src, Destination: dst, Pattern: "SUBJ-####"}
	for name, c := range map[string]struct {
		change func(*Order)
		want   error
	}{
		"other salt":            {func(o *Order) { o.Salt = []byte("0123456789abcdef0") }, ErrSettings},
		"other pattern":         {func(o *Order) { o.Pattern = "P##" }, ErrSettings},
		"other characteristics": {func(o *Order) { o.KeepCharacteristics = true }, ErrSettings},
		"no salt":               {func(o *Order) { o.Salt = nil }, ErrSettings},
		"full folder":           {func(o *Order) { o.Destination = full }, ErrSettings},
		"inside":                {func(o *Order) { o.Destination = inside }, ErrSettings},
		"around":                {func(o *Order) { o.Destination = filepath.Dir(src) }, ErrSettings},
		"no source":             {func(o *Order) { o.Source = filepath.Join(full, "none") }, ErrFolder},
		"empty source":          {func(o *Order) { o.Source = t.TempDir() }, ErrFolder},
		"pattern without #":     {func(o *Order) { o.Pattern = "SUBJ" }, ErrSettings},
		"pattern in two":        {func(o *Order) { o.Pattern = "#-#" }, ErrSettings},
		"pattern with folder":   {func(o *Order) { o.Pattern = "../##" }, ErrSettings},
		"file as destination":   {func(o *Order) { o.Destination = filepath.Join(full, "thesis.doc") }, ErrFolder},
	} {
		o := good
		c.change(&o)
		_, err := Run(context.Background(), o)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), src) || strings.Contains(err.Error(), "Doe")) {
			t.Errorf("%s: the error names a folder: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, good); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestSummaryNamesNoOldID(t *testing.T) {
	b, err := json.Marshal(run1(t, Order{Source: source(t), Destination: t.TempDir()}))
	if err != nil || strings.Contains(string(b), "MRN") {
		t.Errorf("%v %s", err, b)
	}
}
