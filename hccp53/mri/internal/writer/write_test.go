package writer

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// oblique is the direction of a doubly angulated stack: a rotation by 0.3 rad
// about z, then by 0.2 rad about x.
func oblique() [3][3]float64 {
	s, c := math.Sincos(0.3)
	r, q := math.Sincos(0.2)
	x := [3]float64{c, s * q, s * r}
	y := [3]float64{-s, c * q, c * r}
	return [3][3]float64{x, y, vector.Cross(x, y)}
}

func grid(nx, ny, nz int) volume.Grid {
	return volume.Grid{
		Size: [3]int{nx, ny, nz}, Spacing: [3]float64{0.8, 1.25, 3}, Origin: [3]float64{-101.5, 33.25, 7.125}, Direction: oblique(),
	}
}

// phantom is an image in which every voxel and every seed is different.
func phantom(g volume.Grid, seed int) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		img.Data[i] = float64((i*37 + (seed+1000)*101) % 1021)
	}
	return img
}

// valued is an image on the oblique grid whose voxels repeat the values.
func valued(values ...float64) *volume.Image {
	img := volume.NewImage(grid(7, 5, 4))
	for i := range img.Data {
		img.Data[i] = values[i%len(values)]
	}
	return img
}

// series has a time point so many seconds after nine.
func series(number int, seconds ...int) Series {
	start := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	s := Series{
		StudyUID: UID(1, "study"), SeriesUID: UID(1, "series", number), FrameOfReferenceUID: UID(1, "frame"),
		PatientID: "SIM-0001", PatientAge: 61, StudyTime: start, SeriesNumber: number, Description: "a", Comments: "SIMULATED",
	}
	for _, n := range seconds {
		s.TimePoints = append(s.TimePoints, TimePoint{Image: phantom(grid(7, 5, 4), n), Acquired: start.Add(time.Duration(n) * time.Second), Slope: 1})
	}
	return s
}

func TestStoredValuesAreRoundedAndClipped(t *testing.T) {
	img := volume.NewImage(grid(6, 1, 1))
	copy(img.Data, []float64{-5, 0.24, 0.26, 1, 2047.5, 9999})
	got := stored(nil, TimePoint{Image: img, Slope: 0.5, Intercept: 0}, 0)
	for i, want := range []uint16{0, 0, 1, 2, 4095, 4095} {
		if got[i] != want {
			t.Errorf("%v stored as %d, want %d", img.Data[i], got[i], want)
		}
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	files := func() (all []byte) {
		dir := t.TempDir()
		if err := Write(dir, series(3, 30, 70)); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 8 || entries[7].Name() != "IM00008.dcm" {
			t.Fatalf("%v %v", entries, err)
		}
		for _, e := range entries {
			b, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b...)
		}
		return all
	}
	if !bytes.Equal(files(), files()) {
		t.Error("two runs wrote different bytes")
	}
}

func TestWriteRefuses(t *testing.T) {
	nan := phantom(grid(7, 5, 4), 0)
	nan.Data[3] = math.NaN()
	left := phantom(grid(7, 5, 4), 0)
	left.Direction[2] = [3]float64{-left.Direction[2][0], -left.Direction[2][1], -left.Direction[2][2]}
	for name, change := range map[string]func(*Series){
		"no time points":   func(w *Series) { w.TimePoints = nil },
		"no image":         func(w *Series) { w.TimePoints[0].Image = nil },
		"another grid":     func(w *Series) { w.TimePoints[1].Image = phantom(grid(7, 5, 3), 0) },
		"not a number":     func(w *Series) { w.TimePoints[1].Image = nan },
		"left-handed grid": func(w *Series) { w.TimePoints[0].Image, w.TimePoints[1].Image = left, left },
		"slope of zero":    func(w *Series) { w.TimePoints[1].Slope = 0 },
		"long description": func(w *Series) { w.Description = strings.Repeat("x", 65) },
		"backslash":        func(w *Series) { w.Model = `a\b` },
		"line break":       func(w *Series) { w.Comments = "SIMULATED\n" },
		"no series UID":    func(w *Series) { w.SeriesUID = "" },
		"age":              func(w *Series) { w.PatientAge = -1 },
	} {
		w := series(3, 30, 70)
		change(&w)
		if err := Write(t.TempDir(), w); !errors.Is(err, ErrWriting) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := t.TempDir()
	if err := Write(dir, series(3, 30)); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, series(4, 70)); !errors.Is(err, ErrWriting) {
		t.Errorf("a second series in the same folder: %v", err)
	}
}

func TestUID(t *testing.T) {
	form := regexp.MustCompile(`^2\.25\.[1-9][0-9]{0,38}$`)
	seen := map[string]bool{}
	for _, id := range []string{UID(1, "a"), UID(2, "a"), UID(1, "b"), UID(1, "a", "b"), UID(1, "ab"), UID(1, "a", 1), UID(1)} {
		if !form.MatchString(id) || len(id) > 64 || seen[id] {
			t.Errorf("UID %s: wrong form or seen before", id)
		}
		seen[id] = true
	}
	if first, second := UID(7, "x", 3), UID(7, "x", 3); first != second {
		t.Error("not the same every time")
	}
}

func TestStorableChooses(t *testing.T) {
	for name, c := range map[string]struct {
		values           []float64
		slope, intercept float64
		signed           bool
		worst            float64
	}{
		"unsigned":       {[]float64{0, 1, 65535}, 1, 0, false, 0},
		"signed":         {[]float64{-32768, 5, 32767}, 1, 0, true, 0},
		"far from 0":     {[]float64{1e6, 1e6 + 1, 1e6 + 65535}, 1, 1e6, false, 0},
		"multiples":      {[]float64{-70000, 0, 70000, 7}, 7, -70000, false, 0},
		"one value":      {[]float64{42}, 1, 0, false, 0},
		"no whole value": {[]float64{0.1}, 1, 0.1, false, 0},
		"fractions":      {[]float64{0, 0.25, 1}, 1.0 / 65535, 0, false, 0.5 / 65535},
		"too wide":       {[]float64{0, 1, 1e6}, 1e6 / 65535, 0, false, 0.5e6 / 65535},
	} {
		img := valued(c.values...)
		p, worst, err := Storable(img)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if math.Abs(p.Slope-c.slope) > 1e-9*c.slope || p.Intercept != c.intercept || p.Signed != c.signed || worst > c.worst*(1+1e-9) || (worst > 0) != (c.worst > 0) {
			t.Errorf("%s: %v·n + %v, signed %v, worst %v", name, p.Slope, p.Intercept, p.Signed, worst)
		}
	}
	nan, skewed := valued(1), valued(1)
	nan.Data[2] = math.Inf(1)
	skewed.Direction[0] = [3]float64{1, 0, 0}
	for name, img := range map[string]*volume.Image{"nil": nil, "infinite": nan, "skewed": skewed, "too wide": valued(-math.MaxFloat64, math.MaxFloat64)} {
		if _, _, err := Storable(img); !errors.Is(err, ErrWriting) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
