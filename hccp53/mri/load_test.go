package mri

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/volume"
)

// files returns the DICOM files below dir in the order of series and instance.
func files(t testing.TB, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// equal reports whether two studies are the same in all that is exported.
func equal(a, b *Study) bool { return summary(a) == summary(b) }

func summary(s *Study) string {
	text := fmt.Sprintf("%+v %v %d %q\n", s.Scanner, s.Simulated, s.Files, s.Warnings)
	for _, v := range s.Volumes {
		text += fmt.Sprintln(v.Phase, v.Evidence, v.Seconds, v.SeriesNumber, v.Description, v.Image.Grid, v.Image.Data)
	}
	return text
}

func dynamic() []Writing {
	pre := writing(5, "lava pre", -40)
	post := writing(7, "lava post", 28, 72, 185)
	post.Injection, post.ContrastAgent = after(0), "gadobutrol"
	return []Writing{pre, post}
}

// TestNamesAndOrderOfFilesDoNotMatter spreads the files of a study over folders
// under random names.
func TestNamesAndOrderOfFilesDoNotMatter(t *testing.T) {
	ordered := write(t, t.TempDir(), dynamic()...)
	want := load(t, ordered)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		shuffled := t.TempDir()
		for _, path := range files(t, ordered) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(shuffled, fmt.Sprintf("d%d", rng.IntN(3)))
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%x", rng.Uint64())), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got := load(t, shuffled); !equal(got, want) {
			t.Errorf("shuffled:\n%s\nordered:\n%s", summary(got), summary(want))
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := load(t, ordered); !equal(got, want) {
		t.Error("one worker gives another study")
	}
}

// TestInstanceNumbersDoNotMatter writes the slices from head to feet: the same
// volume, with instance numbers the other way round.
func TestInstanceNumbersDoNotMatter(t *testing.T) {
	w := dynamic()
	want := load(t, write(t, t.TempDir(), w...))
	for _, series := range w {
		for i := range series.TimePoints {
			series.TimePoints[i].Image = turned(series.TimePoints[i].Image)
		}
	}
	got := load(t, write(t, t.TempDir(), w...))
	// Turned about the x axis, y and z index run backwards. Loading brings z
	// back along row × column, so compare point by point.
	for i, v := range got.Volumes {
		o := want.Volumes[i].Image
		for z := range o.Size[2] {
			for y := range o.Size[1] {
				for x := range o.Size[0] {
					if a, b := v.Image.At(x, o.Size[1]-1-y, o.Size[2]-1-z), o.At(x, y, z); a != b {
						t.Fatalf("volume %d at %d %d %d: %v, want %v", i, x, y, z, a, b)
					}
				}
			}
		}
	}
}

func TestLayoutsGiveTheSameVolumes(t *testing.T) {
	inject := func(w Writing) Writing { w.Injection, w.ContrastAgent = after(0), "gadobutrol"; return w }
	indexed := inject(writing(7, "lava post", 28, 72, 185))
	for i := range indexed.TimePoints {
		indexed.TimePoints[i].TemporalIndex = i + 1
		indexed.TimePoints[i].Acquired = after(28) // as in GE series: the time of the series
	}
	for name, layout := range map[string][]Writing{
		"three volumes in one series":       dynamic(),
		"one series a phase, named":         {writing(5, "t1 pre", -40), writing(7, "t1 arterial", 28), writing(8, "t1 portal venous", 72), writing(9, "t1 delayed", 185)},
		"one series a phase, same name":     {writing(5, "t1_vibe", -40), writing(7, "t1_vibe", 28), writing(8, "t1_vibe", 72), writing(9, "t1_vibe", 185)},
		"one series a phase, times only":    {inject(writing(5, "a", -40)), inject(writing(7, "b", 28)), inject(writing(8, "c", 72)), inject(writing(9, "d", 185))},
		"all four in one series":            {inject(writing(5, "dyn", -40, 28, 72, 185))},
		"all four in one series, no times":  {writing(5, "lava pre & post", -40, 28, 72, 185)},
		"ordered by temporal position only": {writing(5, "lava pre", -40), indexed},
	} {
		s := load(t, write(t, t.TempDir(), layout...))
		if len(s.Volumes) != 4 {
			t.Errorf("%s: %d volumes", name, len(s.Volumes))
			continue
		}
		for i, p := range []Phase{Pre, AP, PVP, DP} {
			v, err := s.Phase(p)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			want := phantom(grid(7, 5, 4), []int{-40, 28, 72, 185}[i])
			if v.Evidence == "" || !slices.Equal(v.Image.Data, want.Data) {
				t.Errorf("%s: %s is another volume (%s)", name, p, v.Evidence)
			}
		}
		if len(s.Warnings) != 0 {
			t.Errorf("%s: %q", name, s.Warnings)
		}
	}
}

func TestDefects(t *testing.T) {
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, path := range files(t, dir) {
				if filepath.Base(path) == name {
					if err := os.Remove(path); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	// patch replaces text by other text of the same length in the named file.
	patch := func(name, from, to string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, path := range files(t, dir) {
				b, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if name != "" && filepath.Base(path) != name {
					continue
				}
				if !strings.Contains(string(b), from) || len(from) != len(to) {
					t.Fatalf("%q is not there, or %q is not as long", from, to)
				}
				if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(b), from, to)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	cut := func(n int64) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.Truncate(files(t, dir)[1], n); err != nil {
				t.Fatal(err)
			}
		}
	}
	straight := writing(3, "t1_vibe", 30)
	straight.TimePoints[0].Image.Direction = [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	straight.TimePoints[0].Image.Origin = [3]float64{-100, 50, 0}
	cine := writing(3, "t1_vibe", 30, 70)
	single := writing(3, "t1_vibe", 30)
	single.TimePoints[0].Image = phantom(grid(7, 5, 1), 0)
	for name, c := range map[string]struct {
		w      Writing
		spoil  func(*testing.T, string)
		err    error
		says   string // in the error or the warnings
		number int    // of volumes
	}{
		"nothing wrong":          {w: straight, spoil: func(*testing.T, string) {}, number: 1},
		"slice missing":          {w: straight, spoil: remove("IM00003.dcm"), err: ErrGap, says: "1 between slice 2 and slice 3"},
		"slice of one time lost": {w: cine, spoil: remove("IM00006.dcm"), err: ErrUneven, says: "slice 2 1 times"},
		"uneven":                 {w: straight, spoil: patch("IM00004.dcm", `-100\50\9 `, `-100\50\8 `), err: ErrGap, says: "unevenly"},
		"tilted":                 {w: straight, spoil: patch("IM00004.dcm", `-100\50\9 `, `-100\55\9 `), err: ErrGantryTilt, says: "29.1°"}, // atan(5/9)
		"shifted at one level":   {w: cine, spoil: patch("IM00001.dcm", `-101.5\33.25`, `-111.5\33.25`), err: ErrGeometry, says: "within their plane"},
		"no position":            {w: straight, spoil: patch("IM00002.dcm", "\x20\x00\x32\x00DS", "\x20\x00\x31\x00DS"), err: ErrGeometry, says: "position"},
		"position not a number":  {w: straight, spoil: patch("IM00002.dcm", `-100\50\3 `, `-100\x0\3 `), err: ErrGeometry},
		"skew orientation":       {w: straight, spoil: patch("", `1\0\0\0\1\0 `, `1\0\0\1\1\0 `), err: ErrGeometry, says: "right angle"},
		"no spacing":             {w: straight, spoil: patch("", `1.25\0.8`, `0.00\0.8`), err: ErrGeometry},
		"mosaic":                 {w: straight, spoil: patch("", `ORIGINAL\PRIMARY\M`, `ORIGINAL\MOSAIC\MM`), err: ErrMosaic},
		"cut":                    {w: straight, spoil: cut(1000), err: ErrDamaged, says: "IM00002.dcm"},
		"cut to nothing":         {w: straight, spoil: cut(0), err: ErrNotDICOM, says: "IM00002.dcm"},
		"two studies":            {w: straight, spoil: patch("IM00002.dcm", UID(1, "study"), strings.Repeat("1", len(UID(1, "study")))), err: ErrSeveralStudies},
		"two patients":           {w: straight, spoil: patch("IM00002.dcm", "SIM-0001", "SIM-0002"), err: ErrSeveralStudies},
		"same UID, other pixels": {w: straight, spoil: patch("IM00002.dcm", UID(0, straight.SeriesUID, "image", 2), UID(0, straight.SeriesUID, "image", 1)), number: 1},
		"one slice":              {w: single, spoil: func(*testing.T, string) {}, number: 1, says: "only 1 slice"},
		"other echo":             {w: straight, spoil: patch("IM00004.dcm", "1.7 ", "3.4 "), number: 2, says: "only 1 slice"},
		"no times at all": {w: cine, spoil: func(t *testing.T, dir string) {
			for i := 5; i <= 8; i++ {
				patch(fmt.Sprintf("IM0000%d.dcm", i), "091110.000000", "091030.000000")(t, dir)
				patch(fmt.Sprintf("IM0000%d.dcm", i), "\x20\x00\x12\x00IS\x02\x002 ", "\x20\x00\x12\x00IS\x02\x001 ")(t, dir)
			}
		}, number: 2, says: "instance numbers"},
		"order against the clock": {w: func() Writing {
			w := writing(3, "t1_vibe", 70, 30)
			w.TimePoints[0].TemporalIndex, w.TimePoints[1].TemporalIndex = 1, 2
			return w
		}(), spoil: func(*testing.T, string) {}, err: ErrTimeOrder},
		"MONOCHROME1": {w: straight, spoil: patch("", "MONOCHROME2", "MONOCHROME1"), number: 1, says: "MONOCHROME1"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, t.TempDir(), c.w)
			c.spoil(t, dir)
			s, err := Load(context.Background(), dir)
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			text := fmt.Sprint(err)
			if s != nil {
				text = strings.Join(s.Warnings, "\n")
				if len(s.Volumes) != c.number {
					t.Errorf("%d volumes, want %d", len(s.Volumes), c.number)
				}
			}
			if !strings.Contains(text, c.says) {
				t.Errorf("%q does not say %q", text, c.says)
			}
			if strings.Contains(text, "SIM-000") || strings.Contains(text, dir) {
				t.Errorf("%q names the patient or the folder", text)
			}
		})
	}
}

// TestCopies puts copies of files, and of a whole series under new UIDs, beside
// the originals.
func TestCopies(t *testing.T) {
	w := writing(3, "t1_vibe", 30, 70)
	dir := write(t, t.TempDir(), w)
	want := load(t, dir)
	for i, path := range files(t, dir) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(fmt.Sprintf("%s/copy%d", dir, i), b, 0o644); err != nil {
			t.Fatal(err)
		}
		old := UID(0, w.SeriesUID, "image", i+1)
		again := strings.ReplaceAll(string(b), old, old[:len(old)-1]+"x")
		if err := os.WriteFile(fmt.Sprintf("%s/again%d", dir, i), []byte(again), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := load(t, dir)
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "left out: 16") {
		t.Errorf("warnings %q", got.Warnings)
	}
	got.Warnings, got.Files = want.Warnings, want.Files
	if !equal(got, want) {
		t.Error("copies change the study")
	}
}

// TestCopyBesideBlankSlices has a slice that is blank at both times, so that
// equal pixels alone do not make copies, and one real copy of another slice.
func TestCopyBesideBlankSlices(t *testing.T) {
	w := writing(3, "t1_vibe", 30, 70)
	for _, point := range w.TimePoints {
		clear(point.Image.Data[:7*5])
	}
	dir := write(t, t.TempDir(), w)
	want := load(t, dir)
	b, err := os.ReadFile(files(t, dir)[2])
	if err != nil {
		t.Fatal(err)
	}
	old := UID(0, w.SeriesUID, "image", 3)
	if err := os.WriteFile(filepath.Join(dir, "again"), []byte(strings.ReplaceAll(string(b), old, old[:len(old)-1]+"x")), 0o644); err != nil {
		t.Fatal(err)
	}
	got := load(t, dir)
	if len(got.Warnings) != 1 || len(got.Volumes) != 2 {
		t.Errorf("%d volumes, warnings %q", len(got.Volumes), got.Warnings)
	}
	got.Warnings, got.Files = want.Warnings, want.Files
	if !equal(got, want) {
		t.Error("a copy changes the study")
	}
}

// TestOrientationsOfOneSeries loads a series of two planes, as localisers are.
func TestOrientationsOfOneSeries(t *testing.T) {
	axial, coronal := writing(3, "t1_vibe", 30), writing(3, "t1_vibe", 30)
	coronal.TimePoints[0].Image.Direction = [3][3]float64{{1, 0, 0}, {0, 0, -1}, {0, 1, 0}}
	dir := t.TempDir()
	for name, w := range map[string]Writing{"a": axial, "c": coronal} {
		if err := WriteSeries(filepath.Join(dir, name), w); err != nil {
			t.Fatal(err)
		}
	}
	s := load(t, dir)
	if len(s.Volumes) != 2 || len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "2 orientations") {
		t.Errorf("%d volumes, warnings %q", len(s.Volumes), s.Warnings)
	}
}

// TestSliceDistanceIsThatOfThePositions writes slices that are thinner than
// they are apart.
func TestSliceDistanceIsThatOfThePositions(t *testing.T) {
	dir := write(t, t.TempDir(), writing(3, "t1_vibe", 30))
	for _, path := range files(t, dir) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		// Slice thickness (0018,0050) and spacing between slices (0018,0088).
		thin := strings.NewReplacer("\x18\x00\x50\x00DS\x02\x003 ", "\x18\x00\x50\x00DS\x02\x002 ", "\x18\x00\x88\x00DS\x02\x003 ", "\x18\x00\x88\x00DS\x02\x002 ").Replace(string(b))
		if thin == string(b) {
			t.Fatal("nothing changed")
		}
		if err := os.WriteFile(path, []byte(thin), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := load(t, dir).Volumes[0].Image.Spacing[2]; math.Abs(got-3) > 1e-9 {
		t.Errorf("slices are %v mm apart, want 3", got)
	}
}

func TestFoldersThatHoldNoStudy(t *testing.T) {
	if _, err := Load(context.Background(), filepath.Join(t.TempDir(), "none")); !errors.Is(err, ErrFolder) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := Load(context.Background(), t.TempDir()); !errors.Is(err, ErrNoVolume) {
		t.Errorf("empty folder: %v", err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"notes.txt": "nothing", ".DS_Store": "x", "DICOMDIR": "x", "empty": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Load(context.Background(), dir); !errors.Is(err, ErrNoVolume) {
		t.Errorf("no DICOM: %v", err)
	}
	write(t, dir, writing(3, "a", 30))
	if s := load(t, dir); len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "2 files left out: no DICOM") {
		t.Errorf("warnings %q", s.Warnings)
	}
}

func TestLoadHeedsTheContext(t *testing.T) {
	dir := write(t, t.TempDir(), writing(3, "a", 30))
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	if _, err := Load(ctx, dir); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestSimulatedNeedsEveryFile(t *testing.T) {
	real := writing(4, "b", 70)
	real.Comments = ""
	if s := load(t, write(t, t.TempDir(), writing(3, "a", 30), real)); s.Simulated {
		t.Error("a study with one real series counts as simulated")
	}
}

// turned returns the same voxels at the same points with the y and z index
// running the other way.
func turned(img *volume.Image) *volume.Image {
	g := img.Grid
	g.Origin = img.Point(0, float64(img.Size[1]-1), float64(img.Size[2]-1))
	for k := range 3 {
		g.Direction[1][k] *= -1
		g.Direction[2][k] *= -1
	}
	out := volume.NewImage(g)
	for i, v := range img.Data {
		x, y, z := img.Voxel(i)
		out.Data[g.Index(x, g.Size[1]-1-y, g.Size[2]-1-z)] = v
	}
	return out
}
