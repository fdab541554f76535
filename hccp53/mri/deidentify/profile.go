package deidentify

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"hcclab/hccp53/mri/internal/dcm"
)

// profileCSV is table E.1-1 of PS3.15; see the package comment.
//
//go:embed profile.csv
var profileCSV string

// action is what becomes of an element (PS3.15, annex E.1).
type action byte

const (
	keep   action = 'K' // as it is; sequences are descended into
	remove action = 'X'
	empty  action = 'Z'
	dummy  action = 'D' // a value that means nothing
	newUID action = 'U' // another UID, the same for the same; sequences are descended into
	shift  action = 'T' // a date moved, a time of day kept
	clean  action = 'C' // only words of the vocabulary stay
	sweep  action = 'S' // as it is but for the patient's own names and numbers
	person action = 'P' // the patient's new identity
)

// rule is one row of the table.
type rule struct {
	keyword, vr string
	action      action
	// characteristic: kept by Retain Patient Characteristics.
	characteristic bool
}

// profile is the table with the options that are always in force.
var profile = parseProfile(profileCSV)

func parseProfile(text string) map[dcm.Tag]rule {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic("deidentify: profile.csv: " + err.Error())
	}
	all := make(map[dcm.Tag]rule, len(rows))
	for _, row := range rows[1:] {
		n, err := strconv.ParseUint(row[0], 16, 32)
		if err != nil || len(row[5]) != 1 {
			panic(fmt.Sprintf("deidentify: profile.csv: row %q", row))
		}
		tag, options := dcm.Tag(n), row[4]
		r := rule{keyword: row[1], vr: row[2], action: action(row[5][0]), characteristic: strings.Contains(options, "P")}
		switch {
		case tag == dcm.PatientName || tag == dcm.PatientID:
			r.action = person
		case strings.Contains(options, "D") && (r.vr == "DA" || r.vr == "DT" || r.vr == "TM"):
			r.action = shift
		case strings.Contains(options, "C") && cleaned[r.keyword]:
			r.action = clean
		case r.action == dummy && r.vr == "UI":
			r.action = newUID
		case r.action == dummy && (r.vr == "SQ" || r.vr == ""):
			r.action = remove
		}
		all[tag] = r
	}
	return all
}

// ruleFor returns what is done with an element that the file states to be of
// kind vr.
func ruleFor(tag dcm.Tag, vr string) rule {
	group := tag >> 16
	switch {
	case tag == dcm.PixelData || tag == dcm.FloatPixelData || tag == dcm.DoubleFloatPixelData:
		return rule{vr: vr, action: keep}
	case tag.Private(), group < 0x0008, group >= 0xFFFC,
		group&0xff00 == 0x5000, group&0xff00 == 0x6000: // curves and overlays
		return rule{action: remove}
	}
	r, listed := profile[tag]
	switch {
	case listed && r.vr == "":
		r.vr = vr
	case listed && r.action == remove:
	case !fits(tag, vr):
		return rule{action: remove} // a value of another kind than the standard's may be anything
	case !listed:
		r = unlisted(tag, vr)
	}
	return r
}

// fits reports whether the standard allows kind vr for the tag, or one that is
// read alike. Elements that the dictionary does not have fit nothing.
func fits(tag dcm.Tag, vr string) bool {
	for _, want := range tag.VRs() {
		if want == vr || alike[want] != "" && alike[want] == alike[vr] {
			return true
		}
	}
	return false
}

// alike names the groups of kinds that writers mix up.
var alike = map[string]string{
	"OB": "bytes", "OW": "bytes", "US": "number", "SS": "number", "UL": "number", "SL": "number", "DS": "decimal", "IS": "decimal",
	"LO": "text", "SH": "text", "ST": "prose", "LT": "prose", "UT": "prose",
}
