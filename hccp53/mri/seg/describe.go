package seg

import (
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// Concepts: of a segment whose Writing names none (SNOMED CT), and of how a
// frame came from an image (PS3.16).
var (
	abnormal = Concept{"49755003", "SCT", "Morphologically Abnormal Structure"}
	lesion   = Concept{"52988006", "SCT", "Lesion"}
	drawn    = Concept{"113076", "DCM", "Segmentation"}
	drawnOn  = Concept{"121322", "DCM", "Source image for image processing operation"}
)

// describe returns the description of a segment.
func (o Outline) describe(number int) *dcm.DataSet {
	category, kind := o.Category, o.Type
	if category == (Concept{}) {
		category = abnormal
	}
	if kind == (Concept{}) {
		kind = lesion
	}
	d := dcm.NewDataSet()
	d.SetNumbers(segmentNumber, "US", float64(number))
	d.SetText(segmentLabel, "LO", o.Label)
	if o.Description != "" {
		d.SetText(segmentDescription, "ST", o.Description)
	}
	d.SetText(segmentAlgorithmType, "CS", o.Algorithm)
	if o.Program != "" {
		d.SetText(segmentAlgorithmName, "LO", o.Program)
	}
	d.SetItems(segmentedPropertyCategoryCode, category.item())
	d.SetItems(segmentedPropertyTypeCode, kind.item())
	return d
}

func (c Concept) item() *dcm.DataSet {
	d := dcm.NewDataSet()
	d.SetText(codeValue, "SH", c.Value)
	d.SetText(codingSchemeDesignator, "SH", c.Scheme)
	d.SetText(codeMeaning, "LO", c.Meaning)
	return d
}

// frame returns the functional groups of the frame of a segment on slice z.
func (w *Writing) frame(g volume.Grid, segment, z int) *dcm.DataSet {
	content, position, id, f := dcm.NewDataSet(), dcm.NewDataSet(), dcm.NewDataSet(), dcm.NewDataSet()
	content.SetNumbers(dimensionIndexValues, "UL", float64(segment), float64(z+1))
	p := g.Point(0, 0, float64(z))
	position.SetDecimals(dcm.ImagePositionPatient, p[:]...)
	id.SetNumbers(referencedSegmentNumber, "US", float64(segment))
	f.SetItems(dcm.FrameContentSequence, content)
	f.SetItems(dcm.PlanePositionSequence, position)
	f.SetItems(segmentIdentificationSequence, id)
	if len(w.Source.Instances) > 0 {
		source, derivation := w.Source.image(z), dcm.NewDataSet()
		source.SetItems(purposeOfReferenceCode, drawnOn.item())
		derivation.SetItems(derivationCode, drawn.item())
		derivation.SetItems(sourceImageSequence, source)
		f.SetItems(derivationImageSequence, derivation)
	}
	return f
}
