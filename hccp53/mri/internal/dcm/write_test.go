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
	for _, file := range referenceFiles(t) {
		f, err := Parse(file.Bytes(t))
		if err != nil {
			continue
		}
		t.Run(file.Name, func(t *testing.T) {
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
	var names, utf8 []string
	dir := t.TempDir()
	var originals []string
	for i, path := range samples(t) {
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

// varied is a file with an element of every kind.
func varied() *File {
	inner := NewDataSet()
	inner.SetText(SeriesDescription, "LO", "inside")
	inner.SetItems(PlanePositionSequence)
	item := NewDataSet()
	item.SetNumbers(0x00209165, "AT", 0x00280010)
	item.SetItems(PlaneOrientationSequence, inner, NewDataSet())
	f := &File{DataSet: NewDataSet(), Meta: NewDataSet(), Syntax: ExplicitLittle}
	f.SetText(SpecificCharacterSet, "CS", "ISO_IR 192")
	f.SetText(SOPClassUID, "UI", mrStorage)
	f.SetText(SOPInstanceUID, "UI", "2.25.1")
	f.SetText(ImageType, "CS", "ORIGINAL", "PRIMARY", "M")
	f.SetText(PatientName, "PN", "Wang^XiaoDong=王^小東")
	f.SetText(ImageComments, "LT", `two\lines`)
	f.SetText(0x00080120, "UR", "https://example.org/a b")
	f.SetText(0x00091001, "UN", "")
	f.SetBytes(0x00091002, "UN", []byte{1, 2, 3})
	f.SetText(0x00090010, "LO", "MAKER")
	f.SetDecimals(ImagePositionPatient, -1.5, 2, 1.0/3)
	f.SetInteger(InstanceNumber, -7)
	f.SetNumbers(PixelPaddingValue, "SS", -2000)
	f.SetNumbers(0x00189087, "FD", 1e-300)
	f.SetNumbers(0x00189098, "FL", 0.1)
	f.SetNumbers(0x00660020, "SL", -70000)
	f.SetNumbers(0x00189073, "UL", 4e9)
	f.SetItems(SharedFunctionalGroupsSequence, item)
	f.SetItems(PerFrameFunctionalGroupsSequence)
	f.SetBytes(PixelData, "OB", []byte{1, 2, 3})
	return f
}

func TestEveryKindIsWritten(t *testing.T) {
	f := varied()
	b := rewritten(t, f)
	g, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[Tag][]float64{
		ImagePositionPatient: {-1.5, 2, 0.33333333333333}, InstanceNumber: {-7}, PixelPaddingValue: {-2000}, 0x00189087: {1e-300},
		0x00189098: {float64(float32(0.1))}, 0x00660020: {-70000}, 0x00189073: {4e9},
	} {
		if got := g.Numbers(tag); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", tag, got, want)
		}
	}
	if e := g.Private(9, "maker", 2); e == nil || !bytes.Equal(e.Value, []byte{1, 2, 3, 0}) {
		t.Error("the private element is gone")
	}
	item := g.Item(SharedFunctionalGroupsSequence)
	if item.Number(0x00209165) != 0x00280010 || item.Item(PlaneOrientationSequence).Text(SeriesDescription) != "inside" || len(item.Items(PlaneOrientationSequence)) != 2 {
		t.Error("the items are not those that were written")
	}
	if g.Items(PerFrameFunctionalGroupsSequence) == nil || g.Has(PerFrameFunctionalGroupsSequence) {
		t.Error("the empty sequence is gone, or has something")
	}
	if g.Text(0x00080120) != "https://example.org/a b" || g.Text(ImageComments) != `two\lines` || len(g.Texts(ImageType)) != 3 {
		t.Error("texts differ")
	}
}

func TestLongValuesAreWrittenAsUnknown(t *testing.T) {
	f := varied()
	contour := make([]float64, 20000)
	for i := range contour {
		contour[i] = float64(i) / 8
	}
	f.SetDecimals(ContourData, contour...)
	if len(f.Find(ContourData).Value) < 1<<16 {
		t.Fatal("the value is not long")
	}
	b := rewritten(t, f)
	g, err := Parse(b)
	if err != nil || !slices.Equal(g.Numbers(ContourData), contour) || g.Find(ContourData).VR() != "DS" {
		t.Errorf("%v: read again as %s", err, g.Find(ContourData).VR())
	}
}

// TestOtherSyntaxesAreWrittenInExplicitLittleEndian reads implicit and
// big-endian files and writes them.
func TestOtherSyntaxesAreWrittenInExplicitLittleEndian(t *testing.T) {
	for _, syntax := range []string{ImplicitLittle, ExplicitBig, ExplicitLittle} {
		value := []byte{1, 2, 3, 4, 5, 6}
		if syntax == ExplicitBig {
			value = []byte{2, 1, 4, 3, 6, 5}
		}
		f, err := Parse(build(syntax, grey(8, 8, 7, 0), "OW", value))
		if err != nil {
			t.Fatal(err)
		}
		g, err := Parse(f.Append(nil))
		if err != nil || g.Syntax != ExplicitLittle || g.Count(Columns) != 3 || !bytes.Equal(g.Find(PixelData).Value, []byte{1, 2, 3, 4, 5, 6}) {
			t.Errorf("from %s: %v", syntax, err)
		}
	}
}

func TestFragmentsAreWritten(t *testing.T) {
	f := varied()
	f.Syntax = "1.2.840.10008.1.2.5"
	f.SetFragments(nil, []byte{1, 2}, []byte{3, 4, 5, 6})
	g, err := Parse(rewritten(t, f))
	if err != nil || g.Syntax != f.Syntax || len(g.Find(PixelData).Fragments) != 3 || !bytes.Equal(g.Find(PixelData).Fragments[2], []byte{3, 4, 5, 6}) {
		t.Errorf("%v", err)
	}
}
