package dcm

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
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

func TestDecodeReadsWhatFrameWrote(t *testing.T) {
	b, f := sample()
	img, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if img.Readable() != nil || img.Rows != 4 || img.Columns != 6 {
		t.Fatalf("%d×%d, readable: %v", img.Rows, img.Columns, img.Readable())
	}
	values := make([]float64, 24)
	img.Values(values)
	for i, v := range img.Stored() {
		if v != int32(i) || values[i] != 0.5*float64(i)-10 {
			t.Errorf("sample %d: stored %d, value %v", i, v, values[i])
		}
	}
	if img.Description != f.Description || img.Comments != f.Comments || img.Agent != f.Agent || img.SOPInstance != f.SOPInstance {
		t.Errorf("texts: %q %q %q %q", img.Description, img.Comments, img.Agent, img.SOPInstance)
	}
	if img.Spacing != [2]float64{1.25, 0.75} || img.Orientation != f.Orientation || math.Abs(img.Position[2]-1.0/3) > 1e-14 {
		t.Errorf("geometry: %v %v %v", img.Spacing, img.Orientation, img.Position)
	}
	// 2026-03-30 is day 20542 since 1970.
	if want := 20542*86400 + 9*3600 + 5*60 + 32.25; img.Acquired != want {
		t.Errorf("acquired at %v, want %v", img.Acquired, want)
	}
	if img.Bolus != 9*3600+5*60 || img.TemporalPosition != 2 || img.SeriesNumber != 7 || img.Instance != 3 || img.FlipAngle != 12 {
		t.Errorf("numbers: %v %v %v %v %v", img.Bolus, img.TemporalPosition, img.SeriesNumber, img.Instance, img.FlipAngle)
	}
}

func TestEveryTruncationIsAnError(t *testing.T) {
	b, _ := sample()
	for n := range len(b) {
		if img, err := Decode(b[:n]); err == nil {
			t.Fatalf("cut after %d of %d bytes: no error (%d×%d)", n, len(b), img.Rows, img.Columns)
		} else if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotDICOM) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
}

// TestFlippedBitsDoNoHarm flips bits at random: any answer is right but a
// panic or an allocation out of proportion to the file.
func TestFlippedBitsDoNoHarm(t *testing.T) {
	b, _ := sample()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		c := append([]byte(nil), b...)
		for range 1 + rng.IntN(4) {
			c[rng.IntN(len(c))] ^= 1 << rng.IntN(8)
		}
		harmless(t, c)
	}
}

// harmless decodes b and fails when that takes more than 1 MiB + 100 bytes a
// byte of b.
func harmless(t *testing.T, b []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	img, err := Decode(b)
	if err == nil && img.IsImage() && img.Readable() == nil {
		img.Values(make([]float64, img.Rows*img.Columns))
		img.Stored()
	}
	runtime.ReadMemStats(&after)
	if got, limit := after.TotalAlloc-before.TotalAlloc, uint64(1<<20+100*len(b)); got > limit {
		t.Errorf("a file of %d bytes made %d bytes of garbage (limit %d)", len(b), got, limit)
	}
}

func FuzzDecode(f *testing.F) {
	b, frame := sample()
	f.Add(b)
	f.Add(b[:200])
	f.Add(b[preamble+4:])
	frame.Temporal, frame.Agent, frame.Injection = 0, "", time.Time{}
	f.Add(frame.Append(nil, make([]uint16, 24)))
	for _, syntax := range []string{ImplicitLittle, ExplicitBig} {
		f.Add(build(syntax, grey(8, 8, 7, 0), "OW", make([]byte, 6)))
	}
	f.Fuzz(func(t *testing.T, b []byte) { harmless(t, b) })
}

// grey returns the number elements of a grey image of 2 rows and 3 columns.
func grey(allocated, stored, highBit, signed int) map[Tag]int {
	return map[Tag]int{SamplesPerPixel: 1, Rows: 2, Columns: 3, BitsAllocated: allocated,
		BitsStored: stored, HighBit: highBit, PixelRepresentation: signed}
}

// build writes an MR file in the given syntax by hand.
func build(syntax string, numbers map[Tag]int, vr string, value []byte) []byte {
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
	put(SOPClassUID, "UI", append([]byte(mrStorage), 0))
	for _, tag := range []Tag{SamplesPerPixel, Rows, Columns, BitsAllocated, BitsStored, HighBit, PixelRepresentation} {
		put(tag, "US", order.AppendUint16(nil, uint16(numbers[tag])))
	}
	put(PixelData, vr, value)
	return b
}

func TestPixelFormats(t *testing.T) {
	words := func(order binary.AppendByteOrder, v ...uint16) (b []byte) {
		for _, x := range v {
			b = order.AppendUint16(b, x)
		}
		return b
	}
	le, be := binary.LittleEndian, binary.BigEndian
	with := func(m map[Tag]int, tag Tag, v int) map[Tag]int { m[tag] = v; return m }
	for name, c := range map[string]struct {
		file []byte
		want []int32
		err  error
	}{
		"16 bits":        {file: build(ExplicitLittle, grey(16, 16, 15, 0), "OW", words(le, 0, 1, 2, 3, 4, 65535)), want: []int32{0, 1, 2, 3, 4, 65535}},
		"16 bits signed": {file: build(ImplicitLittle, grey(16, 16, 15, 1), "OW", words(le, 0, 1, 0xffff, 0x8000, 4, 5)), want: []int32{0, 1, -1, -32768, 4, 5}},
		"12 of 16 bits signed, above them overlay bits": {
			file: build(ExplicitLittle, grey(16, 12, 11, 1), "OW", words(le, 0xf001, 0x0fff, 0x1800, 0x07ff, 0, 0)), want: []int32{1, -1, -2048, 2047, 0, 0}},
		"12 bits in the upper part": {
			file: build(ExplicitLittle, grey(16, 12, 15, 0), "OW", words(le, 0xfff0, 0x001f, 0, 0, 0, 0)), want: []int32{4095, 1, 0, 0, 0, 0}},
		"big endian": {file: build(ExplicitBig, grey(16, 16, 15, 0), "OW", words(be, 0, 1, 2, 3, 4, 258)), want: []int32{0, 1, 2, 3, 4, 258}},
		"8 bits":     {file: build(ExplicitLittle, grey(8, 8, 7, 0), "OB", []byte{1, 2, 3, 4, 5, 255}), want: []int32{1, 2, 3, 4, 5, 255}},
		// PS3.5, annex A.3: words of two samples, so each pair is exchanged.
		"8 bits in big-endian words":      {file: build(ExplicitBig, grey(8, 8, 7, 0), "OW", []byte{2, 1, 4, 3, 6, 5}), want: []int32{1, 2, 3, 4, 5, 6}},
		"8 bits in big-endian bytes":      {file: build(ExplicitBig, grey(8, 8, 7, 0), "OB", []byte{1, 2, 3, 4, 5, 6}), want: []int32{1, 2, 3, 4, 5, 6}},
		"padded to an even number":        {file: build(ExplicitLittle, with(with(grey(8, 8, 7, 0), Rows, 1), Columns, 5), "OB", []byte{1, 2, 3, 4, 5, 0}), want: []int32{1, 2, 3, 4, 5}},
		"too short":                       {file: build(ExplicitLittle, grey(16, 16, 15, 0), "OW", make([]byte, 10)), err: ErrDamaged},
		"twice as long":                   {file: build(ExplicitLittle, grey(16, 16, 15, 0), "OW", make([]byte, 24)), err: ErrPixels},
		"colour":                          {file: build(ExplicitLittle, with(grey(8, 8, 7, 0), SamplesPerPixel, 3), "OB", make([]byte, 18)), err: ErrPixels},
		"32 bits":                         {file: build(ExplicitLittle, grey(32, 32, 31, 0), "OW", make([]byte, 24)), err: ErrPixels},
		"more bits stored than allocated": {file: build(ExplicitLittle, grey(8, 12, 11, 0), "OW", make([]byte, 6)), err: ErrPixels},
		"no rows":                         {file: build(ExplicitLittle, with(grey(8, 8, 7, 0), Rows, 0), "OW", make([]byte, 6)), err: ErrDamaged},
		"JPEG 2000":                       {file: build("1.2.840.10008.1.2.4.90", grey(8, 8, 7, 0), "OB", make([]byte, 6)), err: ErrTransferSyntax},
		"deflated":                        {file: build("1.2.840.10008.1.2.1.99", grey(8, 8, 7, 0), "OB", make([]byte, 6)), err: ErrDamaged},
		"unknown syntax":                  {file: build("1.2.3", grey(8, 8, 7, 0), "OB", make([]byte, 6)), err: ErrTransferSyntax},
	} {
		img, err := Decode(c.file)
		if err == nil {
			err = img.Readable()
		}
		if !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", name, err, c.err)
			continue
		}
		if c.err != nil {
			continue
		}
		got := img.Stored()
		for i := range c.want {
			if len(got) != len(c.want) || got[i] != c.want[i] {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
				break
			}
		}
	}
}

func TestSequencesAreSteppedOver(t *testing.T) {
	item := func(body []byte, open bool) []byte {
		if !open {
			return append(appendTagLength(nil, tagItem, Tag(len(body))), body...)
		}
		b := append(appendTagLength(nil, tagItem, undefinedLength), body...)
		return appendTagLength(b, tagItemEnd, 0)
	}
	inner := appendText(nil, Rows, "LO", "not the rows")
	sequence := func(vr string, items ...[]byte) []byte {
		b := appendHead(nil, 0x00081140, vr, 0)
		binary.LittleEndian.PutUint32(b[8:], undefinedLength)
		for _, i := range items {
			b = append(b, i...)
		}
		return appendTagLength(b, tagSequenceEnd, 0)
	}
	nested := sequence("SQ", item(sequence("SQ", item(inner, true), item(nil, false)), true))
	whole := build(ExplicitLittle, grey(8, 8, 7, 0), "OB", []byte{1, 2, 3, 4, 5, 6})
	at := preamble + 4 + 8 + 20 // after the transfer syntax
	with := func(middle []byte) []byte {
		return append(append(append([]byte(nil), whole[:at]...), middle...), whole[at:]...)
	}
	img, err := Decode(with(nested))
	if err != nil || img.Rows != 2 {
		t.Fatalf("nested sequence: %v", err)
	}
	// What a sequence of unknown kind holds is in implicit syntax.
	implicit := append(appendTagLength(nil, Rows, 4), "text"...)
	if _, err := Decode(with(sequence("UN", item(implicit, true)))); err != nil {
		t.Errorf("sequence of unknown kind: %v", err)
	}
	deep := inner
	for range maxDepth + 2 {
		deep = sequence("SQ", item(deep, true))
	}
	for name, middle := range map[string][]byte{
		"too deep":       deep,
		"without end":    sequence("SQ", item(inner, true))[:40],
		"of a text kind": sequence("UT", item(inner, true)),
	} {
		if _, err := Decode(with(middle)); !errors.Is(err, ErrDamaged) {
			t.Errorf("sequence %s: %v", name, err)
		}
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
		if _, err := Decode(append(append([]byte(nil), b...), c.tail...)); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func appendTagLength(b []byte, tag, length Tag) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(tag>>16))
	b = binary.LittleEndian.AppendUint16(b, uint16(tag))
	return binary.LittleEndian.AppendUint32(b, uint32(length))
}
