package dcm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/internal/peer"
	"hcclab/hccp53/internal/reference"
)

// value is an element as testdata/values.py writes it; the values of one that
// cannot be decoded are nil.
type value struct {
	key, vr string
	values  []any
}

// pydicom lets pydicom read the files.
func pydicom(t *testing.T, paths []string) (files [][]value) {
	t.Helper()
	program, err := os.ReadFile(filepath.Join("testdata", "values.py"))
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		Elements [][3]any
		Error    string
	}
	peer.Ask(t, &answers, string(program), paths...)
	for i, file := range answers {
		if file.Error != "" {
			t.Logf("%s: pydicom: %s", filepath.Base(paths[i]), file.Error)
		}
		var elements []value
		for _, e := range file.Elements {
			values, _ := e[2].([]any)
			elements = append(elements, value{e[0].(string), e[1].(string), values})
		}
		files = append(files, elements)
	}
	if len(files) != len(paths) {
		t.Fatalf("pydicom read %d of %d files", len(files), len(paths))
	}
	return files
}

// samples returns the paths of the DICOM files that come with pydicom, and of
// those of the reference where there is one.
func samples(t *testing.T) (paths []string) {
	t.Helper()
	if reference.Set() {
		for _, file := range referenceFiles(t) {
			paths = append(paths, file.Path)
		}
	}
	var root string
	peer.Ask(t, &root, "import json, pydicom.data; print(json.dumps(str(pydicom.data.DATA_ROOT)))")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if IsDICOM(b) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// referenceFiles returns the DICOM files of the whole reference.
func referenceFiles(t testing.TB) []reference.File {
	t.Helper()
	return reference.Files(t, ".", IsDICOM)
}

// values lists the data set as testdata/values.py does.
func values(d *DataSet, prefix string) (out []value) {
	elements := slices.Clone(d.Elements())
	slices.SortStableFunc(elements, func(a, b Element) int { return int(int64(a.Tag) - int64(b.Tag)) })
	for _, e := range elements {
		v := value{key: prefix + e.Tag.String(), vr: e.VR()}
		switch {
		case e.Items != nil:
			v.values = append(v.values, float64(len(e.Items)))
			out = append(out, v)
			for i, item := range e.Items {
				out = append(out, values(item, fmt.Sprintf("%s[%d]", v.key, i))...)
			}
			continue
		case e.Fragments != nil:
			var b []byte
			for _, fragment := range e.Fragments {
				b = append(appendItem(b, tagItem, len(fragment)), fragment...)
			}
			v.values = []any{sum(b)}
		case width(v.vr) > 0, v.vr == "DS", v.vr == "IS":
			for _, x := range d.Numbers(e.Tag) {
				v.values = append(v.values, x)
			}
		case isText(v.vr), isCode(v.vr):
			for _, s := range d.Texts(e.Tag) {
				v.values = append(v.values, s)
			}
		case len(e.Value) > 0:
			b := toLittle(d.order, v.vr, e.Value)
			v.values = []any{sum(append(slices.Clip(b), make([]byte, len(b)%2)...))}
		}
		out = append(out, v)
	}
	return out
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// same reports whether two lists of values are equal; a number that is none (NaN
// for us) is null or an empty string for pydicom.
func same(ours, theirs []any) bool {
	if len(ours) != len(theirs) {
		return false
	}
	for i, x := range ours {
		switch y := theirs[i].(type) {
		case float64:
			if f, ok := x.(float64); !ok || f != y && !(math.IsNaN(f) && math.IsNaN(y)) {
				return false
			}
		case string:
			f, number := x.(float64)
			if number && !(y == "" && math.IsNaN(f)) || !number && strings.TrimRight(x.(string), "=") != y {
				return false
			}
		case nil:
			if f, ok := x.(float64); !ok || !math.IsNaN(f) {
				return false
			}
		}
	}
	return true
}

// TestValuesArePydicoms compares every value of every reference file, and of the
// files that come with pydicom, with what pydicom reads.
func TestValuesArePydicoms(t *testing.T) {
	paths := samples(t)
	compared, undecoded, unreadable := 0, 0, 0
	for i, want := range pydicom(t, paths) {
		name := filepath.Base(paths[i])
		b, err := os.ReadFile(paths[i])
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(b)
		if err != nil {
			t.Logf("%s: %v", name, err)
			continue
		}
		bad := map[string]bool{}
		for _, tag := range f.Undecoded() {
			bad[tag.String()] = true
		}
		got := map[string]value{}
		for _, v := range values(f.DataSet, "") {
			if _, twice := got[v.key]; !twice {
				got[v.key] = v
			}
		}
		broken := "" // a sequence whose items have wrong lengths, which pydicom does not notice
		for _, w := range want {
			v, ok := got[w.key]
			if broken != "" && strings.HasPrefix(w.key, broken) {
				continue
			}
			if w.vr == "SQ" && v.vr == "UN" && ok {
				t.Logf("%s: %s is broken", name, w.key)
				broken = w.key
				delete(got, w.key)
				continue
			}
			switch {
			case !ok:
				t.Errorf("%s: %s %s is missing", name, w.key, w.vr)
			case bad[w.key[len(w.key)-len("(0000,0000)"):]] && isText(v.vr):
				undecoded++
			case w.values == nil:
				unreadable++
			case strings.HasSuffix(w.key, ",0000)"): // the length of a group has no meaning
			case v.vr != w.vr && !(v.vr == "OB" && strings.HasSuffix(w.key, PixelData.String())): // fragments are OB, whatever the file says
				t.Errorf("%s: %s has kind %s, pydicom's %s", name, w.key, v.vr, w.vr)
			case !same(v.values, w.values):
				t.Errorf("%s: %s %s has values %.100q, pydicom's %.100q", name, w.key, v.vr, v.values, w.values)
			default:
				compared++
			}
			delete(got, w.key)
		}
		for key := range got {
			t.Errorf("%s: pydicom does not have %s", name, key)
		}
	}
	t.Logf("%d values of %d files equal pydicom's; %d texts were reported as undecoded, %d values cannot be read by pydicom",
		compared, len(paths), undecoded, unreadable)
}
