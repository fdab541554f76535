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
	f, err := Parse(b)
	if err != nil {
		return nil, err
	}
	img := f.describe()
	if !img.IsImage() {
		return img, nil
	}
	e := f.Find(PixelData)
	if e == nil {
		return nil, damaged("the file has no pixels")
	}
	if Encapsulated(f.Syntax) {
		img.refused = unsupportedSyntax(f.Syntax)
		return img, nil
	}
	if img.refused = img.singleFrame(); img.refused != nil {
		return img, nil
	}
	img.pixels, err = f.describePixels(e, img)
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
func (f *File) describe() *Image {
	h := f.DataSet
	img := &Image{
		SOPClass: f.Class(), SOPInstance: h.Text(SOPInstanceUID),
		Study: h.Text(StudyInstanceUID), Series: h.Text(SeriesInstanceUID), Patient: h.Text(PatientID),
		Modality: h.Text(Modality), Description: Printable(h.Text(SeriesDescription)),
		SeriesNumber: h.Number(SeriesNumber), Instance: h.Number(InstanceNumber),
		Manufacturer: Printable(h.Text(Manufacturer)), Model: Printable(h.Text(ManufacturerModelName)),
		Agent: Printable(h.Text(ContrastBolusAgent)), Comments: h.Text(ImageComments), ImageType: h.Texts(ImageType),
		RepetitionTime: h.Number(RepetitionTime), EchoTime: h.Number(EchoTime),
		FlipAngle: h.Number(FlipAngle), FieldStrength: h.Number(MagneticFieldStrength),
		EchoNumber: h.Number(EchoNumbers), TemporalPosition: h.Number(TemporalPositionIdentifier),
		TriggerTime: h.Number(TriggerTime), AcquisitionNumber: h.Number(AcquisitionNumber),
		Acquired: h.acquired(), Bolus: clock(h.Text(ContrastBolusStartTime)),
		Content:        h.Dated(ContentTime, ContentDate, SeriesDate, StudyDate),
		SliceThickness: h.Number(SliceThickness), SpacingBetween: h.Number(SpacingBetweenSlices),
		Rows: h.Count(Rows), Columns: h.Count(Columns), Frames: h.Count(NumberOfFrames),
		Photometric: h.Text(PhotometricInterpretation), Slope: 1,
	}
	h.Vector(ImagePositionPatient, img.Position[:])
	h.Vector(ImageOrientationPatient, img.Orientation[:])
	h.Vector(PixelSpacing, img.Spacing[:])
	if v := h.Numbers(RescaleSlope); v != nil {
		img.Slope = v[0]
	}
	if v := h.Numbers(RescaleIntercept); v != nil {
		img.Intercept = v[0]
	}
	for i, s := range img.ImageType {
		img.ImageType[i] = strings.ToUpper(s)
	}
	return img
}

func (h *DataSet) acquired() float64 {
	if m := h.Moment(AcquisitionDateTime); !math.IsNaN(m) {
		return m
	}
	return h.Dated(AcquisitionTime, AcquisitionDate, SeriesDate, StudyDate)
}
