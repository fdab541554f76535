package dcm

import (
	"encoding/binary"
	"time"
)

// Frame is one MR image to be written. Texts must be free of backslashes and
// control characters and no longer than their kind allows; the caller checks.
type Frame struct {
	SOPInstance, Study, Series, FrameOfReference string
	PatientID, PatientSex, PatientAge            string // age as "058Y"
	StudyTime, Acquired                          time.Time
	Injection                                    time.Time // zero: not written
	SeriesNumber, Instance, AcquisitionNumber    int
	Temporal, Temporals                          int // index from 1 and number of time points; 0: not written
	Description, Manufacturer, Model             string
	Agent, Comments                              string  // empty: not written
	FieldStrength                                float64 // tesla
	RepetitionTime, EchoTime, FlipAngle          float64 // ms, ms, degrees
	Position                                     [3]float64
	Orientation                                  [6]float64
	Spacing                                      [3]float64 // between rows, between columns, between slices; mm
	Rows, Columns                                int
	Slope, Intercept                             float64
	// Bits is the number of bits of a sample, Signed whether it is in two's
	// complement.
	Bits   int
	Signed bool
	// Converted: the image comes from another format, in which times, settings
	// and the kind of sequence are not told. Zero numbers are written empty.
	Converted bool
}

// mrStorage is the storage class of written images.
const mrStorage = "1.2.840.10008.5.1.4.1.1.4"

// implementation names the writer in the file meta information:
// mri.UID(0, "hcclab hccp53 mri").
const implementation = "2.25.19166927179990130419632185698352948186"

// head appends the bytes of the file up to its pixels.
func (f *Frame) head(b []byte) []byte {
	b = append(b, make([]byte, preamble)...)
	b = append(b, "DICM"...)
	b = appendHead(b, 0x00020000, "UL", 4)
	at := len(b)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = append(appendHead(b, 0x00020001, "OB", 2), 0, 1)
	b = appendText(b, 0x00020002, "UI", mrStorage)
	b = appendText(b, 0x00020003, "UI", f.SOPInstance)
	b = appendText(b, 0x00020010, "UI", ExplicitLittle)
	b = appendText(b, 0x00020012, "UI", implementation)
	b = appendText(b, 0x00020013, "SH", "HCCLAB")
	binary.LittleEndian.PutUint32(b[at:], uint32(len(b)-at-4))

	const date, clock = "20060102", "150405.000000"
	kind, sequence, variant, dimensions := `ORIGINAL\PRIMARY\M`, "GR", "SP", "3D"
	setting, train, position := decimal, "1", "HFS"
	if f.Converted {
		kind, sequence, variant, dimensions = `DERIVED\PRIMARY\OTHER`, "RM", "NONE", "" // RM: research mode
		setting, train, position = known, "", ""
	}
	b = appendText(b, SpecificCharacterSet, "CS", "ISO_IR 192")
	b = appendText(b, ImageType, "CS", kind)
	b = appendText(b, SOPClassUID, "UI", mrStorage)
	b = appendText(b, SOPInstanceUID, "UI", f.SOPInstance)
	b = appendText(b, StudyDate, "DA", stamp(f.StudyTime, date))
	b = appendText(b, SeriesDate, "DA", stamp(f.StudyTime, date))
	b = appendText(b, AcquisitionDate, "DA", stamp(f.Acquired, date))
	b = appendText(b, ContentDate, "DA", stamp(f.Acquired, date))
	b = appendText(b, StudyTime, "TM", stamp(f.StudyTime, clock))
	b = appendText(b, AcquisitionTime, "TM", stamp(f.Acquired, clock))
	b = appendText(b, ContentTime, "TM", stamp(f.Acquired, clock))
	b = appendText(b, 0x00080050, "SH", "") // accession number
	b = appendText(b, Modality, "CS", "MR")
	b = appendText(b, Manufacturer, "LO", f.Manufacturer)
	b = appendText(b, 0x00080090, "PN", "") // referring physician
	b = appendText(b, SeriesDescription, "LO", f.Description)
	b = appendText(b, ManufacturerModelName, "LO", f.Model)
	b = appendText(b, PatientName, "PN", f.PatientID)
	b = appendText(b, PatientID, "LO", f.PatientID)
	b = appendText(b, 0x00100030, "DA", "") // birth date
	b = appendText(b, PatientSex, "CS", f.PatientSex)
	b = appendText(b, PatientAge, "AS", f.PatientAge)
	if f.Agent != "" {
		b = appendText(b, ContrastBolusAgent, "LO", f.Agent)
	}
	b = appendText(b, ScanningSequence, "CS", sequence)
	b = appendText(b, SequenceVariant, "CS", variant)
	b = appendText(b, ScanOptions, "CS", "")
	b = appendText(b, MRAcquisitionType, "CS", dimensions)
	b = appendText(b, SliceThickness, "DS", decimal(f.Spacing[2]))
	b = appendText(b, RepetitionTime, "DS", setting(f.RepetitionTime))
	b = appendText(b, EchoTime, "DS", setting(f.EchoTime))
	b = appendText(b, MagneticFieldStrength, "DS", setting(f.FieldStrength))
	b = appendText(b, SpacingBetweenSlices, "DS", decimal(f.Spacing[2]))
	b = appendText(b, EchoTrainLength, "IS", train)
	if !f.Injection.IsZero() {
		b = appendText(b, ContrastBolusStartTime, "TM", f.Injection.Format(clock))
	}
	b = appendText(b, FlipAngle, "DS", setting(f.FlipAngle))
	b = appendText(b, PatientPosition, "CS", position)
	b = appendText(b, StudyInstanceUID, "UI", f.Study)
	b = appendText(b, SeriesInstanceUID, "UI", f.Series)
	b = appendText(b, StudyID, "SH", "")
	b = appendText(b, SeriesNumber, "IS", integer(f.SeriesNumber))
	b = appendText(b, AcquisitionNumber, "IS", integer(f.AcquisitionNumber))
	b = appendText(b, InstanceNumber, "IS", integer(f.Instance))
	b = appendText(b, ImagePositionPatient, "DS", decimals(f.Position[:]...))
	b = appendText(b, ImageOrientationPatient, "DS", decimals(f.Orientation[:]...))
	b = appendText(b, FrameOfReferenceUID, "UI", f.FrameOfReference)
	if f.Temporal > 0 {
		b = appendText(b, TemporalPositionIdentifier, "IS", integer(f.Temporal))
		b = appendText(b, NumberOfTemporalPositions, "IS", integer(f.Temporals))
	}
	b = appendText(b, 0x00201040, "LO", "") // position reference indicator
	if f.Comments != "" {
		b = appendText(b, ImageComments, "LT", f.Comments)
	}
	b = appendUint16(b, SamplesPerPixel, 1)
	b = appendText(b, PhotometricInterpretation, "CS", "MONOCHROME2")
	b = appendUint16(b, Rows, f.Rows)
	b = appendUint16(b, Columns, f.Columns)
	b = appendText(b, PixelSpacing, "DS", decimals(f.Spacing[0], f.Spacing[1]))
	b = appendUint16(b, BitsAllocated, 16)
	signed := 0
	if f.Signed {
		signed = 1
	}
	b = appendUint16(b, BitsStored, f.Bits)
	b = appendUint16(b, HighBit, f.Bits-1)
	b = appendUint16(b, PixelRepresentation, signed)
	b = appendText(b, RescaleIntercept, "DS", decimal(f.Intercept))
	b = appendText(b, RescaleSlope, "DS", decimal(f.Slope))
	return appendText(b, RescaleType, "LO", "US") // unspecified units
}

// stamp writes a date or a time, nothing for the zero time.
func stamp(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

// known is decimal for numbers of which 0 says that they are not known.
func known(x float64) string {
	if x == 0 {
		return ""
	}
	return decimal(x)
}

// Append appends the whole file to b. Samples holds Rows·Columns stored values,
// row by row.
func (f *Frame) Append(b []byte, samples []uint16) []byte {
	b = f.head(b)
	b = appendHead(b, PixelData, "OW", 2*len(samples))
	for _, v := range samples {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	return b
}
