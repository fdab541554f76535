package dcm

import (
	"bytes"
	"iter"
	"os"
	"slices"
	"testing"

	"hcclab/hccp53/internal/hostile"
)

// mutations is how many cuts and how many flips of bytes each reference file is
// given; the long test gives as many as found the faults of other readers.
func mutations() (cuts, flips int) {
	if os.Getenv("HCCP53_LONG") != "" {
		return 180, 150
	}
	return 12, 10
}

// TestSpoiltReferenceFiles cuts every reference file and flips bits in it. There
// must be no panic, nothing slower than 2 s, no memory beyond the bound; and no
// cut file may come back without error, unless the cut is between two elements
// and what is required is still there or reported by [File.Missing].
func TestSpoiltReferenceFiles(t *testing.T) {
	cuts, flips := mutations()
	files, made, refused, reported, harmless := 0, 0, 0, 0, 0
	for _, file := range referenceFiles(t) {
		b := file.Bytes(t)
		whole, err := Parse(b)
		if err != nil {
			continue
		}
		files++
		for n := range places(len(b), cuts) {
			made++
			var f *File
			hostile.Harmless(t, file.Name, n, func() { f = readAll(b[:n]) })
			switch {
			case f == nil:
				refused++
			case !startOf(f, whole):
				t.Errorf("%s: cut after %d of %d bytes it has other elements", file.Name, n, len(b))
			case slices.Equal(f.Missing(), whole.Missing()):
				harmless++
				if whole.Missing() == nil && hasMore(whole, f) { // some files of the reference lack it from the start
					t.Errorf("%s: cut after %d of %d bytes something required is gone unnoticed", file.Name, n, len(b))
				}
			default:
				reported++
			}
		}
		for c := range hostile.Flips(b, flips, 8192) {
			hostile.Harmless(t, file.Name, len(c), func() { readAll(c) })
			hostile.Harmless(t, file.Name, len(c), func() { _, _ = ParseHeader(bytes.NewReader(c), int64(len(c))) })
		}
	}
	if files == 0 {
		t.Fatal("no file was spoilt")
	}
	t.Logf("%d files: of %d cuts %d refused, %d reported as lacking something, %d after all that is required; %d with flipped bytes",
		files, made, refused, reported, harmless, files*flips)
}

// places returns where a file of the size is cut, half of them in the header,
// which is a small part of most files.
func places(size, cuts int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, within := range []int{size, min(size, 8192)} {
			for n := range hostile.Cuts(within, cuts/2) {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// startOf reports whether the elements of f are the first of whole, unchanged.
func startOf(f, whole *File) bool {
	if len(f.elements) > len(whole.elements) {
		return false
	}
	for i, e := range f.elements {
		w := whole.elements[i]
		if e.Tag != w.Tag || !bytes.Equal(e.Value, w.Value) || len(e.Items) != len(w.Items) || len(e.Fragments) != len(w.Fragments) {
			return false
		}
	}
	return true
}

// hasMore reports whether whole has pixels, contours or segments that f has not.
func hasMore(whole, f *File) bool {
	for _, tag := range []Tag{Rows, SegmentSequence, ROIContourSequence, roiObservationsSequence,
		SharedFunctionalGroupsSequence, PerFrameFunctionalGroupsSequence, PixelData, FloatPixelData, DoubleFloatPixelData} {
		if whole.Find(tag) != nil && f.Find(tag) == nil {
			return true
		}
	}
	return false
}

// TestCutBetweenElements: a file that was cut between two elements is a shorter
// data set, and lacks the pixels.
func TestCutBetweenElements(t *testing.T) {
	b, _ := sample()
	for n := range len(b) {
		f, err := Parse(b[:n])
		if err == nil && !slices.Contains(f.Missing(), PixelData) {
			t.Errorf("cut after %d of %d bytes: nothing is missing", n, len(b))
		}
	}
	f, err := Parse(b)
	if err != nil || f.Missing() != nil {
		t.Errorf("the whole file lacks %v (%v)", f.Missing(), err)
	}
}

func TestMissing(t *testing.T) {
	object := func(class string, tags ...Tag) *File {
		f := &File{DataSet: NewDataSet(), Meta: NewDataSet()}
		f.SetText(SOPClassUID, "UI", class)
		f.SetText(SOPInstanceUID, "UI", "2.25.1")
		for _, tag := range tags {
			f.SetBytes(tag, "OB", []byte{1, 0})
		}
		return f
	}
	const report = "1.2.840.10008.5.1.4.1.1.88.11"
	for name, c := range map[string]struct {
		file *File
		want []Tag
	}{
		"image":                        {object(mrStorage, Rows, Columns, PixelData), nil},
		"image without pixels":         {object(mrStorage, Rows, Columns), []Tag{PixelData}},
		"image with floating pixels":   {object(mrStorage, Rows, Columns, FloatPixelData), nil},
		"image with pixels elsewhere":  {object(mrStorage, Rows, Columns, pixelDataProviderURL), nil},
		"image cut early":              {object(mrStorage), []Tag{Rows, Columns, PixelData}},
		"unknown class with rows":      {object("1.2.3", Rows, Columns), []Tag{PixelData}},
		"segmentation":                 {object(segmentation, Rows, Columns), []Tag{PixelData}},
		"label map":                    {object(labelMap), []Tag{Rows, Columns, PixelData}},
		"outlines":                     {object(rtStructureSet, StructureSetROISequence, ROIContourSequence, roiObservationsSequence), nil},
		"outlines cut before contours": {object(rtStructureSet, StructureSetROISequence), []Tag{ROIContourSequence, roiObservationsSequence}},
		"report":                       {object(report), nil},
		"nothing":                      {&File{DataSet: NewDataSet(), Meta: NewDataSet()}, []Tag{SOPClassUID, SOPInstanceUID}},
	} {
		if got := c.file.Missing(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
