package dcm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"
	"time"
)

// sample is a small written file: 6 columns, 4 rows, values 0..23.
func sample() ([]byte, Frame) {
	f := Frame{
		SOPInstance: "2.25.1", Study: "2.25.2", Series: "2.25.3", FrameOfReference: "2.25.4",
		PatientID: "SIM-0001", PatientSex: "F", PatientAge: "058Y",
		StudyTime: time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC), Acquired: time.Date(2026, 3, 30, 9, 5, 32, 250e6, time.UTC),
		Injection: time.Date(2026, 3, 30, 9, 5, 0, 0, time.UTC), SeriesNumber: 7, Instance: 3, AcquisitionNumber: 2,
		Temporal: 2, Temporals: 4, Description: "t1_vibe_äö", Manufacturer: "ACME", Model: "M1", Agent: "gadobutrol",
		Comments: `SIMULATED back\slash kept`, FieldStrength: 3, RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12,
		Position: [3]float64{-1.5, 2, 1.0 / 3}, Orientation: [6]float64{1, 0, 0, 0, 1, 0}, Spacing: [3]float64{1.25, 0.75, 3},
		Rows: 4, Columns: 6, Slope: 0.5, Intercept: -10,
	}
	samples := make([]uint16, 24)
	for i := range samples {
		samples[i] = uint16(i)
	}
	return f.Append(nil, samples), f
}

func TestParseReadsWhatFrameWrote(t *testing.T) {
	b, frame := sample()
	f, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[Tag]string{SeriesDescription: frame.Description, ImageComments: frame.Comments, ContrastBolusAgent: frame.Agent, SOPInstanceUID: frame.SOPInstance} {
		if got := f.Text(tag); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	for tag, want := range map[Tag]float64{Rows: 4, Columns: 6, TemporalPositionIdentifier: 2, SeriesNumber: 7, InstanceNumber: 3, FlipAngle: 12, RescaleSlope: 0.5, RescaleIntercept: -10} {
		if got := f.Number(tag); got != want {
			t.Errorf("%s: %v, want %v", tag, got, want)
		}
	}
	var spacing [2]float64
	var position [3]float64
	f.Vector(PixelSpacing, spacing[:])
	f.Vector(ImagePositionPatient, position[:])
	if spacing != [2]float64{1.25, 0.75} || math.Abs(position[2]-1.0/3) > 1e-14 {
		t.Errorf("geometry: %v %v", spacing, position)
	}
	// 2026-03-30 is day 20542 since 1970.
	if got, want := f.Dated(AcquisitionTime, AcquisitionDate), 20542*86400+9*3600+5*60+32.25; got != want {
		t.Errorf("acquired at %v, want %v", got, want)
	}
	if got := f.TimeOfDay(ContrastBolusStartTime); got != 9*3600+5*60 {
		t.Errorf("bolus at %v", got)
	}
	if e := f.Find(PixelData); e == nil || len(e.Value) != 48 || e.Value[2] != 1 {
		t.Error("the pixels are not those that were written")
	}
}

// grey returns the number elements of a grey image of 2 rows and 3 columns.
func grey(allocated, stored, highBit, signed int) map[Tag]int {
	return map[Tag]int{SamplesPerPixel: 1, Rows: 2, Columns: 3, BitsAllocated: allocated,
		BitsStored: stored, HighBit: highBit, PixelRepresentation: signed}
}

// build writes an MR file in the given syntax by hand.
func build(syntax string, numbers map[Tag]int, vr string, value []byte) []byte {
	return buildWith(syntax, numbers, vr, value)
}

// buildWith is build with comments of the given length.
func buildWith(syntax string, numbers map[Tag]int, vr string, value []byte, comments ...int) []byte {
	b := append(make([]byte, preamble), "DICM"...)
	b = appendText(b, 0x00020010, "UI", syntax)
	var order binary.AppendByteOrder = binary.LittleEndian
	if syntax == ExplicitBig {
		order = binary.BigEndian
	}
	put := func(tag Tag, vr string, v []byte) {
		b = order.AppendUint16(b, uint16(tag>>16))
		b = order.AppendUint16(b, uint16(tag))
		switch {
		case syntax == ImplicitLittle:
			b = order.AppendUint32(b, uint32(len(v)))
		case longVR(vr):
			b = append(b, vr[0], vr[1], 0, 0)
			b = order.AppendUint32(b, uint32(len(v)))
		default:
			b = append(b, vr[0], vr[1])
			b = order.AppendUint16(b, uint16(len(v)))
		}
		b = append(b, v...)
	}
	put(SpecificCharacterSet, "CS", []byte("ISO_IR 100"))
	put(SOPClassUID, "UI", append([]byte(mrStorage), 0))
	for _, n := range comments {
		put(ImageComments, "LT", bytes.Repeat([]byte{'x'}, n))
	}
	for _, tag := range []Tag{SamplesPerPixel, Rows, Columns, BitsAllocated, BitsStored, HighBit, PixelRepresentation} {
		put(tag, "US", order.AppendUint16(nil, uint16(numbers[tag])))
	}
	put(PixelData, vr, value)
	return b
}

func TestSyntaxesThatAreNotRead(t *testing.T) {
	for name, c := range map[string]struct {
		syntax string
		err    error
	}{
		"JPEG 2000":      {"1.2.840.10008.1.2.4.90", nil}, // its header is
		"deflated":       {DeflatedLittle, ErrDamaged},
		"unknown syntax": {"1.2.3", ErrTransferSyntax},
	} {
		if _, err := Parse(build(c.syntax, grey(8, 8, 7, 0), "OB", make([]byte, 6))); !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", name, err, c.err)
		}
	}
}

// TestDamagedFileTellsItsSeries cuts a file: what stands before the cut comes
// with the error.
func TestDamagedFileTellsItsSeries(t *testing.T) {
	b, frame := sample()
	f, err := Salvage(b[:len(b)-10])
	if !errors.Is(err, ErrDamaged) || f == nil || f.Text(SeriesInstanceUID) != frame.Series {
		t.Errorf("%v, %v", f, err)
	}
}

func TestWhatFollowsThePixels(t *testing.T) {
	b, _ := sample()
	again := appendHead(nil, PixelData, "OW", 48)
	for name, c := range map[string]struct {
		tail []byte
		err  error
	}{
		"zeros up to a block":  {make([]byte, 37), nil},
		"another element":      {appendText(nil, 0xFFFCFFFC, "OB", "padding "), nil},
		"a part of an element": {[]byte{0xfc, 0xff, 0xfc}, ErrDamaged},
		"pixels again":         {append(again, make([]byte, 48)...), ErrDamaged},
	} {
		if _, err := Parse(append(append([]byte(nil), b...), c.tail...)); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
