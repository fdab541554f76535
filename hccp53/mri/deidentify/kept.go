package deidentify

import (
	"strings"

	"hcclab/hccp53/mri/internal/dcm"
)

// cleaned are the descriptors that are cleaned: those that name sequence,
// phase, contrast agent or outlined structure. All other descriptors of the
// table are treated as the basic profile says.
var cleaned = words(`SeriesDescription StudyDescription ProtocolName ImageComments DerivationDescription ContrastBolusAgent
	ROIName StructureSetLabel EntityLabel EntityLongLabel SegmentLabel SegmentDescription ContentDescription`)

// technical are the short texts beside the table that are kept: terms of
// scanners, codes and segmentation.
var technical = words(`Manufacturer ManufacturerModelName SoftwareVersions CodeValue CodingSchemeDesignator CodingSchemeVersion CodeMeaning
	MappingResourceName SequenceName PulseSequenceName ImagedNucleus FilterType TypeOfFilters ConvolutionKernel ReceiveCoilName
	TransmitCoilName MultiCoilConfiguration MultiCoilElementName StackID ContrastBolusRoute Radiopharmaceutical RadiopharmaceuticalRoute
	InterventionDrugName DimensionDescriptionLabel DimensionIndexPrivateCreator FunctionalGroupPrivateCreator PositionReferenceIndicator
	RescaleType WindowCenterWidthExplanation LUTExplanation LUTLabel ModalityLUTType PVCRejection AttenuationCorrectionMethod
	ReconstructionMethod ScatterCorrectionMethod CardiacFramingType TriggerSourceOrType SegmentAlgorithmName AlgorithmName AlgorithmVersion
	ASLTechniqueDescription ASLCrusherDescription ASLBolusCutoffTechnique ApplicationVersion EnergyWindowName LongCodeValue URNCodeValue`)

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// unlisted returns the rule for an element that the table does not name.
func unlisted(tag dcm.Tag, vr string) rule {
	r := rule{keyword: tag.Keyword(), vr: vr, action: remove}
	switch {
	case tag == 0x04000500, // EncryptedAttributesSequence: the identity, for who has the key
		tag == 0x00080300: // PrivateDataElementCharacteristicsSequence: of elements that are gone
		return r
	}
	switch vr {
	case "LO", "SH", "ST", "LT", "UT", "UC", "UR":
		if cleaned[r.keyword] {
			r.action = clean
		} else if technical[r.keyword] {
			r.action = sweep
		}
	case "PN":
		r.action = empty
	case "DA", "DT", "TM":
		r.action = shift
	case "UI":
		r.action = keep
		if !standardUIDs(tag) {
			r.action = newUID
		}
	case "CS":
		r.action = sweep
	case "AS", "DS", "IS", "AT", "FL", "FD", "SL", "SS", "SV", "UL", "US", "UV", "OB", "OD", "OF", "OL", "OV", "OW", "SQ":
		r.action = keep
	}
	return r
}

// standardUIDs reports whether the element holds UIDs that name a class, a
// transfer syntax or a coding scheme, not an object.
func standardUIDs(tag dcm.Tag) bool {
	switch tag {
	case dcm.SOPClassUID, dcm.ReferencedSOPClassUID,
		0x0008001A, // RelatedGeneralSOPClassUID
		0x0008001B, // OriginalSpecializedSOPClassUID
		0x00080062, // SOPClassesInStudy
		0x0008010C, // CodingSchemeUID
		0x00080117, // ContextUID
		0x00080118: // MappingResourceUID
		return true
	}
	return false
}
