package dcm

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/suyashkumar/dicom/pkg/tag"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/internal/reference"
)

// eachFact calls f for every DICOM file of the reference that has facts.
func eachFact(t *testing.T, f func(t *testing.T, b []byte, fact conformance.Fact)) {
	t.Helper()
	for _, file := range reference.Facts(t, func(_ string, fact conformance.Fact) bool { return fact["top_level_elements"] != nil }) {
		t.Run(file.Name, func(t *testing.T) { f(t, file.Bytes(t), file.Fact) })
	}
}

// TestHeaderFacts compares each header fact with what we read, from the whole
// file and from the header alone.
func TestHeaderFacts(t *testing.T) {
	compared, refused := 0, 0
	eachFact(t, func(t *testing.T, b []byte, fact conformance.Fact) {
		f, err := Salvage(b)
		switch {
		case err == nil:
			whole := f.DataSet
			header, err := ParseHeader(bytes.NewReader(b), int64(len(b)))
			if err != nil {
				t.Fatalf("header: %v", err)
			}
			n := slices.IndexFunc(whole.elements, func(e Element) bool { return e.Tag.pixels() })
			if n < 0 {
				n = len(whole.elements)
			}
			if got, want := values(header.DataSet, ""), values(&DataSet{elements: whole.elements[:n], order: whole.order, charsets: whole.charsets}, ""); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Error("the header alone has other values than the whole file")
			}
		case errors.Is(err, ErrDamaged) && fact["stored_pixels_error"] != nil, errors.Is(err, ErrNotDICOM) && fact["needs_force"] == true:
			t.Logf("not read as an image: %v", err)
			refused++
		default:
			t.Fatal(err)
		}
		for key, want := range fact {
			got, ok := f.fact(key)
			if !ok {
				continue
			}
			compared++
			if !equal(got, want) {
				t.Errorf("%s is %v, expected %v", key, got, want)
			}
		}
	})
	t.Logf("%d facts compared; %d files are refused as images", compared, refused)
}

// fact returns what we read for a fact; ok is false for one that is no header
// fact.
func (f *File) fact(key string) (got any, ok bool) {
	switch key {
	case "modality":
		return f.Text(Modality), true
	case "sop_class":
		return f.Text(SOPClassUID), true
	case "transfer_syntax":
		if len(f.Meta.elements) == 0 {
			return nil, true
		}
		return f.Syntax, true
	case "top_level_elements":
		return float64(len(f.elements)), true
	case "segments":
		return f.segmentFacts(), true
	case "rois":
		return f.roiFacts(), true
	case "frames":
		return f.frameFacts(), true
	}
	info, err := tag.FindByKeyword(key)
	if err != nil {
		return nil, false
	}
	t := Tag(info.Tag.Uint32())
	if vr := info.VRs[0]; width(vr) == 0 && vr != "DS" && vr != "IS" {
		return texts(f.Texts(t)), true
	}
	var out []any
	for _, x := range f.Numbers(t) {
		if math.IsNaN(x) {
			return "unreadable", true
		}
		out = append(out, x)
	}
	return out, true
}

func texts(s []string) (out []any) {
	for _, v := range s {
		out = append(out, v)
	}
	return out
}

// equal compares what we read with a fact: single values stand without a list,
// some numbers as text.
func equal(got, want any) bool {
	list, ok := want.([]any)
	if s, text := want.(string); text {
		want = strings.Trim(s, " ") // pydicom keeps padding between values
	}
	if !ok {
		if g, many := got.([]any); many {
			switch len(g) {
			case 0:
				return want == ""
			case 1:
				got = g[0]
			}
		}
		return got == want || fmt.Sprint(got) == fmt.Sprint(want)
	}
	g, ok := got.([]any)
	if !ok || len(g) != len(list) {
		return false
	}
	for i := range g {
		m, nested := list[i].(map[string]any)
		if !nested && !equal(g[i], list[i]) {
			return false
		}
		for key, v := range m {
			if !equal(g[i].(map[string]any)[key], v) {
				return false
			}
		}
	}
	return true
}

func (f *File) segmentFacts() (out []any) {
	for _, s := range f.Items(0x00620002) {
		out = append(out, map[string]any{"number": s.Number(0x00620004), "label": s.Text(0x00620005)})
	}
	return out
}

func (f *File) roiFacts() (out []any) {
	for _, roi := range f.Items(StructureSetROISequence) {
		number := roi.Number(0x30060022)
		contours, points := 0, 0
		for _, c := range f.Items(ROIContourSequence) {
			if c.Number(0x30060084) != number {
				continue
			}
			for _, contour := range c.Items(0x30060040) {
				contours++
				points += len(contour.Numbers(0x30060050)) / 3
			}
		}
		out = append(out, map[string]any{"number": number, "name": roi.Text(0x30060026), "contours": contours, "points": points})
	}
	return out
}

func (f *File) frameFacts() (out []any) {
	shared := f.Item(SharedFunctionalGroupsSequence)
	for _, frame := range f.Items(PerFrameFunctionalGroupsSequence) {
		group := func(sequence Tag) *DataSet {
			if len(frame.Items(sequence)) > 0 {
				return frame.Item(sequence)
			}
			return shared.Item(sequence)
		}
		numbers := func(sequence Tag, tags ...Tag) (out []any) {
			for _, tag := range tags {
				for _, x := range group(sequence).Numbers(tag) {
					out = append(out, x)
				}
			}
			return out
		}
		out = append(out, map[string]any{
			"position":                 numbers(PlanePositionSequence, ImagePositionPatient),
			"orientation":              numbers(PlaneOrientationSequence, ImageOrientationPatient),
			"pixel_spacing":            numbers(PixelMeasuresSequence, PixelSpacing),
			"rescale":                  numbers(PixelValueTransformationSequence, RescaleSlope, RescaleIntercept),
			"segment":                  numbers(0x0062000A, 0x0062000B),
			"DimensionIndexValues":     numbers(FrameContentSequence, 0x00209157),
			"InStackPositionNumber":    numbers(FrameContentSequence, 0x00209057),
			"TemporalPositionIndex":    numbers(FrameContentSequence, 0x00209128),
			"StackID":                  texts(group(FrameContentSequence).Texts(0x00209056)),
			"FrameAcquisitionDateTime": texts(group(FrameContentSequence).Texts(0x00189074)),
		})
	}
	return out
}

// TestNothingIsMissing: no file with pixels in the facts lacks what its class
// requires.
func TestNothingIsMissing(t *testing.T) {
	eachFact(t, func(t *testing.T, b []byte, fact conformance.Fact) {
		f, err := Parse(b)
		if err != nil {
			t.Skip(err)
		}
		missing := f.Missing()
		switch {
		case fact["stored_pixels"] != nil || fact["rois"] != nil:
			if missing != nil {
				t.Errorf("lacks %v", missing)
			}
		case missing != nil:
			t.Logf("lacks %v", missing)
		}
	})
}
