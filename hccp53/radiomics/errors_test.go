package radiomics_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// hard is a difficult input and what must be said of it.
type hard struct {
	name string
	make func() (*volume.Image, *volume.Mask, radiomics.Settings)
	kind error
	says []string // in the message
}

// cube returns n×n×n voxels with the intensities 0, 7, 14, …
func cube(n int) (*volume.Image, *volume.Mask) {
	data := make([]float64, n*n*n)
	for i := range data {
		data[i] = float64(7 * i)
	}
	return block([3]int{n, n, n}, [3]float64{1, 1, 1}, data...)
}

// first returns the place of the n-th voxel inside the VOI.
func first(voi *volume.Mask, n int) int {
	for i, in := range voi.Data {
		if in {
			if n == 0 {
				return i
			}
			n--
		}
	}
	panic("too few voxels")
}

func TestBadInput(t *testing.T) {
	type made = func() (*volume.Image, *volume.Mask, radiomics.Settings)
	// change starts from a good input.
	change := func(f func(*volume.Image, *volume.Mask, *radiomics.Settings)) made {
		return func() (*volume.Image, *volume.Mask, radiomics.Settings) {
			img, voi := cube(3)
			s := radiomics.PyRadiomicsSettings()
			f(img, voi, &s)
			return img, voi, s
		}
	}
	type I = volume.Image
	type M = volume.Mask
	type S = radiomics.Settings
	for _, c := range []hard{
		{"empty VOI", change(func(_ *I, m *M, _ *S) { clear(m.Data) }), radiomics.ErrVOI, []string{"empty", "343"}},
		{"one voxel", change(func(_ *I, m *M, _ *S) { clear(m.Data); m.Data[57] = true }), radiomics.ErrVOI, []string{"single voxel"}},
		{"a line", change(func(_ *I, m *M, _ *S) { clear(m.Data); m.Data[57], m.Data[58] = true, true }), radiomics.ErrVOI, []string{"2×1×1", "1 of at least 2"}},
		{"one slice where three dimensions are asked", change(func(_ *I, m *M, s *S) {
			clear(m.Data[4*49:])
			clear(m.Data[:3*49])
			s.MinimumROIDimensions = 3
		}), radiomics.ErrVOI, []string{"3×3×1", "minimumROIDimensions"}},
		{"too few voxels", change(func(_ *I, _ *M, s *S) { s.MinimumROISize = 27 }), radiomics.ErrVOI, []string{"27 voxels", "more than 27"}},
		{"another grid", change(func(_ *I, m *M, _ *S) { m.Origin[2] += 2.5 }), radiomics.ErrGrid, []string{"origin off by 2.5 mm", "resample"}},
		{"no spacing", change(func(i *I, m *M, _ *S) { i.Spacing[1] = 0; m.Spacing[1] = 0 }), radiomics.ErrGrid, []string{"index 1"}},
		{"image not whole", change(func(i *I, _ *M, _ *S) { i.Data = i.Data[:100] }), radiomics.ErrGrid, []string{"343", "100"}},
		{"no image", func() (*I, *M, S) { return nil, nil, radiomics.DefaultSettings() }, radiomics.ErrGrid, nil},
		{"NaN and Inf in the VOI", change(func(i *I, m *M, _ *S) {
			i.Data[first(m, 0)] = math.NaN()
			i.Data[first(m, 4)] = math.NaN()
			i.Data[first(m, 9)] = math.Inf(-1)
		}), radiomics.ErrIntensity, []string{"2 voxels of the VOI are NaN and 1 infinite, of 27"}},
		{"NaN elsewhere, normalised", change(func(i *I, _ *M, s *S) { i.Data[0] = math.NaN(); s.Normalize = true }), radiomics.ErrIntensity, []string{"1 voxels of the image", "343"}},
		{"constant image, normalised", change(func(i *I, _ *M, s *S) {
			for k := range i.Data {
				i.Data[k] = 0.1
			}
			s.Normalize = true
		}), radiomics.ErrIntensity, []string{"0.1 to 0.1", "normalize off"}},
		{"a million bins", change(func(_ *I, _ *M, s *S) { s.BinWidth = 1e-4 }), radiomics.ErrBins, []string{"1820001 bins", "2.84"}},
		{"bins below resolution", change(func(i *I, m *M, s *S) {
			for k := range i.Data {
				i.Data[k] = 1e17
			}
			s.BinWidth = 5
		}), radiomics.ErrBins, nil},
		{"intensities near overflow", change(func(i *I, m *M, s *S) {
			i.Data[first(m, 0)] = 1e300
			s.BinCount = 8
		}), radiomics.ErrUndefined, []string{"original_firstorder_Energy = +Inf"}},
		{"voxels that are not neighbours", change(func(_ *I, m *M, s *S) {
			for k := range m.Data {
				x, y, z := m.Voxel(k)
				m.Data[k] = x%2 == 0 && y%2 == 0 && z%2 == 0
			}
		}), radiomics.ErrUndefined, []string{"neighbours at distance [1]", "glcm out of classes"}},
		{"voxels that are not in a row", change(func(_ *I, m *M, s *S) {
			clear(m.Data)
			m.Data[m.Index(2, 2, 2)], m.Data[m.Index(4, 3, 2)] = true, true // a knight's move
			s.Classes = []string{radiomics.GLRLM}
		}), radiomics.ErrUndefined, []string{"glrlm out of classes"}},
		{"settings", change(func(_ *I, _ *M, s *S) { s.BinWidth = -1 }), radiomics.ErrSettings, []string{"binWidth"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			img, voi, s := c.make()
			res, err := radiomics.Extract(t.Context(), img, voi, s)
			if !errors.Is(err, c.kind) {
				t.Fatalf("got %v, want %v", err, c.kind)
			}
			if res.Features != nil {
				t.Error("features beside an error")
			}
			for _, w := range c.says {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not say %q", err, w)
				}
			}
			var f *fault.Error
			if c.name != "no image" && (!errors.As(err, &f) || f.Remedy == "") {
				t.Errorf("%q has no remedy", err)
			}
		})
	}
}

func TestTooManyGreyLevelsForTexture(t *testing.T) {
	img, voi := cube(13) // 2,197 voxels, each with a level of its own
	s := radiomics.PyRadiomicsSettings()
	s.BinWidth = 7
	if _, err := radiomics.Extract(t.Context(), img, voi, s); !errors.Is(err, radiomics.ErrBins) || !strings.Contains(err.Error(), "2197 grey levels") {
		t.Errorf("got %v", err)
	}
	s.Classes = []string{radiomics.Shape, radiomics.FirstOrder}
	check(t, values(t, img, voi, s), map[string]float64{"firstorder_Entropy": math.Log2(2197)})
}

func TestDone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	img, voi := cube(3)
	if _, err := radiomics.Extract(ctx, img, voi, radiomics.PyRadiomicsSettings()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestUnusableSettings(t *testing.T) {
	for key, change := range map[string]func(*radiomics.Settings){
		"binWidth":             func(s *radiomics.Settings) { s.BinWidth = math.NaN() },
		"binCount":             func(s *radiomics.Settings) { s.BinCount = -3 },
		"normalizeScale":       func(s *radiomics.Settings) { s.NormalizeScale = 0 },
		"removeOutliers":       func(s *radiomics.Settings) { s.RemoveOutliers = -1 },
		"voxelArrayShift":      func(s *radiomics.Settings) { s.VoxelArrayShift = math.Inf(1) },
		"weightingNorm":        func(s *radiomics.Settings) { s.WeightingNorm = "chebyshev" },
		"gldm_a":               func(s *radiomics.Settings) { s.GLDMAlpha = -1 },
		"force2Ddimension":     func(s *radiomics.Settings) { s.Force2DDimension = 3 },
		"minimumROIDimensions": func(s *radiomics.Settings) { s.MinimumROIDimensions = 4 },
		"minimumROISize":       func(s *radiomics.Settings) { s.MinimumROISize = -1 },
		"distances":            func(s *radiomics.Settings) { s.Distances = []int{1, 0} },
		"classes":              func(s *radiomics.Settings) { s.Classes = []string{"glcm", "GLCM"} },

		"profile":               func(s *radiomics.Settings) { s.Profile = "mirp" },
		"interpolator":          func(s *radiomics.Settings) { s.Interpolator = "sinc" },
		"maskInterpolator":      func(s *radiomics.Settings) { s.MaskInterpolator = "bspline" },
		"gridAlignment":         func(s *radiomics.Settings) { s.GridAlignment = "left" },
		"rounding":              func(s *radiomics.Settings) { s.Rounding = "up" },
		"resampledPixelSpacing": func(s *radiomics.Settings) { s.ResampledPixelSpacing = []float64{1, 1} },
		"padDistance":           func(s *radiomics.Settings) { s.PadDistance = -1 },
		"resegmentRange":        func(s *radiomics.Settings) { s.ResegmentRange = []float64{1, math.NaN()} },
		"resegmentMode":         func(s *radiomics.Settings) { s.ResegmentMode = "percent" },
		"resegmentOutliers":     func(s *radiomics.Settings) { s.ResegmentOutliers = math.Inf(1) },
		"binOrigin":             func(s *radiomics.Settings) { s.BinOrigin = "one" },
		"kurtosis":              func(s *radiomics.Settings) { s.Kurtosis = "large" },
		"axisCovariance":        func(s *radiomics.Settings) { s.AxisCovariance = "N+1" },
		"aggregations":          func(s *radiomics.Settings) { s.Aggregations = []string{"4D"} },
		"ivhBinWidth":           func(s *radiomics.Settings) { s.IVHBinWidth = math.NaN() },
		"ivhBinCount":           func(s *radiomics.Settings) { s.IVHBinCount = -1 },
		"images":                func(s *radiomics.Settings) { s.Images = []radiomics.ImageType{{Type: "Blur"}} },
		"sigma":                 func(s *radiomics.Settings) { s.Images = []radiomics.ImageType{{Type: "LoG"}} },
		"response":              func(s *radiomics.Settings) { s.Images = []radiomics.ImageType{{Type: "Response"}} },
		"level":                 func(s *radiomics.Settings) { s.Images = []radiomics.ImageType{{Type: "Wavelet", Level: 99}} },
		"features":              func(s *radiomics.Settings) { s.Features = map[string][]string{"glcm": {"Beauty"}} },
	} {
		s := radiomics.DefaultSettings()
		if err := s.Validate(); err != nil {
			t.Fatalf("the default: %v", err)
		}
		change(&s)
		if err := s.Validate(); !errors.Is(err, radiomics.ErrSettings) || !strings.Contains(err.Error(), `"`+key+`"`) {
			t.Errorf("%s: got %v", key, err)
		}
	}
	for _, s := range []radiomics.Settings{{}, {Measurement: radiomics.Measurement{BinWidth: 5, Distances: []int{1, 1}}}, {Measurement: radiomics.Measurement{BinWidth: 5}, Classes: []string{"glcm", "glcm"}}} {
		if err := s.Validate(); !errors.Is(err, radiomics.ErrSettings) {
			t.Errorf("%+v: got %v", s, err)
		}
	}
}

// All voxels alike: PyRadiomics' conventions, and a warning.
func TestFlatIntensities(t *testing.T) {
	data := make([]float64, 27)
	for i := range data {
		data[i] = 0.1
	}
	img, voi := block([3]int{3, 3, 3}, [3]float64{1, 1, 1}, data...)
	res, err := radiomics.Extract(t.Context(), img, voi, radiomics.PyRadiomicsSettings())
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Warnings) != 1 || !strings.Contains(res.Warnings[0], "same intensity") {
		t.Errorf("warnings %q", res.Warnings)
	}
	got := values(t, img, voi, radiomics.PyRadiomicsSettings())
	for id, want := range map[string]float64{
		"firstorder_Skewness": 0, "firstorder_Kurtosis": 0, "firstorder_Variance": 0, "firstorder_Uniformity": 1,
		"firstorder_MeanAbsoluteDeviation": 0, "firstorder_Range": 0,
		"glcm_Correlation": 1, "glcm_MCC": 1, "glcm_Imc1": 0, "glcm_Imc2": 0, "glcm_Id": 1, "glcm_Contrast": 0,
		"glrlm_GrayLevelVariance": 0, "glszm_ZonePercentage": 1 / 27.0, "glszm_ZoneVariance": 0,
		"gldm_GrayLevelVariance": 0, "gldm_GrayLevelNonUniformity": 27,
		"ngtdm_Coarseness": 1e6, "ngtdm_Contrast": 0, "ngtdm_Busyness": 0, "ngtdm_Complexity": 0, "ngtdm_Strength": 0,
	} {
		if g := got["original_"+id]; g != want {
			t.Errorf("%s = %g, want %g", id, g, want)
		}
	}
	// Three times 0.1, divided by 3, is not 0.1 in binary: what is left over
	// must not be taken for a distribution.
	line, lineVOI := block([3]int{3, 1, 1}, [3]float64{1, 1, 1}, 0.1, 0.1, 0.1)
	s := radiomics.PyRadiomicsSettings()
	s.MinimumROIDimensions = 1
	for id, v := range values(t, line, lineVOI, s) {
		if strings.HasSuffix(id, "Skewness") || strings.HasSuffix(id, "Kurtosis") || strings.HasSuffix(id, "_Variance") {
			if v != 0 {
				t.Errorf("%s = %g, want 0", id, v)
			}
		}
	}
	// PyRadiomics' −log2(1 + ε), to its digits.
	if h := got["original_firstorder_Entropy"]; math.Abs(h+3.2034265038149171e-16) > 1e-30 {
		t.Errorf("entropy %.17g", h)
	}
	// A fixed number of bins lies around the value: 0.1 is in bin 17 of 32.
	s = radiomics.PyRadiomicsSettings()
	s.BinCount = 32
	check(t, values(t, img, voi, s), map[string]float64{"glcm_JointAverage": 17})
}

// One slice: PyRadiomics' behaviour, and a warning.
func TestOneSlice(t *testing.T) {
	img, voi := block([3]int{4, 4, 1}, [3]float64{1, 1, 5}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
	s := gradeless()
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	check(t, values(t, img, voi, s), map[string]float64{
		"shape_Flatness": 0, "shape_LeastAxisLength": 0, "shape_Elongation": 1,
		"shape_MajorAxisLength": 4 * math.Sqrt(1.25), "shape_VoxelVolume": 80,
	})
	if len(res.Warnings) != 1 || !strings.Contains(res.Warnings[0], "one voxel thick") {
		t.Errorf("warnings %q", res.Warnings)
	}
}

func TestWarnings(t *testing.T) {
	img, voi := cube(5)
	for _, c := range []struct {
		width float64
		count int
		says  string
	}{
		{25, 0, ""}, // 0 … 868: 35 bins
		{100, 0, "binWidth 100 divides the VOI into 9 grey levels, 16 to 128 are usual; 13.6 would give 64"},
		{3, 0, "290 grey levels"},
		{0, 8, "binCount 8"},
		{0, 200, "binCount 200"},
	} {
		s := radiomics.PyRadiomicsSettings()
		s.BinWidth, s.BinCount = c.width, c.count
		res, err := radiomics.Extract(t.Context(), img, voi, s)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(res.Warnings, "; "); !strings.Contains(got, c.says) || c.says == "" && got != "" {
			t.Errorf("width %g, count %d: warnings %q", c.width, c.count, got)
		}
	}
	// Voxels along a diagonal touch at their corners: five octahedra.
	for i := range voi.Data {
		x, y, z := voi.Voxel(i)
		voi.Data[i] = voi.Data[i] && x == y && y == z
	}
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{radiomics.Shape}
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(res.Warnings, "; "); !strings.Contains(got, "less than half the volume") {
		t.Errorf("warnings %q", got)
	}
	for i := range voi.Data {
		voi.Data[i] = true
	}
	if res, err = radiomics.Extract(t.Context(), img, voi, s); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(res.Warnings, "; "); !strings.Contains(got, "touches the border") {
		t.Errorf("warnings %q", got)
	}
}

func TestDiagnostics(t *testing.T) {
	img, voi := cube(3)
	s := radiomics.PyRadiomicsSettings()
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	want := radiomics.Diagnostics{
		Voxels: 27, BoxLow: [3]int{2, 2, 2}, BoxHigh: [3]int{5, 5, 5},
		Raw: radiomics.Intensities{Min: 0, Mean: 91, Max: 182}, Analysed: radiomics.Intensities{Min: 0, Mean: 91, Max: 182},
		Images: []radiomics.ImageBins{{Image: "original", BinWidth: 25, Bins: 8, GreyLevels: 8}},
	}
	stages := res.Diagnostics.Stages
	res.Diagnostics.Stages = nil
	if !reflect.DeepEqual(res.Diagnostics, want) {
		t.Errorf("got %+v, want %+v", res.Diagnostics, want)
	}
	mask := radiomics.MaskStage{Voxels: 27, BoxLow: want.BoxLow, BoxHigh: want.BoxHigh, Parts: 1, Centre: [3]float64{3, 3, 3}, Point: [3]float64{3, 3, 3}, Values: want.Raw}
	if len(stages) != 1 || stages[0].Name != "original" || stages[0].Size != img.Size || stages[0].Morphological != mask || stages[0].Intensity != mask {
		t.Errorf("stages %+v", stages)
	}
	s.Normalize, s.NormalizeScale = true, 100
	if res, err = radiomics.Extract(t.Context(), img, voi, s); err != nil {
		t.Fatal(err)
	}
	d := res.Diagnostics
	if d.Raw != want.Raw || !near(d.Analysed.Max, (182-d.ImageMean)/d.ImageSD*100) || !near(d.ImageMean, (91*27+99*316)/343.0) {
		t.Errorf("got %+v", d)
	}
}

// FuzzExtract feeds small volumes of any content: there must be an error of
// this package or finite values, never a panic.
func FuzzExtract(f *testing.F) {
	f.Add(uint8(3), uint8(3), uint8(3), 25.0, 0, []byte{1, 2, 3, 250, 4, 5, 6, 9, 9, 1, 3, 2, 8, 7})
	f.Add(uint8(1), uint8(4), uint8(2), 0.5, 0, []byte{255, 255, 0, 255, 0, 0, 255, 255})
	f.Add(uint8(5), uint8(1), uint8(1), 1e-300, 7, []byte{0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, nx, ny, nz uint8, width float64, count int, data []byte) {
		g := volume.Grid{Size: [3]int{int(nx%6) + 1, int(ny%6) + 1, int(nz%6) + 1}, Spacing: [3]float64{1, 2, 0.5}, Direction: volume.Axial}
		img, voi := volume.NewImage(g), volume.NewMask(g)
		for i := range img.Data {
			if len(data) == 0 {
				break
			}
			b := data[i%len(data)]
			img.Data[i] = float64(b) * 3.7
			if b == 251 {
				img.Data[i] = math.NaN()
			}
			voi.Data[i] = b%3 != 0
		}
		s := radiomics.PyRadiomicsSettings()
		s.BinWidth, s.BinCount, s.MinimumROIDimensions = width, count, 1
		s.Normalize = nx > 128
		res, err := radiomics.Extract(t.Context(), img, voi, s)
		if err != nil {
			for _, kind := range []error{radiomics.ErrSettings, radiomics.ErrGrid, radiomics.ErrVOI, radiomics.ErrIntensity, radiomics.ErrBins, radiomics.ErrUndefined} {
				if errors.Is(err, kind) {
					return
				}
			}
			t.Fatalf("an error without a kind: %v", err)
		}
		for _, f := range res.Features {
			if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
				t.Errorf("%s = %g", f.ID(), f.Value)
			}
		}
	})
}

// Voxels far too small would need more memory than there is.
func TestResamplingIsBounded(t *testing.T) {
	img, voi := cube(3)
	for i := range img.Spacing {
		img.Spacing[i], voi.Spacing[i] = 40, 40
	}
	for _, s := range []radiomics.Settings{radiomics.PyRadiomicsSettings(), radiomics.IBSISettings()} {
		s.ResampledPixelSpacing = []float64{0.01, 0.01, 0.01}
		if _, err := radiomics.Extract(t.Context(), img, voi, s); !errors.Is(err, radiomics.ErrSettings) || !strings.Contains(err.Error(), "more than can be held") {
			t.Errorf("%s: %v", s.Profile, err)
		}
	}
}

// A choice that is left out is its default, in all that is measured: the bins of
// an absolute range begin at its lower end.
func TestChoicesLeftOut(t *testing.T) {
	img, voi := cube(3)
	s := radiomics.PyRadiomicsSettings()
	s.BinOrigin, s.ResegmentRange = "range", []float64{-30, 1000}
	s.Classes = []string{radiomics.FirstOrder}
	s.Interpolator, s.MaskInterpolator, s.GridAlignment, s.Rounding, s.ResegmentMode = "", "", "", "", ""
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Diagnostics.Images[0].FirstEdge; got != -30 {
		t.Errorf("bins begin at %g, want -30", got)
	}
}
