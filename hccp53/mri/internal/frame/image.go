package frame

import (
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
)

// Image is one slice image: a file of one image, a frame of a multi-frame file
// or a tile of a mosaic. Numbers that the file does not state are NaN, texts
// empty.
type Image struct {
	Source *Source
	// Number counts the frames of the file from 0; left and top are where the
	// image begins within the frame, in pixels (0 but in a mosaic).
	Number, left, top int

	SOPInstance, Study, Series string
	FrameOfReference           string
	// Patient is there to tell patients apart. It stands in no message.
	Patient                        string
	Modality, Description          string
	SeriesNumber, Instance         float64
	Manufacturer, Model, Agent     string
	BolusPhase                     string // of the agent, in enhanced images: "ARTERIAL"
	Comments                       string
	ImageType                      []string
	Component                      string  // magnitude, phase, real, imaginary, where it is stated apart from the type
	Stack                          string  // of an enhanced image
	RepetitionTime, EchoTime       float64 // ms
	FlipAngle, FieldStrength       float64 // degrees, tesla
	EchoNumber                     float64
	InStack                        float64 // place in the stack, from 1
	TemporalPosition, TriggerTime  float64 // index from 1; ms
	AcquisitionNumber              float64
	Acquired, Content              float64    // seconds since 1970, or since midnight in files without a date
	Bolus                          float64    // seconds since midnight
	Position                       [3]float64 // of the centre of the first voxel
	Orientation                    [6]float64 // direction of a row, direction of a column
	Spacing                        [2]float64 // between rows (down a column), between columns, in mm
	SliceThickness, SpacingBetween float64    // mm
	Rows, Columns                  int
	Photometric                    string
	Slope, Intercept               float64
	// ScaleSlope is Philips' factor from stored to floating-point values.
	ScaleSlope float64

	// Values are the pixels after the rescale, once they are read.
	Values []float64
}

// Storage classes that are treated apart (PS3.4, table B.5-1).
const (
	mrStorage      = "1.2.840.10008.5.1.4.1.1.4"
	ctStorage      = "1.2.840.10008.5.1.4.1.1.2"
	enhancedMR     = "1.2.840.10008.5.1.4.1.1.4.1"
	legacyMR       = "1.2.840.10008.5.1.4.1.1.4.4"
	enhancedCT     = "1.2.840.10008.5.1.4.1.1.2.1"
	legacyCT       = "1.2.840.10008.5.1.4.1.1.2.2"
	segmentation   = "1.2.840.10008.5.1.4.1.1.66.4"
	labelMap       = "1.2.840.10008.5.1.4.1.1.66.7"
	MediaDirectory = "1.2.840.10008.1.3.10"
)

// Examination reports whether a file of this storage class and modality is an
// MR or CT image, of one frame or several. Files of other classes (reports,
// region outlines, screenshots) are no part of a study of phases.
func Examination(class, modality string) bool {
	switch class {
	case mrStorage, ctStorage, enhancedMR, legacyMR, enhancedCT, legacyCT:
		return true
	case "":
		return modality == "MR" || modality == "CT"
	}
	return false
}

// KindOf names a storage class: "MR Image Storage".
func KindOf(class string) string {
	if class == "" {
		return "unnamed class"
	}
	return dcm.Name(class)
}

// frames returns the images of a file, of which only the header is needed. The
// error says why they make no volume; then there is one frame that stands for
// the file.
func frames(f *dcm.File, src *Source) (images []*Image, err error) {
	base := describe(f, src)
	alone := []*Image{base}
	n := max(f.Count(dcm.NumberOfFrames), 1)
	src.frames = n
	if err := src.believable(f, n); err != nil {
		return alone, err
	}
	switch {
	case f.Has(dcm.PerFrameFunctionalGroupsSequence), f.Has(dcm.SharedFunctionalGroupsSequence):
		images, err = enhanced(f, base, n)
	case f.Has(dcm.GridFrameOffsetVector):
		images, err = offsetFrames(f, base, n)
	case n > 1:
		err = fault.New(ErrMultiFrame, "the file holds %d frames (%s) and does not say where they lie", n, KindOf(src.Class)).
			Try("export the series as one file an image")
	case slices.Contains(base.ImageType, "MOSAIC"):
		images, err = mosaic(f, base)
	default:
		images = alone
	}
	if err == nil && len(images) == 0 {
		err = fault.New(ErrMultiFrame, "the file (%s) describes no image", KindOf(src.Class)).Try("export the series as one file an image")
	}
	if err != nil {
		return alone, err
	}
	return images, nil
}

// describe copies what is used of the header of a file.
func describe(f *dcm.File, src *Source) *Image {
	h := f.DataSet
	img := &Image{
		Source:      src,
		SOPInstance: h.Text(dcm.SOPInstanceUID), Study: h.Text(dcm.StudyInstanceUID), Series: h.Text(dcm.SeriesInstanceUID),
		FrameOfReference: h.Text(dcm.FrameOfReferenceUID),
		Patient:          h.Text(dcm.PatientID), Modality: h.Text(dcm.Modality), Description: dcm.Printable(h.Text(dcm.SeriesDescription)),
		SeriesNumber: h.Number(dcm.SeriesNumber), Instance: h.Number(dcm.InstanceNumber),
		Manufacturer: dcm.Printable(h.Text(dcm.Manufacturer)), Model: dcm.Printable(h.Text(dcm.ManufacturerModelName)),
		Agent: dcm.Printable(h.Text(dcm.ContrastBolusAgent)), Comments: h.Text(dcm.ImageComments),
		ImageType: upper(h.Texts(dcm.ImageType)), Component: component(h),
		RepetitionTime: h.Number(dcm.RepetitionTime), EchoTime: h.Number(dcm.EchoTime),
		FlipAngle: h.Number(dcm.FlipAngle), FieldStrength: h.Number(dcm.MagneticFieldStrength),
		EchoNumber: h.Number(dcm.EchoNumbers), InStack: math.NaN(), TemporalPosition: h.Number(dcm.TemporalPositionIdentifier),
		TriggerTime: h.Number(dcm.TriggerTime), AcquisitionNumber: h.Number(dcm.AcquisitionNumber),
		Acquired: acquired(h), Content: h.Dated(dcm.ContentTime, dcm.ContentDate, dcm.SeriesDate, dcm.StudyDate),
		Bolus:          h.TimeOfDay(dcm.ContrastBolusStartTime),
		SliceThickness: h.Number(dcm.SliceThickness), SpacingBetween: h.Number(dcm.SpacingBetweenSlices),
		Rows: h.Count(dcm.Rows), Columns: h.Count(dcm.Columns),
		Photometric: h.Text(dcm.PhotometricInterpretation), Slope: 1,
	}
	h.Vector(dcm.ImagePositionPatient, img.Position[:])
	h.Vector(dcm.ImageOrientationPatient, img.Orientation[:])
	h.Vector(dcm.PixelSpacing, img.Spacing[:])
	img.rescale(h)
	img.ScaleSlope = philipsScale(h)
	return img
}

// rescale takes slope and intercept from d, where it has them.
func (img *Image) rescale(d *dcm.DataSet) {
	if v := d.Numbers(dcm.RescaleSlope); v != nil {
		img.Slope = v[0]
	}
	if v := d.Numbers(dcm.RescaleIntercept); v != nil {
		img.Intercept = v[0]
	}
}

func acquired(h *dcm.DataSet) float64 {
	if m := h.Moment(dcm.AcquisitionDateTime); !math.IsNaN(m) {
		return m
	}
	return h.Dated(dcm.AcquisitionTime, dcm.AcquisitionDate, dcm.SeriesDate, dcm.StudyDate)
}

// component says which part of the complex signal an image shows: as enhanced
// images state it, or as GE does in a private element.
func component(d *dcm.DataSet) string {
	if c := d.Text(dcm.ComplexImageComponent); c != "" {
		return strings.ToUpper(c)
	}
	if e := d.Private(0x0043, "GEMS_PARM_01", 0x2f); e != nil && len(e.Value) >= 2 {
		if i := int(d.Order().Uint16(e.Value)); i < 4 {
			return [...]string{"MAGNITUDE", "PHASE", "REAL", "IMAGINARY"}[i]
		}
	}
	return ""
}

// offsetFrames returns the frames of a file that places them by their distance
// from the first, along the normal: dose grids (PS3.3, section C.8.8.3.2).
func offsetFrames(f *dcm.File, base *Image, n int) ([]*Image, error) {
	offsets := f.Numbers(dcm.GridFrameOffsetVector)
	_, _, normal, err := Axes(base)
	if err != nil {
		return nil, err
	}
	if len(offsets) != n || !vector.Finite(offsets...) {
		return nil, fault.New(ErrGeometry, "the file has %s, and the offsets of %d of them are known", fault.Count(n, "frame"), len(offsets))
	}
	if scaling := f.Number(dcm.DoseGridScaling); vector.Finite(scaling) {
		base.Slope = scaling
	}
	if offsets[0] != 0 { // then they are z in the patient (C.8.8.3.2, case b)
		for i := range offsets {
			offsets[i] = (offsets[i] - base.Position[2]) * math.Copysign(1, normal[2])
		}
	}
	images := make([]*Image, n)
	for i := range images {
		img := *base
		img.Number = i
		for k := range img.Position {
			img.Position[k] += offsets[i] * normal[k]
		}
		images[i] = &img
	}
	return images, nil
}

func upper(texts []string) []string {
	for i, s := range texts {
		texts[i] = strings.ToUpper(s)
	}
	return texts
}

// Whole returns x as an int, 0 when it is NaN or no int.
func Whole(x float64) int {
	if x != math.Trunc(x) || math.Abs(x) > math.MaxInt32 {
		return 0
	}
	return int(x)
}
