package deidentify

import (
	"encoding/hex"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// identity tells which patient and which object a file is of.
type identity struct {
	// Patient is the keyed hash of the patient ID, in hexadecimal. Files
	// without one count as of one patient a study.
	Patient                 string
	patientID               string
	study, series, instance string
}

// identify reads the identity; the error is [ErrIncomplete].
func (d *Deidentifier) identify(h *dcm.DataSet) (identity, error) {
	who := identity{
		patientID: h.Text(dcm.PatientID),
		study:     h.Text(dcm.StudyInstanceUID), series: h.Text(dcm.SeriesInstanceUID), instance: h.Text(dcm.SOPInstanceUID),
	}
	if who.study == "" || who.series == "" || who.instance == "" {
		return who, fault.New(ErrIncomplete, "the file lacks the UID of its study, series or instance").Try("export the series again")
	}
	key := "id " + who.patientID
	if who.patientID == "" {
		key = "study " + who.study
	}
	sum := d.digest("patient", key)
	who.Patient = hex.EncodeToString(sum[:])
	return who, nil
}

// usableID reports whether id can be a patient ID and the name of a folder.
func usableID(id string) bool {
	return id != "" && len(id) <= 64 && strings.Trim(id, ".") != "" && !strings.ContainsFunc(id, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r))
	})
}

// Elements whose values are looked for in the texts that are kept. Names of
// persons are, wherever they stand at the top of the file.
var telling = map[dcm.Tag]bool{
	dcm.PatientID: true, 0x00101000: true, // other patient IDs
	0x00080050: true,                   // accession number
	0x00080080: true, 0x00081010: true, // institution, station
	0x00181000: true,                   // serial number of the device
	0x00380010: true,                   // admission ID
	0x00101040: true, 0x00102154: true, // address, telephone numbers
	dcm.StudyInstanceUID: true, dcm.SeriesInstanceUID: true, dcm.SOPInstanceUID: true, dcm.FrameOfReferenceUID: true,
}

const (
	// leastNeedle is the length from which a name or number counts as telling:
	// "Li" and "17" stand in many words.
	leastNeedle = 4
	// leastText is the length from which any text that the table names is looked
	// for, too: the name of a protocol or a clinic stands in several places.
	leastText = 8
	// mostNeedles bounds the work on a hostile file.
	mostNeedles = 100
)

// makers are never looked for. The maker tells how pixels are to be read; test
// files and service engineers give it as the institution.
var makers = words("siemens philips toshiba canon hitachi fujifilm bruker varian elekta esaote agfa samsung shimadzu mediso neusoft uih")

// needles returns, in lower case, what must not be left in any text; the first
// of them, in number names, are the names, numbers, dates and UIDs.
func needles(d *dcm.DataSet) (all []string, names int) {
	seen := map[string]bool{}
	add := func(s string) {
		s = strings.ToLower(strings.Trim(s, " \x00"))
		if len(s) >= leastNeedle && !makers[s] && !seen[s] && len(all) < mostNeedles {
			seen[s] = true
			all = append(all, s)
		}
	}
	for _, tag := range []dcm.Tag{dcm.PatientID, dcm.PatientName} { // before all else, should there be too many
		if e := d.Find(tag); e != nil && len(e.Value) <= 1024 {
			for _, part := range strings.FieldsFunc(string(e.Value), func(r rune) bool { return strings.ContainsRune(`\\^=`, r) }) {
				add(part)
			}
		}
	}
	for _, first := range []bool{true, false} { // the surest first, should there be too many
		for _, e := range d.Elements() {
			r, listed := profile[e.Tag]
			vr := r.vr
			if vr == "" {
				vr = e.VR()
			}
			sure := vr == "PN" || vr == "DA" || telling[e.Tag]
			text := listed && r.action != clean && (vr == "LO" || vr == "SH" || vr == "ST" || vr == "LT")
			if len(e.Value) == 0 || len(e.Value) > 1024 || first != sure || !sure && !text {
				continue
			}
			for value := range strings.SplitSeq(string(e.Value), `\`) {
				// "Arterial phase" tells nothing, and must stay elsewhere.
				if value = strings.Trim(value, " \x00"); sure || len(value) >= leastText && cleanText(value) != value {
					add(value)
				}
				if vr == "PN" {
					for _, part := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("^= ,", r) }) {
						add(part)
					}
				}
			}
		}
		if first {
			names = len(all)
		}
	}
	return all, names
}

// longestText bounds, in bytes, the texts that are kept: the longest that the
// standard allows for LT.
const longestText = 10240

// swept returns text with every needle replaced, and whether there was any.
func (s *sheet) swept(vr, text string) (string, bool) {
	if len(text) > longestText {
		return placeholder, true
	}
	lower := strings.ToLower(text)
	hit := false
	known := s.known
	if vr == "CS" { // a code such as LOCALIZER may be the name of a protocol, too
		known = known[:s.names]
	}
	for _, n := range known {
		if !strings.Contains(lower, n) {
			continue
		}
		hit = true
		if len(lower) != len(text) { // letters whose lower case has another length
			return placeholder, true
		}
		for i := strings.Index(lower, n); i >= 0; i = strings.Index(lower, n) {
			text = text[:i] + placeholder + text[i+len(n):]
			lower = lower[:i] + placeholder + lower[i+len(n):]
		}
	}
	return text, hit
}
