package deidentify

import (
	"strconv"
	"strings"

	"hcclab/hccp53/mri/internal/dcm"
)

func formatCount(n int) string { return strconv.Itoa(n) }

// Philips keeps in private elements by what stored values are divided to get
// signals that can be compared between series (Chenevert et al., Transl Oncol
// 2014;7:65): scale intercept and scale slope. PS3.15, table E.3.10-1 lists
// them as safe.
const (
	philips        = "Philips MR Imaging DD 001"
	scaleGroup     = 0x2005
	scaleIntercept = 0x0D
	scaleSlope     = 0x0E
)

// scaling is the private elements that are kept of one data set.
type scaling struct {
	intercept, slope []byte // FL; nil when absent
}

// safePrivate returns what is kept of the private elements.
func safePrivate(d *dcm.DataSet) scaling {
	four := func(element uint8) []byte {
		if e := d.Private(scaleGroup, philips, element); e != nil && len(e.Value) == 4 && (e.VR() == "FL" || e.VR() == "UN") {
			return e.Value
		}
		return nil
	}
	return scaling{four(scaleIntercept), four(scaleSlope)}
}

// restore puts the elements back, in the first block of the group, and returns
// their number.
func (s scaling) restore(d *dcm.DataSet) (n int) {
	const block = scaleGroup<<16 | 0x1000
	if s.intercept == nil && s.slope == nil {
		return 0
	}
	d.SetText(scaleGroup<<16|0x0010, "LO", philips)
	for element, value := range map[dcm.Tag][]byte{scaleIntercept: s.intercept, scaleSlope: s.slope} {
		if value != nil {
			d.SetBytes(block|element, "FL", value)
			n++
		}
	}
	return n
}

// characteristic returns the value of sex, age, size or weight that is kept;
// not ok for other characteristics and for values that are none.
func characteristic(e *dcm.Element) (value string, ok bool) {
	value = strings.Trim(string(e.Value), " \x00")
	switch e.Tag {
	case dcm.PatientSex:
		return value, value == "M" || value == "F" || value == "O"
	case dcm.PatientAge:
		if len(value) != 4 || !ageForm.MatchString(value) {
			return "", false
		}
		if n, err := strconv.Atoi(value[:3]); err != nil || value[3] == 'Y' && n > 90 {
			value = "090Y"
		}
		return value, true
	case 0x00101020, 0x00101030: // size in m, weight in kg
		_, err := strconv.ParseFloat(value, 64)
		return value, err == nil && len(value) <= 16
	}
	return "", false
}
