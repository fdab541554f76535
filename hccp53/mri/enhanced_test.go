package mri

import (
	"context"
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
	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/volume"
)

// cell is a frame of an enhanced file: slice z of time point t.
type cell struct{ t, z int }

// cells are the frames of the time points, slice after slice.
func cells(w Writing, times ...int) (all []cell) {
	for _, t := range times {
		for z := range w.TimePoints[t].Image.Size[2] {
			all = append(all, cell{t, z})
		}
	}
	return all
}

// storedSlice is what a scanner would store of slice z.
func storedSlice(point TimePoint, z int) (samples []uint16) {
	area := point.Image.Size[0] * point.Image.Size[1]
	for _, v := range point.Image.Data[z*area : (z+1)*area] {
		samples = append(samples, uint16(math.Round((v-point.Intercept)/point.Slope)))
	}
	return samples
}

// nested is an item of a sequence.
func nested(set func(d *dcm.DataSet)) *dcm.DataSet {
	d := dcm.NewDataSet()
	set(d)
	return d
}

// multiframe makes an enhanced MR file of the series. Change may be nil; it
// gets the file and the functional groups of each frame.
func multiframe(w Writing, instance string, all []cell, change func(f *dcm.DataSet, own []*dcm.DataSet)) []byte {
	f := &dcm.File{DataSet: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	g := w.TimePoints[0].Image.Grid
	f.SetText(dcm.SpecificCharacterSet, "CS", "ISO_IR 192")
	f.SetText(dcm.SOPClassUID, "UI", "1.2.840.10008.5.1.4.1.1.4.1") // enhanced MR
	f.SetText(dcm.SOPInstanceUID, "UI", instance)
	f.SetText(dcm.StudyInstanceUID, "UI", w.StudyUID)
	f.SetText(dcm.SeriesInstanceUID, "UI", w.SeriesUID)
	f.SetText(dcm.PatientID, "LO", w.PatientID)
	f.SetText(dcm.Modality, "CS", "MR")
	f.SetText(dcm.Manufacturer, "LO", w.Manufacturer)
	f.SetText(dcm.SeriesDescription, "LO", w.Description)
	f.SetText(dcm.StudyDate, "DA", w.StudyTime.Format("20060102"))
	f.SetInteger(dcm.SeriesNumber, w.SeriesNumber)
	f.SetInteger(dcm.InstanceNumber, 1)
	f.SetInteger(dcm.NumberOfFrames, len(all))
	f.SetNumbers(dcm.SamplesPerPixel, "US", 1)
	f.SetText(dcm.PhotometricInterpretation, "CS", "MONOCHROME2")
	f.SetNumbers(dcm.Rows, "US", float64(g.Size[1]))
	f.SetNumbers(dcm.Columns, "US", float64(g.Size[0]))
	f.SetNumbers(dcm.BitsAllocated, "US", 16)
	f.SetNumbers(dcm.BitsStored, "US", 12)
	f.SetNumbers(dcm.HighBit, "US", 11)
	f.SetNumbers(dcm.PixelRepresentation, "US", 0)
	if !w.Injection.IsZero() {
		f.SetItems(dcm.ContrastBolusAgentSequence, nested(func(d *dcm.DataSet) {
			d.SetText(dcm.CodeMeaning, "LO", w.ContrastAgent)
			d.SetItems(dcm.ContrastAdministrationProfileSequence, nested(func(d *dcm.DataSet) {
				d.SetText(dcm.ContrastBolusStartTime, "TM", w.Injection.Format("150405"))
			}))
		}))
	}
	f.SetItems(dcm.DimensionIndexSequence,
		nested(func(d *dcm.DataSet) { d.SetNumbers(dcm.DimensionIndexPointer, "AT", float64(dcm.StackID)) }),
		nested(func(d *dcm.DataSet) {
			d.SetNumbers(dcm.DimensionIndexPointer, "AT", float64(dcm.InStackPositionNumber))
		}),
		nested(func(d *dcm.DataSet) {
			d.SetNumbers(dcm.DimensionIndexPointer, "AT", float64(dcm.TemporalPositionIndex))
		}))
	f.SetItems(dcm.SharedFunctionalGroupsSequence, nested(func(d *dcm.DataSet) {
		d.SetItems(dcm.PlaneOrientationSequence, nested(func(d *dcm.DataSet) {
			d.SetDecimals(dcm.ImageOrientationPatient, append(slices.Clone(g.Direction[0][:]), g.Direction[1][:]...)...)
		}))
		d.SetItems(dcm.PixelMeasuresSequence, nested(func(d *dcm.DataSet) { d.SetDecimals(dcm.PixelSpacing, g.Spacing[1], g.Spacing[0]) }))
		d.SetItems(dcm.MREchoSequence, nested(func(d *dcm.DataSet) { d.SetNumbers(dcm.EffectiveEchoTime, "FD", w.EchoTime) }))
		d.SetItems(dcm.MRTimingAndRelatedParametersSequence, nested(func(d *dcm.DataSet) {
			d.SetDecimals(dcm.RepetitionTime, w.RepetitionTime)
			d.SetDecimals(dcm.FlipAngle, w.FlipAngle)
		}))
		d.SetItems(dcm.MRImageFrameTypeSequence, nested(func(d *dcm.DataSet) {
			d.SetText(dcm.FrameType, "CS", "ORIGINAL", "PRIMARY", "M", "NONE")
			d.SetText(dcm.ComplexImageComponent, "CS", "MAGNITUDE")
		}))
	}))
	var own []*dcm.DataSet
	var pixels []byte
	for _, c := range all {
		point := w.TimePoints[c.t]
		p := point.Image.Point(0, 0, float64(c.z))
		own = append(own, nested(func(d *dcm.DataSet) {
			d.SetItems(dcm.PlanePositionSequence, nested(func(d *dcm.DataSet) { d.SetDecimals(dcm.ImagePositionPatient, p[:]...) }))
			d.SetItems(dcm.FrameContentSequence, nested(func(d *dcm.DataSet) {
				d.SetText(dcm.StackID, "SH", "1")
				d.SetNumbers(dcm.InStackPositionNumber, "UL", float64(c.z+1))
				d.SetNumbers(dcm.TemporalPositionIndex, "UL", float64(c.t+1))
				d.SetNumbers(dcm.DimensionIndexValues, "UL", 1, float64(c.z+1), float64(c.t+1))
				d.SetText(dcm.FrameAcquisitionDateTime, "DT", point.Acquired.Format("20060102150405.000000"))
			}))
			d.SetItems(dcm.PixelValueTransformationSequence, nested(func(d *dcm.DataSet) {
				d.SetDecimals(dcm.RescaleSlope, point.Slope)
				d.SetDecimals(dcm.RescaleIntercept, point.Intercept)
			}))
		}))
		for _, v := range storedSlice(point, c.z) {
			pixels = binary.LittleEndian.AppendUint16(pixels, v)
		}
	}
	if change != nil {
		change(f.DataSet, own)
	}
	f.SetItems(dcm.PerFrameFunctionalGroupsSequence, own...)
	f.SetBytes(dcm.PixelData, "OW", pixels)
	return f.Append(nil)
}

func save(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func volumes(t *testing.T, path string) *Collection {
	t.Helper()
	c, err := Volumes(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// scaled is a dynamic series whose time points are stored at different scales.
func scaled() Writing {
	w := writing(7, "lava post", 28, 72, 185)
	w.Injection, w.ContrastAgent = after(0), "gadobutrol"
	w.TimePoints[1].Slope, w.TimePoints[1].Intercept = 0.5, -4
	w.TimePoints[2].Slope = 2
	for i := range w.TimePoints[2].Image.Data {
		w.TimePoints[2].Image.Data[i] *= 2
	}
	return w
}

// TestEnhancedEqualsClassic writes one series as single-frame files, as one
// enhanced file, as one with shuffled frames, and as one a time point.
func TestEnhancedEqualsClassic(t *testing.T) {
	w := scaled()
	want := load(t, write(t, t.TempDir(), w))
	shuffled := cells(w, 0, 1, 2)
	rng := rand.New(rand.NewPCG(5, 6))
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for name, files := range map[string][][]cell{
		"one file":           {cells(w, 0, 1, 2)},
		"shuffled":           {shuffled},
		"a file a time":      {cells(w, 2), cells(w, 0), cells(w, 1)},
		"files cut anywhere": {shuffled[:5], shuffled[5:]},
	} {
		dir := t.TempDir()
		for i, all := range files {
			save(t, filepath.Join(dir, UID(1, name, i)), multiframe(w, UID(1, name, i), all, nil))
		}
		got := load(t, dir)
		if len(got.Volumes) != 3 || len(got.Warnings) != 0 {
			t.Fatalf("%s: %d volumes, %q", name, len(got.Volumes), got.Warnings)
		}
		for i, v := range got.Volumes {
			o := want.Volumes[i]
			if !v.Image.Equal(o.Image.Grid) || !slices.Equal(v.Image.Data, o.Image.Data) || v.Phase != o.Phase || v.Evidence != o.Evidence || v.Acquired != o.Acquired || v.Time != i+1 || v.Times != 3 {
				t.Errorf("%s: volume %d is %s (%s), want %s (%s)", name, i, v.Phase, v.Evidence, o.Phase, o.Evidence)
			}
		}
		if got.Scanner.RepetitionTime != want.Scanner.RepetitionTime || got.Scanner.EchoTime != want.Scanner.EchoTime || got.Scanner.FlipAngle != want.Scanner.FlipAngle || got.Scanner.ContrastAgent != want.Scanner.ContrastAgent {
			t.Errorf("%s: scanner %+v", name, got.Scanner)
		}
	}
}

// each changes the first item of a functional group of every frame.
func each(group dcm.Tag, change func(i int, d *dcm.DataSet)) func(*dcm.DataSet, []*dcm.DataSet) {
	return func(_ *dcm.DataSet, own []*dcm.DataSet) {
		for i, d := range own {
			if !d.Has(group) {
				d.SetItems(group, dcm.NewDataSet())
			}
			change(i, d.Item(group))
		}
	}
}

// TestEnhancedVariants takes away or changes what the order of frames could
// rest on, and mixes what must not lie in one volume.
func TestEnhancedVariants(t *testing.T) {
	w := writing(7, "lava post", 28, 72)
	all := cells(w, 0, 1)
	half := len(all) / 2
	second := func(group dcm.Tag, change func(d *dcm.DataSet)) func(*dcm.DataSet, []*dcm.DataSet) {
		return each(group, func(i int, d *dcm.DataSet) {
			if i >= half {
				change(d)
			}
		})
	}
	same := []string{"1/2", "2/2"}
	apart := []string{"1/1", "1/1"}
	for name, c := range map[string]struct {
		change func(*dcm.DataSet, []*dcm.DataSet)
		places []string
		says   string
		err    error
	}{
		"as it is": {nil, same, "", nil},
		"no temporal index, but the dimension": {each(dcm.FrameContentSequence, func(_ int, d *dcm.DataSet) {
			d.Delete(dcm.TemporalPositionIndex)
			d.Delete(dcm.FrameAcquisitionDateTime)
		}), same, "", nil},
		"acquisition times only": {each(dcm.FrameContentSequence, func(_ int, d *dcm.DataSet) {
			d.Delete(dcm.TemporalPositionIndex)
			d.Delete(dcm.DimensionIndexValues)
		}), same, "", nil},
		"trigger delays only": {func(f *dcm.DataSet, own []*dcm.DataSet) {
			each(dcm.FrameContentSequence, func(_ int, d *dcm.DataSet) {
				d.Delete(dcm.TemporalPositionIndex)
				d.Delete(dcm.DimensionIndexValues)
				d.Delete(dcm.FrameAcquisitionDateTime)
			})(f, own)
			each(dcm.CardiacSynchronizationSequence, func(i int, d *dcm.DataSet) {
				d.SetNumbers(dcm.NominalCardiacTriggerDelayTime, "FD", float64(100+i/half*40))
			})(f, own)
		}, same, "", nil},
		"nothing but the order of frames": {func(f *dcm.DataSet, own []*dcm.DataSet) {
			f.Delete(dcm.InstanceNumber)
			each(dcm.FrameContentSequence, func(_ int, d *dcm.DataSet) {
				d.Delete(dcm.TemporalPositionIndex)
				d.Delete(dcm.DimensionIndexValues)
				d.Delete(dcm.FrameAcquisitionDateTime)
			})(f, own)
		}, same, "instance numbers", nil},
		"two echoes": {second(dcm.MREchoSequence, func(d *dcm.DataSet) { d.SetNumbers(dcm.EffectiveEchoTime, "FD", 4.2) }), apart, "", nil},
		"magnitude and phase": {second(dcm.MRImageFrameTypeSequence, func(d *dcm.DataSet) {
			d.SetText(dcm.FrameType, "CS", "ORIGINAL", "PRIMARY", "M", "NONE")
			d.SetText(dcm.ComplexImageComponent, "CS", "PHASE")
		}), apart, "", nil},
		"water and fat": {each(dcm.MRImageFrameTypeSequence, func(i int, d *dcm.DataSet) {
			d.SetText(dcm.FrameType, "CS", "DERIVED", "PRIMARY", "DIXON", []string{"FAT", "WATER"}[i/half])
		}), apart, "", nil},
		"two stacks": {second(dcm.FrameContentSequence, func(d *dcm.DataSet) { d.SetText(dcm.StackID, "SH", "2") }), apart, "", nil},
		"stack numbers against positions": {each(dcm.FrameContentSequence, func(i int, d *dcm.DataSet) {
			d.SetNumbers(dcm.InStackPositionNumber, "UL", float64([]int{1, 3, 2, 4}[i%4]))
		}), same, "contradict their positions", nil},
		"frames not described":     {func(f *dcm.DataSet, _ []*dcm.DataSet) { f.SetInteger(dcm.NumberOfFrames, len(all)-1) }, nil, "describes 8", ErrMultiFrame},
		"a frame without position": {func(_ *dcm.DataSet, own []*dcm.DataSet) { own[3].Delete(dcm.PlanePositionSequence) }, nil, "position", ErrGeometry},
		"a slice missing": {func(_ *dcm.DataSet, own []*dcm.DataSet) {
			p := w.TimePoints[0].Image.Point(0, 0, 4)
			for _, i := range []int{3, 7} {
				own[i].Item(dcm.PlanePositionSequence).SetDecimals(dcm.ImagePositionPatient, p[:]...)
			}
		}, nil, "1 between slice 3 and slice 4", ErrGap},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.dcm")
			save(t, path, multiframe(w, "2.25.8", all, c.change))
			got := volumes(t, path)
			var places []string
			for _, v := range got.Volumes {
				places = append(places, string(rune('0'+v.Time))+"/"+string(rune('0'+v.Times)))
			}
			if !slices.Equal(places, c.places) {
				t.Errorf("volumes %v, want %v; %q", places, c.places, got.Warnings)
			}
			for i, v := range got.Volumes {
				if want := w.TimePoints[i].Image; !slices.Equal(v.Image.Data, want.Data) || !v.Image.Equal(want.Grid) || v.Files != 1 {
					t.Errorf("volume %d is another", i)
				}
			}
			if text := strings.Join(got.Warnings, "\n"); !strings.Contains(text, c.says) || c.says == "" && text != "" {
				t.Errorf("warnings %q do not say %q", text, c.says)
			}
			if c.err != nil && (len(got.Refused) != 1 || !errors.Is(got.Refused[0].Err, c.err)) {
				t.Errorf("refused %v, want %v", got.Refused, c.err)
			}
		})
	}
}

// TestStatedPhases has frames that state the phase of the agent.
func TestStatedPhases(t *testing.T) {
	for name, c := range map[string]struct {
		description string
		states      [4]string
		want        [4]Phase
		says        string
	}{
		"all named":     {"dyn", [4]string{"PRE_CONTRAST", "ARTERIAL", "PORTAL_VENOUS", "DELAYED"}, [4]Phase{Pre, AP, PVP, DP}, "states ARTERIAL (0018,9344)"},
		"not told":      {"dyn", [4]string{"POST_CONTRAST", "VENOUS", "DYNAMIC", ""}, [4]Phase{Unknown, Unknown, Unknown, Unknown}, ""},
		"against words": {"pre arterial portal delayed", [4]string{"PRE_CONTRAST", "PORTAL_VENOUS", "PORTAL_VENOUS", "DELAYED"}, [4]Phase{Pre, Unknown, PVP, DP}, "but the image states PORTAL_VENOUS"},
	} {
		w := writing(7, c.description, 1, 2, 3, 4) // times that say nothing
		path := filepath.Join(t.TempDir(), "e")
		save(t, path, multiframe(w, "2.25.11", cells(w, 0, 1, 2, 3), each(dcm.ContrastBolusUsageSequence, func(i int, d *dcm.DataSet) {
			d.SetText(dcm.ContrastBolusAgentPhase, "CS", c.states[i/4])
		})))
		all := volumes(t, path).Volumes
		text := ""
		for i, v := range all {
			text += v.Evidence + "\n"
			if v.Phase != c.want[i] {
				t.Errorf("%s: volume %d is %s (%s), want %s", name, i, v.Phase, v.Evidence, c.want[i])
			}
		}
		if len(all) != 4 || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d volumes, %s", name, len(all), text)
		}
	}
}

// TestFramesOfOneFile checks single fields of frames.
func TestFramesOfOneFile(t *testing.T) {
	w := scaled()
	b := multiframe(w, "2.25.9", cells(w, 0, 1), func(f *dcm.DataSet, own []*dcm.DataSet) {
		own[0].SetItems(dcm.ContrastBolusUsageSequence, nested(func(d *dcm.DataSet) {
			d.SetText(dcm.ContrastBolusAgentAdministered, "CS", "NO")
			d.SetText(dcm.ContrastBolusAgentPhase, "CS", "PRE_CONTRAST")
		}))
		own[1].SetItems(dcm.UnassignedPerFrameConvertedAttributesSequence, nested(func(d *dcm.DataSet) {
			d.SetInteger(dcm.EchoNumbers, 2)
			d.SetText(0x20050010, "LO", "Philips MR Imaging DD 001")
			d.SetNumbers(0x2005100e, "FL", 0.125)
		}))
		own[2].SetText(0x20050014, "LO", "Philips MR Imaging DD 005")
		own[2].SetItems(0x2005140f, nested(func(d *dcm.DataSet) {
			d.SetText(0x20050010, "LO", "Philips MR Imaging DD 001")
			d.SetNumbers(0x2005100e, "FL", 0.25)
		}))
	})
	path := filepath.Join(t.TempDir(), "f.dcm")
	save(t, path, b)
	found := frame.Look(path)
	images := found.Images
	if found.Err != nil || found.Refused != nil || len(images) != 8 {
		t.Fatalf("%d frames, %v, %v", len(images), found.Err, found.Refused)
	}
	if a := images[0]; a.Agent != "" || a.BolusPhase != "PRE_CONTRAST" || a.InStack != 1 || a.Stack != "1" || a.TemporalPosition != 1 {
		t.Errorf("frame 1: %+v", a)
	}
	if a := images[1]; a.Agent != "gadobutrol" || a.EchoNumber != 2 || a.ScaleSlope != 0.125 || a.Component != "MAGNITUDE" {
		t.Errorf("frame 2: %+v", a)
	}
	if a := images[2]; a.ScaleSlope != 0.25 || a.EchoTime != 1.7 || a.RepetitionTime != 3.6 || a.Bolus != 9*3600+10*60 {
		t.Errorf("frame 3: %+v", a)
	}
	if a := images[7]; a.Slope != 0.5 || a.Intercept != -4 || a.Number != 7 || a.TemporalPosition != 2 {
		t.Errorf("frame 8: %+v", a)
	}
}

// TestDoseGrid reads frames that are placed by their offsets.
func TestDoseGrid(t *testing.T) {
	w := writing(3, "dose", 30)
	g := volume.Grid{Size: [3]int{7, 5, 4}, Spacing: [3]float64{2, 2, 3}, Origin: [3]float64{1, 2, 3}, Direction: volume.Axial}
	w.TimePoints[0].Image = phantom(g, 3)
	for name, offsets := range map[string][]float64{"relative": {0, 3, 6, 9}, "in the patient": {3, 6, 9, 12}} {
		b := multiframe(w, "2.25.10", cells(w, 0), nil)
		f, err := dcm.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range []dcm.Tag{dcm.PerFrameFunctionalGroupsSequence, dcm.SharedFunctionalGroupsSequence} {
			f.Delete(tag)
		}
		f.SetText(dcm.SOPClassUID, "UI", "1.2.840.10008.5.1.4.1.1.481.2")
		f.SetDecimals(dcm.ImagePositionPatient, 1, 2, 3)
		f.SetDecimals(dcm.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
		f.SetDecimals(dcm.PixelSpacing, 2, 2)
		f.SetDecimals(dcm.GridFrameOffsetVector, offsets...)
		f.SetDecimals(dcm.DoseGridScaling, 0.5)
		path := filepath.Join(t.TempDir(), "dose")
		save(t, path, f.Append(nil))
		c := volumes(t, path)
		if len(c.Volumes) != 1 || !c.Volumes[0].Image.Equal(g) || c.Volumes[0].Scaling.Slope != 0.5 {
			t.Fatalf("%s: %+v", name, c)
		}
		for i, v := range c.Volumes[0].Image.Data {
			if v != w.TimePoints[0].Image.Data[i]/2 {
				t.Fatalf("%s: voxel %d is %v", name, i, v)
			}
		}
	}
}
