package rtstruct

import "hcclab/hccp53/mri/internal/dcm"

// storage is the class RT Structure Set Storage (PS3.4, table B.5-1).
const storage = "1.2.840.10008.5.1.4.1.1.481.3"

// Tags of the structure set modules (PS3.3, C.8.8.5, C.8.8.6 and C.8.8.8), by
// keyword.
const (
	referencedFrameOfReferenceSequence dcm.Tag = 0x30060010
	rtReferencedStudySequence          dcm.Tag = 0x30060012
	rtReferencedSeriesSequence         dcm.Tag = 0x30060014
	contourImageSequence               dcm.Tag = 0x30060016
	structureSetROISequence            dcm.Tag = 0x30060020
	roiNumber                          dcm.Tag = 0x30060022
	referencedFrameOfReferenceUID      dcm.Tag = 0x30060024
	roiName                            dcm.Tag = 0x30060026
	roiDescription                     dcm.Tag = 0x30060028
	roiGenerationAlgorithm             dcm.Tag = 0x30060036
	roiContourSequence                 dcm.Tag = 0x30060039
	contourSequence                    dcm.Tag = 0x30060040
	contourGeometricType               dcm.Tag = 0x30060042
	numberOfContourPoints              dcm.Tag = 0x30060046
	contourData                        dcm.Tag = 0x30060050
	rtROIObservationsSequence          dcm.Tag = 0x30060080
	referencedROINumber                dcm.Tag = 0x30060084
	rtROIInterpretedType               dcm.Tag = 0x300600A4
)
