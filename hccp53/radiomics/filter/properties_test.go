package filter_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"hcclab/hccp53/radiomics/filter"
)

// TestBox: the response in a box is that of the whole, cut; nothing depends on
// the number of processors, and the image is left alone.
func TestBox(t *testing.T) {
	img := noise(1, [3]int{11, 10, 9}, [3]float64{1, 1.2, 2})
	before := slices.Clone(img.Data)
	low, high := [3]int{2, 3, 1}, [3]int{9, 10, 6}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for name, f := range boxed {
		runtime.GOMAXPROCS(1)
		whole, err := f(img, filter.Whole(img.Grid))
		if err != nil {
			t.Fatal(name, err)
		}
		runtime.GOMAXPROCS(4)
		again, _ := f(img, filter.Whole(img.Grid))
		part, err := f(img, filter.Box{Low: low, High: high})
		if err != nil {
			t.Fatal(name, err)
		}
		for i := range whole {
			near(t, name+" with 4 processors", again[i].Data, whole[i].Data, 0)
			want := whole[i].Crop(low, high, 0)
			if d := want.Differs(part[i].Grid); d != "" {
				t.Error(name, d)
			}
			near(t, name+" in a box", part[i].Data, want.Data, 0)
		}
		if !slices.Equal(img.Data, before) {
			t.Fatalf("%s changes the image", name)
		}
	}
}

// TestResponseProcessors: the same values for 1 and 4 processors, the image as
// it was, and for filters that are linear f(2a − b) = 2f(a) − f(b).
func TestResponseProcessors(t *testing.T) {
	size, mm := [3]int{9, 8, 7}, [3]float64{1, 1, 1}
	a, b, mix := noise(1, size, mm), noise(2, size, mm), blank(size, mm)
	for i := range mix.Data {
		mix.Data[i] = 2*a.Data[i] - b.Data[i]
	}
	before := slices.Clone(a.Data)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for name, r := range responses {
		runtime.GOMAXPROCS(1)
		one := applied(t, r, a)
		runtime.GOMAXPROCS(4)
		near(t, name, applied(t, r, a).Data, one.Data, 0)
		if !slices.Equal(a.Data, before) {
			t.Fatalf("%s changes the image", name)
		}
		if r.Filter == "gabor" || r.Energy > 0 {
			continue
		}
		want := applied(t, r, b).Data
		for i, v := range one.Data {
			want[i] = 2*v - want[i]
		}
		near(t, name+" is linear", applied(t, r, mix).Data, want, 1e-12)
	}
}

// TestTurned: a response that is rotation invariant turns with the image.
func TestTurned(t *testing.T) {
	img := noise(3, [3]int{9, 8, 7}, [3]float64{1, 1, 1})
	for name, r := range responses {
		if r.RotationInvariant {
			near(t, name, applied(t, r, turned(img)).Data, turned(applied(t, r, img)).Data, 1e-10)
		}
	}
	r := responses["laws"]
	if slices.Equal(applied(t, r, turned(img)).Data, turned(applied(t, r, img)).Data) {
		t.Error("a kernel that is not turned turns with the image")
	}
}

func TestConstant(t *testing.T) {
	img := blank([3]int{9, 9, 9}, [3]float64{1, 1, 2})
	for i := range img.Data {
		img.Data[i] = 50
	}
	log, err := filter.RecursiveLoG(img, 1, filter.Whole(img.Grid))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range append(log.Data, filter.Gradient(img, false, filter.Whole(img.Grid)).Data...) {
		if math.Abs(v) > 1e-4 {
			t.Fatalf("%g of a constant", v)
		}
	}
}

func TestErrors(t *testing.T) {
	img := noise(1, [3]int{6, 6, 6}, [3]float64{1, 1, 1})
	whole := filter.Whole(img.Grid)
	for _, sigma := range []float64{0, -1, math.NaN(), math.Inf(1), 1e300, 1e-300, 0.001} {
		if _, err := filter.RecursiveLoG(img, sigma, whole); !errors.Is(err, filter.ErrSettings) {
			t.Errorf("sigma %g: %v", sigma, err)
		}
	}
	if _, err := filter.RecursiveLoG(img, 6, whole); !errors.Is(err, filter.ErrImage) {
		t.Errorf("too small: %v", err)
	}
	if _, err := filter.Exponential(blank(img.Size, img.Spacing), whole); !errors.Is(err, filter.ErrImage) {
		t.Errorf("zeros: %v", err)
	}
	if _, err := filter.StationaryWavelet(img, "haar", 0, 0, -1, whole); !errors.Is(err, filter.ErrSettings) {
		t.Errorf("no level: %v", err)
	}
	if _, _, err := filter.Bank("haar7"); !errors.Is(err, filter.ErrSettings) {
		t.Errorf("wavelet: %v", err)
	}
	uneven := noise(1, [3]int{6, 6, 6}, [3]float64{1, 1, 2})
	if _, err := responses["gabor"].Apply(context.Background(), uneven); !errors.Is(err, filter.ErrImage) {
		t.Errorf("unequal spacing: %v", err)
	}
	for _, l := range []filter.LBP2D{{Samples: 8, Method: "var"}, {Radius: 1, Method: "var"}, {Radius: 1, Samples: 8}, {Radius: 1, Samples: 8, Method: "var", Across: 3}} {
		if _, err := l.Apply(img, whole); !errors.Is(err, filter.ErrSettings) {
			t.Errorf("%+v: %v", l, err)
		}
	}
}

// TestValidate: one field after the other is spoilt.
func TestValidate(t *testing.T) {
	for name, r := range responses {
		if err := r.Validate(); err != nil {
			t.Error(name, err)
		}
	}
	bad := func(base string, spoil func(*filter.Response)) {
		t.Helper()
		r := responses[base]
		spoil(&r)
		if err := r.Validate(); !errors.Is(err, filter.ErrSettings) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	bad("mean", func(r *filter.Response) { r.Filter = "median" })
	bad("mean", func(r *filter.Response) { r.Dimensions = 4 })
	bad("mean", func(r *filter.Response) { r.Boundary = "edge" })
	bad("mean", func(r *filter.Response) { r.Support = 4 })
	bad("mean", func(r *filter.Response) { r.Energy = 2 })
	bad("mean", func(r *filter.Response) { r.Riesz[0] = 1 })
	bad("laws", func(r *filter.Response) { r.Pooling = "sum" })
	bad("laws", func(r *filter.Response) { r.Kernel = "L5E5" })
	bad("laws", func(r *filter.Response) { r.Kernel = "L5E5X5" })
	bad("laws", func(r *filter.Response) { r.Energy = -1 })
	bad("log", func(r *filter.Response) { r.Sigma = 0 })
	bad("log", func(r *filter.Response) { r.Sigma = 1e300 })
	bad("log", func(r *filter.Response) { r.Truncation = -1 })
	bad("log", func(r *filter.Response) { r.Riesz[1] = 9 })
	bad("gabor", func(r *filter.Response) { r.Lambda = math.NaN() })
	bad("gabor", func(r *filter.Response) { r.Gamma = 0 })
	bad("gabor", func(r *filter.Response) { r.Theta = 0 })
	bad("gabor 2D", func(r *filter.Response) { r.Theta = math.MaxFloat64 })
	bad("gabor", func(r *filter.Response) { r.RotationInvariant = false })
	bad("wavelet", func(r *filter.Response) { r.Wavelet = "" })
	bad("wavelet", func(r *filter.Response) { r.Kernel = "LLX" })
	bad("wavelet", func(r *filter.Response) { r.Level = 0 })
	bad("simoncelli", func(r *filter.Response) { r.Level = 9 })
}

func FuzzResponse(f *testing.F) {
	for _, r := range responses {
		f.Add(r.Filter, r.Kernel, r.Wavelet, r.Boundary, r.Pooling, r.Dimensions, r.Support, r.Level, r.Energy, r.Riesz[0], r.Sigma, r.Lambda, r.Gamma, r.Theta, r.RotationInvariant)
	}
	f.Add("gabor", "", "", "", "", 2, 0, 0, 0, 0, 1e-200, 1e-200, 1e200, 1e308, false)
	f.Add("log", "", "", "", "", 3, 0, 0, 0, 0, 1e300, 0.0, 0.0, 0.0, false)
	f.Fuzz(func(t *testing.T, kind, kernel, wavelet, boundary, pooling string, dimensions, support, level, energy, riesz int, sigma, lambda, gamma, theta float64, invariant bool) {
		r := filter.Response{Filter: kind, Kernel: kernel, Wavelet: wavelet, Boundary: boundary, Pooling: pooling, Dimensions: dimensions, Support: support,
			Level: level, Energy: energy, Riesz: [3]int{riesz}, Sigma: sigma, Lambda: lambda, Gamma: gamma, Theta: theta, RotationInvariant: invariant}
		_ = r.Name()
		if r.Validate() != nil || kind == "gabor" && sigma*max(1, 1/gamma) > 5 {
			return
		}
		for _, size := range [][3]int{{1, 1, 1}, {2, 3, 4}} {
			out, err := r.Apply(context.Background(), noise(1, size, [3]float64{1, 1, 1}))
			if err != nil {
				continue
			}
			for _, v := range out.Data {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%+v: %v", r, v)
				}
			}
		}
	})
}
