package radiomics_test

import (
	"math"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// block returns an image of the given values, x fastest, with a margin of two
// voxels of 99 around it, and the VOI of those values that are not NaN.
func block(size [3]int, spacing [3]float64, data ...float64) (*volume.Image, *volume.Mask) {
	g := volume.Grid{Spacing: spacing, Direction: volume.Axial}
	for i := range 3 {
		g.Size[i] = size[i] + 4
	}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	for i := range img.Data {
		img.Data[i] = 99
	}
	for i, v := range data {
		at := g.Index(i%size[0]+2, i/size[0]%size[1]+2, i/size[0]/size[1]+2)
		if !math.IsNaN(v) {
			img.Data[at] = v
			voi.Data[at] = true
		}
	}
	return img, voi
}

// near reports whether a value is the wanted one but for rounding.
func near(got, want float64) bool { return math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want)) }

func check(t *testing.T, got, want map[string]float64) {
	t.Helper()
	for id, w := range want {
		if g, ok := got["original_"+id]; !ok || !near(g, w) {
			t.Errorf("%s = %.15g, want %.15g", id, g, w)
		}
	}
}

// Three voxels in a row with grey levels 1, 1, 2. Only one direction has
// neighbours.
//
//	GLCM   pairs (1,1) and (1,2), both ways: [[2 1] [1 0]] / 4
//	GLRLM  a run of two 1s and a run of one 2
//	GLSZM  a zone of two 1s and a zone of one 2
//	GLDM   each 1 has one equal neighbour, the 2 none: P(1,2) = 2, P(2,1) = 1
//	NGTDM  neighbour means 1, 1.5, 1: s(1) = 0 + 0.5, s(2) = 1
func TestThreeVoxels(t *testing.T) {
	img, voi := block([3]int{3, 1, 1}, [3]float64{1, 1, 1}, 1, 1, 2)
	s := gradeless()
	s.MinimumROIDimensions = 1
	h := func(p ...float64) (sum float64) { // entropy
		for _, p := range p {
			sum -= p * math.Log2(p)
		}
		return sum
	}
	third, twoThirds := 1/3.0, 2/3.0
	check(t, values(t, img, voi, s), map[string]float64{
		"firstorder_Energy":     6,
		"firstorder_Mean":       4 / 3.0,
		"firstorder_Variance":   2 / 9.0,
		"firstorder_Entropy":    h(third, twoThirds),
		"firstorder_Uniformity": 5 / 9.0,
		// percentiles of 1, 1, 2: P90 lies 0.8 of the way from the second to the third
		"firstorder_90Percentile":       1.8,
		"firstorder_InterquartileRange": 0.5,

		"glcm_JointAverage":       1.25,
		"glcm_JointEnergy":        (4 + 1 + 1) / 16.0,
		"glcm_JointEntropy":       h(0.5, 0.25, 0.25),
		"glcm_Contrast":           0.5,
		"glcm_Autocorrelation":    0.5*1 + 0.25*2 + 0.25*2,
		"glcm_Correlation":        (0.5*0.0625 - 2*0.25*0.25*0.75) / (0.75*0.0625 + 0.25*0.5625),
		"glcm_Id":                 0.5 + 0.5/2,
		"glcm_Idmn":               0.5 + 0.5/(1+1/4.0),
		"glcm_InverseVariance":    0.5,
		"glcm_MaximumProbability": 0.5,
		"glcm_SumAverage":         2.5,
		"glcm_SumEntropy":         1,

		"glrlm_ShortRunEmphasis":       (1/4.0 + 1) / 2,
		"glrlm_LongRunEmphasis":        (4 + 1) / 2.0,
		"glrlm_RunPercentage":          twoThirds,
		"glrlm_GrayLevelNonUniformity": 1,

		"glszm_ZonePercentage":                 twoThirds,
		"glszm_LargeAreaHighGrayLevelEmphasis": (4*1 + 1*4) / 2.0,
		"glszm_ZoneVariance":                   0.25,

		"gldm_LargeDependenceEmphasis": (2*4 + 1) / 3.0,
		"gldm_DependenceEntropy":       h(twoThirds, third),

		"ngtdm_Coarseness": 1 / (twoThirds*0.5 + third*1),
		// ΣΣ p p (i−j)² = 4/9, over 2 pairs of levels, times 1.5/3
		"ngtdm_Contrast": 4 / 9.0 / 2 * 0.5,
		// Σ p·s = 2/3 over 2·|1·2/3 − 2·1/3| = 0, so 0 by convention
		"ngtdm_Busyness": 0,
		"ngtdm_Strength": 2 * 1 / 1.5,
	})
}

// The mesh of a box of a×b×c voxels: flat faces, edges cut at 45° and corners
// cut by a triangle. The cut takes 1/8 of a voxel for each step along an edge
// and 5/48 at each corner. With voxels of 1 mm the edges have the width √½ and
// the corner triangles together the area √3.
func TestMeshOfABox(t *testing.T) {
	for _, size := range [][3]int{{1, 1, 2}, {2, 2, 2}, {4, 3, 1}, {5, 6, 7}} {
		n := size[0] * size[1] * size[2]
		img, voi := block(size, [3]float64{1, 1, 1}, make([]float64, n)...)
		s := radiomics.PyRadiomicsSettings()
		s.MinimumROIDimensions = 1
		s.Classes = []string{radiomics.Shape}
		a, b, c := float64(size[0]-1), float64(size[1]-1), float64(size[2]-1)
		volume := float64(n) - (a+b+c)/2 - 5/6.0
		area := 2*(a*b+b*c+c*a) + 2*math.Sqrt2*(a+b+c) + math.Sqrt(3)
		// The variance of 0 … k is k(k+2)/12.
		variance := func(k float64) float64 { return k * (k + 2) / 12 }
		longest := math.Max(a, math.Max(b, c))
		check(t, values(t, img, voi, s), map[string]float64{
			"shape_VoxelVolume":        float64(n),
			"shape_MeshVolume":         volume,
			"shape_SurfaceArea":        area,
			"shape_SurfaceVolumeRatio": area / volume,
			"shape_Sphericity":         math.Cbrt(36*math.Pi*volume*volume) / area,
			"shape_MajorAxisLength":    4 * math.Sqrt(variance(longest)),
			// From face to face: one side is a voxel longer than the others.
			"shape_Maximum3DDiameter": math.Sqrt(a*a + b*b + c*c + 2*longest + 1),
		})
	}
}

// In space two vertices differ along each axis; in a plane across z only along
// x and y. With anisotropic voxels no two of the diameters are equal.
func TestDiametersOfABox(t *testing.T) {
	img, voi := block([3]int{4, 3, 2}, [3]float64{1, 2, 10}, make([]float64, 24)...)
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{radiomics.Shape}
	check(t, values(t, img, voi, s), map[string]float64{
		"shape_Maximum2DDiameterSlice":  math.Hypot(3, 6),  // x 3, y 4 + 2
		"shape_Maximum2DDiameterColumn": math.Hypot(3, 20), // x 3, z 10 + 10
		"shape_Maximum2DDiameterRow":    math.Hypot(4, 20), // y 4, z 10 + 10
		"shape_Maximum3DDiameter":       math.Sqrt(9 + 16 + 400),
		"shape_VoxelVolume":             480,
	})
}

// Fixed width: bins of 10 aligned to 0, a value on an edge belongs to the bin
// above. Fixed number: the range 7 … 40 in 3 bins of 11, the maximum in the
// last. Uniformity is the sum of the squared shares of the levels.
func TestGreyLevels(t *testing.T) {
	img, voi := block([3]int{2, 2, 2}, [3]float64{1, 1, 1}, 7, 10, 18, 19.999, 20, 29, 40, 40)
	for _, c := range []struct {
		name       string
		width      float64
		count      int
		uniformity float64
		bins       int
		first      float64
	}{
		{"7 | 10 18 19.999 | 20 29 | – | 40 40", 10, 0, (1 + 9 + 4 + 4) / 64.0, 5, 0},
		{"7 10 | 18 19.999 20 | 29 40 40", 0, 3, (4 + 9 + 9) / 64.0, 3, 7},
		{"all in one", 100, 0, 1, 1, 0},
		{"all but the maximum alone", 0.5, 0, (6 + 4) / 64.0, 67, 7},
	} {
		s := radiomics.PyRadiomicsSettings()
		s.BinWidth, s.BinCount = c.width, c.count
		s.Classes = []string{radiomics.FirstOrder}
		res, err := radiomics.Extract(t.Context(), img, voi, s)
		if err != nil {
			t.Fatal(err)
		}
		check(t, values(t, img, voi, s), map[string]float64{"firstorder_Uniformity": c.uniformity})
		if d := res.Diagnostics.Images[0]; d.Bins != c.bins || d.FirstEdge != c.first {
			t.Errorf("%s: %d bins from %g, want %d from %g", c.name, d.Bins, d.FirstEdge, c.bins, c.first)
		}
	}
}

// The intensities 0, 1 … 10 with 100 in the place of 10: P10 = 1 and P90 = 9
// keep 1 … 9, whose mean is 5 and whose mean deviation is 20/9.
func TestRobustMeanAbsoluteDeviation(t *testing.T) {
	img, voi := block([3]int{11, 1, 1}, [3]float64{1, 1, 1}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100)
	s := radiomics.PyRadiomicsSettings()
	s.MinimumROIDimensions = 1
	check(t, values(t, img, voi, s), map[string]float64{
		"firstorder_10Percentile":                1,
		"firstorder_90Percentile":                9,
		"firstorder_RobustMeanAbsoluteDeviation": 20 / 9.0,
		"firstorder_Median":                      5,
		"firstorder_Maximum":                     100,
	})
}

// Negative intensities: bins stay aligned to 0, so −7 … 3 with width 5 spans
// [−10, −5), [−5, 0), [0, 5).
func TestGreyLevelsBelowZero(t *testing.T) {
	img, voi := block([3]int{2, 2, 1}, [3]float64{1, 1, 1}, -7, -5, -0.1, 3)
	s := radiomics.PyRadiomicsSettings()
	s.BinWidth = 5
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	if d := res.Diagnostics.Images[0]; d.FirstEdge != -10 || d.Bins != 3 || d.GreyLevels != 3 {
		t.Errorf("got %+v", d)
	}
}

// The image 0, 2, 4 … 22 has mean 11; only the VOI's values are scaled, by the
// mean and standard deviation of the whole image.
func TestNormalise(t *testing.T) {
	g := volume.Grid{Size: [3]int{3, 2, 2}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	squares := 0.0
	for i := range img.Data {
		img.Data[i] = float64(2 * i)
		squares += (img.Data[i] - 11) * (img.Data[i] - 11)
	}
	sd := math.Sqrt(squares / 11) // over N−1
	copy(voi.Data, []bool{true, true, false, true, true})
	s := radiomics.DefaultSettings()
	s.RemoveOutliers = 1
	s.VoxelArrayShift = 7
	got := values(t, img, voi, s)
	second, last := (6-11)/sd*100, (8-11)/sd*100
	check(t, got, map[string]float64{
		"firstorder_Minimum": -100, // clipped
		"firstorder_Maximum": last,
		"firstorder_Mean":    (-200 + second + last) / 4,
		"firstorder_Energy":  2*93*93 + (second+7)*(second+7) + (last+7)*(last+7),
	})
	if img.Data[0] != 0 {
		t.Error("the image was changed")
	}
}
