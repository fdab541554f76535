package seg

import (
	"math"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

const mrStorage = "1.2.840.10008.5.1.4.1.1.4"

// encode returns the bytes of the file.
func (w *Writing) encode() ([]byte, error) {
	if err := w.check(); err != nil {
		return nil, err
	}
	d := dcm.NewDataSet()
	w.general(d)
	g := w.Segments[0].Mask.Grid
	w.image(d, g)
	segments := make([]*dcm.DataSet, len(w.Segments))
	var frames []*dcm.DataSet
	bits := packer{}
	for i, o := range w.Segments {
		segments[i] = o.describe(i + 1)
		area := g.Size[0] * g.Size[1]
		for z := range g.Size[2] {
			slice := o.Mask.Data[z*area : (z+1)*area]
			if bits.add(slice) {
				frames = append(frames, w.frame(g, i+1, z))
			}
		}
	}
	if len(frames) > math.MaxInt32 || len(bits.b) > math.MaxInt32 {
		return nil, refuse("the segments have %d frames, too many for one file", len(frames))
	}
	d.SetItems(segmentSequence, segments...)
	d.SetItems(dcm.PerFrameFunctionalGroupsSequence, frames...)
	d.SetInteger(dcm.NumberOfFrames, len(frames))
	d.SetBytes(dcm.PixelData, "OB", bits.b)
	f := &dcm.File{DataSet: d, Meta: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	return f.Append(nil), nil
}

// general sets what the file says about patient, study, series and equipment.
func (w *Writing) general(d *dcm.DataSet) {
	date, clock := "20060102", "150405.000000"
	d.SetText(dcm.SpecificCharacterSet, "CS", "ISO_IR 192")
	d.SetText(dcm.ImageType, "CS", "DERIVED", "PRIMARY")
	d.SetText(dcm.SOPClassUID, "UI", segStorage)
	d.SetText(dcm.SOPInstanceUID, "UI", w.InstanceUID)
	studyDate, studyTime := w.StudyTime.Format(date), w.StudyTime.Format(clock)
	if w.StudyTime.IsZero() {
		studyDate, studyTime = "", ""
	}
	d.SetText(dcm.StudyDate, "DA", studyDate)
	d.SetText(dcm.StudyTime, "TM", studyTime)
	d.SetText(dcm.SeriesDate, "DA", w.Created.Format(date))
	d.SetText(dcm.SeriesTime, "TM", w.Created.Format(clock))
	d.SetText(dcm.ContentDate, "DA", w.Created.Format(date))
	d.SetText(dcm.ContentTime, "TM", w.Created.Format(clock))
	d.SetText(accessionNumber, "SH", "")
	d.SetText(dcm.Modality, "CS", "SEG")
	d.SetText(dcm.Manufacturer, "LO", "hcclab")
	d.SetText(referringPhysicianName, "PN", "")
	d.SetText(dcm.SeriesDescription, "LO", w.Description)
	d.SetText(dcm.ManufacturerModelName, "LO", "hccp53")
	d.SetText(dcm.PatientName, "PN", w.PatientName)
	d.SetText(dcm.PatientID, "LO", w.PatientID)
	d.SetText(patientBirthDate, "DA", "")
	d.SetText(dcm.PatientSex, "CS", w.PatientSex)
	d.SetText(deviceSerialNumber, "LO", "none")
	d.SetText(softwareVersions, "LO", "hccp53")
	d.SetText(dcm.StudyInstanceUID, "UI", w.StudyUID)
	d.SetText(dcm.SeriesInstanceUID, "UI", w.SeriesUID)
	d.SetText(dcm.StudyID, "SH", "")
	d.SetInteger(dcm.SeriesNumber, w.SeriesNumber)
	d.SetInteger(dcm.InstanceNumber, 1)
	d.SetText(dcm.FrameOfReferenceUID, "UI", w.FrameOfReferenceUID)
	d.SetText(positionReferenceIndicator, "LO", "")
	d.SetText(contentLabel, "CS", w.Label)
	d.SetText(contentDescription, "LO", w.Description)
	d.SetText(contentCreatorName, "PN", "")
	if w.Source.SeriesUID == "" {
		return
	}
	instances := make([]*dcm.DataSet, len(w.Source.Instances))
	for i := range instances {
		instances[i] = w.Source.image(i)
	}
	series := dcm.NewDataSet()
	series.SetText(dcm.SeriesInstanceUID, "UI", w.Source.SeriesUID)
	series.SetItems(referencedInstanceSequence, instances...)
	d.SetItems(referencedSeriesSequence, series)
}

// image returns the reference to image z.
func (s Source) image(z int) *dcm.DataSet {
	d := dcm.NewDataSet()
	d.SetText(dcm.ReferencedSOPClassUID, "UI", s.class())
	d.SetText(dcm.ReferencedSOPInstanceUID, "UI", s.Instances[z])
	return d
}

// image sets how the frames are stored, what they have in common, and the two
// dimensions: segment and position.
func (w *Writing) image(d *dcm.DataSet, g volume.Grid) {
	d.SetNumbers(dcm.SamplesPerPixel, "US", 1)
	d.SetText(dcm.PhotometricInterpretation, "CS", "MONOCHROME2")
	d.SetNumbers(dcm.Rows, "US", float64(g.Size[1]))
	d.SetNumbers(dcm.Columns, "US", float64(g.Size[0]))
	d.SetNumbers(dcm.BitsAllocated, "US", 1)
	d.SetNumbers(dcm.BitsStored, "US", 1)
	d.SetNumbers(dcm.HighBit, "US", 0)
	d.SetNumbers(dcm.PixelRepresentation, "US", 0)
	d.SetText(lossyImageCompression, "CS", "00")
	d.SetText(segmentationType, "CS", "BINARY")
	overlap := "NO"
	if w.overlap() {
		overlap = "YES"
	}
	d.SetText(segmentsOverlap, "CS", overlap)

	orientation, measures, shared := dcm.NewDataSet(), dcm.NewDataSet(), dcm.NewDataSet()
	orientation.SetDecimals(dcm.ImageOrientationPatient, append(g.Direction[0][:], g.Direction[1][:]...)...)
	measures.SetDecimals(dcm.SliceThickness, g.Spacing[2])
	measures.SetDecimals(dcm.SpacingBetweenSlices, g.Spacing[2])
	measures.SetDecimals(dcm.PixelSpacing, g.Spacing[1], g.Spacing[0])
	shared.SetItems(dcm.PlaneOrientationSequence, orientation)
	shared.SetItems(dcm.PixelMeasuresSequence, measures)
	d.SetItems(dcm.SharedFunctionalGroupsSequence, shared)

	organization := dcm.NewDataSet()
	organization.SetText(dimensionOrganizationUID, "UI", w.InstanceUID)
	d.SetItems(dimensionOrganizationSequence, organization)
	index := func(pointer, group float64) *dcm.DataSet {
		i := dcm.NewDataSet()
		i.SetText(dimensionOrganizationUID, "UI", w.InstanceUID)
		i.SetNumbers(dimensionIndexPointer, "AT", pointer)
		i.SetNumbers(functionalGroupPointer, "AT", group)
		return i
	}
	d.SetItems(dimensionIndexSequence, index(segmentNumberPointer, segmentGroupPointer), index(positionPointer, positionGroupPointer))
}

// overlap reports whether a voxel belongs to two segments.
func (w *Writing) overlap() bool {
	taken := make([]bool, w.Segments[0].Mask.Len())
	for _, o := range w.Segments {
		for i, in := range o.Mask.Data {
			if in && taken[i] {
				return true
			}
			taken[i] = taken[i] || in
		}
	}
	return false
}
