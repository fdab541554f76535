package deidentify

import (
	"strings"
	"sync"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

// TestTableIsThatOfTheStandard compares rows that anyone can look up in PS3.15,
// table E.1-1, and counts the rest.
func TestTableIsThatOfTheStandard(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(profileCSV), "\n")[1:]
	if len(rows) != 652 || len(profile) != len(rows) {
		t.Errorf("%d rows, %d tags", len(rows), len(profile))
	}
	for tag, want := range map[dcm.Tag]string{
		dcm.PatientName: "PatientName,PN,Z,", dcm.PatientID: "PatientID,LO,Z/D,", 0x00100030: "PatientBirthDate,DA,Z,",
		dcm.SOPInstanceUID: "SOPInstanceUID,UI,U,", dcm.StudyDate: "StudyDate,DA,Z,D", dcm.ContentTime: "ContentTime,TM,Z/D,D",
		dcm.SeriesDescription: "SeriesDescription,LO,X,C", dcm.PatientAge: "PatientAge,AS,X,P", 0x00081140: "ReferencedImageSequence,SQ,X/Z/U*,",
		0x00081070: "OperatorsName,PN,X/Z/D,", 0x00204000: "ImageComments,LT,X,C", 0x04000550: "ModifiedAttributesSequence,SQ,X,",
		0x00402001: "ReasonForTheImagingServiceRequest,LO,X,C", 0x30060026: "ROIName,LO,Z,C",
	} {
		prefix := strings.ToUpper(strings.NewReplacer("(", "", ")", "", ",", "").Replace(tag.String())) + "," + want + ","
		found := false
		for _, row := range rows {
			found = found || strings.HasPrefix(row, prefix)
		}
		if !found {
			t.Errorf("no row begins with %s", prefix)
		}
	}
	actions := "DZXUK"
	for _, row := range rows {
		f := strings.Split(row, ",")
		if strings.Trim(f[3], "DZXUKC/*") != "" || strings.Trim(f[4], "DCP") != "" || !strings.Contains(actions, f[5]) {
			t.Errorf("row %q", row)
		}
		if !strings.Contains(f[3], f[5]) {
			t.Errorf("what is done here is not among the actions of the standard: %q", row)
		}
	}
}

// TestTableAgreesWithTheDictionary finds slips of tags and kinds.
func TestTableAgreesWithTheDictionary(t *testing.T) {
	for tag, r := range profile {
		if vrs := tag.VRs(); vrs != nil && (r.keyword != tag.Keyword() || r.vr != "" && !fits(tag, r.vr)) {
			t.Errorf("%s is %s %s in the table, %s %v in the dictionary", tag, r.keyword, r.vr, tag.Keyword(), vrs)
		}
		if strings.IndexByte("KXZDUTCP", byte(r.action)) < 0 {
			t.Errorf("%s: action %c", tag, r.action)
		}
		if r.vr == "SQ" && r.action == dummy {
			t.Errorf("%s: a sequence of dummies", tag)
		}
	}
	keywords := map[string]bool{}
	everyTag(func(tag dcm.Tag) { keywords[tag.Keyword()] = true })
	for _, names := range []map[string]bool{cleaned, technical} {
		for name := range names {
			if !keywords[name] {
				t.Errorf("no attribute is called %s", name)
			}
		}
	}
}

// everyTag calls f for the tags of the dictionary from group 8 on.
func everyTag(f func(dcm.Tag)) {
	for _, tag := range dictionary() {
		f(tag)
	}
}

var dictionary = sync.OnceValue(func() (all []dcm.Tag) {
	for _, groups := range [][2]dcm.Tag{{0x08, 0x100}, {0x400, 0x400}, {0x2000, 0x2200}, {0x3000, 0x3010}, {0x4000, 0x4010}} {
		for group := groups[0]; group <= groups[1]; group += 2 {
			for element := dcm.Tag(1); element <= 0xffff; element++ {
				if tag := group<<16 | element; tag.Keyword() != "" {
					all = append(all, tag)
				}
			}
		}
	}
	return all
})

func TestRuleOfWhatTheTableDoesNotName(t *testing.T) {
	for _, c := range []struct {
		tag  dcm.Tag
		vr   string
		want action
	}{
		{dcm.Rows, "US", keep}, {dcm.Rows, "LO", remove}, {dcm.PixelData, "OW", keep}, {dcm.PixelData, "UN", keep},
		{0x00091010, "LO", remove}, {0x60003000, "OW", remove}, {0x60020022, "LO", remove}, {0x50000005, "US", remove},
		{0x00280099, "US", remove}, {0xFFFCFFFC, "OB", remove}, {0x00040010, "UI", remove}, {0xFFFEE0DD, "UN", remove},
		{dcm.Manufacturer, "LO", sweep}, {0x00181003, "LO", remove}, // DeviceID
		{0x0040A160, "UT", remove}, {0x00142006, "PN", empty}, {dcm.SOPClassUID, "UI", keep}, {0x00080404, "DT", shift},
		{0x00620005, "LO", clean}, {dcm.PatientName, "PN", person}, {dcm.PatientName, "SQ", remove}, {dcm.StudyDate, "LO", remove},
		{dcm.AcquisitionTime, "TM", shift}, {dcm.TriggerTime, "DS", keep}, {dcm.TemporalPositionIdentifier, "IS", keep},
		{dcm.ContrastBolusStartTime, "TM", shift},
	} {
		if got := ruleFor(c.tag, c.vr).action; got != c.want {
			t.Errorf("%s %s: %c, want %c", c.tag, c.vr, got, c.want)
		}
	}
}
