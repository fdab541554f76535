package filter_test

import (
	"math"
	"path/filepath"
	"testing"

	"hcclab/hccp53/internal/peer"
	"hcclab/hccp53/radiomics/filter"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

var unit = [3]float64{1, 1, 1}

// TestImpulse: an impulse gives the coefficients of the filter.
func TestImpulse(t *testing.T) {
	img := blank([3]int{8, 2, 2}, unit)
	img.Data[3] = 1
	levels, err := filter.StationaryWavelet(img, "haar", 0, 1, -1, filter.Whole(img.Grid))
	if err != nil {
		t.Fatal(err)
	}
	c := math.Pow(2, -1.5)
	near(t, "LLL", levels[0].Images[0].Data[:8], []float64{0, 0, c, c, 0, 0, 0, 0}, 1e-15)
	if levels[0].Names[4] != "HLL" {
		t.Fatal(levels[0].Names)
	}
	near(t, "HLL", levels[0].Images[4].Data[:8], []float64{0, 0, -c, c, 0, 0, 0, 0}, 1e-15)

	line := blank([3]int{9, 9, 1}, unit)
	line.Data[4*9+4] = 1
	mean := applied(t, filter.Response{Filter: "mean", Support: 3, Dimensions: 2}, line)
	near(t, "mean", mean.Data[4*9:5*9], []float64{0, 0, 0, 1. / 9, 1. / 9, 1. / 9, 0, 0, 0}, 1e-15)
	// E5 = (−1, −2, 0, 2, 1)/√10 along x; L5 = (1, 4, 6, 4, 1)/√70 along y.
	laws := applied(t, filter.Response{Filter: "laws", Kernel: "E5L5", Dimensions: 2}, line)
	k := 6 / math.Sqrt(700)
	near(t, "laws", laws.Data[4*9:5*9], []float64{0, 0, -k, -2 * k, 0, 2 * k, k, 0, 0}, 1e-15)
}

func TestPointwise(t *testing.T) {
	img := blank([3]int{3, 1, 1}, unit)
	copy(img.Data, []float64{-4, 0, 9})
	in := filter.Whole(img.Grid)
	near(t, "square", filter.Square(img, in).Data, []float64{16. / 9, 0, 9}, 1e-15)
	near(t, "root", filter.SquareRoot(img, in).Data, []float64{-6, 0, 9}, 1e-15)
	near(t, "logarithm", filter.Logarithm(img, in).Data, []float64{-9 * math.Log10(5), 0, 9}, 1e-15)
	e, err := filter.Exponential(img, in)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "exponential", e.Data, []float64{math.Pow(9, -4./9), 1, 9}, 1e-15)
}

// TestRamp: x + 4y + 12z by the voxel, of 1 × 2 × 3 mm, rises by 1, 2 and 4 a mm.
func TestRamp(t *testing.T) {
	img := blank([3]int{3, 3, 3}, [3]float64{1, 2, 3})
	for i := range img.Data {
		x, y, z := img.Voxel(i)
		img.Data[i] = float64(x + 4*y + 12*z)
	}
	middle := filter.Box{Low: [3]int{1, 1, 1}, High: [3]int{2, 2, 2}}
	near(t, "a mm", filter.Gradient(img, false, middle).Data, []float64{math.Sqrt(21)}, 1e-7)
	near(t, "a voxel", filter.Gradient(img, true, middle).Data, []float64{math.Sqrt(161)}, 1e-7)
}

// TestPatch compares one voxel with local_binary_pattern of scikit-image.
func TestPatch(t *testing.T) {
	img := blank([3]int{3, 3, 1}, unit)
	copy(img.Data, []float64{5, 9, 1, 4, 6, 7, 2, 6, 3})
	for method, want := range map[string]float64{"uniform": 9, "default": 69, "ror": 21, "var": 2.836879793859282} {
		out, err := filter.LBP2D{Radius: 1, Samples: 8, Method: method, Across: 2}.Apply(img, filter.Box{Low: [3]int{1, 1, 0}, High: [3]int{2, 2, 1}})
		if err != nil {
			t.Fatal(err)
		}
		near(t, method, out.Data, []float64{want}, 1e-12)
	}
}

// TestSimpleITK compares two random images with what ITK makes of them.
func TestSimpleITK(t *testing.T) {
	for seed, size := range [][3]int{{12, 10, 8}, {7, 15, 9}} {
		img := noise(uint64(seed), size, [3]float64{0.8, 1, 2.5})
		path := written(t, img)
		var want struct{ Log, Gradient []float64 }
		peer.Ask(t, &want, `
import json, sys, SimpleITK as s
i = s.ReadImage(sys.argv[1], s.sitkFloat64)
l = s.LaplacianRecursiveGaussianImageFilter()
l.SetNormalizeAcrossScale(True)
l.SetSigma(1.5)
flat = lambda x: s.GetArrayFromImage(x).ravel().tolist()
print(json.dumps({"Log": flat(l.Execute(i)), "Gradient": flat(s.GradientMagnitude(i))}))
`, path)
		in := filter.Whole(img.Grid)
		log, err := filter.RecursiveLoG(img, 1.5, in)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "log", log.Data, want.Log, 2e-7)
		near(t, "gradient", filter.Gradient(img, false, in).Data, want.Gradient, 2e-7)
	}
}

// written writes the image to a file.
func written(t *testing.T, img *volume.Image) string {
	path := filepath.Join(t.TempDir(), "image.nrrd")
	if err := nrrd.WriteImage(path, img, nrrd.Raw); err != nil {
		t.Fatal(err)
	}
	return path
}
