package radiomics_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// flat is a VOI in one slice, drawn with # and along x and y, of 1×2×5 mm.
func flat(rows ...string) (*volume.Image, *volume.Mask) {
	g := volume.Grid{Size: [3]int{len(rows[0]) + 2, len(rows) + 2, 3}, Spacing: [3]float64{1, 2, 5}, Direction: volume.Axial}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	for y, row := range rows {
		for x, c := range row {
			voi.Data[g.Index(x+1, y+1, 1)] = c == '#'
			img.Data[g.Index(x+1, y+1, 1)] = float64(30 * x)
		}
	}
	return img, voi
}

func flatSettings() radiomics.Settings {
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{radiomics.Shape2D}
	s.Force2D = true
	return s
}

func measured(t *testing.T, img *volume.Image, voi *volume.Mask, s radiomics.Settings) map[string]float64 {
	t.Helper()
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for _, f := range res.Features {
		all[f.Name] = f.Value
	}
	return all
}

// TestShape2DByHand measures a block of 3×2 voxels: its outline is the block of
// 3 by 4 mm with the corners cut off, from the middle of one side of a voxel to
// that of the next.
func TestShape2DByHand(t *testing.T) {
	img, voi := flat("###", "###")
	got := measured(t, img, voi, flatSettings())
	corner := math.Hypot(0.5, 1)
	area, perimeter := 12-4*0.5*0.5*1, 2*2+2*2+4*corner
	for name, want := range map[string]float64{
		"MeshSurface": area, "PixelSurface": 12, "Perimeter": perimeter, "PerimeterSurfaceRatio": perimeter / area,
		"Sphericity":      2 * math.Sqrt(math.Pi*area) / perimeter,
		"MaximumDiameter": math.Hypot(2, 4), // from the middle of an upper side to that of the lower side two voxels on
		"MajorAxisLength": 4, "MinorAxisLength": 4 * math.Sqrt(2.0/3), "Elongation": math.Sqrt(2.0 / 3),
	} {
		if g, ok := got[name]; !ok || math.Abs(g-want) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, g, want)
		}
	}
	if len(got) != 9 {
		t.Errorf("%d features", len(got))
	}
}

// TestShape2DCorners has voxels that touch at corners only: they are apart.
func TestShape2DCorners(t *testing.T) {
	for _, rows := range [][]string{{"#.", ".#"}, {".#", "#."}} {
		img, voi := flat(rows...)
		got := measured(t, img, voi, flatSettings())
		if area, perimeter := got["MeshSurface"], got["Perimeter"]; math.Abs(area-2) > 1e-12 || math.Abs(perimeter-8*math.Hypot(0.5, 1)) > 1e-12 {
			t.Errorf("%v: area %v, perimeter %v", rows, area, perimeter)
		}
	}
}

func TestShape2DNeedsOnePlane(t *testing.T) {
	img, voi := flat("##", "##")
	s := flatSettings()
	s.Force2DDimension = 1
	if _, err := radiomics.Extract(t.Context(), img, voi, s); !errors.Is(err, radiomics.ErrUndefined) || !strings.Contains(err.Error(), "along the y index") {
		t.Errorf("a VOI of two voxels across the plane: %v", err)
	}
	s.Force2D = false
	s.Classes = append(s.Classes, radiomics.NGTDM)
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil || len(res.Features) != 5 || !slices.ContainsFunc(res.Warnings, func(w string) bool { return strings.HasPrefix(w, "shape2D is left out") }) {
		t.Errorf("without force2D: %v, %q, %v", res.Features, res.Warnings, err)
	}
	if slices.ContainsFunc(radiomics.Names(radiomics.PyRadiomicsSettings()), func(name string) bool { return strings.Contains(name, "shape2D") }) {
		t.Error("shape2D is computed unasked")
	}
}

// TestFeaturesByName computes what is named, in that order, also what is left
// out otherwise.
func TestFeaturesByName(t *testing.T) {
	img, voi := flat("####", ".##.")
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{radiomics.Shape, radiomics.FirstOrder}
	s.Features = map[string][]string{
		radiomics.Shape:      {"SphericalDisproportion", "Sphericity", "Compactness2", "Compactness1"},
		radiomics.FirstOrder: {"Variance", "StandardDeviation", "Variance"},
	}
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range res.Features {
		names = append(names, f.ID())
	}
	want := []string{"original_shape_SphericalDisproportion", "original_shape_Sphericity", "original_shape_Compactness2", "original_shape_Compactness1", "original_firstorder_Variance", "original_firstorder_StandardDeviation"}
	if !slices.Equal(names, want) || !slices.Equal(radiomics.Names(s), want) {
		t.Errorf("%q, %q", names, radiomics.Names(s))
	}
	v := res.Values()
	for what, d := range map[string]float64{"disproportion": v[0]*v[1] - 1, "compactness 2": v[2] - math.Pow(v[1], 3), "compactness 1": v[3] - math.Sqrt(v[2])/(6*math.Pi), "deviation": v[5] - math.Sqrt(v[4])} {
		if math.Abs(d) > 1e-12 {
			t.Errorf("%s is off by %g", what, d)
		}
	}
	for _, name := range s.FeatureNames(radiomics.Shape) {
		if instead, gone := radiomics.Withdrawn(radiomics.Shape, name); gone {
			t.Errorf("%s is gone: %s", name, instead)
		}
	}
	s.Features = map[string][]string{radiomics.GLCM: {"Homogeneity1"}}
	if err := s.Validate(); !errors.Is(err, radiomics.ErrSettings) || !strings.Contains(err.Error(), "glcm Id") {
		t.Errorf("a feature that PyRadiomics computes no more: %v", err)
	}
}
