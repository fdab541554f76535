package seg

import "hcclab/hccp53/mri/internal/dcm"

// Storage classes (PS3.4, table B.5-1).
const (
	segStorage      = "1.2.840.10008.5.1.4.1.1.66.4"
	labelMapStorage = "1.2.840.10008.5.1.4.1.1.66.7"
)

// Tags of the segmentation modules (PS3.3, C.8.20), by keyword.
const (
	codeValue                     dcm.Tag = 0x00080100
	codingSchemeDesignator        dcm.Tag = 0x00080102
	codeMeaning                   dcm.Tag = 0x00080104
	referencedSeriesSequence      dcm.Tag = 0x00081115
	referencedInstanceSequence    dcm.Tag = 0x0008114A
	sourceImageSequence           dcm.Tag = 0x00082112
	derivationImageSequence       dcm.Tag = 0x00089124
	derivationCode                dcm.Tag = 0x00089215
	purposeOfReferenceCode        dcm.Tag = 0x0040A170
	dimensionIndexValues          dcm.Tag = 0x00209157
	dimensionOrganizationUID      dcm.Tag = 0x00209164
	dimensionIndexPointer         dcm.Tag = 0x00209165
	functionalGroupPointer        dcm.Tag = 0x00209167
	dimensionOrganizationSequence dcm.Tag = 0x00209221
	dimensionIndexSequence        dcm.Tag = 0x00209222
	dimensionOrganizationType     dcm.Tag = 0x00209311
	lossyImageCompression         dcm.Tag = 0x00282110
	totalPixelMatrixColumns       dcm.Tag = 0x00480006
	planePositionSlideSequence    dcm.Tag = 0x0048021A
	segmentationType              dcm.Tag = 0x00620001
	segmentSequence               dcm.Tag = 0x00620002
	segmentedPropertyCategoryCode dcm.Tag = 0x00620003
	segmentNumber                 dcm.Tag = 0x00620004
	segmentLabel                  dcm.Tag = 0x00620005
	segmentDescription            dcm.Tag = 0x00620006
	segmentAlgorithmType          dcm.Tag = 0x00620008
	segmentAlgorithmName          dcm.Tag = 0x00620009
	segmentIdentificationSequence dcm.Tag = 0x0062000A
	referencedSegmentNumber       dcm.Tag = 0x0062000B
	maximumFractionalValue        dcm.Tag = 0x0062000E
	segmentedPropertyTypeCode     dcm.Tag = 0x0062000F
	segmentationFractionalType    dcm.Tag = 0x00620010
	segmentsOverlap               dcm.Tag = 0x00620013
	contentLabel                  dcm.Tag = 0x00700080
	contentDescription            dcm.Tag = 0x00700081
	contentCreatorName            dcm.Tag = 0x00700084
	deviceSerialNumber            dcm.Tag = 0x00181000
	softwareVersions              dcm.Tag = 0x00181020
	accessionNumber               dcm.Tag = 0x00080050
	referringPhysicianName        dcm.Tag = 0x00080090
	patientBirthDate              dcm.Tag = 0x00100030
	positionReferenceIndicator    dcm.Tag = 0x00201040
	segmentNumberPointer                  = float64(referencedSegmentNumber)
	segmentGroupPointer                   = float64(segmentIdentificationSequence)
	positionPointer                       = float64(dcm.ImagePositionPatient)
	positionGroupPointer                  = float64(dcm.PlanePositionSequence)
)
