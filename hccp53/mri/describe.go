package mri

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/pixel"
	"hcclab/hccp53/mri/internal/vector"
)

// described are the elements of [FileFacts.Elements]: what describes the image,
// nothing that names the patient.
var described = []dcm.Tag{
	dcm.SpecificCharacterSet, dcm.ImageType, dcm.AcquisitionTime, dcm.ContentTime, dcm.Manufacturer, dcm.ManufacturerModelName,
	dcm.SeriesDescription, dcm.ContrastBolusAgent, dcm.SliceThickness, dcm.RepetitionTime, dcm.EchoTime, dcm.MagneticFieldStrength,
	dcm.SpacingBetweenSlices, dcm.GantryDetectorTilt, dcm.FlipAngle, dcm.SeriesInstanceUID, dcm.SeriesNumber, dcm.AcquisitionNumber,
	dcm.InstanceNumber, dcm.ImagePositionPatient, dcm.ImageOrientationPatient, dcm.TemporalPositionIdentifier, dcm.SamplesPerPixel,
	dcm.PhotometricInterpretation, dcm.PlanarConfiguration, dcm.NumberOfFrames, dcm.Rows, dcm.Columns, dcm.PixelSpacing,
	dcm.BitsAllocated, dcm.BitsStored, dcm.HighBit, dcm.PixelRepresentation, dcm.RescaleIntercept, dcm.RescaleSlope,
}

// Describe says what one DICOM file states, and decodes its pixels to describe
// them. Of a damaged file it says what stands before the damage, and
// [FileFacts.Damage] what is wrong; a refusal of the pixels stands in
// [FileFacts.StoredPixelsError]. The errors are [ErrFolder], the context's, and
// that of a file of which nothing could be read, [ErrNotDICOM] above all.
func Describe(ctx context.Context, path string) (*FileFacts, error) {
	name := filepath.Base(path)
	b, err := frame.Bytes(path)
	if err != nil {
		return nil, err
	}
	f, damage := dcm.Salvage(b)
	if f == nil {
		return nil, fault.Place(damage, name)
	}
	out := facts(f, b, name)
	if errors.Is(damage, ErrNotDICOM) && out.SOPClass == "" && len(out.Elements) == 0 && !frame.NamedDICOM(name) {
		return nil, fault.Place(damage, name) // neither its name nor what was read of it says that it is one
	}
	if damage != nil {
		out.Damage, out.StoredPixelsError = damage.Error(), damage.Error()
		return out, nil
	}
	if !f.Has(dcm.Rows) && !f.HasPixels() {
		return out, nil
	}
	if out.StoredPixels, err = pixelFacts(ctx, f); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		out.StoredPixelsError = err.Error()
	}
	return out, nil
}

// pixelFacts decodes the pixels, frame after frame.
func pixelFacts(ctx context.Context, f *dcm.File) (*PixelFacts, error) {
	source, err := pixel.Of(f)
	if err != nil {
		return nil, err
	}
	out := &PixelFacts{Shape: source.Shape(), DType: string(source.DType()), Min: math.Inf(1), Max: math.Inf(-1)}
	if source.Frames > 1 {
		out.Shape = append([]int{source.Frames}, out.Shape...)
	}
	sum, n := sha256.New(), 0
	var values []float64
	for i := range source.Frames {
		samples, err := source.Frame(ctx, i)
		if err != nil {
			return nil, err
		}
		sum.Write(samples.Bytes)
		values = slices.Grow(values[:0], samples.Len())[:samples.Len()]
		samples.Float64s(values, 1, 0)
		for _, v := range values {
			if !vector.Finite(v) {
				continue
			}
			out.Min, out.Max = math.Min(out.Min, v), math.Max(out.Max, v)
			out.Mean += v * 0x1p-64 // so that the sum stays a number
			n++
		}
	}
	if n == 0 {
		out.Min, out.Max = 0, 0
	} else {
		out.Mean = out.Mean / float64(n) * 0x1p64
	}
	out.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return out, nil
}

// facts describes the header of a file.
func facts(f *dcm.File, b []byte, name string) *FileFacts {
	sum := sha256.Sum256(b)
	out := &FileFacts{
		Name: name, Bytes: int64(len(b)), FileSHA256: hex.EncodeToString(sum[:]),
		SOPClass: f.Text(dcm.SOPClassUID), Modality: f.Text(dcm.Modality), TopLevelElements: len(f.Elements()),
		Elements: map[string]any{}, Undecoded: len(f.Undecoded()),
	}
	if len(f.Meta.Elements()) > 0 {
		out.TransferSyntax, out.TransferSyntaxName = f.Syntax, dcm.Name(f.Syntax)
	}
	if class := f.Class(); class != "" {
		out.SOPClassName = dcm.Name(class)
	}
	for _, tag := range described {
		if v := plainValue(f.DataSet, tag); v != nil {
			out.Elements[tag.Keyword()] = v
		}
	}
	out.Frames = frameFacts(f)
	for _, s := range f.Items(dcm.SegmentSequence) {
		out.Segments = append(out.Segments, SegmentFacts{s.Count(dcm.SegmentNumber), s.Text(dcm.SegmentLabel)})
	}
	out.ROIs = roiFacts(f)
	return out
}

// plainValue returns a value as JSON has it: a text, a number, a list of
// either, or nil when the element is absent or a number that is none.
func plainValue(d *dcm.DataSet, tag dcm.Tag) any {
	e := d.Find(tag)
	if e == nil {
		return nil
	}
	switch e.VR() {
	case "DS", "IS", "US", "SS", "UL", "SL", "FL", "FD":
		n := d.Numbers(tag)
		switch {
		case len(n) == 0 || !vector.Finite(n...):
			return nil
		case len(n) == 1:
			return n[0]
		}
		return n
	}
	switch t := d.Texts(tag); len(t) {
	case 0:
		return ""
	case 1:
		return t[0]
	default:
		return t
	}
}

// frameFacts reads the functional groups of each frame; what all frames share
// stands in every frame.
func frameFacts(f *dcm.File) []FrameFacts {
	var out []FrameFacts
	for _, g := range frame.GroupsOf(f) {
		content, rescale := g.In(dcm.FrameContentSequence), g.In(dcm.PixelValueTransformationSequence)
		facts := FrameFacts{
			Position:      numbersIn(g.In(dcm.PlanePositionSequence), dcm.ImagePositionPatient),
			Orientation:   numbersIn(g.In(dcm.PlaneOrientationSequence), dcm.ImageOrientationPatient),
			PixelSpacing:  numbersIn(g.In(dcm.PixelMeasuresSequence), dcm.PixelSpacing),
			Index:         numbersIn(content, dcm.DimensionIndexValues),
			Stack:         content.Text(dcm.StackID),
			InStack:       count(content, dcm.InStackPositionNumber),
			TemporalIndex: count(content, dcm.TemporalPositionIndex),
			Acquired:      content.Text(dcm.FrameAcquisitionDateTime),
			Segment:       g.In(dcm.SegmentIdentificationSequence).Count(dcm.ReferencedSegmentNumber),
		}
		if slope, intercept := rescale.Number(dcm.RescaleSlope), rescale.Number(dcm.RescaleIntercept); vector.Finite(slope, intercept) {
			facts.Rescale = []float64{slope, intercept}
		}
		out = append(out, facts)
	}
	return out
}

// numbersIn returns the numbers of an element, nil when one of them is none.
func numbersIn(d *dcm.DataSet, tag dcm.Tag) []float64 {
	n := d.Numbers(tag)
	if !vector.Finite(n...) {
		return nil
	}
	return n
}

// count returns a number of things as text, "" when it is absent.
func count(d *dcm.DataSet, tag dcm.Tag) string {
	if !d.Has(tag) {
		return ""
	}
	return strconv.Itoa(d.Count(tag))
}

// roiFacts lists the regions of a structure set with what was drawn of them.
func roiFacts(f *dcm.File) []ROIFacts {
	var out []ROIFacts
	for _, roi := range f.Items(dcm.StructureSetROISequence) {
		r := ROIFacts{Number: roi.Count(dcm.ROINumber), Name: roi.Text(dcm.ROIName)}
		for _, drawn := range f.Items(dcm.ROIContourSequence) {
			if drawn.Count(dcm.ReferencedROINumber) != r.Number {
				continue
			}
			for _, contour := range drawn.Items(dcm.ContourSequence) {
				r.Contours++
				r.Points += len(contour.Numbers(dcm.ContourData)) / 3
			}
		}
		out = append(out, r)
	}
	return out
}
