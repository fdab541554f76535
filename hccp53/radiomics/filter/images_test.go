package filter_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/radiomics/filter"
	"hcclab/hccp53/volume"
)

// blank returns an image of zeros with voxels of so many mm.
func blank(size [3]int, spacing [3]float64) *volume.Image {
	return volume.NewImage(volume.Grid{Size: size, Spacing: spacing, Direction: [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}})
}

// noise returns an image of whole random numbers from −100 to 100.
func noise(seed uint64, size [3]int, spacing [3]float64) *volume.Image {
	img, r := blank(size, spacing), rand.New(rand.NewPCG(seed, 1))
	for i := range img.Data {
		img.Data[i] = float64(r.IntN(201) - 100)
	}
	return img
}

// turned returns the image turned by 90° about z: voxel (x, y) goes to (n−1−y, x).
func turned(img *volume.Image) *volume.Image {
	n := img.Size[1]
	out := blank([3]int{n, img.Size[0], img.Size[2]}, img.Spacing)
	for i, v := range img.Data {
		x, y, z := img.Voxel(i)
		out.Data[out.Index(n-1-y, x, z)] = v
	}
	return out
}

// near fails unless the values are equal to within a part of the largest.
func near(t *testing.T, what string, got, want []float64, part float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for i, v := range want {
		if !(math.Abs(got[i]-v) <= part*largest) && !(math.IsNaN(v) && math.IsNaN(got[i])) {
			t.Fatalf("%s: value %d is %v, want %v", what, i, got[i], v)
		}
	}
}

// boxed are the filters that take a box.
var boxed = map[string]func(*volume.Image, filter.Box) ([]*volume.Image, error){
	"log": func(img *volume.Image, in filter.Box) ([]*volume.Image, error) {
		out, err := filter.RecursiveLoG(img, 1.5, in)
		return []*volume.Image{out}, err
	},
	"swt": func(img *volume.Image, in filter.Box) (all []*volume.Image, err error) {
		levels, err := filter.StationaryWavelet(img, "coif1", 0, 2, -1, in)
		for _, b := range levels {
			all = append(all, b.Images...)
		}
		return all, err
	},
	"swt in planes": func(img *volume.Image, in filter.Box) ([]*volume.Image, error) {
		levels, err := filter.StationaryWavelet(img, "haar", 1, 1, 2, in)
		return levels[0].Images, err
	},
	"gradient": plain(func(img *volume.Image, in filter.Box) *volume.Image { return filter.Gradient(img, false, in) }),
	"square":   plain(filter.Square), "root": plain(filter.SquareRoot), "logarithm": plain(filter.Logarithm),
	"exponential": func(img *volume.Image, in filter.Box) ([]*volume.Image, error) {
		out, err := filter.Exponential(img, in)
		return []*volume.Image{out}, err
	},
	"lbp uniform": pattern("uniform"), "lbp default": pattern("default"), "lbp ror": pattern("ror"), "lbp var": pattern("var"),
}

func plain(f func(*volume.Image, filter.Box) *volume.Image) func(*volume.Image, filter.Box) ([]*volume.Image, error) {
	return func(img *volume.Image, in filter.Box) ([]*volume.Image, error) {
		return []*volume.Image{f(img, in)}, nil
	}
}

func pattern(method string) func(*volume.Image, filter.Box) ([]*volume.Image, error) {
	return func(img *volume.Image, in filter.Box) ([]*volume.Image, error) {
		out, err := filter.LBP2D{Radius: 1.5, Samples: 9, Method: method, Across: 2}.Apply(img, in)
		return []*volume.Image{out}, err
	}
}

// responses are the filters of IBSI.
var responses = map[string]filter.Response{
	"mean":         {Filter: "mean", Support: 3},
	"log":          {Filter: "log", Sigma: 1.5},
	"log riesz":    {Filter: "log", Sigma: 1.5, Riesz: [3]int{1, 0, 0}},
	"laws":         {Filter: "laws", Kernel: "L5E5S5"},
	"laws rot":     {Filter: "laws", Kernel: "L5E5S5", RotationInvariant: true, Energy: 2},
	"gabor":        {Filter: "gabor", Sigma: 1.5, Lambda: 3, Gamma: 1.2, Theta: 45, RotationInvariant: true},
	"gabor 2D":     {Filter: "gabor", Sigma: 1.5, Lambda: 3, Gamma: 1.2, Theta: 30, Dimensions: 2},
	"wavelet":      {Filter: "wavelet", Wavelet: "db2", Kernel: "LLH", Level: 1},
	"wavelet rot":  {Filter: "wavelet", Wavelet: "db2", Kernel: "LLH", Level: 2, RotationInvariant: true},
	"simoncelli":   {Filter: "simoncelli", Level: 1},
	"simoncelli r": {Filter: "simoncelli", Level: 1, Riesz: [3]int{0, 1, 0}},
}

func applied(t *testing.T, r filter.Response, img *volume.Image) *volume.Image {
	t.Helper()
	out, err := r.Apply(context.Background(), img)
	if err != nil {
		t.Fatal(r.Name(), err)
	}
	return out
}
