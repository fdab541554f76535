package radiomics_test

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// Same question, other configuration, same answer.

// lesion returns a smooth random texture of whole numbers and an ellipsoid VOI
// with a bump, well inside a volume of the given size.
func lesion(size [3]int, radius float64) (*volume.Image, *volume.Mask) {
	g := volume.Grid{Size: size, Spacing: [3]float64{0.8, 0.8, 2.5}, Direction: volume.Axial}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	rng := provenance.Rand(20260117, "lesion")
	noise := make([]float64, g.Len())
	for i := range noise {
		noise[i] = rng.NormFloat64()
	}
	for i := range noise {
		// Half noise, half the mean of the six neighbours and a slow wave.
		x, y, z := g.Voxel(i)
		sum, n := 0.0, 0.0
		for _, at := range [6][3]int{{x - 1, y, z}, {x + 1, y, z}, {x, y - 1, z}, {x, y + 1, z}, {x, y, z - 1}, {x, y, z + 1}} {
			if at[0] >= 0 && at[1] >= 0 && at[2] >= 0 && at[0] < size[0] && at[1] < size[1] && at[2] < size[2] {
				sum += noise[g.Index(at[0], at[1], at[2])]
				n++
			}
		}
		wave := math.Sin(float64(x)/5) + math.Cos(float64(y+2*z)/7)
		img.Data[i] = math.Round(800 + 60*noise[i] + 150*sum/n + 120*wave)
		var d [3]float64
		for k, v := range [3]int{x, y, z} {
			d[k] = (float64(v) - float64(size[k]-1)/2) * g.Spacing[k]
		}
		angle := math.Atan2(d[1], d[0])
		r := math.Sqrt(d[0]*d[0]/1.3 + d[1]*d[1] + d[2]*d[2]/0.8)
		voi.Data[i] = r < radius*(1+0.15*math.Sin(3*angle))
	}
	return img, voi
}

func small() (*volume.Image, *volume.Mask) { return lesion([3]int{40, 36, 12}, 9) }

// same compares all features whose identifier does not contain one of except.
func same(t *testing.T, got, want map[string]float64, tolerance float64, except ...string) {
	t.Helper()
	compared := 0
next:
	for id, w := range want {
		for _, e := range except {
			if strings.Contains(id, e) {
				continue next
			}
		}
		compared++
		if g, ok := got[id]; !ok || !(math.Abs(g-w) <= tolerance*math.Max(math.Abs(w), 1e-3)) {
			t.Errorf("%s = %.15g, want %.15g", id, g, w)
		}
	}
	if compared < 20 {
		t.Errorf("only %d features compared", compared)
	}
}

// rounding is the relative difference that another order of summation makes.
const rounding = 1e-10

func TestWorkersDoNotMatter(t *testing.T) {
	img, voi := small()
	for _, s := range []radiomics.Settings{radiomics.DefaultSettings(), radiomics.PyRadiomicsSettings()} {
		before := runtime.GOMAXPROCS(1)
		want := values(t, img, voi, s)
		for _, n := range []int{2, 3, 8} {
			runtime.GOMAXPROCS(n)
			same(t, values(t, img, voi, s), want, 0)
		}
		runtime.GOMAXPROCS(before)
	}
}

func TestPlaceInTheImageDoesNotMatter(t *testing.T) {
	img, voi := small()
	s := radiomics.PyRadiomicsSettings()
	want := values(t, img, voi, s)
	// The same VOI at the corner of the smallest image that holds it.
	lo, hi, _ := voi.Box()
	g := img.Grid
	for i := range 3 {
		g.Size[i] = hi[i] - lo[i]
	}
	tight, tightVOI := volume.NewImage(g), volume.NewMask(g)
	for i := range tight.Data {
		x, y, z := g.Voxel(i)
		tight.Data[i] = img.At(x+lo[0], y+lo[1], z+lo[2])
		tightVOI.Data[i] = voi.At(x+lo[0], y+lo[1], z+lo[2])
	}
	same(t, values(t, tight, tightVOI, s), want, 0)
	// What is outside the VOI.
	for i := range img.Data {
		if !voi.Data[i] {
			img.Data[i] = math.NaN()
		}
	}
	same(t, values(t, img, voi, s), want, 0)
}

// turned returns the image with its axes permuted and, where told, reversed.
func turned(img *volume.Image, voi *volume.Mask, axes [3]int, reverse [3]bool) (*volume.Image, *volume.Mask) {
	g := img.Grid
	for i, a := range axes {
		g.Size[i], g.Spacing[i] = img.Size[a], img.Spacing[a]
	}
	out, outVOI := volume.NewImage(g), volume.NewMask(g)
	for i := range img.Data {
		x, y, z := img.Voxel(i)
		from := [3]int{x, y, z}
		var to [3]int
		for k, a := range axes {
			to[k] = from[a]
			if reverse[k] {
				to[k] = g.Size[k] - 1 - to[k]
			}
		}
		at := g.Index(to[0], to[1], to[2])
		out.Data[at], outVOI.Data[at] = img.Data[i], voi.Data[i]
	}
	return out, outVOI
}

// The table of triangles has no mirror symmetry: where a line around a cube is
// not flat it can be divided in several ways. The mesh of a turned VOI differs
// by less than a percent.
var ofTheMesh = []string{"MeshVolume", "SurfaceArea", "Sphericity", "SurfaceVolumeRatio"}

func TestMirrorAndTurn(t *testing.T) {
	img, voi := small()
	s := radiomics.PyRadiomicsSettings()
	want := values(t, img, voi, s)
	for name, c := range map[string]struct {
		axes    [3]int
		reverse [3]bool
	}{
		"mirror left and right": {[3]int{0, 1, 2}, [3]bool{true, false, false}},
		"upside down":           {[3]int{0, 1, 2}, [3]bool{false, false, true}},
		"quarter turn about z":  {[3]int{1, 0, 2}, [3]bool{true, false, false}},
		"quarter turn about x":  {[3]int{0, 2, 1}, [3]bool{false, true, false}},
		"axes moved on":         {[3]int{2, 0, 1}, [3]bool{false, false, false}},
		"point reflection":      {[3]int{0, 1, 2}, [3]bool{true, true, true}},
	} {
		t.Run(name, func(t *testing.T) {
			image, mask := turned(img, voi, c.axes, c.reverse)
			got := values(t, image, mask, s)
			same(t, got, want, rounding, append([]string{"2DDiameter"}, ofTheMesh...)...)
			for _, f := range ofTheMesh {
				id := "original_shape_" + f
				if math.Abs(got[id]/want[id]-1) > 0.01 {
					t.Errorf("%s = %g, want about %g", id, got[id], want[id])
				}
			}
			planes := [3]string{"Row", "Column", "Slice"} // across x, y, z
			for k, a := range c.axes {
				g, w := got["original_shape_Maximum2DDiameter"+planes[k]], want["original_shape_Maximum2DDiameter"+planes[a]]
				if !near(g, w) {
					t.Errorf("diameter across axis %d is %g, want %g", k, g, w)
				}
			}
		})
	}
}

// Adding whole bins moves intensities but no grey level.
func TestAddWholeBins(t *testing.T) {
	img, voi := small()
	s := radiomics.PyRadiomicsSettings()
	want := values(t, img, voi, s)
	const bins = 12
	for i := range img.Data {
		img.Data[i] += bins * s.BinWidth
	}
	got := values(t, img, voi, s)
	location := []string{"firstorder_Mean", "firstorder_Median", "Minimum", "Maximum", "Percentile", "Energy", "RootMeanSquared"}
	same(t, got, want, rounding, append(location, "glcm_JointEnergy", "MeanAbsolute", "MaximumProbability")...)
	for _, name := range []string{"glcm_JointEnergy", "glcm_MaximumProbability", "firstorder_MeanAbsoluteDeviation"} {
		if id := "original_" + name; !near(got[id], want[id]) {
			t.Errorf("%s = %g, want %g", id, got[id], want[id])
		}
	}
	for _, name := range []string{"Mean", "Median", "Minimum", "Maximum", "10Percentile", "90Percentile"} {
		if id := "original_firstorder_" + name; !near(got[id], want[id]+bins*s.BinWidth) {
			t.Errorf("%s = %g, want %g more than %g", id, got[id], bins*s.BinWidth, want[id])
		}
	}
}

// Doubling intensities and bin width changes no texture.
func TestScaleIntensitiesAndBins(t *testing.T) {
	img, voi := small()
	s := radiomics.PyRadiomicsSettings()
	want := values(t, img, voi, s)
	for i := range img.Data {
		img.Data[i] *= 2
	}
	s.BinWidth *= 2
	same(t, values(t, img, voi, s), want, 0, "firstorder_")
}

// A fixed number of bins does not see an affine change of intensities, and
// normalisation removes it altogether.
func TestAffineIntensities(t *testing.T) {
	img, voi := small()
	counted := radiomics.PyRadiomicsSettings()
	counted.BinCount = 32
	wantCounted := values(t, img, voi, counted)
	wantNormalised := values(t, img, voi, radiomics.DefaultSettings())
	for i := range img.Data {
		img.Data[i] = img.Data[i]*4 + 1024 // exact in binary
	}
	same(t, values(t, img, voi, counted), wantCounted, 0, "firstorder_")
	same(t, values(t, img, voi, radiomics.DefaultSettings()), wantNormalised, 1e-9)
}

// Voxels twice as large: lengths double, areas quadruple, and so on; texture
// and intensities know nothing of it.
func TestScaleSpacing(t *testing.T) {
	img, voi := small()
	s := radiomics.PyRadiomicsSettings()
	want := values(t, img, voi, s)
	for i := range 3 {
		img.Spacing[i] *= 2
	}
	voi.Grid = img.Grid
	for id := range want {
		switch {
		case strings.Contains(id, "Diameter") || strings.HasSuffix(id, "AxisLength"):
			want[id] *= 2
		case strings.HasSuffix(id, "SurfaceArea"):
			want[id] *= 4
		case strings.HasSuffix(id, "MeshVolume") || strings.HasSuffix(id, "VoxelVolume") || strings.HasSuffix(id, "TotalEnergy"):
			want[id] *= 8
		case strings.HasSuffix(id, "SurfaceVolumeRatio"):
			want[id] /= 2
		}
	}
	same(t, values(t, img, voi, s), want, rounding)
}

// In planes only, a stack of equal slices has the texture of one slice.
func TestForce2DIgnoresTheThirdDimension(t *testing.T) {
	img, voi := lesion([3]int{30, 30, 6}, 9)
	area := img.Size[0] * img.Size[1]
	for z := range img.Size[2] {
		copy(img.Data[z*area:], img.Data[3*area:4*area])
		copy(voi.Data[z*area:], voi.Data[3*area:4*area])
	}
	s := radiomics.PyRadiomicsSettings()
	s.Force2D = true
	want := values(t, img, voi, s)
	clear(voi.Data[:3*area])
	clear(voi.Data[4*area:])
	got := values(t, img, voi, s)
	// Percentiles depend on the number of voxels, and what is not divided by
	// the number of things grows with the slices.
	same(t, got, want, rounding, "shape_", "firstorder_", "NonUniformity", "ngtdm_")
	for id, w := range want {
		if strings.HasSuffix(id, "NonUniformityNormalized") && !near(got[id], w) {
			t.Errorf("%s = %g, want %g", id, got[id], w)
		}
		if strings.HasSuffix(id, "NonUniformity") && !near(got[id]*6, w) {
			t.Errorf("%s = %g, want a sixth of %g", id, got[id], w)
		}
	}
}

// Classes asked for alone give what they give together, in the same order.
func TestClassesAlone(t *testing.T) {
	img, voi := small()
	s := radiomics.PyRadiomicsSettings()
	want := values(t, img, voi, s)
	var names []string
	for _, class := range []string{radiomics.Shape, radiomics.FirstOrder, radiomics.GLCM, radiomics.GLRLM, radiomics.GLSZM, radiomics.GLDM, radiomics.NGTDM} {
		s.Classes = []string{class}
		res, err := radiomics.Extract(t.Context(), img, voi, s)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range res.Features {
			if f.Value != want[f.ID()] || f.ID() != radiomics.Names(s)[i] {
				t.Errorf("%s = %g, want %g", f.ID(), f.Value, want[f.ID()])
			}
			names = append(names, f.ID())
		}
	}
	s.Classes = nil
	if got, want := strings.Join(names, "\n"), strings.Join(radiomics.Names(s), "\n"); got != want || len(names) != 107 {
		t.Errorf("%d names in another order", len(names))
	}
}
