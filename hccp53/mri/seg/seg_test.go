package seg

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// made is a SEG file to be built by a test.
type made struct {
	kind          string // BINARY …
	bits          int
	rows, columns int
	segments      []int
	frames        []madeFrame
	between       float64 // 0: not written
	thickness     float64
	change        func(f *dcm.File)
}

// madeFrame is one frame: its values, row by row.
type madeFrame struct {
	segment int
	at      [3]float64
	values  []int
}

// file returns the bytes of the file, in explicit little endian.
func (m made) file() []byte {
	d := dcm.NewDataSet()
	d.SetText(dcm.SOPClassUID, "UI", segStorage)
	if m.kind == "LABELMAP" {
		d.SetText(dcm.SOPClassUID, "UI", labelMapStorage)
	}
	d.SetText(dcm.SOPInstanceUID, "UI", "2.25.1")
	d.SetText(dcm.FrameOfReferenceUID, "UI", "2.25.2")
	d.SetText(segmentationType, "CS", m.kind)
	d.SetNumbers(dcm.SamplesPerPixel, "US", 1)
	d.SetText(dcm.PhotometricInterpretation, "CS", "MONOCHROME2")
	d.SetNumbers(dcm.Rows, "US", float64(m.rows))
	d.SetNumbers(dcm.Columns, "US", float64(m.columns))
	d.SetNumbers(dcm.BitsAllocated, "US", float64(m.bits))
	d.SetNumbers(dcm.BitsStored, "US", float64(m.bits))
	d.SetNumbers(dcm.HighBit, "US", float64(m.bits-1))
	d.SetNumbers(dcm.PixelRepresentation, "US", 0)
	if m.kind == "FRACTIONAL" {
		d.SetNumbers(maximumFractionalValue, "US", 200)
		d.SetText(segmentationFractionalType, "CS", "PROBABILITY")
	}
	var segments, frames []*dcm.DataSet
	for _, n := range m.segments {
		segments = append(segments, Outline{Segment: Segment{Label: "part", Algorithm: "MANUAL"}}.describe(n))
	}
	orientation, measures, shared := dcm.NewDataSet(), dcm.NewDataSet(), dcm.NewDataSet()
	orientation.SetDecimals(dcm.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
	measures.SetDecimals(dcm.PixelSpacing, 2, 1)
	if m.between != 0 {
		measures.SetDecimals(dcm.SpacingBetweenSlices, m.between)
	}
	if m.thickness != 0 {
		measures.SetDecimals(dcm.SliceThickness, m.thickness)
	}
	shared.SetItems(dcm.PlaneOrientationSequence, orientation)
	shared.SetItems(dcm.PixelMeasuresSequence, measures)
	var bits packer
	var pixels []byte
	for _, f := range m.frames {
		position, id, item := dcm.NewDataSet(), dcm.NewDataSet(), dcm.NewDataSet()
		position.SetDecimals(dcm.ImagePositionPatient, f.at[:]...)
		item.SetItems(dcm.PlanePositionSequence, position)
		if m.kind != "LABELMAP" {
			id.SetNumbers(referencedSegmentNumber, "US", float64(f.segment))
			item.SetItems(segmentIdentificationSequence, id)
		}
		frames = append(frames, item)
		in := make([]bool, len(f.values))
		for i, v := range f.values {
			in[i] = v != 0
			switch m.bits {
			case 8:
				pixels = append(pixels, byte(v))
			case 16:
				pixels = binary.LittleEndian.AppendUint16(pixels, uint16(v))
			}
		}
		if m.bits == 1 {
			bits.add(in)
		}
	}
	if m.bits == 1 {
		pixels = bits.b
	}
	d.SetItems(segmentSequence, segments...)
	d.SetItems(dcm.SharedFunctionalGroupsSequence, shared)
	d.SetItems(dcm.PerFrameFunctionalGroupsSequence, frames...)
	d.SetInteger(dcm.NumberOfFrames, len(frames))
	d.SetBytes(dcm.PixelData, "OB", pixels)
	f := &dcm.File{DataSet: d, Meta: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	if m.change != nil {
		m.change(f)
	}
	return f.Append(nil)
}

// binary3 is a BINARY file of 3×3 voxels a frame, so that frames do not begin
// on bytes: segment 1 on three slices out of order, segment 2 on one of them.
func binary3() made {
	return made{kind: "BINARY", bits: 1, rows: 3, columns: 3, segments: []int{1, 2}, between: 2.5, frames: []madeFrame{
		{1, [3]float64{5, 6, 12.5}, []int{0, 1, 0, 0, 1, 0, 0, 0, 1}},
		{2, [3]float64{5, 6, 7.5}, []int{1, 1, 1, 0, 0, 0, 0, 0, 0}},
		{1, [3]float64{5, 6, 5}, []int{1, 0, 0, 0, 0, 0, 0, 0, 0}},
		{1, [3]float64{5, 6, 7.5}, []int{1, 0, 1, 0, 1, 0, 1, 0, 1}},
	}}
}

func marked(m *volume.Mask) (at [][3]int) {
	for i, in := range m.Data {
		if in {
			x, y, z := m.Voxel(i)
			at = append(at, [3]int{x, y, z})
		}
	}
	return at
}

func TestMasks(t *testing.T) {
	labelMap := made{kind: "LABELMAP", bits: 8, rows: 1, columns: 4, segments: []int{1, 7}, thickness: 3, frames: []madeFrame{
		{0, [3]float64{0, 0, 3}, []int{0, 7, 1, 0}}, {0, [3]float64{0, 0, 0}, []int{1, 1, 0, 9}},
	}, change: func(f *dcm.File) { f.SetNumbers(dcm.PixelPaddingValue, "US", 9) }}
	beyond := labelMap // segment 300 cannot be stored in 8 bits
	beyond.segments = []int{1, 7, 300}
	wide := labelMap
	wide.bits, wide.segments = 16, []int{1, 700}
	wide.frames = []madeFrame{{0, [3]float64{0, 0, 3}, []int{0, 700, 1, 0}}, {0, [3]float64{0, 0, 0}, []int{1, 1, 0, 9}}}
	palette := labelMap
	palette.change = func(f *dcm.File) {
		labelMap.change(f)
		f.SetText(dcm.PhotometricInterpretation, "CS", "PALETTE COLOR")
	}
	fractional := made{kind: "FRACTIONAL", bits: 8, rows: 1, columns: 4, segments: []int{1}, thickness: 3, frames: []madeFrame{
		{1, [3]float64{0, 0, 0}, []int{99, 100, 150, 200}},
	}}
	first := [][3]int{{0, 0, 0}, {0, 0, 1}, {2, 0, 1}, {1, 1, 1}, {0, 2, 1}, {2, 2, 1}, {1, 0, 3}, {1, 1, 3}, {2, 2, 3}}
	for name, c := range map[string]struct {
		made   made
		number int
		opts   []Option
		slices int
		want   [][3]int
	}{
		"binary":             {binary3(), 1, nil, 4, first},
		"overlapping":        {binary3(), 2, nil, 4, [][3]int{{0, 0, 1}, {1, 0, 1}, {2, 0, 1}}},
		"label map":          {labelMap, 1, nil, 2, [][3]int{{0, 0, 0}, {1, 0, 0}, {2, 0, 1}}},
		"label map, 7":       {labelMap, 7, nil, 2, [][3]int{{1, 0, 1}}},
		"label map, none":    {beyond, 300, nil, 2, nil},
		"label map, 16 bits": {wide, 700, nil, 2, [][3]int{{1, 0, 1}}},
		"label map, palette": {palette, 7, nil, 2, [][3]int{{1, 0, 1}}},
		"half":               {fractional, 1, nil, 1, [][3]int{{1, 0, 0}, {2, 0, 0}, {3, 0, 0}}},
		"three quarters":     {fractional, 1, []Option{Threshold(0.75)}, 1, [][3]int{{2, 0, 0}, {3, 0, 0}}},
		"all":                {fractional, 1, []Option{Threshold(1)}, 1, [][3]int{{3, 0, 0}}},
	} {
		s, err := Decode(c.made.file())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m, err := s.Mask(c.number, c.opts...)
		n, _ := s.Count(c.number, c.opts...)
		if err != nil || !slices.Equal(marked(m), c.want) || m.Size[2] != c.slices || n != len(c.want) {
			t.Errorf("%s: %v %v (%v), want %v", name, m.Size, marked(m), err, c.want)
		}
		if s.Grid.Spacing[0] != 1 || s.Grid.Spacing[1] != 2 || s.Grid.Direction != volume.Axial || len(s.Warnings) > 0 {
			t.Errorf("%s: grid %v, %v", name, s.Grid, s.Warnings)
		}
	}
	s, err := Decode(binary3().file())
	if err != nil || s.Grid.Origin != [3]float64{5, 6, 5} || s.Grid.Spacing[2] != 2.5 {
		t.Errorf("grid %v, %v", s.Grid, err)
	}
}

// TestOrderOfFramesChangesNothing shuffles the frames.
func TestOrderOfFramesChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := binary3()
	for range 20 {
		rng.Shuffle(len(m.frames), func(i, j int) { m.frames[i], m.frames[j] = m.frames[j], m.frames[i] })
		s, err := Decode(m.file())
		if err != nil {
			t.Fatal(err)
		}
		mask, err := s.Mask(1)
		if err != nil || mask.Count() != 9 || !mask.At(2, 2, 3) || s.Grid.Origin[2] != 5 {
			t.Fatalf("%v, %v", mask, err)
		}
	}
}

// TestDistanceOfSlices gives the heights of frames and what the file states.
func TestDistanceOfSlices(t *testing.T) {
	for name, c := range map[string]struct {
		z                  []float64
		between, thickness float64
		distance           float64
		slices, warnings   int
		err                error
	}{
		"stated":                 {[]float64{0, 5, 10}, 5, 1, 5, 3, 0, nil},
		"stated, slices missing": {[]float64{0, 5, 15}, 2.5, 1, 2.5, 7, 0, nil},
		"stated, downwards":      {[]float64{0, -5}, -5, 0, 5, 2, 0, nil},
		"not stated":             {[]float64{0, 5, 15}, 0, 1, 5, 4, 0, nil},
		"common divisor":         {[]float64{0, 5, 12.5}, 0, 0, 2.5, 6, 0, nil},
		"divisor of a third":     {[]float64{0, 3, 7, 13}, 0, 0, 1, 14, 0, nil},
		"stated wrongly":         {[]float64{0, 5, 10}, 3, 1, 5, 3, 1, nil},
		"rounded positions":      {[]float64{0, 0.666, 1.333, 2}, 0, 0, 2. / 3, 4, 0, nil},
		"far apart":              {[]float64{-99.48, 103.02, 104.27}, 0, 1.25, 1.25, 164, 0, nil},
		"one, thick":             {[]float64{4}, 0, 3, 3, 1, 0, nil},
		"one, stated":            {[]float64{4}, 2, 3, 2, 1, 0, nil},
		"one, silent":            {[]float64{4}, 0, 0, 0, 0, 0, ErrGeometry},
		"uneven":                 {[]float64{0, 5, 11.13}, 0, 0, 0, 0, 0, ErrGeometry},
		"uneven, stated":         {[]float64{0, 5, 11.13}, 5, 0, 0, 0, 0, ErrGeometry},
		"too many slices":        {[]float64{0, 1, 20000}, 1, 0, 0, 0, 0, ErrGeometry},
		"beyond all numbers":     {[]float64{0, 1, 1e300}, 1, 0, 0, 0, 0, ErrGeometry},
		"twice the same":         {[]float64{0, 1, 1.00001}, 1, 0, 0, 0, 0, ErrMissing},
	} {
		m := made{kind: "BINARY", bits: 1, rows: 1, columns: 1, segments: []int{1}, between: c.between, thickness: c.thickness}
		for _, z := range c.z {
			m.frames = append(m.frames, madeFrame{1, [3]float64{0, 0, z}, []int{1}})
		}
		s, err := Decode(m.file())
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (math.Abs(s.Grid.Spacing[2]-c.distance) > 1e-3 || s.Grid.Size[2] != c.slices || len(s.Warnings) != c.warnings) {
			t.Errorf("%s: %v mm, %d slices, %v", name, s.Grid.Spacing[2], s.Grid.Size[2], s.Warnings)
		}
	}
}

// TestRefused changes one thing in a good file.
func TestRefused(t *testing.T) {
	shared := func(f *dcm.File) *dcm.DataSet { return f.Item(dcm.SharedFunctionalGroupsSequence) }
	frame := func(f *dcm.File, i int) *dcm.DataSet { return f.Items(dcm.PerFrameFunctionalGroupsSequence)[i] }
	for name, c := range map[string]struct {
		change func(f *dcm.File)
		err    error
		says   string
	}{
		"another class":        {func(f *dcm.File) { f.SetText(dcm.SOPClassUID, "UI", mrStorage) }, ErrNotSEG, "MR Image Storage"},
		"no type":              {func(f *dcm.File) { f.Delete(segmentationType) }, ErrMissing, "(0062,0001)"},
		"unknown type":         {func(f *dcm.File) { f.SetText(segmentationType, "CS", "SURFACE") }, ErrUnsupported, "SURFACE"},
		"bits of another type": {func(f *dcm.File) { f.SetNumbers(dcm.BitsAllocated, "US", 8) }, ErrUnsupported, "8 bits"},
		"colour":               {func(f *dcm.File) { f.SetNumbers(dcm.SamplesPerPixel, "US", 3) }, ErrUnsupported, ""},
		"no largest share": {func(f *dcm.File) {
			f.SetText(segmentationType, "CS", "FRACTIONAL")
			f.SetNumbers(dcm.BitsAllocated, "US", 8)
		}, ErrMissing, "(0062,000E)"},
		"no segments":        {func(f *dcm.File) { f.Delete(segmentSequence) }, ErrMissing, "no segment"},
		"segment missing":    {func(f *dcm.File) { f.SetItems(segmentSequence, f.Items(segmentSequence)[0]) }, ErrMissing, "segment 2, which is not described"},
		"segment twice":      {func(f *dcm.File) { f.Items(segmentSequence)[1].SetNumbers(segmentNumber, "US", 1) }, ErrMissing, "two segments"},
		"segment 0":          {func(f *dcm.File) { f.Items(segmentSequence)[1].SetNumbers(segmentNumber, "US", 0) }, ErrMissing, "segment 2 of the list"},
		"segment unnumbered": {func(f *dcm.File) { f.Items(segmentSequence)[0].Delete(segmentNumber) }, ErrMissing, "segment 1 of the list"},
		"frame not described": {func(f *dcm.File) {
			f.SetItems(dcm.PerFrameFunctionalGroupsSequence, f.Items(dcm.PerFrameFunctionalGroupsSequence)[:3]...)
		}, ErrMissing, "4 frames and describes 3"},
		"frames not counted": {func(f *dcm.File) { f.Delete(dcm.NumberOfFrames) }, ErrPixels, "1 frames of 3×3 need only 2"},
		"no pixels":          {func(f *dcm.File) { f.Delete(dcm.PixelData) }, ErrDamaged, ""},
		"pixels cut":         {func(f *dcm.File) { f.SetBytes(dcm.PixelData, "OB", f.Find(dcm.PixelData).Value[:2]) }, ErrDamaged, ""},
		"no position":        {func(f *dcm.File) { frame(f, 2).Delete(dcm.PlanePositionSequence) }, ErrMissing, "frame 3 has no position"},
		"empty position":     {func(f *dcm.File) { frame(f, 2).SetItems(dcm.PlanePositionSequence) }, ErrMissing, "frame 3 has no position"},
		"two positions": {func(f *dcm.File) {
			p := frame(f, 2).Item(dcm.PlanePositionSequence)
			frame(f, 2).SetItems(dcm.PlanePositionSequence, p, p)
		}, ErrMissing, "frame 3"},
		"position no number": {func(f *dcm.File) {
			frame(f, 0).Item(dcm.PlanePositionSequence).SetText(dcm.ImagePositionPatient, "DS", "1", "x", "3")
		}, ErrMissing, "(0020,0032)"},
		"whose frame":        {func(f *dcm.File) { frame(f, 1).Delete(segmentIdentificationSequence) }, ErrMissing, "frame 2 has no segment"},
		"whose frame, empty": {func(f *dcm.File) { frame(f, 1).Item(segmentIdentificationSequence).Delete(referencedSegmentNumber) }, ErrMissing, "(0062,000B)"},
		"frame of nobody": {func(f *dcm.File) {
			frame(f, 1).Item(segmentIdentificationSequence).SetNumbers(referencedSegmentNumber, "US", 9)
		}, ErrMissing, "segment 9"},
		"two frames, one place": {func(f *dcm.File) {
			frame(f, 1).Item(segmentIdentificationSequence).SetNumbers(referencedSegmentNumber, "US", 1)
		}, ErrMissing, "at the same place"},
		"no orientation": {func(f *dcm.File) { shared(f).Delete(dcm.PlaneOrientationSequence) }, ErrMissing, "orientation"},
		"broken orientation": {func(f *dcm.File) {
			shared(f).Item(dcm.PlaneOrientationSequence).SetDecimals(dcm.ImageOrientationPatient, 1, 0, 0)
		}, ErrGeometry, "(0020,0037)"},
		"oblique orientation": {func(f *dcm.File) {
			shared(f).Item(dcm.PlaneOrientationSequence).SetDecimals(dcm.ImageOrientationPatient, 1, 0, 0, 0.6, 0.8, 0)
		}, ErrGeometry, "right angles"},
		"orientation not read": {func(f *dcm.File) { frame(f, 3).SetBytes(dcm.PlaneOrientationSequence, "UN", []byte{1, 2}) }, ErrMissing, "frame 4 has no orientation"},
		"other orientation": {func(f *dcm.File) {
			o := dcm.NewDataSet()
			o.SetDecimals(dcm.ImageOrientationPatient, 0, 1, 0, 0, 0, 1)
			frame(f, 3).SetItems(dcm.PlaneOrientationSequence, o)
		}, ErrGeometry, "frame 4 has another orientation"},
		"no voxel size":    {func(f *dcm.File) { shared(f).Item(dcm.PixelMeasuresSequence).Delete(dcm.PixelSpacing) }, ErrGeometry, "(0028,0030)"},
		"voxels of size 0": {func(f *dcm.File) { shared(f).Item(dcm.PixelMeasuresSequence).SetDecimals(dcm.PixelSpacing, 1, 0) }, ErrGeometry, "not positive"},
		"other voxel size": {func(f *dcm.File) {
			o := dcm.NewDataSet()
			o.SetDecimals(dcm.PixelSpacing, 1, 1)
			frame(f, 3).SetItems(dcm.PixelMeasuresSequence, o)
		}, ErrGeometry, "frame 4 has voxels of another size"},
		"beside": {func(f *dcm.File) {
			frame(f, 0).Item(dcm.PlanePositionSequence).SetDecimals(dcm.ImagePositionPatient, 5, 7, 12.5)
		}, ErrGeometry, "1 mm beside"},
	} {
		m := binary3()
		m.change = c.change
		_, err := Decode(m.file())
		if !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Decode([]byte("no DICOM at all, but long enough to be something")); !errors.Is(err, ErrNotDICOM) {
		t.Errorf("text: %v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none.dcm")); !errors.Is(err, ErrFile) || !strings.HasPrefix(err.Error(), "none.dcm: ") {
		t.Errorf("no file: %v", err)
	}
	path := filepath.Join(t.TempDir(), "cut.dcm")
	b := binary3().file()
	if err := os.WriteFile(path, b[:len(b)-5], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); !errors.Is(err, ErrDamaged) || !strings.HasPrefix(err.Error(), "cut.dcm: ") {
		t.Errorf("cut: %v", err)
	}
}

// TestRefusedMasks asks for masks that cannot be made.
func TestRefusedMasks(t *testing.T) {
	s, err := Decode(binary3().file())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Mask(3); !errors.Is(err, ErrNoSegment) || !strings.Contains(err.Error(), "there are 1, 2") {
		t.Errorf("segment 3: %v", err)
	}
	for _, share := range []float64{0, -1, 1.1, math.NaN()} {
		if _, err := s.Mask(1, Threshold(share)); !errors.Is(err, ErrUnsupported) {
			t.Errorf("threshold %v: %v", share, err)
		}
	}
	label := made{kind: "LABELMAP", bits: 8, rows: 1, columns: 2, segments: []int{1}, thickness: 1, frames: []madeFrame{{0, [3]float64{}, []int{1, 2}}}}
	if s, err = Decode(label.file()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Mask(1); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "label 2") {
		t.Errorf("label without segment: %v", err)
	}
	far := made{kind: "BINARY", bits: 1, rows: 100, columns: 100, segments: []int{1}, between: 1, frames: []madeFrame{
		{1, [3]float64{0, 0, 0}, make([]int, 10000)}, {1, [3]float64{0, 0, 9000}, make([]int, 10000)}}}
	far.frames[0].values[0] = 1
	far.frames[1].values[0] = 1
	if s, err = Decode(far.file()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Mask(1); !errors.Is(err, ErrTooLarge) {
		t.Errorf("two frames 9 m apart: %v", err)
	}
	if n, err := s.Count(1); err != nil || n != 2 {
		t.Errorf("two frames 9 m apart: %d voxels, %v", n, err)
	}
	if _, err := s.Count(2); !errors.Is(err, ErrNoSegment) {
		t.Errorf("segment 2: %v", err)
	}
}

// TestListedWithoutVolume: slides and plain X-rays name their segments.
func TestListedWithoutVolume(t *testing.T) {
	for name, change := range map[string]func(f *dcm.File){
		"tiles": func(f *dcm.File) {
			f.SetText(dimensionOrganizationType, "CS", "TILED_FULL")
			f.Delete(dcm.PerFrameFunctionalGroupsSequence)
		},
		"slide": func(f *dcm.File) { f.SetNumbers(totalPixelMatrixColumns, "UL", 50) },
		"slide position": func(f *dcm.File) {
			f.Items(dcm.PerFrameFunctionalGroupsSequence)[0].SetItems(planePositionSlideSequence, dcm.NewDataSet())
		},
		"X-ray": func(f *dcm.File) {
			f.Delete(dcm.FrameOfReferenceUID)
			for _, frame := range f.Items(dcm.PerFrameFunctionalGroupsSequence) {
				frame.Delete(dcm.PlanePositionSequence)
			}
		},
	} {
		m := binary3()
		m.change = change
		s, err := Decode(m.file())
		if err != nil || len(s.Segments) != 2 || !errors.Is(s.Readable(), ErrNoVolume) {
			t.Errorf("%s: %v, %v", name, s, err)
			continue
		}
		if _, err := s.Mask(1); !errors.Is(err, ErrNoVolume) {
			t.Errorf("%s: %v", name, err)
		}
		if s.Grid.Len() != 0 {
			t.Errorf("%s: grid %v", name, s.Grid)
		}
	}
}

// TestMaskOn puts the frames on images that hold them.
func TestMaskOn(t *testing.T) {
	s, err := Decode(binary3().file())
	if err != nil {
		t.Fatal(err)
	}
	image := s.Grid
	image.Size = [3]int{5, 6, 8}
	image.Origin = s.Grid.Point(-1, -2, -3)
	m, err := s.MaskOn(1, image)
	if err != nil || m.Count() != 9 || !m.At(3, 4, 6) || m.Grid != image {
		t.Errorf("on a larger image: %v, %v", m, err)
	}
	turned := image
	turned.Direction[1] = [3]float64{0, -1, 0}
	turned.Origin = image.Point(0, 5, 0)
	if m, err = s.MaskOn(1, turned); err != nil || m.Count() != 9 || !m.At(3, 1, 6) {
		t.Errorf("on a turned image: %v, %v", m, err)
	}
	for name, change := range map[string]func(g *volume.Grid){
		"half a slice":    func(g *volume.Grid) { g.Origin[2] += 1.25 },
		"half a voxel":    func(g *volume.Grid) { g.Origin[0] += 0.5 },
		"coarser":         func(g *volume.Grid) { g.Spacing[0] *= 2 },
		"beyond the edge": func(g *volume.Grid) { g.Size[2] = 6 },
	} {
		g := image
		change(&g)
		if _, err := s.MaskOn(1, g); !errors.Is(err, ErrOtherGrid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Segment 2 has no voxel on the slices that are cut off.
	g := image
	g.Size[2] = 6
	if m, err := s.MaskOn(2, g); err != nil || m.Count() != 3 {
		t.Errorf("segment 2: %v", err)
	}
	// Slices that the frames skip cost nothing on the image's grid.
	g = image
	g.Spacing[2], g.Origin[2] = 0.5, 5
	g.Size[2] = 16
	if m, err := s.MaskOn(1, g); err != nil || m.Count() != 9 || !m.At(2, 2, 15) {
		t.Errorf("on thinner slices: %v, %v", m, err)
	}
}
