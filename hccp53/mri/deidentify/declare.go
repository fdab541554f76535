package deidentify

import "hcclab/hccp53/mri/internal/dcm"

// Elements that say what was done (PS3.3, C.7.1.1 and C.12.1.1.3).
const (
	tagIdentityRemoved dcm.Tag = 0x00120062
	tagMethod          dcm.Tag = 0x00120063
	tagMethodCodes     dcm.Tag = 0x00120064
	tagDatesModified   dcm.Tag = 0x00280303
	tagBirthDate       dcm.Tag = 0x00100030

	tagCodeValue   dcm.Tag = 0x00080100
	tagCodeScheme  dcm.Tag = 0x00080102
	tagCodeMeaning dcm.Tag = 0x00080104
)

// code is a concept of CID 7050, "De-identification Method", of PS3.16.
type code struct{ value, meaning string }

var methods = []code{
	{"113100", "Basic Application Confidentiality Profile"},
	{"113105", "Clean Descriptors Option"},
	{"113107", "Retain Longitudinal Temporal Information Modified Dates Option"},
	{"113111", "Retain Safe Private Option"},
}

var characteristicsMethod = code{"113108", "Retain Patient Characteristics Option"}

// declare writes into the file who the patient is now and what was done.
func (s *sheet) declare(d *dcm.DataSet) {
	d.SetText(dcm.PatientName, "PN", s.id)
	d.SetText(dcm.PatientID, "LO", s.id)
	d.SetText(tagBirthDate, "DA", "")
	if d.Find(dcm.PatientSex) == nil {
		d.SetText(dcm.PatientSex, "CS", "")
	}
	d.SetText(tagIdentityRemoved, "CS", "YES")
	d.SetText(tagMethod, "LO", "hccp53 deidentify", "PS3.15 annex E, table E.1-1 of 2026c")
	codes := methods
	if s.settings.KeepCharacteristics {
		codes = append(codes[:len(codes):len(codes)], characteristicsMethod)
	}
	items := make([]*dcm.DataSet, len(codes))
	for i, c := range codes {
		items[i] = dcm.NewDataSet()
		items[i].SetText(tagCodeValue, "SH", c.value)
		items[i].SetText(tagCodeScheme, "SH", "DCM")
		items[i].SetText(tagCodeMeaning, "LO", c.meaning)
	}
	d.SetItems(tagMethodCodes, items...)
	d.SetText(tagDatesModified, "CS", "MODIFIED")
}
