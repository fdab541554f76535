package voi_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

func grid(nx, ny, nz int) volume.Grid {
	return volume.Grid{Size: [3]int{nx, ny, nz}, Spacing: [3]float64{1, 2, 5}, Origin: [3]float64{-10, 20, 30}, Direction: volume.Axial}
}

// box marks the voxels from lo to below hi.
func box(m *volume.Mask, lo, hi [3]int) *volume.Mask {
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			for x := lo[0]; x < hi[0]; x++ {
				m.Data[m.Index(x, y, z)] = true
			}
		}
	}
	return m
}

func ExampleRead() {
	dir, err := os.MkdirTemp("", "voi")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "voi.nii.gz")
	g := grid(8, 8, 4)
	if err := nifti.WriteMask(path, box(volume.NewMask(g), [3]int{2, 2, 1}, [3]int{5, 4, 3})); err != nil {
		log.Fatal(err)
	}
	m, err := voi.Read(path, g)
	fmt.Println(m.Count(), err)
	g.Origin[2] += 5
	_, err = voi.Read(path, g)
	fmt.Println(err)
	// Output:
	// 12 <nil>
	// voi.nii.gz: the VOI lies on another grid than the image: origin off by 5 mm (shifted by 0, 0 and -1 voxels along x, y and z); draw the VOI on this image, or have it resampled: images.voi_grid in a study, --correct-mask of hccp53 radiomics
}

func ExampleLesions() {
	m := box(volume.NewMask(grid(8, 8, 4)), [3]int{0, 0, 0}, [3]int{2, 2, 1})
	box(m, [3]int{4, 4, 1}, [3]int{7, 7, 3})
	for _, lesion := range voi.Lesions(m) {
		fmt.Println(lesion.Count(), "voxels, largest on slice", voi.LargestSlice(lesion))
	}
	fmt.Println(voi.Largest(m).Count())
	// Output:
	// 18 voxels, largest on slice 1
	// 4 voxels, largest on slice 0
	// 18
}

func ExampleDice() {
	g := grid(4, 1, 1)
	a := box(volume.NewMask(g), [3]int{0, 0, 0}, [3]int{3, 1, 1})
	b := box(volume.NewMask(g), [3]int{1, 0, 0}, [3]int{2, 1, 1})
	fmt.Println(voi.Dice(a, b), voi.Dice(a, a))
	// Output:
	// 0.5 1
}

func ExampleWindow_Sample() {
	g := grid(8, 8, 4)
	img := volume.NewImage(g)
	for i := range img.Data {
		x, _, _ := g.Voxel(i)
		img.Data[i] = float64(x)
	}
	w, err := voi.WindowOf(box(volume.NewMask(g), [3]int{2, 3, 1}, [3]int{6, 5, 2}), 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	pixels, err := w.Sample(img, 4)
	fmt.Println(w.Centre, w.Side, pixels[:4], err)
	// Output:
	// [3.5 3.5] 4 [2 3 4 5] <nil>
}

func TestReadLabels(t *testing.T) {
	g := grid(3, 2, 1)
	for name, c := range map[string]struct {
		values []float64
		opts   []voi.Option
		want   []bool
		err    error
		says   string
	}{
		"any label":       {values: []float64{0, 1, 2, 0, 7, 0}, want: []bool{false, true, true, false, true, false}},
		"one label":       {values: []float64{0, 1, 2, 0, 7, 0}, opts: []voi.Option{voi.Label(2)}, want: []bool{false, false, true, false, false, false}},
		"missing label":   {values: []float64{0, 1, 2, 0, 7, 0}, opts: []voi.Option{voi.Label(3)}, err: voi.ErrEmpty, says: "there are 1, 2, 7"},
		"empty":           {values: make([]float64, 6), err: voi.ErrEmpty},
		"empty, label":    {values: make([]float64, 6), opts: []voi.Option{voi.Label(1)}, err: voi.ErrEmpty, says: "none"},
		"label 0":         {values: []float64{0, 1, 2, 0, 7, 0}, opts: []voi.Option{voi.Label(0)}, err: voi.ErrLabels, says: "start at 1"},
		"probabilities":   {values: []float64{0, 0.5, 1, 0, 0, 0}, err: voi.ErrLabels, says: "0.5"},
		"negative values": {values: []float64{0, -1, 1, 0, 0, 0}, err: voi.ErrLabels},
		"not a number":    {values: []float64{0, math.NaN(), 1, 0, 0, 0}, err: voi.ErrLabels},
		"infinite":        {values: []float64{0, math.Inf(1), 1, 0, 0, 0}, err: voi.ErrLabels},
	} {
		img := volume.NewImage(g)
		copy(img.Data, c.values)
		path := filepath.Join(t.TempDir(), "v.nii")
		if err := nifti.WriteImage(path, img); err != nil {
			t.Fatal(err)
		}
		m, err := voi.Read(path, g, c.opts...)
		if !errors.Is(err, c.err) || c.err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.err == nil && !slices.Equal(m.Data, c.want) {
			t.Errorf("%s: %v", name, m.Data)
		}
	}
	if _, err := voi.Read(filepath.Join(t.TempDir(), "none.nii"), g); !errors.Is(err, nifti.ErrFile) {
		t.Errorf("no file: %v", err)
	}
}

// TestReadTurnedAxes reads a map whose y axis runs the other way, as dcm2niix
// writes it: the same voxels must be marked.
func TestReadTurnedAxes(t *testing.T) {
	g := grid(5, 4, 3)
	turned := g
	turned.Direction[1] = [3]float64{0, -1, 0}
	turned.Origin = g.Point(0, float64(g.Size[1]-1), 0)
	m := volume.NewMask(turned)
	m.Data[m.Index(1, 0, 2)] = true // the last row of g
	path := filepath.Join(t.TempDir(), "v.nii")
	if err := nifti.WriteMask(path, m); err != nil {
		t.Fatal(err)
	}
	got, err := voi.Read(path, g)
	if err != nil {
		t.Fatal(err)
	}
	if got.Count() != 1 || !got.At(1, 3, 2) || got.Grid != g {
		t.Errorf("marked: %v", got.Data)
	}
}

func TestLargestSlice(t *testing.T) {
	m := volume.NewMask(grid(4, 4, 5))
	if z := voi.LargestSlice(m); z != -1 {
		t.Errorf("empty: %d", z)
	}
	box(m, [3]int{0, 0, 1}, [3]int{2, 2, 2})
	box(m, [3]int{0, 0, 3}, [3]int{2, 2, 4})
	if z := voi.LargestSlice(m); z != 1 {
		t.Errorf("first of equals: %d", z)
	}
	m.Data[m.Index(3, 3, 3)] = true
	if z := voi.LargestSlice(m); z != 3 {
		t.Errorf("most voxels: %d", z)
	}
	if n := voi.Largest(volume.NewMask(grid(2, 2, 2))).Count(); n != 0 {
		t.Errorf("largest lesion of nothing has %d voxels", n)
	}
}

// TestDice checks the definition and its symmetry on random masks.
func TestDice(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	g := grid(6, 5, 4)
	if d := voi.Dice(volume.NewMask(g), volume.NewMask(g)); !math.IsNaN(d) {
		t.Errorf("two empty VOIs: %v", d)
	}
	for range 20 {
		a, b := volume.NewMask(g), volume.NewMask(g)
		both := volume.NewMask(g)
		for i := range a.Data {
			a.Data[i], b.Data[i] = rng.IntN(3) == 0, rng.IntN(2) == 0
			both.Data[i] = a.Data[i] && b.Data[i]
		}
		want := 2 * float64(both.Count()) / float64(a.Count()+b.Count())
		if voi.Dice(a, b) != want || voi.Dice(b, a) != want {
			t.Errorf("%v and %v, want %v", voi.Dice(a, b), voi.Dice(b, a), want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("masks of different size did not panic")
		}
	}()
	voi.Dice(volume.NewMask(g), volume.NewMask(grid(6, 5, 3)))
}
