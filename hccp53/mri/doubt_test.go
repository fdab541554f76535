package mri

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

// TestHeaderThatPromisesTooMuch has files of a few bytes whose headers speak of
// a huge image: they are refused before anything is allocated.
func TestHeaderThatPromisesTooMuch(t *testing.T) {
	for name, change := range map[string]func(d *dcm.DataSet){
		"no bits":      func(d *dcm.DataSet) { d.Delete(dcm.BitsAllocated) },
		"zero bits":    func(d *dcm.DataSet) { d.SetNumbers(dcm.BitsAllocated, "US", 0) },
		"as many bits": func(*dcm.DataSet) {},
	} {
		for size, set := range map[string]func(d *dcm.DataSet, tag dcm.Tag){
			"16 bits": func(d *dcm.DataSet, tag dcm.Tag) { d.SetNumbers(tag, "US", 65535) },
			"32 bits": func(d *dcm.DataSet, tag dcm.Tag) { d.SetNumbers(tag, "UL", 1<<31-1) },
		} {
			dir := write(t, t.TempDir(), writing(3, "t1", 30))
			rewrite(t, dir, "", func(_ int, d *dcm.DataSet) {
				change(d)
				set(d, dcm.Rows)
				set(d, dcm.Columns)
			})
			c := volumes(t, dir)
			if len(c.Volumes) != 0 || len(c.Refused) == 0 || !errors.Is(c.Refused[0].Err, ErrDamaged) {
				t.Errorf("%s, %s: %d volumes, refused %v", name, size, len(c.Volumes), c.Refused)
			}
		}
	}
}

// TestFourAfterContrastAreNoPre has four series after the injection at times
// that could be those of all phases: nothing says that the first is before it.
func TestFourAfterContrastAreNoPre(t *testing.T) {
	for name, c := range map[string]struct{ description, agent string }{
		"the words say it": {"Ax LAVA +C", ""},
		"the agent does":   {"Ax LAVA", "gadobutrol"},
	} {
		var all []Writing
		for i, s := range []float64{15, 55, 120, 240} {
			w := writing(3+i, c.description, s)
			w.ContrastAgent = c.agent
			all = append(all, w)
		}
		for _, v := range load(t, write(t, t.TempDir(), all...)).Volumes {
			if v.Phase != Unknown {
				t.Errorf("%s: series %d is %s: %s", name, v.SeriesNumber, v.Phase, v.Evidence)
			}
		}
	}
}

// TestOneScaleForAllSlices takes the factor of Philips away from one slice.
func TestOneScaleForAllSlices(t *testing.T) {
	w := writing(4, "arterial", 30)
	dir := write(t, t.TempDir(), w)
	rewrite(t, dir, "", func(i int, d *dcm.DataSet) {
		d.SetText(0x20050010, "LO", "Philips MR Imaging DD 001")
		if i > 0 {
			d.SetNumbers(0x2005100e, "FL", 0.25)
		}
	})
	s := load(t, dir)
	if !slices.Equal(s.Volumes[0].Image.Data, w.TimePoints[0].Image.Data) || s.Volumes[0].Scaling.FloatingPoint {
		t.Errorf("values %v, %+v", s.Volumes[0].Image.Data[:4], s.Volumes[0].Scaling)
	}
	if text := strings.Join(s.Warnings, "\n"); !strings.Contains(text, "differ between the slices") {
		t.Errorf("warnings %q", text)
	}
}
