package filter_test

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/radiomics/filter"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// TestIntermediates compares with the filtered images that PyRadiomics left,
// in single precision: those whose name is a case and a filter.
func TestIntermediates(t *testing.T) {
	root := filepath.Join(reference.Root(t), "pyradiomics")
	files, _ := filepath.Glob(filepath.Join(root, "intermediates", "*.nrrd"))
	judged := 0
	for _, file := range files {
		name, kind, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".nrrd"), "_")
		img, err := nrrd.Read(filepath.Join(root, "data", name+"_image.nrrd"))
		if err != nil {
			t.Fatal(err)
		}
		in := filter.Box{Low: [3]int{3, 5, 1}, High: [3]int{img.Size[0] - 2, img.Size[1] - 7, img.Size[2] - 1}}
		var got *volume.Image
		switch {
		case strings.HasPrefix(kind, "log-sigma-"):
			text := strings.TrimSuffix(strings.TrimPrefix(kind, "log-sigma-"), "-mm-3D")
			sigma, err := strconv.ParseFloat(strings.ReplaceAll(text, "-", "."), 64)
			if err != nil {
				t.Fatal(err)
			}
			if got, err = filter.RecursiveLoG(img, sigma, in); err != nil {
				t.Fatal(err)
			}
		case strings.HasPrefix(kind, "wavelet-"):
			all, err := filter.StationaryWavelet(img, "coif1", 0, 1, -1, in)
			if err != nil {
				t.Fatal(err)
			}
			for i, band := range all[0].Names {
				if "wavelet-"+band == kind {
					got = all[0].Images[i]
				}
			}
		case kind == "gradient":
			got = filter.Gradient(img, false, in)
		case kind == "lbp-2D":
			if got, err = (filter.LBP2D{Radius: 1, Samples: 8, Method: "uniform", Across: 2}).Apply(img, in); err != nil {
				t.Fatal(err)
			}
		default:
			continue
		}
		judged++
		whole, err := nrrd.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		want := whole.Crop(in.Low, in.High, 0)
		if d := want.Differs(got.Grid); d != "" {
			t.Errorf("%s: %s", kind, d)
		}
		low, high, worst := math.Inf(1), math.Inf(-1), 0.0
		for i, w := range want.Data {
			low, high = min(low, w), max(high, w)
			worst = max(worst, math.Abs(w-got.Data[i]))
		}
		t.Logf("%s: off by %.1e of the range", kind, worst/(high-low))
		if !(worst <= 2e-7*(high-low)) {
			t.Errorf("%s: off by %g of %g", kind, worst, high-low)
		}
	}
	if judged == 0 {
		t.Error("no filtered image was judged")
	}
}
