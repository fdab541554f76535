package deidentify

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/dcm"
)

func TestMoved(t *testing.T) {
	for _, c := range []struct {
		vr, value, want string
		lost            bool
	}{
		{"DA", "20240301", "20240130", false}, {"DA", "2024.03.01", "20240130", false}, {"DA", "", "", false},
		{"DA", "March", "", true}, {"DA", "00010101", "", true}, {"DA", `20240301\20240302`, `20240130\20240131`, false},
		{"DT", "20240301093015.250000+0800", "20240130093015.250000", false}, {"DT", "20240301", "20240130", false},
		{"DT", "202403", "", true}, {"DT", "20240301 Doe", "", true},
		{"TM", "093015.25", "093015.25", false}, {"TM", "09:30:15", "09:30:15", false}, {"TM", "Doe", "", true}, {"TM", "9", "", true},
	} {
		got, lost := moved(c.vr, c.value, -31)
		if got != c.want || lost != c.lost {
			t.Errorf("%s %q: %q %v, want %q %v", c.vr, c.value, got, lost, c.want, c.lost)
		}
	}
}

// TestIntervalsStay moves many pairs of dates.
func TestIntervalsStay(t *testing.T) {
	d := deidentifier(t)
	day := time.Date(1999, 12, 20, 0, 0, 0, 0, time.UTC)
	seen := map[int]bool{}
	for i := range 300 {
		n := d.days(string(rune('a' + i)))
		if n > -leastShift || n <= -leastShift-shiftRange {
			t.Fatalf("%d days", n)
		}
		seen[n] = true
		a, b := day.AddDate(0, 0, i), day.AddDate(0, i, 3*i)
		a2, _ := time.Parse(dateForm, movedDate(a.Format(dateForm), n))
		b2, _ := time.Parse(dateForm, movedDate(b.Format(dateForm), n))
		if a2.Sub(a) != time.Duration(n)*24*time.Hour || b2.Sub(a2) != b.Sub(a) {
			t.Errorf("%v and %v become %v and %v", a, b, a2, b2)
		}
	}
	if len(seen) < 250 {
		t.Errorf("300 persons have %d shifts", len(seen))
	}
}

func TestUIDs(t *testing.T) {
	d, other := deidentifier(t), deidentifier(t, func(s *Settings) { s.Salt = []byte("another salt of more than 16 bytes") })
	form := regexp.MustCompile(`^2\.25\.[1-9][0-9]{0,38}$`)
	one := d.uid("1.2.3")
	if !form.MatchString(one) || one != d.uid("1.2.3") || one == d.uid("1.2.4") || one == other.uid("1.2.3") {
		t.Errorf("%s", one)
	}
	for _, c := range []struct {
		uid          string
		object, kept bool
	}{
		{"1.2.840.10008.5.1.4.1.1.4", false, true}, {"1.2.840.10008.5.1.4.1.1.4", true, false},
		{"1.2.840.10008.1.4.1.1", true, true}, {"1.2.840.10008.1.5.3", true, true}, {"2.16.840.1.113883.6.96", false, true},
		{"1.2.840.10008.5.20240119.1", false, false}, {"1.2.840.10008.Doe", false, false}, {"1.2.3", false, false}, {"1.2.8401000", false, false},
	} {
		if got := wellKnown(c.uid, c.object); got != c.kept {
			t.Errorf("%s, of an object %v: %v", c.uid, c.object, got)
		}
	}
	if got := d.uids(`1.2.3\\1.2.840.10008.1.2`, false); got != one+`\\1.2.840.10008.1.2` {
		t.Errorf("%q", got)
	}
}

func TestCharacteristics(t *testing.T) {
	for _, c := range []struct{ sex, age, size, weight, want string }{
		{"F", "045Y", "1.71", "64.5", "F 045Y 1.71 64.5"},
		{"M", "093Y", "1.80", "80", "M 090Y 1.80 80"},
		{"O", "011M", "", "", "O 011M  "},
		{"F of Ward 3", "45", "tall", "Doe", "   "}, // none of their kind: treated as the basic profile says
	} {
		b := mrFile(func(d *dcm.DataSet) {
			d.SetText(dcm.PatientSex, "CS", c.sex)
			d.SetText(dcm.PatientAge, "AS", c.age)
			d.SetText(0x00101020, "DS", c.size)
			d.SetText(0x00101030, "DS", c.weight)
			d.SetText(0x001021A0, "CS", "YES") // smoking status
		})
		for _, kept := range []bool{false, true} {
			f, _ := through(t, deidentifier(t, func(s *Settings) { s.KeepCharacteristics = kept }), b)
			want := c.want
			if !kept {
				want = "   "
			}
			if got := strings.Join([]string{f.Text(dcm.PatientSex), f.Text(dcm.PatientAge), f.Text(0x00101020), f.Text(0x00101030)}, " "); got != want {
				t.Errorf("%+v, kept %v: %q", c, kept, got)
			}
			if f.Find(0x001021A0) != nil || kept != (len(f.Items(tagMethodCodes)) == 5) {
				t.Errorf("%+v, kept %v: another characteristic, or not declared", c, kept)
			}
		}
	}
}
