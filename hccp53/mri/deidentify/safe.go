package deidentify

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/mri/internal/dcm"
)

// private is a private element that is kept: a number by which pixels are read.
type private struct {
	group   uint16
	creator string // who reserved the block that it is in
	element uint8
	vr      string
	size    int
}

// safe are all of them. PS3.15, table E.3.10-1 lists those of Philips as safe:
// scale intercept and slope, by which stored values are divided to get signals
// that compare between series (Chenevert et al., Transl Oncol 2014;7:65). The
// one of GE tells magnitude from phase, real and imaginary images.
var safe = []private{
	{0x2005, "Philips MR Imaging DD 001", 0x0D, "FL", 4},
	{0x2005, "Philips MR Imaging DD 001", 0x0E, "FL", 4},
	{0x0043, "GEMS_PARM_01", 0x2F, "SS", 2},
}

// philipsFrame is the private sequence in which enhanced images of Philips keep
// what a single image would say of a frame, the scale included. It is kept and
// treated like a sequence of the standard.
var philipsFrame = private{0x2005, "Philips MR Imaging DD 005", 0x0F, "SQ", 0}

// spared is what is kept of the private elements of a data set.
type spared struct {
	values map[private][]byte
	frame  []*dcm.DataSet // items of philipsFrame
}

// spare takes the safe private elements from d.
func spare(d *dcm.DataSet) spared {
	s := spared{values: map[private][]byte{}}
	for _, p := range safe {
		if e := d.Private(p.group, p.creator, p.element); e != nil && len(e.Value) >= p.size && (e.VR() == p.vr || e.VR() == "UN") {
			s.values[p] = e.Value[:p.size]
		}
	}
	if e := d.Private(philipsFrame.group, philipsFrame.creator, philipsFrame.element); e != nil {
		s.frame = e.Items
	}
	return s
}

// restore puts them back into d, each maker's in a block of its own.
func (s *sheet) restore(kept spared, d *dcm.DataSet) {
	for _, p := range slices.SortedFunc(maps.Keys(kept.values), private.compare) {
		s.counts.Kept++
		d.SetBytes(p.reserve(d)|dcm.Tag(p.element), p.vr, kept.values[p])
	}
	if kept.frame != nil {
		s.counts.Kept++
		for _, item := range kept.frame {
			s.dataSet(item)
		}
		d.SetItems(philipsFrame.reserve(d)|dcm.Tag(philipsFrame.element), kept.frame...)
	}
}

func (p private) compare(o private) int {
	return (int(p.group)-int(o.group))<<8 + int(p.element) - int(o.element)
}

// reserve reserves a block for p's maker, if there is none, and returns its tag.
func (p private) reserve(d *dcm.DataSet) dcm.Tag {
	for n := dcm.Tag(0x10); ; n++ {
		tag := dcm.Tag(p.group)<<16 | n
		if d.Find(tag) == nil {
			d.SetText(tag, "LO", p.creator)
		}
		if d.Text(tag) == p.creator {
			return dcm.Tag(p.group)<<16 | n<<8
		}
	}
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
