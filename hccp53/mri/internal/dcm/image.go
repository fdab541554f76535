package dcm

import (
	"errors"
	"math"
	"strings"

	"hcclab/hccp53/fault"
)

// Image is what is used of one DICOM file. Numbers that the file does not
// state are NaN, texts empty.
type Image struct {
	SOPClass, SOPInstance, Study, Series string
	// Patient is there to tell patients apart. It stands in no message.
	Patient                        string
	Modality, Description          string
	SeriesNumber, Instance         float64
	Manufacturer, Model, Agent     string
	Comments                       string
	ImageType                      []string
	RepetitionTime, EchoTime       float64 // ms
	FlipAngle, FieldStrength       float64 // degrees, tesla
	EchoNumber                     float64
	TemporalPosition, TriggerTime  float64 // index from 1; ms
	AcquisitionNumber              float64
	Acquired, Content              float64 // seconds since 1970, or since midnight in files without a date
	Bolus                          float64 // seconds since midnight
	Position                       [3]float64
	Orientation                    [6]float64 // direction of a row, direction of a column
	Spacing                        [2]float64 // between rows (down a column), between columns, in mm
	SliceThickness, SpacingBetween float64    // mm
	Rows, Columns, Frames          int
	Photometric                    string
	Slope, Intercept               float64
	pixels                         pixels
	refused                        error
}

// Decode reads one file. It returns an error when the bytes cannot be trusted
// to be all there. A whole file that holds no image, or one of a kind that is
// not read, comes back without error; then [Image.Readable] says why.
func Decode(b []byte) (*Image, error) {
	f, err := walk(b)
	if err != nil {
		return nil, err
	}
	h, err := f.readHeader()
	if err != nil {
		return nil, err
	}
	img := f.describe(h)
	if !img.IsImage() {
		return img, nil
	}
	if f.pixels == nil {
		return nil, damaged("the file has no pixels")
	}
	if compressedSyntax(f.syntax) {
		img.refused = unsupportedSyntax(f.syntax)
		return img, nil
	}
	if img.refused = img.singleFrame(); img.refused != nil {
		return img, nil
	}
	img.pixels, err = f.describePixels(h, img)
	if err == nil {
		err = img.pixels.check()
	}
	if errors.Is(err, ErrPixels) {
		img.refused = err
		return img, nil
	}
	if err != nil {
		return nil, err
	}
	return img, nil
}

// Storage classes of images that volumes are built from, and of those that
// hold several frames (PS3.4, table B.5-1).
const (
	mrStorage  = "1.2.840.10008.5.1.4.1.1.4"
	ctStorage  = "1.2.840.10008.5.1.4.1.1.2"
	enhancedMR = "1.2.840.10008.5.1.4.1.1.4.1"
	legacyMR   = "1.2.840.10008.5.1.4.1.1.4.4"
	enhancedCT = "1.2.840.10008.5.1.4.1.1.2.1"
	legacyCT   = "1.2.840.10008.5.1.4.1.1.2.2"
)

// IsImage reports whether the file is an MR or CT image, of one frame or
// several, as its storage class says. Files of other classes (reports, region
// outlines, screenshots) are no part of a volume.
func (img *Image) IsImage() bool {
	switch img.SOPClass {
	case mrStorage, ctStorage, enhancedMR, legacyMR, enhancedCT, legacyCT:
		return true
	case "":
		return img.Modality == "MR" || img.Modality == "CT"
	}
	return false
}

// Kind names the storage class: "MR Image Storage".
func (img *Image) Kind() string {
	if img.SOPClass == "" {
		return "unnamed class"
	}
	return Name(img.SOPClass)
}

func (img *Image) singleFrame() error {
	switch img.SOPClass {
	case enhancedMR, legacyMR, enhancedCT, legacyCT:
		return fault.New(ErrMultiFrame, "the file holds %d frames (%s)", img.Frames, img.Kind()).
			Try("export the series as one file an image (classic MR), for example with `emf2sf` of dcm4che")
	}
	if img.Frames > 1 {
		return fault.New(ErrMultiFrame, "the file holds %d frames", img.Frames).Try("export the series as one file an image")
	}
	return nil
}

// Readable returns nil when [Image.Stored] can be called, and otherwise why
// the image is not read: compressed, several frames, colour.
func (img *Image) Readable() error { return img.refused }

// describe copies what is used of the header.
func (f *file) describe(h header) *Image {
	img := &Image{
		SOPClass: h.text(tagSOPClass), SOPInstance: h.text(tagSOPInstance),
		Study: h.text(tagStudyInstance), Series: h.text(tagSeriesInstance), Patient: h.text(tagPatientID),
		Modality: h.text(tagModality), Description: printable(h.text(tagDescription)),
		SeriesNumber: h.number(tagSeriesNumber), Instance: h.number(tagInstanceNumber),
		Manufacturer: printable(h.text(tagManufacturer)), Model: printable(h.text(tagModel)),
		Agent: printable(h.text(tagAgent)), Comments: h.text(tagComments), ImageType: h.texts(tagImageType),
		RepetitionTime: h.number(tagRepetitionTime), EchoTime: h.number(tagEchoTime),
		FlipAngle: h.number(tagFlipAngle), FieldStrength: h.number(tagFieldStrength),
		EchoNumber: h.number(tagEchoNumber), TemporalPosition: h.number(tagTemporalPosition),
		TriggerTime: h.number(tagTriggerTime), AcquisitionNumber: h.number(tagAcquisitionNumber),
		Acquired: h.acquired(), Bolus: clock(h.text(tagBolusStart)),
		Content:        h.dated(tagContentTime, tagContentDate, tagSeriesDate, tagStudyDate),
		SliceThickness: h.number(tagSliceThickness), SpacingBetween: h.number(tagSpacingBetween),
		Rows: h.count(tagRows), Columns: h.count(tagColumns), Frames: h.count(tagFrames),
		Photometric: h.text(tagPhotometric), Slope: 1,
	}
	if img.SOPClass == "" {
		img.SOPClass = f.class
	}
	h.vector(tagPosition, img.Position[:])
	h.vector(tagOrientation, img.Orientation[:])
	h.vector(tagPixelSpacing, img.Spacing[:])
	if v := h.numbers(tagSlope); v != nil {
		img.Slope = v[0]
	}
	if v := h.numbers(tagIntercept); v != nil {
		img.Intercept = v[0]
	}
	for i, s := range img.ImageType {
		img.ImageType[i] = strings.ToUpper(s)
	}
	return img
}

// vector fills v with the element's values, or with NaN when their number is
// not that of v.
func (h header) vector(tag uint32, v []float64) {
	n := h.numbers(tag)
	for i := range v {
		v[i] = math.NaN()
		if len(n) == len(v) {
			v[i] = n[i]
		}
	}
}

// count returns a number of things, 0 when absent or not in 0..65535.
func (h header) count(tag uint32) int {
	if x := h.number(tag); x >= 0 && x <= 65535 && x == math.Trunc(x) {
		return int(x)
	}
	return 0
}

func (h header) acquired() float64 {
	if m := moment(h.text(tagAcquisitionMoment)); !math.IsNaN(m) {
		return m
	}
	return h.dated(tagAcquisitionTime, tagAcquisitionDate, tagSeriesDate, tagStudyDate)
}

// dated returns the time of day with the first date that is there.
func (h header) dated(timeTag uint32, dateTags ...uint32) float64 {
	for _, tag := range dateTags {
		if d := days(h.text(tag)); d != 0 {
			return d*day + clock(h.text(timeTag))
		}
	}
	return clock(h.text(timeTag))
}
