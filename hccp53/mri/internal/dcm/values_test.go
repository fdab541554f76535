package dcm

import (
	"math"
	"slices"
	"testing"
)

// TestNumbers decodes one value of each kind, in both byte orders.
func TestNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		vr, value string
		want      []float64
	}{
		"US":                 {"US", "\x01\x02\xff\xff", []float64{513, 65535}},
		"SS":                 {"SS", "\x30\xf8", []float64{-2000}},
		"UL":                 {"UL", "\xff\xff\xff\xff", []float64{math.MaxUint32}},
		"SL":                 {"SL", "\xfe\xff\xff\xff", []float64{-2}},
		"FL":                 {"FL", "\xcd\xcc\xcc\x3d", []float64{float64(float32(0.1))}},
		"FD":                 {"FD", "\x9a\x99\x99\x99\x99\x99\xb9\x3f", []float64{0.1}},
		"AT":                 {"AT", "\x28\x00\x10\x00", []float64{0x00280010}},
		"UV":                 {"UV", "\x01\x00\x00\x00\x01\x00\x00\x00", []float64{1<<32 + 1}},
		"SV":                 {"SV", "\xff\xff\xff\xff\xff\xff\xff\xff", []float64{-1}},
		"DS":                 {"DS", `1.5\ -2e3 \+.5 `, []float64{1.5, -2000, 0.5}},
		"DS with a gap":      {"DS", `1\\3 `, []float64{1, math.NaN(), 3}},
		"DS that is none":    {"DS", `1,5 `, []float64{math.NaN()}},
		"DS, infinite":       {"DS", "inf ", []float64{math.NaN()}},
		"IS":                 {"IS", "12\x00", []float64{12}},
		"number in a text":   {"LO", "3.5 ", []float64{3.5}},
		"blank":              {"DS", "  ", nil},
		"empty":              {"US", "", nil},
		"odd length":         {"US", "\x01\x02\x03", nil},
		"bytes":              {"OB", "\x01\x02", nil},
		"of unknown meaning": {"UN", "\x01\x02", nil},
	} {
		d := NewDataSet()
		d.elements = []Element{{Tag: ImageComments, Value: []byte(c.value), vr: [2]byte([]byte(c.vr))}}
		equal := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if got := d.Numbers(ImageComments); !slices.EqualFunc(got, c.want, equal) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if got := d.Number(ImageComments); len(c.want) > 0 && !equal(got, c.want[0]) || c.want == nil && !math.IsNaN(got) {
			t.Errorf("%s: first %v", name, got)
		}
	}
}

// TestFirstOfTwo: of two elements with one tag the first counts, for whoever
// decodes it.
func TestFirstOfTwo(t *testing.T) {
	two := append(appendText(nil, StudyDate, "DA", ""), appendText(nil, StudyDate, "DA", "20260330")...)
	two = append(append(two, appendText(nil, StudyTime, "TM", "09")...), appendText(nil, StudyTime, "TM", "10")...)
	f, err := Parse(file(ExplicitLittle, two))
	if err != nil || f.Text(StudyDate) != "" || f.Text(StudyTime) != "09" {
		t.Errorf("%v: %q %q", err, f.Text(StudyDate), f.Text(StudyTime))
	}
}

func TestCodes(t *testing.T) {
	d := appendText(nil, StudyDate, "DA", `20260330\20260331 `)
	d = append(d, appendText(nil, SOPInstanceUID, "UI", "1.2.\xe43")...)
	d = append(d, appendText(nil, ImageType, "CS", `ORIGINAL\PRIMARY \M`)...)
	f, err := Parse(file(ExplicitLittle, d))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Texts(StudyDate); !slices.Equal(got, []string{"20260330", "20260331"}) {
		t.Errorf("dates %q", got)
	}
	if got := f.Text(SOPInstanceUID); got != "1.2.?3" {
		t.Errorf("UID that is no ASCII: %q", got)
	}
	if got := f.Text(ImageType); got != `ORIGINAL\PRIMARY\M` {
		t.Errorf("codes %q", got)
	}
	if f.Count(StudyDate) != 20260330 || f.Count(ImageType) != 0 || f.Count(Rows) != 0 {
		t.Error("counts of what is none")
	}
	v := [3]float64{1, 2, 3}
	f.Vector(ImageType, v[:2])
	if !math.IsNaN(v[0]) || !math.IsNaN(v[1]) || v[2] != 3 {
		t.Errorf("vector %v", v)
	}
}

// TestPrivate finds a maker's element by the block it reserved.
func TestPrivate(t *testing.T) {
	d := NewDataSet()
	d.SetText(0x20050010, "LO", "OTHER")
	d.SetText(0x20050012, "LO", "Philips MR Imaging DD 001 ")
	d.SetNumbers(0x2005100E, "FL", 1)
	d.SetNumbers(0x2005120E, "FL", 2)
	if e := d.Private(0x2005, "PHILIPS MR IMAGING DD 001", 0x0E); e == nil || e.Tag != 0x2005120E {
		t.Errorf("found %v", e)
	}
	if e := d.Private(0x2005, "Nobody", 0x0E); e != nil {
		t.Errorf("of nobody: %v", e.Tag)
	}
}
