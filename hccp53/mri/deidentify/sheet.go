package deidentify

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"hcclab/hccp53/mri/internal/dcm"
)

// sheet is one file on its way.
type sheet struct {
	*Deidentifier
	id     string
	days   int
	known  []string // needles, of which the first names are sure
	names  int
	counts Counts
}

// dataSet de-identifies d and all items that stay.
func (s *sheet) dataSet(d *dcm.DataSet) {
	kept := spare(d)
	label := ordinalLabel(d)
	seen := make(map[dcm.Tag]bool, len(d.Elements()))
	d.Rewrite(func(e *dcm.Element) bool {
		twice := seen[e.Tag] // of two elements with one tag readers take either
		seen[e.Tag] = true
		if twice || e.Tag&0xffff == 0 {
			s.counts.Removed++
			return false
		}
		return s.element(e, label)
	})
	s.restore(kept, d)
}

// element does what the rule for e says and reports whether it stays.
func (s *sheet) element(e *dcm.Element, label string) bool {
	r := ruleFor(e.Tag, e.VR())
	if r.characteristic && s.settings.KeepCharacteristics {
		if value, ok := characteristic(e); ok {
			s.counts.Kept++
			setText(e, value)
			return true
		}
	}
	switch r.action {
	case remove:
		s.counts.Removed++
		return false
	case person:
		s.counts.Dummies++
		setText(e, s.id)
	case empty:
		s.counts.Emptied++
		e.Value = nil
		if e.Items != nil {
			e.Items = []*dcm.DataSet{}
		}
	case dummy:
		s.counts.Dummies++
		e.Value = dummyValue(e.VR())
	case shift:
		value, lost := moved(r.vr, string(e.Value), s.days)
		s.counts.Dates++
		if lost {
			s.counts.Invalid++
		}
		e.SetVR(r.vr)
		setText(e, value)
	case clean:
		s.clean(e, label)
	default:
		s.keep(e, r.action)
	}
	return true
}

// keep looks through an element that stays.
func (s *sheet) keep(e *dcm.Element, a action) {
	switch vr := e.VR(); {
	case e.Items != nil:
		s.counts.Kept++
		for _, item := range e.Items {
			s.dataSet(item)
		}
	case e.Fragments != nil:
		s.counts.Kept++
	case vr == "UI":
		value := s.uids(string(e.Value), a == newUID)
		if value == strings.Trim(string(e.Value), " \x00") {
			s.counts.Kept++
		} else {
			s.counts.UIDs++
		}
		setText(e, value)
	case a == sweep:
		value, hit := s.swept(vr, string(e.Value))
		switch {
		case !validText(vr, value):
			s.counts.Invalid++
			value = ""
		case hit:
			s.counts.Swept++
		default:
			s.counts.Kept++
			return
		}
		setText(e, value)
	case !validText(vr, string(e.Value)):
		s.counts.Invalid++
		e.Value = nil
	default:
		s.counts.Kept++
	}
}

// clean leaves the words of the vocabulary in a descriptor.
func (s *sheet) clean(e *dcm.Element, label string) {
	old := strings.Trim(string(e.Value), " \x00")
	var value string
	switch {
	case old == "" || len(old) > longestText:
	case label != "" && (e.Tag == tagROIName || e.Tag == tagSegmentLabel):
		if value = cleanLabel(old); value == "" {
			value = label
		}
	default:
		value = strings.TrimSpace(cleanText(old))
	}
	value, _ = s.swept(e.VR(), value)
	if value != old {
		s.counts.Cleaned++
	} else {
		s.counts.Kept++
	}
	setText(e, value)
}

// The names of outlined structures, and the numbers by which the files refer
// to them.
const (
	tagROINumber     dcm.Tag = 0x30060022
	tagROIName       dcm.Tag = 0x30060026
	tagSegmentNumber dcm.Tag = 0x00620004
	tagSegmentLabel  dcm.Tag = 0x00620005
)

// ordinalLabel returns the name of an outline or segment whose own name says
// nothing that may stay, "" for other data sets.
func ordinalLabel(d *dcm.DataSet) string {
	if d.Find(tagROINumber) != nil {
		if n := d.Text(tagROINumber); len(n) < 6 && validText("IS", n) {
			return "ROI " + n
		}
	}
	if d.Find(tagSegmentNumber) != nil {
		return "Segment " + strconv.Itoa(d.Count(tagSegmentNumber))
	}
	return ""
}

// setText sets the value of e, padded to an even length.
func setText(e *dcm.Element, value string) {
	if len(value)%2 == 1 {
		if e.VR() == "UI" {
			value += "\x00"
		} else {
			value += " "
		}
	}
	e.Value, e.Items, e.Fragments = []byte(value), nil, nil
}

// dummyValue returns a value of the kind that means nothing.
func dummyValue(vr string) []byte {
	switch vr {
	case "AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT":
		return []byte("REMOVED ")
	case "AS":
		return []byte("000Y")
	case "DS", "IS":
		return []byte("0 ")
	case "UR":
		return []byte("urn:removed ")
	case "FD", "OD", "OV", "SV", "UV":
		return make([]byte, 8)
	}
	return make([]byte, 4)
}

var (
	codeForm    = regexp.MustCompile(`^[A-Za-z0-9 _\-+./\\]*$`)
	decimalForm = regexp.MustCompile(`^[0-9 +\-.eE\\]*$`)
	ageForm     = regexp.MustCompile(`^(\d{3}[DWMY] ?\\?)*$`)
)

// validText reports whether a value can be one of its kind. Kinds that are not
// text, and those that may be any text, are.
func validText(vr, value string) bool {
	value = strings.Trim(value, " \x00")
	switch vr {
	case "CS":
		return codeForm.MatchString(value)
	case "DS", "IS":
		return decimalForm.MatchString(value)
	case "AS":
		return ageForm.MatchString(value)
	case "LO", "SH", "ST", "LT", "UT", "UC", "UR":
		return utf8.ValidString(value) && !strings.ContainsRune(value, 0)
	}
	return true
}
