package radiomics_test

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// ofTheIBSIMesh are the features that change a little with the table of
// triangles, see ofTheMesh.
var ofTheIBSIMesh = []string{"morph_volume", "morph_area_mesh", "morph_av", "morph_comp_", "morph_sph", "morph_asph", "_dens_", "integ_int"}

func textured() radiomics.Settings {
	s := everyAggregation()
	s.BinWidth = 50
	s.ResegmentRange = []float64{500, 1100}
	return s
}

// Mirrored, turned within the slices or moved by whole voxels, a VOI has the same
// features in all aggregations.
func TestIBSIMirrorAndTurn(t *testing.T) {
	img, voi := small()
	s := textured()
	want := values(t, img, voi, s)
	if len(want) != 487 {
		t.Errorf("%d features, want the 482 of the standard and 5 without values", len(want))
	}
	for name, c := range map[string]struct {
		axes    [3]int
		reverse [3]bool
	}{
		"mirror left and right": {[3]int{0, 1, 2}, [3]bool{true, false, false}},
		"upside down":           {[3]int{0, 1, 2}, [3]bool{false, false, true}},
		"quarter turn about z":  {[3]int{1, 0, 2}, [3]bool{true, false, false}},
		"point reflection":      {[3]int{0, 1, 2}, [3]bool{true, true, true}},
	} {
		t.Run(name, func(t *testing.T) {
			image, mask := turned(img, voi, c.axes, c.reverse)
			got := values(t, image, mask, s)
			same(t, got, want, 1e-9, ofTheIBSIMesh...)
			for id, w := range want {
				for _, part := range ofTheIBSIMesh {
					if strings.Contains(id, part) && math.Abs(got[id]-w) > 0.02*math.Abs(w) {
						t.Errorf("%s = %g, want about %g", id, got[id], w)
					}
				}
			}
		})
	}
	t.Run("moved", func(t *testing.T) {
		g := img.Grid
		for i := range 3 {
			g.Size[i] += 7
		}
		image, mask := volume.NewImage(g), volume.NewMask(g)
		for i, v := range img.Data {
			x, y, z := img.Voxel(i)
			at := g.Index(x+4, y+3, z+5)
			image.Data[at], mask.Data[at] = v, voi.Data[i]
		}
		same(t, values(t, image, mask, s), want, 1e-9)
	})
}

// Turned about x, slices become something else; what is measured in space stays.
func TestIBSITurnInSpace(t *testing.T) {
	img, voi := small()
	s := textured()
	s.Aggregations = []string{"3D_avg", "3D_comb", "3D"}
	want := values(t, img, voi, s)
	image, mask := turned(img, voi, [3]int{2, 0, 1}, [3]bool{false, true, false})
	same(t, values(t, image, mask, s), want, 1e-9, ofTheIBSIMesh...)
}

func TestIBSIWorkersDoNotMatter(t *testing.T) {
	img, voi := small()
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	want := values(t, img, voi, textured())
	for _, n := range []int{2, 8} {
		runtime.GOMAXPROCS(n)
		same(t, values(t, img, voi, textured()), want, 0)
	}
}

// Of one slice, three ways to bring slices together are one.
func TestIBSIOneSlice(t *testing.T) {
	img, voi := lesion([3]int{30, 30, 6}, 9)
	area := img.Size[0] * img.Size[1]
	clear(voi.Data[:3*area])
	clear(voi.Data[4*area:])
	s := textured()
	s.Classes = []string{"cm", "rlm", "szm", "dzm", "ngt", "ngl"}
	got := values(t, img, voi, s)
	compared := 0
	for id, w := range got {
		if flat, ok := strings.CutSuffix(id, "_2D_avg"); ok {
			compared++
			if !near(got[flat+"_2_5D_avg"], w) {
				t.Errorf("%s = %g, in 2.5D %g", id, w, got[flat+"_2_5D_avg"])
			}
		}
		if flat, ok := strings.CutSuffix(id, "_2D"); ok {
			compared++
			if !near(got[flat+"_2_5D"], w) {
				t.Errorf("%s = %g, in 2.5D %g", id, w, got[flat+"_2_5D"])
			}
		}
	}
	if compared != 25+16+16+16+5+17 {
		t.Errorf("%d features compared", compared)
	}
}
