package deidentify

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

var salt = bytes.Repeat([]byte("seasalt "), 4)

func deidentifier(t testing.TB, change ...func(*Settings)) *Deidentifier {
	t.Helper()
	s := Settings{Salt: salt}
	for _, c := range change {
		c(&s)
	}
	d, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// mrFile is an MR image of four pixels with the least of elements; change
// adds to it.
func mrFile(change func(d *dcm.DataSet)) []byte {
	d := dcm.NewDataSet()
	d.SetText(dcm.SpecificCharacterSet, "CS", "ISO_IR 192")
	d.SetText(dcm.SOPClassUID, "UI", storage+"4")
	d.SetText(dcm.SOPInstanceUID, "UI", "1.3.6.1.4.1.99999.3")
	d.SetText(dcm.StudyInstanceUID, "UI", "1.3.6.1.4.1.99999.1")
	d.SetText(dcm.SeriesInstanceUID, "UI", "1.3.6.1.4.1.99999.2")
	d.SetText(dcm.PatientID, "LO", "MRN-4711")
	d.SetText(dcm.PatientName, "PN", "Doe^Jane")
	d.SetText(dcm.StudyDate, "DA", "20240119")
	d.SetText(dcm.Modality, "CS", "MR")
	d.SetNumbers(dcm.Rows, "US", 2)
	d.SetNumbers(dcm.Columns, "US", 2)
	d.SetNumbers(dcm.BitsAllocated, "US", 16)
	d.SetBytes(dcm.PixelData, "OW", []byte{1, 2, 3, 4, 5, 6, 7, 8})
	if change != nil {
		change(d)
	}
	f := &dcm.File{DataSet: d, Meta: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	return f.Append(nil)
}

// through de-identifies b and parses what comes out.
func through(t *testing.T, d *Deidentifier, b []byte) (*dcm.File, *Made) {
	t.Helper()
	made, err := d.File(b, "SUBJ-0001")
	if err != nil {
		t.Fatal(err)
	}
	f, err := dcm.Parse(made.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return f, made
}

// marker is a text of the kind vr that is found again in the bytes of a file.
func marker(tag dcm.Tag, vr string) []byte {
	n := uint32(tag)
	switch vr {
	case "DA":
		return fmt.Appendf(nil, "19%02d0607", n%89+10)
	case "DT":
		return fmt.Appendf(nil, "19%02d0607080910.55", n%89+10)
	case "TM":
		return fmt.Appendf(nil, "%02d0910.77%04d", n%24, n%9999)
	case "UI":
		return fmt.Appendf(nil, "1.3.99.%d", n)
	case "AS":
		return []byte("077Y")
	case "DS", "IS":
		return fmt.Appendf(nil, "7%d", n)
	case "CS":
		return fmt.Appendf(nil, "MARK%d", n)
	}
	return fmt.Appendf(nil, "Marker%dOfThe", n)
}

// TestNoMarkerIsLeft fills every attribute of the table with a text of its own,
// at the top, in an item of a sequence that stays, and in one that the file
// meta information has. None of them may be in the output, but for the times of
// day, which are kept on purpose.
func TestNoMarkerIsLeft(t *testing.T) {
	for _, keepThem := range []bool{false, true} {
		markers := map[string]dcm.Tag{}
		fill := func(d *dcm.DataSet) {
			for tag, r := range profile {
				vr := r.vr
				switch {
				case vr == "":
					vr = "LO"
				case vr == "SQ":
					item := dcm.NewDataSet()
					m := fmt.Sprintf("Inside%dOf", uint32(tag))
					item.SetText(dcm.ProtocolName, "LO", m)
					item.SetText(0x00080081, "ST", m)
					d.SetItems(tag, item)
					markers[m] = tag
					continue
				}
				if tag>>16 < 8 || strings.Contains("AT FL FD SL SS UL US", vr) {
					continue // numbers; none of those of the table names anyone but by chance
				}
				m := marker(tag, vr)
				d.SetBytes(tag, vr, m)
				if vr != "TM" {
					markers[string(m)] = tag
				}
			}
		}
		b := mrFile(func(d *dcm.DataSet) {
			shared := dcm.NewDataSet()
			fill(shared)
			d.SetItems(dcm.SharedFunctionalGroupsSequence, shared)
			fill(d)
			d.SetText(dcm.SOPClassUID, "UI", storage+"4")
		})
		copy(b, "MarkerInThePreamble")
		markers["MarkerInThePreamble"] = 0
		f, made := through(t, deidentifier(t, func(s *Settings) { s.KeepCharacteristics = keepThem }), b)
		for m, tag := range markers {
			if keepThem && (tag == 0x0072005F || tag == dcm.PatientAge || tag == 0x00101020 || tag == 0x00101030) {
				continue
			}
			if bytes.Contains(made.Bytes, []byte(m)) {
				t.Errorf("%s %s: %q is in the output", tag, profile[tag].keyword, m)
			}
		}
		if age := f.Text(dcm.PatientAge); keepThem != (age == "077Y") {
			t.Errorf("characteristics kept: %v, age %q", keepThem, age)
		}
		if f.Items(dcm.SharedFunctionalGroupsSequence) == nil {
			t.Error("a sequence beside the table is gone")
		}
	}
}

// TestNoTextBesideTheTableIsLeft does the same with every text that the
// dictionary has and the table has not. What may stay is named here.
func TestNoTextBesideTheTableIsLeft(t *testing.T) {
	markers := map[string]dcm.Tag{}
	b := mrFile(func(d *dcm.DataSet) {
		everyTag(func(tag dcm.Tag) {
			vrs := tag.VRs()
			if _, listed := profile[tag]; listed || len(vrs) != 1 || d.Has(tag) || !strings.Contains("AE LO LT PN SH ST UC UR UT", vrs[0]) {
				return
			}
			m := marker(tag, vrs[0])
			d.SetBytes(tag, vrs[0], m)
			markers[string(m)] = tag
		})
	})
	_, made := through(t, deidentifier(t), b)
	left := 0
	for m, tag := range markers {
		if bytes.Contains(made.Bytes, []byte(m)) {
			left++
			if !technical[tag.Keyword()] {
				t.Errorf("%s %s: %q is in the output", tag, tag.Keyword(), m)
			}
		}
	}
	if len(markers) < 200 || left == 0 {
		t.Errorf("%d texts tried, %d left", len(markers), left)
	}
}

// TestThePatientIsSwept puts the patient's names, numbers and dates into the
// texts that stay.
func TestThePatientIsSwept(t *testing.T) {
	b := mrFile(func(d *dcm.DataSet) {
		d.SetText(dcm.Manufacturer, "LO", "ACME for JANE doe, 20240119")
		d.SetText(dcm.ManufacturerModelName, "LO", "M1 "+"mrn-4711"+" 1.3.6.1.4.1.99999.1")
		d.SetText(0x00180015, "CS", "MRN-4711") // body part
		d.SetText(0x00181020, "LO", "V1.2")     // software
		// A text of the table is looked for, too, unless it is words of the
		// vocabulary; in codes, only names and numbers are.
		d.SetText(0x00400254, "LO", "Arterial phase")
		d.SetText(dcm.SeriesDescription, "LO", "arterial phase")
		d.SetText(0x00081040, "LO", "SPECIALCLINIC")
		d.SetText(0x00180024, "SH", "seq SpecialClinic")
		d.SetText(dcm.ImageType, "CS", `ORIGINAL\PRIMARY\SPECIALCLINIC`)
	})
	f, made := through(t, deidentifier(t), b)
	for tag, want := range map[dcm.Tag]string{
		dcm.Manufacturer: "ACME for x doe, x", dcm.ManufacturerModelName: "M1 x x", 0x00180015: "x", 0x00181020: "V1.2",
		dcm.SeriesDescription: "arterial phase", 0x00180024: "seq x", dcm.ImageType: `ORIGINAL\PRIMARY\SPECIALCLINIC`,
	} {
		if got := f.Text(tag); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	if made.Counts.Swept != 4 {
		t.Errorf("%d texts swept", made.Counts.Swept)
	}
}

func TestWhatIsDeclared(t *testing.T) {
	f, made := through(t, deidentifier(t), mrFile(nil))
	for tag, want := range map[dcm.Tag]string{
		dcm.PatientID: "SUBJ-0001", dcm.PatientName: "SUBJ-0001", tagIdentityRemoved: "YES", tagDatesModified: "MODIFIED",
		dcm.SpecificCharacterSet: "ISO_IR 192", dcm.SOPInstanceUID: made.Instance, tagBirthDate: "", dcm.PatientSex: "",
	} {
		if got := f.Text(tag); got != want || f.Find(tag) == nil {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	var codes []string
	for _, item := range f.Items(tagMethodCodes) {
		codes = append(codes, item.Text(tagCodeValue)+" "+item.Text(tagCodeScheme))
	}
	if got := strings.Join(codes, ", "); got != "113100 DCM, 113105 DCM, 113107 DCM, 113111 DCM" {
		t.Errorf("methods %s", got)
	}
	if !bytes.Equal(made.Bytes[:128], make([]byte, 128)) || f.Meta.Text(dcm.MediaStorageSOPClassUID) != storage+"4" {
		t.Error("preamble or file meta information")
	}
}

func TestPrivateElementsButTheSafe(t *testing.T) {
	one := []byte{0, 0, 0x80, 0x3f}
	b := mrFile(func(d *dcm.DataSet) {
		d.SetText(0x20050010, "LO", "SOMEONE ELSE")
		d.SetText(0x20050011, "LO", "Philips MR Imaging DD 001")
		d.SetBytes(0x2005110E, "FL", one)
		d.SetBytes(0x2005100D, "FL", one) // of the other's block
		d.SetBytes(0x20051110, "LO", []byte("Doe^Jane"))
		d.SetText(0x00290010, "LO", "SIEMENS CSA HEADER")
		d.SetBytes(0x00291010, "OB", []byte("Doe^Jane"))
		d.SetText(0x00430012, "LO", "GEMS_PARM_01")
		d.SetNumbers(0x0043122F, "SS", 3)
		frame := dcm.NewDataSet()
		frame.SetText(0x20050010, "LO", "Philips MR Imaging DD 001")
		frame.SetBytes(0x2005100E, "FL", one)
		frame.SetText(0x20051010, "LO", "Doe^Jane")
		frame.SetText(dcm.PatientName, "PN", "Doe^Jane")
		frame.SetDecimals(dcm.TriggerTime, 35)
		d.SetText(0x20050014, "LO", "Philips MR Imaging DD 005")
		d.SetItems(0x2005140F, frame)
	})
	f, made := through(t, deidentifier(t), b)
	var left []string
	f.Walk(func(_ []dcm.Tag, d *dcm.DataSet) {
		for _, e := range d.Elements() {
			if e.Tag.Private() {
				left = append(left, e.Tag.String())
			}
		}
	})
	if got := fmt.Sprint(left); got != "[(0043,0010) (0043,102f) (2005,0010) (2005,0011) (2005,100e) (2005,110f) (2005,0010) (2005,100e)]" {
		t.Errorf("private elements left: %s", got)
	}
	philips := "Philips MR Imaging DD 001"
	frame := f.Private(0x2005, "Philips MR Imaging DD 005", 0x0F)
	if f.Number(0x2005100E) != 1 || f.Number(0x0043102F) != 3 || f.Private(0x2005, philips, 0x0E) == nil || frame == nil {
		t.Fatal("a safe element has changed")
	}
	if item := frame.Items[0]; item.Number(dcm.TriggerTime) != 35 || item.Number(0x2005100E) != 1 || item.Text(dcm.PatientName) != "SUBJ-0001" {
		t.Error("the item of a frame has changed")
	}
	if bytes.Contains(made.Bytes, []byte("Doe")) {
		t.Error("a name is left")
	}
}

func TestOutlinesAndSegments(t *testing.T) {
	names := []string{"GTV1", "Liver left lobe", "Doe J", "tumour 2 Dr House", ""}
	want := []string{"GTV 1", "Liver left lobe", "ROI 3", "tumour 2 x x", ""}
	b := mrFile(func(d *dcm.DataSet) {
		d.SetText(dcm.SOPClassUID, "UI", storage+"481.3")
		d.SetText(0x30060002, "SH", "Dr House")
		var items []*dcm.DataSet
		for i, n := range names {
			item := dcm.NewDataSet()
			item.SetInteger(tagROINumber, i+1)
			item.SetText(tagROIName, "LO", n)
			item.SetText(0x30060024, "UI", "1.3.6.1.4.1.99999.9")
			items = append(items, item)
		}
		d.SetItems(0x30060020, items...)
		d.SetItems(dcm.ROIContourSequence)
		d.SetItems(0x30060080) // observations: the last that a structure set must have
		d.SetText(dcm.FrameOfReferenceUID, "UI", "1.3.6.1.4.1.99999.9")
	})
	f, _ := through(t, deidentifier(t), b)
	for i, item := range f.Items(0x30060020) {
		if got := item.Text(tagROIName); got != want[i] {
			t.Errorf("name %q becomes %q, want %q", names[i], got, want[i])
		}
		if item.Text(0x30060024) != f.Text(dcm.FrameOfReferenceUID) {
			t.Error("outline and image have another frame of reference")
		}
	}
	if got := f.Text(0x30060002); got != "x x" {
		t.Errorf("structure set label %q", got)
	}
}

func TestFileRefuses(t *testing.T) {
	class := func(c string) func(*dcm.DataSet) { return func(d *dcm.DataSet) { d.SetText(dcm.SOPClassUID, "UI", c) } }
	text := func(tag dcm.Tag, vr, s string) func(*dcm.DataSet) {
		return func(d *dcm.DataSet) { d.SetText(tag, vr, s) }
	}
	for name, c := range map[string]struct {
		change func(*dcm.DataSet)
		want   error
		asked  error // with PixelsChecked
	}{
		"cut before its pixels":       {func(d *dcm.DataSet) { d.Delete(dcm.PixelData) }, dcm.ErrDamaged, dcm.ErrDamaged},
		"says that text is burned in": {text(dcm.BurnedInAnnotation, "CS", "YES"), ErrBurnedIn, ErrBurnedIn},
		"screenshot":                  {class(storage + "7"), ErrPixelText, nil},
		"ultrasound":                  {class(storage + "6.1"), ErrPixelText, nil},
		"mammogram":                   {class(storage + "1.2"), ErrPixelText, nil},
		"colour":                      {func(d *dcm.DataSet) { d.SetNumbers(dcm.SamplesPerPixel, "US", 3) }, ErrPixelText, nil},
		"dose report":                 {text(dcm.ImageType, "CS", `DERIVED\SECONDARY\DOSE_INFO`), ErrPixelText, nil},
		"report":                      {class(storage + "88.33"), ErrContent, ErrContent},
		"document":                    {class(storage + "104.1"), ErrContent, ErrContent},
		"of a maker":                  {class("1.3.12.2.1107.5.9.1"), ErrContent, ErrContent},
		"without class":               {func(d *dcm.DataSet) { d.Delete(dcm.SOPClassUID) }, ErrContent, ErrContent},
		"without instance":            {func(d *dcm.DataSet) { d.Delete(dcm.SOPInstanceUID) }, ErrIncomplete, ErrIncomplete},
		"segmentation":                {class(storage + "66.4"), nil, nil},
	} {
		b := mrFile(c.change)
		for _, checked := range []bool{false, true} {
			want := c.want
			if checked {
				want = c.asked
			}
			_, err := deidentifier(t, func(s *Settings) { s.PixelsChecked = checked }).File(b, "A")
			if !errors.Is(err, want) || (err == nil) != (want == nil) {
				t.Errorf("%s, pixels checked %v: %v, want %v", name, checked, err, want)
			}
			if err != nil && (strings.Contains(err.Error(), "4711") || strings.Contains(err.Error(), "99999") || strings.Contains(err.Error(), "1107")) {
				t.Errorf("%s: the error names what is in the file: %v", name, err)
			}
		}
	}
	d := deidentifier(t)
	for _, id := range []string{"", "a/b", "..", "Jörg", strings.Repeat("x", 65)} {
		if _, err := d.File(mrFile(nil), id); !errors.Is(err, ErrSettings) {
			t.Errorf("id %q: %v", id, err)
		}
	}
	if _, err := New(Settings{Salt: []byte("short")}); !errors.Is(err, ErrSettings) {
		t.Error("a short salt is taken")
	}
	b := mrFile(nil)
	if _, err := d.File(b[:len(b)-1], "A"); !errors.Is(err, dcm.ErrDamaged) {
		t.Errorf("a cut file: %v", err)
	}
}
