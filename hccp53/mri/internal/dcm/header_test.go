package dcm

import (
	"bytes"
	"slices"
	"testing"
)

// TestHeaderIsParsedByTheLibrary sees to it that the library is what parses a
// header, and that what is decoded without it is the same.
func TestHeaderIsParsedByTheLibrary(t *testing.T) {
	b, _ := sample()
	f, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []Tag{Rows, ImagePositionPatient, AcquisitionTime, SOPInstanceUID} {
		if f.header.value(f.DataSet, tag) == nil {
			t.Errorf("%s was not parsed by the library", tag.Keyword())
		}
	}
	if compareWithLibrary(t, f) == 0 {
		t.Error("the library parsed nothing")
	}
}

func TestReferenceHeadersAreTheSameWithoutTheLibrary(t *testing.T) {
	parsed := 0
	for _, file := range referenceFiles(t) {
		if f, err := Parse(file.Bytes(t)); err == nil {
			parsed += compareWithLibrary(t, f)
		}
	}
	if parsed == 0 {
		t.Error("the library parsed nothing")
	}
	t.Logf("%d values parsed by the library", parsed)
}

// compareWithLibrary returns how many values the library parsed.
func compareWithLibrary(t *testing.T, f *File) (parsed int) {
	t.Helper()
	alone := &DataSet{elements: f.elements, order: f.order, charsets: f.charsets}
	for i := range f.elements {
		e := &f.elements[i]
		if f.header.value(f.DataSet, e.Tag) != nil {
			parsed++
		}
		if !slices.Equal(f.Texts(e.Tag), alone.Texts(e.Tag)) {
			t.Errorf("%s %s: the library parses %q, we %q", e.Tag, e.VR(), f.Texts(e.Tag), alone.Texts(e.Tag))
		}
		a, b := f.Numbers(e.Tag), alone.Numbers(e.Tag)
		if !slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || x != x && y != y }) {
			t.Errorf("%s %s: the library parses %v, we %v", e.Tag, e.VR(), a, b)
		}
	}
	return parsed
}

// TestValueThatTheLibraryPanicsAtIsStillRead gives the character set as a
// number, which the library takes for text.
func TestValueThatTheLibraryPanicsAtIsStillRead(t *testing.T) {
	b, _ := sample()
	f, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDataSet()
	d.SetNumbers(SpecificCharacterSet, "US", 100)
	d.elements = append(d.elements, f.elements...)
	d.header = &header{}
	if d.Count(Rows) != f.Count(Rows) || d.Count(SpecificCharacterSet) != 100 {
		t.Errorf("rows %d, character set %d", d.Count(Rows), d.Count(SpecificCharacterSet))
	}
}

// TestCodesBeyondASCII gives codes what they must not hold, with a character set
// by which the library would decode them: the header alone, the whole file and
// our own decoder must agree. A fuzzer found that they did not.
func TestCodesBeyondASCII(t *testing.T) {
	for _, bad := range []string{"ORIG\xc9NAL\\PRIMARY", "1.2\x1b826.0.1", "\xff"} {
		b, _ := sample()
		f, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		f.SetText(SpecificCharacterSet, "CS", "ISO 2022 IR 6", "ISO 2022 IR 87")
		f.SetText(ImageType, "CS", bad)
		b = f.Append(nil)
		whole, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		compareWithLibrary(t, whole)
		head, err := ParseHeader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := head.Text(ImageType), whole.Text(ImageType); got != want {
			t.Errorf("%q: the header alone says %q, the whole file %q", bad, got, want)
		}
	}
}

// TestEveryClassHasAName asks for a retired class that the dictionary lists
// without a name.
func TestEveryClassHasAName(t *testing.T) {
	for _, id := range []string{"1.2.840.10008.5.1.4.1.1.40", "1.2.3", ""} {
		if Name(id) == "" {
			t.Errorf("%q has no name", id)
		}
	}
}
