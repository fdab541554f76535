package mri

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// rewrite changes the named files below dir, or all of them for "".
func rewrite(t *testing.T, dir, name string, change func(i int, d *dcm.DataSet)) {
	t.Helper()
	for i, path := range files(t, dir) {
		if name != "" && filepath.Base(path) != name {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := dcm.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		change(i, f.DataSet)
		save(t, path, f.Append(nil))
	}
}

// contents is all that a collection says, as text.
func contents(c *Collection) string {
	text := fmt.Sprintf("%d files, %q, %v\n", c.Files, c.Warnings, c.Skipped)
	for _, v := range c.Volumes {
		text += fmt.Sprintln(v.Phase, v.Evidence, v.SeriesNumber, v.Description, v.Modality, v.ImageType, v.EchoTime, v.Time, v.Times, v.Acquired, v.Files, v.Image.Grid, v.Image.Data, v.Scaling, v.Warnings)
	}
	for _, r := range c.Refused {
		text += fmt.Sprintln(r)
	}
	return text
}

// mixed is a folder of two patients, an enhanced file, a localiser, a gapped
// series and files that hold no images.
func mixed(t *testing.T) string {
	dir := write(t, t.TempDir(), dynamic()...)
	other := writing(2, "ct", 10)
	other.PatientID, other.StudyUID, other.SeriesUID = "SIM-0002", UID(2, "study"), UID(2, "series", 2)
	save(t, filepath.Join(dir, "other", "enhanced"), multiframe(other, "2.25.77", cells(other, 0), nil))
	gapped := writing(9, "gap", 40)
	gapped.SeriesUID = UID(2, "gapped")
	if err := WriteSeries(filepath.Join(dir, "gap"), gapped); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "gap", "IM00002.dcm")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"notes.txt": "nothing", ".hidden": "x", "DICOMDIR": "../../x", "empty": ""} {
		save(t, filepath.Join(dir, "other", name), []byte(text))
	}
	report := &dcm.File{DataSet: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	report.SetText(dcm.SOPClassUID, "UI", "1.2.840.10008.5.1.4.1.1.88.11")
	report.SetText(dcm.SOPInstanceUID, "UI", "2.25.5")
	save(t, filepath.Join(dir, "report"), report.Append(nil))
	return dir
}

func TestVolumesOfAMixedFolder(t *testing.T) {
	c := volumes(t, mixed(t))
	if len(c.Volumes) != 5 || c.Files != 4+12+1+3+1 {
		t.Fatalf("%d volumes, %d files", len(c.Volumes), c.Files)
	}
	named := map[Phase]int{}
	for _, v := range c.Volumes {
		named[v.Phase]++
		if v.Modality != "MR" || v.Time < 1 || v.Time > v.Times || v.EchoTime != 1.7 {
			t.Errorf("volume %+v", v)
		}
	}
	if named[Pre] != 1 || named[AP] != 1 || named[PVP] != 1 || named[DP] != 1 || named[Unknown] != 1 {
		t.Errorf("phases %v", named)
	}
	if len(c.Refused) != 1 || !errors.Is(c.Refused[0].Err, ErrGap) || c.Refused[0].SeriesNumber != 9 || c.Refused[0].Files != 3 || c.Refused[0].Description != "gap" {
		t.Errorf("refused %+v", c.Refused)
	}
	want := []Skipped{{"DICOMDIR", "a list of files, which is not needed"}, {"empty", "no DICOM file"}, {"notes.txt", "no DICOM file"}, {"report", "Basic Text SR Storage"}}
	if !slices.Equal(c.Skipped, want) {
		t.Errorf("skipped %v", c.Skipped)
	}
	ap := c.Volumes[slices.IndexFunc(c.Volumes, func(v Volume) bool { return v.Phase == AP })]
	if ap.Time != 1 || ap.Times != 3 || ap.Files != 4 || !ap.Acquired.Equal(after(28)) || ap.Scaling.Slope != 1 || ap.Scaling.FloatingPoint {
		t.Errorf("arterial volume %+v", ap)
	}
}

// TestVolumesDoNotDependOnNames moves the files of the mixed folder about.
func TestVolumesDoNotDependOnNames(t *testing.T) {
	dir := mixed(t)
	want := contents(volumes(t, dir))
	rng := rand.New(rand.NewPCG(8, 9))
	for range 3 {
		moved := t.TempDir()
		for _, path := range files(t, dir) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(path)
			if strings.HasPrefix(name, "IM") || name == "enhanced" {
				name = fmt.Sprintf("%x", rng.Uint64())
			}
			save(t, filepath.Join(moved, fmt.Sprintf("d%d", rng.IntN(3)), strings.Repeat("e/", rng.IntN(3)), name), b)
		}
		// The list of skipped files is in the order of paths.
		got := volumes(t, moved)
		slices.SortFunc(got.Skipped, func(a, b Skipped) int { return strings.Compare(a.File, b.File) })
		if text := contents(got); text != want {
			t.Fatalf("moved:\n%s\nbefore:\n%s", text, want)
		}
	}
}

func TestVolumesOfOneFile(t *testing.T) {
	dir := write(t, t.TempDir(), writing(3, "t1_vibe", 30))
	c := volumes(t, files(t, dir)[2])
	if len(c.Volumes) != 1 || c.Files != 1 || c.Volumes[0].Image.Size[2] != 1 {
		t.Errorf("%+v", c)
	}
}

func TestPathsThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	named := filepath.Join(dir, "DICOMDIR")
	save(t, named, []byte("../../etc/passwd"))
	directory := &dcm.File{DataSet: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	directory.SetText(dcm.SOPClassUID, "UI", mediaDirectory)
	save(t, filepath.Join(dir, "x"), directory.Append(nil))
	for _, path := range []string{named, filepath.Join(dir, "x")} {
		if _, err := Volumes(context.Background(), path); !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "give the folder") {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	if _, err := Volumes(context.Background(), filepath.Join(dir, "none")); !errors.Is(err, ErrFolder) || strings.Contains(err.Error(), dir) {
		t.Errorf("no such file: %v", err)
	}
	if c := volumes(t, t.TempDir()); len(c.Volumes)+len(c.Skipped)+len(c.Refused)+c.Files != 0 {
		t.Errorf("empty folder: %+v", c)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, do := range []func() error{
		func() error { _, err := Volumes(ctx, dir); return err },
		func() error { _, err := Scan(ctx, dir); return err },
	} {
		if err := do(); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

// TestDamagedFileRefusesItsSeries spoils the last slice of one of two series,
// whose loss no gap would show.
func TestDamagedFileRefusesItsSeries(t *testing.T) {
	for name, spoil := range map[string]func(b []byte) []byte{
		"cut in the pixels":     func(b []byte) []byte { return b[:len(b)-7] },
		"cut before the series": func(b []byte) []byte { return b[:bytes.Index(b, []byte("SIM-0001"))] },
		"cut before the rows":   func(b []byte) []byte { return b[:bytes.Index(b, []byte("\x28\x00\x10\x00US"))] },
		"cut before the pixels": func(b []byte) []byte { return b[:bytes.Index(b, []byte("\xe0\x7f\x10\x00OW"))] },
		"no mark":               func(b []byte) []byte { b[129] = 'x'; return b },
		"no value representation": func(b []byte) []byte {
			b[bytes.Index(b, []byte("\x08\x00\x60\x00CS"))+4] = 0
			return b
		},
		"empty":     func([]byte) []byte { return nil },
		"more rows": func(b []byte) []byte { b[bytes.Index(b, []byte("\x28\x00\x10\x00US"))+9] = 0x7f; return b },
	} {
		dir := t.TempDir()
		for _, w := range []Writing{writing(3, "whole", 30), writing(4, "spoilt", 70)} {
			if err := WriteSeries(filepath.Join(dir, w.Description), w); err != nil {
				t.Fatal(err)
			}
		}
		victim := filepath.Join(dir, "spoilt", "IM00004.dcm")
		b, err := os.ReadFile(victim)
		if err != nil {
			t.Fatal(err)
		}
		save(t, victim, spoil(b))
		c := volumes(t, dir)
		if len(c.Volumes) != 1 || c.Volumes[0].Description != "whole" || len(c.Refused) != 1 {
			t.Errorf("%s: %d volumes, refused %v", name, len(c.Volumes), c.Refused)
			continue
		}
		if err := c.Refused[0].Err; !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotDICOM) || !strings.Contains(err.Error(), "IM00004.dcm") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Load(context.Background(), dir); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotDICOM) {
			t.Errorf("%s: Load says %v", name, err)
		}
	}
}

// TestDamagedFileAmongSeveralSeries has all series in one folder: what is left
// of the file tells which one it is of, or a warning says that nothing does.
func TestDamagedFileAmongSeveralSeries(t *testing.T) {
	dir := t.TempDir()
	for _, w := range []Writing{writing(3, "whole", 30), writing(4, "spoilt", 70)} {
		sub := t.TempDir()
		if err := WriteSeries(sub, w); err != nil {
			t.Fatal(err)
		}
		for _, path := range files(t, sub) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if w.Description == "spoilt" && filepath.Base(path) == "IM00004.dcm" {
				b[129] = 'x'
			}
			save(t, filepath.Join(dir, w.Description+filepath.Base(path)), b)
		}
	}
	c := volumes(t, dir)
	if len(c.Volumes) != 1 || len(c.Refused) != 1 || c.Refused[0].Description != "spoilt" || c.Refused[0].Files != 3 {
		t.Fatalf("%d volumes, refused %v", len(c.Volumes), c.Refused)
	}
	save(t, filepath.Join(dir, "spoiltIM00004.dcm"), nil)
	c = volumes(t, dir)
	if len(c.Volumes) != 2 || len(c.Refused) != 1 || !errors.Is(c.Refused[0].Err, ErrNotDICOM) || !strings.Contains(strings.Join(c.Warnings, "\n"), "would be incomplete") {
		t.Fatalf("%d volumes, refused %v, warnings %q", len(c.Volumes), c.Refused, c.Warnings)
	}
}

// TestChangedFile changes a file between the reading of its header and that of
// its pixels.
func TestChangedFile(t *testing.T) {
	dir := write(t, t.TempDir(), writing(3, "t1_vibe", 30))
	path := files(t, dir)[1]
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	old := UID(0, writing(3, "").SeriesUID, "image", 2)
	for name, change := range map[string]func(){
		"longer":        func() { save(t, path, append(slices.Clone(b), 0, 0)) },
		"touched":       func() { save(t, path, b) },
		"another image": func() { save(t, path, bytes.Replace(b, []byte(old), []byte(old[:len(old)-1]+"x"), 2)) },
		"gone":          func() { os.Remove(path) },
	} {
		save(t, path, b)
		then := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
		found := look(path)
		if found.err != nil {
			t.Fatal(found.err)
		}
		change()
		if name == "another image" {
			if err := os.Chtimes(path, then, then); err != nil {
				t.Fatal(err)
			}
		}
		found.images[0].values = make([]float64, 35)
		want := ErrChanged
		if name == "gone" {
			want = ErrFolder
		}
		if err := readPixels(context.Background(), found.images, false); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

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

// TestPromisesOfPixels has headers that promise more than the files hold.
func TestPromisesOfPixels(t *testing.T) {
	w := writing(3, "t1", 30)
	for name, c := range map[string]struct {
		change func(*dcm.DataSet)
		err    error
	}{
		"many frames":      {func(d *dcm.DataSet) { d.SetInteger(dcm.NumberOfFrames, 60000) }, ErrDamaged},
		"a billion frames": {func(d *dcm.DataSet) { d.SetInteger(dcm.NumberOfFrames, 1000000000) }, ErrTooLarge},
		"colour":           {func(d *dcm.DataSet) { d.SetNumbers(dcm.SamplesPerPixel, "US", 3) }, ErrPixels},
		"palette":          {func(d *dcm.DataSet) { d.SetText(dcm.PhotometricInterpretation, "CS", "PALETTE COLOR") }, ErrPixels},
		"one bit":          {func(d *dcm.DataSet) { d.SetNumbers(dcm.BitsAllocated, "US", 1) }, ErrPixels},
		"slope of zero":    {func(d *dcm.DataSet) { d.SetDecimals(dcm.RescaleSlope, 0) }, ErrPixels},
		"frames without positions": {func(d *dcm.DataSet) {
			d.SetInteger(dcm.NumberOfFrames, 4)
			d.SetBytes(dcm.PixelData, "OW", make([]byte, 4*2*35))
		}, ErrMultiFrame},
	} {
		dir := write(t, t.TempDir(), w)
		rewrite(t, dir, "IM00003.dcm", func(_ int, d *dcm.DataSet) { c.change(d) })
		got := volumes(t, dir)
		if len(got.Volumes) != 0 || len(got.Refused) != 1 || !errors.Is(got.Refused[0].Err, c.err) {
			t.Errorf("%s: %d volumes, refused %v", name, len(got.Volumes), got.Refused)
		}
	}
	src := &source{size: 100}
	f := &dcm.File{DataSet: dcm.NewDataSet(), Syntax: "1.2.840.10008.1.2.5"}
	f.SetNumbers(dcm.Rows, "US", 65535)
	f.SetNumbers(dcm.Columns, "US", 65535)
	if err := src.believable(f, 1); !errors.Is(err, ErrTooLarge) {
		t.Errorf("compressed: %v", err)
	}
}

func TestScan(t *testing.T) {
	dir := mixed(t)
	cut := filepath.Join(dir, "gap", "IM00001.dcm")
	b, err := os.ReadFile(cut)
	if err != nil {
		t.Fatal(err)
	}
	save(t, cut, b[:len(b)-1])
	c, err := Scan(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if c.Files != 4+12+1+2+1 || c.Skipped["no DICOM file"] != 2 || c.Skipped["Basic Text SR Storage"] != 1 || len(c.Damaged) != 1 || !errors.Is(c.Damaged[0], ErrDamaged) {
		t.Errorf("%+v", c)
	}
	counts := map[string][3]int{}
	for _, s := range c.Series {
		counts[s.Description] = [3]int{s.Number, s.Files, s.Images}
		if s.Rows != 5 || s.Columns != 7 || s.Modality != "MR" || s.Manufacturer != "ACME" || s.UID == "" || s.StudyUID == "" {
			t.Errorf("series %+v", s)
		}
	}
	want := map[string][3]int{"lava pre": {5, 4, 4}, "lava post": {7, 12, 12}, "ct": {2, 1, 4}, "gap": {9, 2, 2}}
	if !maps.Equal(counts, want) {
		t.Errorf("series %v, want %v", counts, want)
	}
}

// TestSpoiltFolder cuts one file of a folder at random or flips bits in it, in
// three encodings. A cut never leaves a volume; whatever is done, nothing
// panics and all errors are of a known kind.
func TestSpoiltFolder(t *testing.T) {
	w := writing(7, "lava", 28, 72)
	rng := rand.New(rand.NewPCG(12, 13))
	for name, make := range map[string]func(dir string){
		"slices":   func(dir string) { write(t, dir, w) },
		"enhanced": func(dir string) { save(t, filepath.Join(dir, "e.dcm"), multiframe(w, "2.25.6", cells(w, 0, 1), nil)) },
		"mosaic": func(dir string) {
			for i := range 2 {
				save(t, filepath.Join(dir, fmt.Sprint(i)+".dcm"), tiled(t, w, i, 1, nil))
			}
		},
	} {
		dir := t.TempDir()
		make(dir)
		all := files(t, dir)
		whole := len(volumes(t, dir).Volumes)
		if whole != 2 {
			t.Fatalf("%s: %d volumes", name, whole)
		}
		for i := range 80 {
			path := all[rng.IntN(len(all))]
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			spoilt := slices.Clone(b)
			cut := i%2 == 0
			if cut {
				spoilt = spoilt[:rng.IntN(len(b))]
			} else {
				for range 1 + rng.IntN(4) {
					spoilt[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
				}
			}
			save(t, path, spoilt)
			c := volumes(t, dir)
			if cut && len(c.Volumes) > 0 {
				t.Errorf("%s: %s cut after %d of %d bytes leaves %d volumes", name, filepath.Base(path), len(spoilt), len(b), len(c.Volumes))
			}
			for _, r := range c.Refused {
				if !known(r.Err) {
					t.Errorf("%s: error of no known kind: %v", name, r.Err)
				}
			}
			if _, err := Load(context.Background(), dir); cut && err == nil || err != nil && !known(err) {
				t.Errorf("%s: Load of a spoilt folder (cut: %v): %v", name, cut, err)
			}
			save(t, path, b)
		}
	}
}

func known(err error) bool {
	for _, kind := range []error{ErrNotDICOM, ErrDamaged, ErrTooLarge, ErrChanged, ErrTransferSyntax, ErrPixels, ErrCodec, ErrMultiFrame, ErrMosaic,
		ErrGeometry, ErrGap, ErrGantryTilt, ErrUneven, ErrDuplicate, ErrTimeOrder, ErrFolder, ErrSeveralStudies, ErrNoVolume} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
