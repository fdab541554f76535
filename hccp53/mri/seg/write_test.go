package seg

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/internal/peer"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// writing is a segmentation of two overlapping parts on an oblique grid whose
// slices do not end on bytes.
func writing() Writing {
	c, s := math.Cos(0.4), math.Sin(0.4)
	g := volume.Grid{Size: [3]int{7, 5, 6}, Spacing: [3]float64{0.75, 0.8, 3.3}, Origin: [3]float64{-12.5, 7, 101.25}, Direction: [3][3]float64{{c, s, 0}, {0, 0, -1}, {-s, c, 0}}}
	rng := rand.New(rand.NewPCG(4, 4))
	w := Writing{
		StudyUID: "2.25.11", SeriesUID: "2.25.12", InstanceUID: "2.25.13", FrameOfReferenceUID: "2.25.14",
		PatientID: "SIM-0001", PatientName: "Größe^Ä", PatientSex: "F", SeriesNumber: 900,
		StudyTime: time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC), Created: time.Date(2026, 4, 2, 16, 30, 0, 0, time.UTC),
		Label: "TUMOUR 1", Description: "肝细胞癌",
		Source: Source{SeriesUID: "2.25.15", Instances: []string{"2.25.16", "2.25.17", "2.25.18", "2.25.19", "2.25.20", "2.25.21"}},
	}
	for n, label := range []string{"肿瘤", "necrosis"} {
		m := volume.NewMask(g)
		for i := range m.Data {
			_, _, z := g.Voxel(i)
			m.Data[i] = rng.IntN(3) == 0 && (n == 0 && z != 2 || n == 1 && z > 3)
		}
		w.Segments = append(w.Segments, Outline{Segment: Segment{Label: label, Algorithm: "MANUAL"}, Mask: m})
	}
	w.Segments[1].Segment = Segment{Label: "necrosis", Description: "dark in all phases", Algorithm: "SEMIAUTOMATIC", Program: "region growing",
		Category: Concept{"49755003", "SCT", "Morphologically Abnormal Structure"}, Type: Concept{"6574001", "SCT", "Necrosis"}}
	return w
}

func written(t *testing.T, w Writing) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "voi.dcm")
	if err := Write(path, w); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWrittenIsReadBack(t *testing.T) {
	w := writing()
	s, err := Read(written(t, w))
	if err != nil {
		t.Fatal(err)
	}
	if s.FrameOfReference != "2.25.14" || !slices.Equal(s.Referenced, []string{"2.25.15"}) || s.Type != "BINARY" || len(s.Warnings) > 0 {
		t.Errorf("%+v", s)
	}
	for i, o := range w.Segments {
		want := o.Segment
		want.Number = i + 1
		if i == 0 {
			want.Category, want.Type = abnormal, lesion
		}
		if s.Segments[i] != want {
			t.Errorf("segment %d: %+v, want %+v", i+1, s.Segments[i], want)
		}
		m, err := s.MaskOn(i+1, o.Mask.Grid)
		if err != nil || !slices.Equal(m.Data, o.Mask.Data) {
			t.Errorf("segment %d: other voxels (%v)", i+1, err)
		}
	}
	again, err := w.encode()
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(written(t, w)); !bytes.Equal(b, again) {
		t.Error("the same Writing made other bytes")
	}
}

// TestAnyGridIsReadBack writes masks on grids whose axes run in any order and
// direction, left-handed ones too.
func TestAnyGridIsReadBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 50 {
		w := writing()
		g := w.Segments[0].Mask.Grid
		order := rng.Perm(3)
		h := g
		for i, j := range order {
			h.Direction[i] = g.Direction[j]
			if rng.IntN(2) == 0 {
				for k := range 3 {
					h.Direction[i][k] *= -1
				}
			}
		}
		for i := range w.Segments {
			w.Segments[i].Mask.Grid = h
		}
		b, err := w.encode()
		if err != nil {
			t.Fatal(err)
		}
		s, err := Decode(b)
		if err != nil {
			t.Fatalf("%v: %v", h, err)
		}
		for i, o := range w.Segments {
			if m, err := s.MaskOn(i+1, h); err != nil || !slices.Equal(m.Data, o.Mask.Data) {
				t.Fatalf("%v: other voxels (%v)", h, err)
			}
			if own, err := s.Mask(i + 1); err != nil || own.Count() != o.Mask.Count() {
				t.Fatalf("%v: %v", h, err)
			}
		}
	}
}

func TestNotWritten(t *testing.T) {
	for says, change := range map[string]func(w *Writing){
		"StudyUID is empty":            func(w *Writing) { w.StudyUID = "" },
		"65 characters":                func(w *Writing) { w.PatientName = strings.Repeat("x", 65) },
		"backslash":                    func(w *Writing) { w.Segments[0].Label = `a\b` },
		"control character":            func(w *Writing) { w.Description = "a\nb" },
		`Label holds "l"`:              func(w *Writing) { w.Label = "Al" },
		"there are 0 segments":         func(w *Writing) { w.Segments = nil },
		"segment 1 has no mask":        func(w *Writing) { w.Segments[0].Mask = nil },
		"data do not fit":              func(w *Writing) { w.Segments[1].Mask.Data = w.Segments[1].Mask.Data[1:] },
		"segment 2 has no voxel":       func(w *Writing) { w.Segments[1].Mask = volume.NewMask(w.Segments[0].Mask.Grid) },
		"segment 2 lies on another":    func(w *Writing) { w.Segments[1].Mask.Origin[0]++ },
		`of segment 2 is "by hand"`:    func(w *Writing) { w.Segments[1].Algorithm = "by hand" },
		"the program of a segment is":  func(w *Writing) { w.Segments[1].Program = "" },
		"a code meaning is empty":      func(w *Writing) { w.Segments[1].Type.Meaning = "" },
		"the UID of the source is":     func(w *Writing) { w.Source.SeriesUID = "" },
		"the UID of a source image is": func(w *Writing) { w.Source.Instances[1] = "" },
		"6 slices":                     func(w *Writing) { w.Source.Instances = w.Source.Instances[1:] },
		"no usable number":             func(w *Writing) { w.Segments[0].Mask.Spacing[2] = 0; w.Segments[1].Mask.Spacing[2] = 0 },
		"not unit vectors":             func(w *Writing) { w.Segments[0].Mask.Direction[0][0] = 2; w.Segments[1].Mask.Direction[0][0] = 2 },
	} {
		w := writing()
		change(&w)
		path := filepath.Join(t.TempDir(), "voi.dcm")
		if err := Write(path, w); !errors.Is(err, ErrWriting) || !strings.Contains(err.Error(), says) || !strings.HasPrefix(err.Error(), "voi.dcm: ") {
			t.Errorf("%q: %v", says, err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%q: a file was written", says)
		}
	}
	if err := Write(filepath.Join(t.TempDir(), "none", "voi.dcm"), writing()); !errors.Is(err, ErrWriting) || strings.Contains(err.Error(), "/") {
		t.Errorf("no folder: %v", err)
	}
}

// TestPydicomReadsTheSame lets pydicom read a written file: every element
// valid, and the voxels of each frame at their place.
func TestPydicomReadsTheSame(t *testing.T) {
	w := writing()
	var got struct {
		Labels                         []string
		Name, Overlap, Charset, Syntax string
		Frames                         []pyFrame
	}
	ask(t, &got, `
import warnings
warnings.simplefilter("error")
pydicom.config.settings.reading_validation_mode = pydicom.config.RAISE
d = pydicom.dcmread(sys.argv[1])
for e in d.iterall(): e.value
print(json.dumps({"labels": [s.SegmentLabel for s in d.SegmentSequence], "name": str(d.PatientName), "overlap": d.SegmentsOverlap,
  "charset": d.SpecificCharacterSet, "syntax": d.file_meta.TransferSyntaxUID, "frames": frames(d)}))
`, written(t, w))
	if !slices.Equal(got.Labels, []string{"肿瘤", "necrosis"}) || got.Name != "Größe^Ä" || got.Overlap != "YES" || got.Charset != "ISO_IR 192" || got.Syntax != dcm.ExplicitLittle {
		t.Errorf("pydicom reads %+v", got)
	}
	g := w.Segments[0].Mask.Grid
	seen := make([]*volume.Mask, 2)
	for i := range seen {
		seen[i] = volume.NewMask(g)
	}
	for _, f := range got.Frames {
		q := g.Locate(f.Position)
		z := int(math.Round(q[2]))
		if math.Abs(q[0]) > 1e-9 || math.Abs(q[1]) > 1e-9 || math.Abs(q[2]-float64(z)) > 1e-9 {
			t.Fatalf("a frame lies at index %v", q)
		}
		for i, v := range f.Pixels {
			seen[f.Segment-1].Data[z*len(f.Pixels)+i] = v == '1'
		}
	}
	for i, o := range w.Segments {
		if !slices.Equal(seen[i].Data, o.Mask.Data) {
			t.Errorf("pydicom finds other voxels in segment %d", i+1)
		}
	}
}

// pyFrame is what pydicom finds of a frame: its pixels as digits.
type pyFrame struct {
	Segment     int
	Position    [3]float64
	Orientation [6]float64
	Spacing     [2]float64
	Pixels      string
}

// ask runs a program of Python on a file. It finds pydicom, numpy and the
// function frames.
func ask(t *testing.T, into any, program, path string) {
	t.Helper()
	peer.Ask(t, into, `
import json, sys
import pydicom, numpy
def frames(d):
    a = numpy.atleast_3d(d.pixel_array)
    if d.pixel_array.ndim == 2: a = d.pixel_array[None]
    out = []
    shared = d.SharedFunctionalGroupsSequence[0]
    for f, p in zip(d.PerFrameFunctionalGroupsSequence, a, strict=True):
        group = lambda name: (f if name in f else shared)[name][0]
        out.append({"segment": int(group("SegmentIdentificationSequence").ReferencedSegmentNumber) if d.SegmentationType != "LABELMAP" else 0,
            "position": [float(x) for x in group("PlanePositionSequence").ImagePositionPatient],
            "orientation": [float(x) for x in group("PlaneOrientationSequence").ImageOrientationPatient],
            "spacing": [float(x) for x in group("PixelMeasuresSequence").PixelSpacing],
            "pixels": "".join(chr(48 + int(v)) for v in p.ravel())})
    return out
`+program, path)
}

func ExampleThreshold() {
	shares := made{kind: "FRACTIONAL", bits: 8, rows: 1, columns: 4, segments: []int{1}, thickness: 3, frames: []madeFrame{{1, [3]float64{}, []int{20, 80, 120, 200}}}}
	s, err := Decode(shares.file()) // of a largest value of 200
	if err != nil {
		panic(err)
	}
	half, _ := s.Mask(1)
	few, _ := s.Mask(1, Threshold(0.1))
	fmt.Println(half.Count(), few.Count())
	// Output: 2 4
}
