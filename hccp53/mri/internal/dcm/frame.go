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
}

// BitsStored is the number of bits of a written sample.
const BitsStored = 12

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
	b = appendText(b, 0x00020010, "UI", explicitLittle)
	b = appendText(b, 0x00020012, "UI", implementation)
	b = appendText(b, 0x00020013, "SH", "HCCLAB")
	binary.LittleEndian.PutUint32(b[at:], uint32(len(b)-at-4))

	date, clock := "20060102", "150405.000000"
	b = appendText(b, tagCharacterSet, "CS", "ISO_IR 192")
	b = appendText(b, tagImageType, "CS", `ORIGINAL\PRIMARY\M`)
	b = appendText(b, tagSOPClass, "UI", mrStorage)
	b = appendText(b, tagSOPInstance, "UI", f.SOPInstance)
	b = appendText(b, tagStudyDate, "DA", f.StudyTime.Format(date))
	b = appendText(b, tagSeriesDate, "DA", f.StudyTime.Format(date))
	b = appendText(b, tagAcquisitionDate, "DA", f.Acquired.Format(date))
	b = appendText(b, tagContentDate, "DA", f.Acquired.Format(date))
	b = appendText(b, tagStudyTime, "TM", f.StudyTime.Format(clock))
	b = appendText(b, tagAcquisitionTime, "TM", f.Acquired.Format(clock))
	b = appendText(b, tagContentTime, "TM", f.Acquired.Format(clock))
	b = appendText(b, 0x00080050, "SH", "") // accession number
	b = appendText(b, tagModality, "CS", "MR")
	b = appendText(b, tagManufacturer, "LO", f.Manufacturer)
	b = appendText(b, 0x00080090, "PN", "") // referring physician
	b = appendText(b, tagDescription, "LO", f.Description)
	b = appendText(b, tagModel, "LO", f.Model)
	b = appendText(b, tagPatientName, "PN", f.PatientID)
	b = appendText(b, tagPatientID, "LO", f.PatientID)
	b = appendText(b, 0x00100030, "DA", "") // birth date
	b = appendText(b, tagPatientSex, "CS", f.PatientSex)
	b = appendText(b, tagPatientAge, "AS", f.PatientAge)
	if f.Agent != "" {
		b = appendText(b, tagAgent, "LO", f.Agent)
	}
	b = appendText(b, tagScanningSequence, "CS", "GR")
	b = appendText(b, tagSequenceVariant, "CS", "SP")
	b = appendText(b, tagScanOptions, "CS", "")
	b = appendText(b, tagAcquisitionType, "CS", "3D")
	b = appendText(b, tagSliceThickness, "DS", decimal(f.Spacing[2]))
	b = appendText(b, tagRepetitionTime, "DS", decimal(f.RepetitionTime))
	b = appendText(b, tagEchoTime, "DS", decimal(f.EchoTime))
	b = appendText(b, tagFieldStrength, "DS", decimal(f.FieldStrength))
	b = appendText(b, tagSpacingBetween, "DS", decimal(f.Spacing[2]))
	b = appendText(b, tagEchoTrain, "IS", "1")
	if !f.Injection.IsZero() {
		b = appendText(b, tagBolusStart, "TM", f.Injection.Format(clock))
	}
	b = appendText(b, tagFlipAngle, "DS", decimal(f.FlipAngle))
	b = appendText(b, tagPatientPosition, "CS", "HFS")
	b = appendText(b, tagStudyInstance, "UI", f.Study)
	b = appendText(b, tagSeriesInstance, "UI", f.Series)
	b = appendText(b, tagStudyID, "SH", "")
	b = appendText(b, tagSeriesNumber, "IS", integer(f.SeriesNumber))
	b = appendText(b, tagAcquisitionNumber, "IS", integer(f.AcquisitionNumber))
	b = appendText(b, tagInstanceNumber, "IS", integer(f.Instance))
	b = appendText(b, tagPosition, "DS", decimals(f.Position[:]...))
	b = appendText(b, tagOrientation, "DS", decimals(f.Orientation[:]...))
	b = appendText(b, tagFrameOfReference, "UI", f.FrameOfReference)
	if f.Temporal > 0 {
		b = appendText(b, tagTemporalPosition, "IS", integer(f.Temporal))
		b = appendText(b, tagTemporalPositions, "IS", integer(f.Temporals))
	}
	b = appendText(b, 0x00201040, "LO", "") // position reference indicator
	if f.Comments != "" {
		b = appendText(b, tagComments, "LT", f.Comments)
	}
	b = appendUint16(b, tagSamplesPerPixel, 1)
	b = appendText(b, tagPhotometric, "CS", "MONOCHROME2")
	b = appendUint16(b, tagRows, f.Rows)
	b = appendUint16(b, tagColumns, f.Columns)
	b = appendText(b, tagPixelSpacing, "DS", decimals(f.Spacing[0], f.Spacing[1]))
	b = appendUint16(b, tagBitsAllocated, 16)
	b = appendUint16(b, tagBitsStored, BitsStored)
	b = appendUint16(b, tagHighBit, BitsStored-1)
	b = appendUint16(b, tagSigned, 0)
	b = appendText(b, tagIntercept, "DS", decimal(f.Intercept))
	b = appendText(b, tagSlope, "DS", decimal(f.Slope))
	return appendText(b, tagRescaleType, "LO", "US") // unspecified units
}

// Append appends the whole file to b. Samples holds Rows·Columns stored values,
// row by row.
func (f *Frame) Append(b []byte, samples []uint16) []byte {
	b = f.head(b)
	b = appendHead(b, tagPixelData, "OW", 2*len(samples))
	for _, v := range samples {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	return b
}
