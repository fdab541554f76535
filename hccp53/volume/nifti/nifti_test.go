package nifti_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

func ExampleWriteMask() {
	dir, err := os.MkdirTemp("", "nifti")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	m := volume.NewMask(volume.Grid{Size: [3]int{4, 3, 2}, Spacing: [3]float64{1, 1, 3}, Origin: [3]float64{-10, 5, 40}, Direction: volume.Axial})
	m.Data[m.Index(1, 2, 1)] = true
	path := filepath.Join(dir, "voi.nii.gz")
	if err := nifti.WriteMask(path, m); err != nil {
		log.Fatal(err)
	}
	img, err := nifti.Read(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(img.At(1, 2, 1), img.At(0, 0, 0), img.Equal(m.Grid))
	// Output:
	// 1 0 true
}

func ExampleRead() {
	_, err := nifti.Read("no-such-file.nii")
	fmt.Println(err)
	// Output:
	// no-such-file.nii: the file cannot be opened, read or written (no such file or directory)
}

func ExampleDecode() {
	_, err := nifti.Decode(bytes.NewReader([]byte("not an image")), 1<<20)
	fmt.Println(err)
	// Output:
	// the file does not start with a NIfTI header; export it as .nii or .nii.gz
}

func ExampleWriteImage() {
	dir, err := os.MkdirTemp("", "nifti")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	img := volume.NewImage(volume.Grid{Size: [3]int{2, 2, 2}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial})
	img.Data[3] = 0.5
	path := filepath.Join(dir, "ap.nii")
	if err := nifti.WriteImage(path, img); err != nil {
		log.Fatal(err)
	}
	again, err := nifti.Read(path)
	fmt.Println(again.Data, err)
	// Output:
	// [0 0 0 0.5 0 0 0 0] <nil>
}

func ExampleReadAll() {
	all, err := nifti.ReadAll("testdata/series.nii.gz")
	if err != nil {
		log.Fatal(err)
	}
	for _, img := range all {
		fmt.Print(img.Size, " ", img.At(0, 0, 0), "; ")
	}
	// Output:
	// [4 3 2] -6000; [4 3 2] 6408; [4 3 2] 18816;
}

func ExampleOpen() {
	f, err := nifti.Open("testdata/big.nii.gz", nifti.Budget)
	if err != nil {
		log.Fatal(err)
	}
	g, err := f.Grid()
	fmt.Println(f.NumPy(), f.Shape, f.Place, err)
	fmt.Println(f.Affine[0], g.Origin) // RAS and LPS
	// Output:
	// >i2 [4 3 2] sform <nil>
	// [-0.6000000238418579 0.8999999761581421 0 101.25] [-101.25 33.5 712.125]
}

func ExampleParse() {
	b, err := os.ReadFile("testdata/scaled.nii.gz")
	if err != nil {
		log.Fatal(err)
	}
	f, err := nifti.Parse(bytes.NewReader(b), 1<<20)
	if err != nil {
		log.Fatal(err)
	}
	first := make([]float64, 1)
	f.Fill(first, 0, 1)
	fmt.Printf("%.4f · %v + %.4f = %.4f\n", f.Slope, first[0], f.Inter, f.Slope*first[0]+f.Inter)
	// Output:
	// 0.0259 · -32768 + -7.7728 = -857.1429
}

// rotation returns a random rotation, by a random unit quaternion.
func rotation(rng *rand.Rand) [3][3]float64 {
	q := [4]float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
	n := math.Sqrt(q[0]*q[0] + q[1]*q[1] + q[2]*q[2] + q[3]*q[3])
	a, b, c, d := q[0]/n, q[1]/n, q[2]/n, q[3]/n
	return [3][3]float64{
		{a*a + b*b - c*c - d*d, 2 * (b*c + a*d), 2 * (b*d - a*c)},
		{2 * (b*c - a*d), a*a + c*c - b*b - d*d, 2 * (c*d + a*b)},
		{2 * (b*d + a*c), 2 * (c*d - a*b), a*a + d*d - b*b - c*c},
	}
}

// grids are plain, turned by right angles and half turns (where the quaternion
// has no real part), oblique, and mirrored ones of each.
func grids() []volume.Grid {
	rng := rand.New(rand.NewPCG(1, 2))
	directions := [][3][3]float64{
		volume.Axial,
		{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}}, {{-1, 0, 0}, {0, 1, 0}, {0, 0, -1}}, {{1, 0, 0}, {0, -1, 0}, {0, 0, -1}},
		{{0, 1, 0}, {0, 0, -1}, {-1, 0, 0}}, {{0, 1, 0}, {1, 0, 0}, {0, 0, -1}}, {{0, 0, 1}, {0, -1, 0}, {1, 0, 0}},
	}
	for range 20 {
		directions = append(directions, rotation(rng))
	}
	var all []volume.Grid
	for _, d := range directions {
		g := volume.Grid{Size: [3]int{5, 4, 3}, Spacing: [3]float64{0.75, 1.25, 3}, Origin: [3]float64{-101.5, 33.3, 712.1}, Direction: d}
		all = append(all, g)
		for k := range 3 {
			g.Direction[2][k] = -g.Direction[2][k] // left-handed
		}
		all = append(all, g)
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	for i, g := range grids() {
		m, img, whole := volume.NewMask(g), volume.NewImage(g), volume.NewImage(g)
		for j := range m.Data {
			m.Data[j] = j%3 == i%3
			img.Data[j] = float64(float32(j) / 7)
			whole.Data[j] = float64(j*1000 - 30000)
		}
		for _, ending := range []string{".nii", ".nii.gz"} {
			path := filepath.Join(dir, "x"+ending)
			for _, c := range []struct {
				write func() error
				want  func(j int) float64
			}{
				{func() error { return nifti.WriteMask(path, m) }, func(j int) float64 {
					if m.Data[j] {
						return 1
					}
					return 0
				}},
				{func() error { return nifti.WriteImage(path, img) }, func(j int) float64 { return img.Data[j] }},
				{func() error { return nifti.WriteImage(path, whole) }, func(j int) float64 { return whole.Data[j] }},
			} {
				if err := c.write(); err != nil {
					t.Fatal(err)
				}
				got, err := nifti.Read(path)
				if err != nil {
					t.Fatal(err)
				}
				if d := g.Differs(got.Grid); d != "" {
					t.Errorf("grid %d: %s", i, d)
				}
				for j, v := range got.Data {
					if v != c.want(j) {
						t.Fatalf("voxel %d: %v, want %v", j, v, c.want(j))
					}
				}
				// The qform alone must say the same as the sform.
				b := slurp(t, path)
				binary.LittleEndian.PutUint16(b[254:], 0)
				if byQ, err := nifti.Decode(bytes.NewReader(b), 1<<20); err != nil {
					t.Errorf("grid %d by qform: %v", i, err)
				} else if d := g.Differs(byQ.Grid); d != "" {
					t.Errorf("grid %d by qform: %s", i, d)
				}
			}
		}
	}
}

// slurp returns the decompressed content of a file.
func slurp(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if z, err := gzip.NewReader(bytes.NewReader(b)); err == nil {
		var out bytes.Buffer
		if _, err := out.ReadFrom(z); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	return b
}

// TestPlaceIsKeptToTheBit writes what was read: the affine of a NIfTI-1 file is
// the same, bit by bit, however it was made.
func TestPlaceIsKeptToTheBit(t *testing.T) {
	for i, g := range grids() {
		first, second := filepath.Join(t.TempDir(), "a.nii"), filepath.Join(t.TempDir(), "b.nii")
		img := volume.NewImage(g)
		var affine [2][3][4]float64
		for j, path := range []string{first, second} {
			if err := nifti.WriteImage(path, img); err != nil {
				t.Fatal(err)
			}
			f, err := nifti.Open(path, nifti.Budget)
			if err != nil || len(f.Warnings) > 0 {
				t.Fatal(err, f.Warnings)
			}
			affine[j] = f.Affine
			if img, err = nifti.Read(path); err != nil {
				t.Fatal(err)
			}
		}
		if affine[0] != affine[1] {
			t.Errorf("grid %d: %v became %v", i, affine[0], affine[1])
		}
	}
}

func TestWritingIsDeterministic(t *testing.T) {
	m := volume.NewMask(grids()[0])
	dir := t.TempDir()
	var all [2][]byte
	for i := range all {
		path := filepath.Join(dir, fmt.Sprintf("%d.nii.gz", i))
		if err := nifti.WriteMask(path, m); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[i] = b
	}
	if !bytes.Equal(all[0], all[1]) {
		t.Error("two runs wrote different bytes")
	}
	if mtime := binary.LittleEndian.Uint32(all[0][4:]); mtime != 0 {
		t.Errorf("the gzip header holds the time %d", mtime)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, change := range map[string]func(*volume.Grid){
		"no voxels":  func(g *volume.Grid) { g.Size[1] = 0 },
		"spacing":    func(g *volume.Grid) { g.Spacing[1] = 0 },
		"origin":     func(g *volume.Grid) { g.Origin[1] = math.NaN() },
		"directions": func(g *volume.Grid) { g.Direction[1] = g.Direction[0] },
		"length":     func(g *volume.Grid) { g.Direction[1] = [3]float64{0, 2, 0} },
		"many": func(g *volume.Grid) {
			*g = volume.Grid{Size: [3]int{1, 40000, 1}, Spacing: g.Spacing, Direction: volume.Axial}
		},
	} {
		g := grids()[0]
		change(&g)
		if err := nifti.WriteMask(filepath.Join(t.TempDir(), "x.nii"), volume.NewMask(g)); !errors.Is(err, nifti.ErrWriting) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := nifti.WriteImage(filepath.Join(t.TempDir(), "x.nii"), &volume.Image{Grid: grids()[0]}); !errors.Is(err, nifti.ErrWriting) {
		t.Errorf("no values: %v", err)
	}
	if err := nifti.WriteMask(filepath.Join(t.TempDir(), "none", "x.nii"), volume.NewMask(grids()[0])); !errors.Is(err, nifti.ErrFile) {
		t.Errorf("no folder: %v", err)
	}
}
