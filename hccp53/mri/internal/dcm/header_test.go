package dcm

import (
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
