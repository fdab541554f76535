package dcm

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// written returns the values that a written file keeps: all but the lengths of
// groups.
func written(d *DataSet) []value {
	return slices.DeleteFunc(values(d, ""), func(v value) bool { return strings.HasSuffix(v.key, ",0000)") })
}

// rewritten writes f, reads it again and fails where the two differ. It returns
// the bytes.
func rewritten(t *testing.T, f *File) []byte {
	t.Helper()
	b := f.Append(nil)
	g, err := Parse(b)
	if err != nil {
		t.Fatalf("not read again: %v", err)
	}
	want, got := written(f.DataSet), written(g.DataSet)
	for i := range min(len(want), len(got)) {
		if got[i].key != want[i].key || got[i].vr != want[i].vr || !same(got[i].values, want[i].values) {
			t.Fatalf("written as %.200v, read again as %.200v", want[i], got[i])
		}
	}
	if len(want) != len(got) {
		t.Fatalf("%d elements written, %d read again", len(want), len(got))
	}
	if !bytes.Equal(g.Append(nil), b) {
		t.Fatal("written once more, the bytes differ")
	}
	return b
}

func TestReferenceFilesAreWrittenAgain(t *testing.T) {
	for _, path := range referenceFiles(t) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(b)
		if err != nil {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			rewritten(t, f)
			if emptied := f.ToUTF8(); len(emptied) > 0 {
				t.Errorf("emptied %v", emptied)
			}
			rewritten(t, f)
		})
	}
}

// TestPydicomReadsWhatWeWrite: pydicom finds in a written file the values of the
// original, before and after its text is brought to UTF-8.
func TestPydicomReadsWhatWeWrite(t *testing.T) {
	var paths, names, utf8 []string
	if os.Getenv("HCCP53_REFERENCE") != "" {
		paths = referenceFiles(t)
	}
	dir := t.TempDir()
	var originals []string
	for i, path := range append(paths, bundled(t)...) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(b)
		if err != nil || slices.ContainsFunc(f.elements, func(e Element) bool { return e.Tag>>16 == 4 }) {
			continue // a directory states the places of its records, which change
		}
		originals = append(originals, path)
		for _, out := range []*[]string{&names, &utf8} {
			name := filepath.Join(dir, strconv.Itoa(i)+strconv.Itoa(len(*out)))
			if out == &utf8 {
				name += "u"
				f.ToUTF8()
			}
			if err := os.WriteFile(name, f.Append(nil), 0o600); err != nil {
				t.Fatal(err)
			}
			*out = append(*out, name)
		}
	}
	all := pydicom(t, slices.Concat(originals, names, utf8))
	n := len(originals)
	compared := 0
	for i, path := range originals {
		want := all[i]
		for j, got := range [][]value{all[n+i], all[2*n+i]} {
			found := map[string]value{}
			for _, v := range got {
				found[v.key] = v
			}
			for _, w := range want {
				v, ok := found[w.key]
				switch {
				case strings.HasSuffix(w.key, ",0000)"):
					continue
				case j == 1 && strings.HasSuffix(w.key, SpecificCharacterSet.String()):
					continue
				case !ok:
					t.Errorf("%s: %s %s is missing", filepath.Base(path), w.key, w.vr)
				case !alike(v.values, w.values):
					t.Errorf("%s: %s %s reads %.100q, originally %.100q", filepath.Base(path), w.key, w.vr, v.values, w.values)
				default:
					compared++
				}
			}
		}
	}
	t.Logf("%d values of %d files, written twice, are read as in the originals", compared, n)
}

// alike reports whether pydicom read the same values twice.
func alike(a, b []any) bool { return slices.Equal(a, b) }
