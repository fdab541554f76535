package mri

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// TestScalesOfSlices gives each slice its own slope and intercept.
func TestScalesOfSlices(t *testing.T) {
	w := writing(3, "t1_vibe", 30)
	dir := write(t, t.TempDir(), w)
	rewrite(t, dir, "", func(i int, d *dcm.DataSet) {
		d.SetDecimals(dcm.RescaleSlope, float64(i+1))
		d.SetDecimals(dcm.RescaleIntercept, float64(10*i))
	})
	v := volumes(t, dir).Volumes[0]
	for i, got := range v.Image.Data {
		z := i / (7 * 5)
		if want := w.TimePoints[0].Image.Data[i]*float64(z+1) + float64(10*z); got != want {
			t.Fatalf("voxel %d: %v, want %v", i, got, want)
		}
	}
	if v.Scaling.Slope == v.Scaling.Slope { // NaN
		t.Errorf("scaling %+v", v.Scaling)
	}
}

// TestPhilipsScale has two phases of equal floating-point values, which the
// console stretched differently.
func TestPhilipsScale(t *testing.T) {
	arterial, portal := writing(4, "arterial", 30), writing(5, "portal", 70)
	portal.TimePoints[0].Image = phantom(grid(7, 5, 4), 30)
	dir := write(t, t.TempDir(), arterial, portal)
	rewrite(t, dir, "", func(_ int, d *dcm.DataSet) {
		rs, ss := 2.0, 0.25
		if d.Number(dcm.SeriesNumber) == 5 {
			rs = 8
		}
		d.SetDecimals(dcm.RescaleSlope, rs)
		d.SetText(0x20050010, "LO", "Philips MR Imaging DD 001")
		d.SetNumbers(0x2005100e, "FL", ss)
	})
	s := load(t, dir)
	ap, _ := s.Phase(AP)
	pvp, _ := s.Phase(PVP)
	if !slices.Equal(ap.Image.Data, pvp.Image.Data) || ap.Image.Data[1] != 4*arterial.TimePoints[0].Image.Data[1] || !ap.Scaling.FloatingPoint {
		t.Errorf("AP %v, PVP %v, %+v", ap.Image.Data[:4], pvp.Image.Data[:4], ap.Scaling)
	}
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "floating-point scale") {
		t.Errorf("warnings %q", s.Warnings)
	}
	c := volumes(t, dir)
	for i, v := range c.Volumes {
		if v.Image.Data[1]/v.Scaling.Divisor != ap.Image.Data[1] || v.Scaling.Slope != []float64{2, 8}[i] || v.Scaling.FloatingPoint {
			t.Errorf("volume %d: %v, %+v", i, v.Image.Data[1], v.Scaling)
		}
	}
	// One series without the factor, and one whose slices have different ones.
	rewrite(t, dir, "", func(i int, d *dcm.DataSet) {
		if d.Number(dcm.SeriesNumber) == 5 {
			d.Delete(0x2005100e)
		} else if i == 0 {
			d.SetNumbers(0x2005100e, "FL", 0.5)
		}
	})
	if text := strings.Join(load(t, dir).Warnings, "\n"); !strings.Contains(text, "1 of 2 volumes") {
		t.Errorf("warnings %q", text)
	}
	if text := strings.Join(volumes(t, dir).Warnings, "\n"); !strings.Contains(text, "differ between the slices") {
		t.Errorf("warnings %q", text)
	}
}

// TestWhatIsPartedWithinASeries mixes images in one series that must not lie in
// one volume.
func TestWhatIsPartedWithinASeries(t *testing.T) {
	upper := func(change func(d *dcm.DataSet)) func(int, *dcm.DataSet) {
		return func(_ int, d *dcm.DataSet) {
			if d.Number(dcm.AcquisitionNumber) == 2 {
				change(d)
			}
		}
	}
	for name, change := range map[string]func(int, *dcm.DataSet){
		"Dixon":        upper(func(d *dcm.DataSet) { d.SetText(dcm.ImageType, "CS", "DERIVED", "PRIMARY", "DIXON", "FAT") }),
		"echo":         upper(func(d *dcm.DataSet) { d.SetDecimals(dcm.EchoTime, 4.2) }),
		"echo number":  upper(func(d *dcm.DataSet) { d.SetInteger(dcm.EchoNumbers, 2) }),
		"GE component": upper(func(d *dcm.DataSet) { d.SetText(0x00430010, "LO", "GEMS_PARM_01"); d.SetNumbers(0x0043102f, "SS", 2) }),
		"voxel size":   upper(func(d *dcm.DataSet) { d.SetDecimals(dcm.PixelSpacing, 1.26, 0.8) }),
	} {
		dir := write(t, t.TempDir(), writing(3, "t1", 30, 70))
		rewrite(t, dir, "", change)
		c := volumes(t, dir)
		if len(c.Volumes) != 2 || c.Volumes[0].Times != 1 || len(c.Refused) != 0 {
			t.Errorf("%s: %d volumes, refused %v", name, len(c.Volumes), c.Refused)
		}
	}
}

// TestLocaliser loads a series of one image in each of three planes.
func TestLocaliser(t *testing.T) {
	dir := t.TempDir()
	for i, direction := range [][3][3]float64{volume.Axial, {{1, 0, 0}, {0, 0, -1}, {0, 1, 0}}, {{0, 1, 0}, {0, 0, -1}, {-1, 0, 0}}} {
		w := writing(1, "loc", 1)
		g := grid(7, 5, 1)
		g.Direction = direction
		w.TimePoints[0].Image = phantom(g, i)
		if err := WriteSeries(filepath.Join(dir, fmt.Sprint(i)), w); err != nil {
			t.Fatal(err)
		}
	}
	c := volumes(t, dir)
	if len(c.Volumes) != 3 || !strings.Contains(c.Warnings[0], "3 orientations") {
		t.Errorf("%d volumes, %q", len(c.Volumes), c.Warnings)
	}
}

// TestShiftedSlice moves one slice within its plane, between others that lie
// on a line.
func TestShiftedSlice(t *testing.T) {
	dir := write(t, t.TempDir(), writing(3, "t1", 30))
	g := grid(7, 5, 4)
	p := g.Point(2, 0, 1)
	rewrite(t, dir, "IM00002.dcm", func(_ int, d *dcm.DataSet) { d.SetDecimals(dcm.ImagePositionPatient, p[:]...) })
	c := volumes(t, dir)
	if len(c.Volumes) != 0 || len(c.Refused) != 1 || !errors.Is(c.Refused[0].Err, ErrGeometry) || !strings.Contains(c.Refused[0].Err.Error(), "slice 2 is shifted by 1.6 mm") {
		t.Errorf("%d volumes, refused %v", len(c.Volumes), c.Refused)
	}
}
