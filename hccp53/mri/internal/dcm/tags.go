package dcm

// Tags of the header elements that are used (PS3.6).
const (
	tagCharacterSet      = 0x00080005
	tagImageType         = 0x00080008
	tagSOPClass          = 0x00080016
	tagSOPInstance       = 0x00080018
	tagStudyDate         = 0x00080020
	tagSeriesDate        = 0x00080021
	tagAcquisitionDate   = 0x00080022
	tagContentDate       = 0x00080023
	tagAcquisitionMoment = 0x0008002A
	tagStudyTime         = 0x00080030
	tagSeriesTime        = 0x00080031
	tagAcquisitionTime   = 0x00080032
	tagContentTime       = 0x00080033
	tagModality          = 0x00080060
	tagManufacturer      = 0x00080070
	tagDescription       = 0x0008103E
	tagModel             = 0x00081090
	tagPatientName       = 0x00100010
	tagPatientID         = 0x00100020
	tagPatientSex        = 0x00100040
	tagPatientAge        = 0x00101010
	tagAgent             = 0x00180010
	tagScanningSequence  = 0x00180020
	tagSequenceVariant   = 0x00180021
	tagScanOptions       = 0x00180022
	tagAcquisitionType   = 0x00180023
	tagSliceThickness    = 0x00180050
	tagRepetitionTime    = 0x00180080
	tagEchoTime          = 0x00180081
	tagEchoNumber        = 0x00180086
	tagFieldStrength     = 0x00180087
	tagSpacingBetween    = 0x00180088
	tagEchoTrain         = 0x00180091
	tagBolusStart        = 0x00181042
	tagTriggerTime       = 0x00181060
	tagFlipAngle         = 0x00181314
	tagPatientPosition   = 0x00185100
	tagStudyInstance     = 0x0020000D
	tagSeriesInstance    = 0x0020000E
	tagStudyID           = 0x00200010
	tagSeriesNumber      = 0x00200011
	tagAcquisitionNumber = 0x00200012
	tagInstanceNumber    = 0x00200013
	tagPosition          = 0x00200032
	tagOrientation       = 0x00200037
	tagFrameOfReference  = 0x00200052
	tagTemporalPosition  = 0x00200100
	tagTemporalPositions = 0x00200105
	tagComments          = 0x00204000
	tagSamplesPerPixel   = 0x00280002
	tagPhotometric       = 0x00280004
	tagFrames            = 0x00280008
	tagRows              = 0x00280010
	tagColumns           = 0x00280011
	tagPixelSpacing      = 0x00280030
	tagBitsAllocated     = 0x00280100
	tagBitsStored        = 0x00280101
	tagHighBit           = 0x00280102
	tagSigned            = 0x00280103
	tagIntercept         = 0x00281052
	tagSlope             = 0x00281053
	tagRescaleType       = 0x00281054
)

// maxValue bounds the bytes of one header value; the longest that is used, a
// comment, may have 10,240 characters (PS3.5, table 6.2-1).
const maxValue = 4 * 10240

// wanted reports whether e is a header element that is used: short, of a plain
// kind, and one of the tags above.
func wanted(e element) bool {
	if e.open || len(e.value) > maxValue || longVR(e.vr) {
		return false
	}
	switch e.tag {
	case tagCharacterSet, tagImageType, tagSOPClass, tagSOPInstance,
		tagStudyDate, tagSeriesDate, tagAcquisitionDate, tagContentDate, tagAcquisitionMoment,
		tagAcquisitionTime, tagContentTime, tagModality, tagManufacturer, tagDescription, tagModel,
		tagPatientID, tagAgent, tagSliceThickness, tagRepetitionTime, tagEchoTime, tagEchoNumber,
		tagFieldStrength, tagSpacingBetween, tagBolusStart, tagTriggerTime, tagFlipAngle,
		tagStudyInstance, tagSeriesInstance, tagSeriesNumber, tagAcquisitionNumber, tagInstanceNumber,
		tagPosition, tagOrientation, tagTemporalPosition, tagComments,
		tagSamplesPerPixel, tagPhotometric, tagFrames, tagRows, tagColumns, tagPixelSpacing,
		tagBitsAllocated, tagBitsStored, tagHighBit, tagSigned, tagIntercept, tagSlope:
		return true
	}
	return false
}
