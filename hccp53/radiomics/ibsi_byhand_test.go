package radiomics_test

import (
	"math"
	"testing"
)

// A slice of 5×5 voxels with a ring of 1, a ring of 2 and a 3 in the middle: one
// zone each, at distances 1, 2 and 3 from the border.
func TestIBSIDistanceZones(t *testing.T) {
	img, voi := block([3]int{5, 5, 1}, [3]float64{1, 1, 1},
		1, 1, 1, 1, 1,
		1, 2, 2, 2, 1,
		1, 2, 3, 2, 1,
		1, 2, 2, 2, 1,
		1, 1, 1, 1, 1)
	s := everyAggregation()
	s.Classes = []string{"dzm"}
	got := values(t, img, voi, s)
	check(t, got, map[string]float64{
		"dzm_sde_2D":       (1 + 1/4.0 + 1/9.0) / 3,
		"dzm_lde_2D":       14 / 3.0,
		"dzm_ldhge_2D":     (1 + 16 + 81) / 3.0,
		"dzm_glnu_2D":      1,
		"dzm_zdnu_2D":      1,
		"dzm_z_perc_2D":    3 / 25.0,
		"dzm_zd_var_2D":    2 / 3.0,
		"dzm_zd_entr_2D":   math.Log2(3),
		"dzm_lde_2_5D":     14 / 3.0,
		"dzm_sdlge_2_5D":   (1 + 1/16.0 + 1/81.0) / 3,
		"dzm_zd_var_3D":    0, // every voxel of a slice is at the border in 3D
		"dzm_lde_3D":       1,
		"dzm_zdnu_norm_3D": 1,
	})
}

// Four voxels 1 1 / 1 2. Each 1 has two equal neighbours, the 2 none: P(1,3) = 3,
// P(2,1) = 1.
func TestIBSIDependence(t *testing.T) {
	img, voi := block([3]int{2, 2, 1}, [3]float64{1, 1, 1}, 1, 1, 1, 2)
	s := everyAggregation()
	s.Classes = []string{"ngl"}
	got := values(t, img, voi, s)
	for _, a := range []string{"_2D", "_2_5D", "_3D"} {
		check(t, got, map[string]float64{
			"ngl_lde" + a:       (3/9.0 + 1) / 4,
			"ngl_hde" + a:       (3*9 + 1) / 4.0,
			"ngl_lgce" + a:      (3 + 0.25) / 4,
			"ngl_hgce" + a:      (3 + 4) / 4.0,
			"ngl_ldhge" + a:     (3/9.0 + 4) / 4,
			"ngl_glnu" + a:      (9 + 1) / 4.0,
			"ngl_dcnu_norm" + a: 10 / 16.0,
			"ngl_dc_perc" + a:   1,
			"ngl_dc_var" + a:    0.75,
			"ngl_gl_var" + a:    3 / 16.0,
			"ngl_dc_energy" + a: 10 / 16.0,
		})
	}
}

// Two slices 1 1 and 1 2. Merged they have 3 pairs each way in the plane, of
// which 1-1 counts twice; averaged, each slice counts the same.
func TestIBSIAggregations(t *testing.T) {
	img, voi := block([3]int{2, 1, 2}, [3]float64{1, 1, 1}, 1, 1, 1, 2)
	s := everyAggregation()
	s.Classes = []string{"cm", "rlm"}
	check(t, values(t, img, voi, s), map[string]float64{
		"cm_contrast_2D_avg":    0.5,
		"cm_contrast_2_5D_avg":  0.5,
		"cm_joint_max_2D_avg":   (1 + 0.5) / 2,
		"cm_joint_max_2_5D_avg": 0.5,
		// 3D: along x pairs 11 12; along z 11 12; two diagonals 12 and 11.
		"cm_contrast_3D_comb": 3 / 6.0,
		"cm_contrast_3D_avg":  (0.5 + 0.5 + 1 + 0) / 4,
		// Along x: one run of two and two of one. The other three directions of
		// the plane have four runs of one voxel.
		"rlm_r_perc_2D_avg":    ((1/2.0 + 3) + (1 + 3)) / 8,
		"rlm_r_perc_2_5D_avg":  (3/4.0 + 3) / 4,
		"rlm_r_perc_2_5D_comb": 15 / 16.0,
		// In space 10 of 13 directions have runs of one voxel only; along x, z and
		// one diagonal two 1s meet.
		"rlm_r_perc_3D_avg":  (10 + 3*0.75) / 13,
		"rlm_r_perc_3D_comb": (10*4 + 3*3) / 52.0,
	})
}

// Five voxels of 0, 1, 2, 3, 10.
func TestIBSIVolumeHistogram(t *testing.T) {
	img, voi := block([3]int{5, 1, 1}, [3]float64{1, 1, 1}, 0, 1, 2, 3, 10)
	s := everyAggregation()
	s.Classes = []string{"ivh"}
	check(t, values(t, img, voi, s), map[string]float64{
		"ivh_v10": 0.8, // 1 or more
		"ivh_v90": 0.2, // 9 or more
		"ivh_i10": 10,  // no share is a tenth
		"ivh_i90": 1,
		"ivh_auc": (0.9 + 0.7 + 0.5 + 0.3 + 6*0.2) / 10,
	})
	// Bins of 0.1 from −0.2: levels compare as whole numbers. Values that lie on
	// an edge in decimals need not in binary, so they are put within the bins.
	img, voi = block([3]int{4, 1, 1}, [3]float64{1, 1, 1}, -0.15, 0.05, 0.35, 0.75)
	s.ResegmentRange = []float64{-0.2, 0.8}
	s.IVHBinWidth = 0.1
	got := values(t, img, voi, s)
	check(t, got, map[string]float64{
		"ivh_v10": 0.75, // level 1 of 0 … 9, −0.05
		"ivh_v90": 0.25, // level 9, 0.75
		"ivh_i90": -0.05,
		"ivh_i10": 0.75,
	})
	// A thousandth of the range where intensities have fractions.
	s.IVHBinWidth, s.ResegmentRange = 0, nil
	check(t, values(t, img, voi, s), map[string]float64{"ivh_v10": 0.75, "ivh_v90": 0.25})
}

// A cold image with one hot voxel: a sphere of 6.2 mm holds 7 voxels of 5 mm.
func TestIBSILocalPeak(t *testing.T) {
	data := make([]float64, 125)
	data[62] = 70
	img, voi := block([3]int{5, 5, 5}, [3]float64{5, 5, 5}, data...)
	for i := range img.Data {
		if !voi.Data[i] {
			img.Data[i] = 0
		}
	}
	s := everyAggregation()
	s.Classes = []string{"loc"}
	check(t, values(t, img, voi, s), map[string]float64{"loc_peak_loc": 10, "loc_peak_glob": 10})
	// The peak counts voxels outside of the VOI; a lesser voxel has the higher mean.
	for i := range img.Data {
		img.Data[i] = 0
	}
	lo, _, _ := voi.Box()
	img.Data[img.Index(lo[0], lo[1], lo[2])] = 7
	img.Data[img.Index(lo[0]-1, lo[1], lo[2])] = 700
	clear(voi.Data)
	voi.Data[img.Index(lo[0], lo[1], lo[2])] = true
	voi.Data[img.Index(lo[0]+1, lo[1], lo[2])] = true
	check(t, values(t, img, voi, s), map[string]float64{"loc_peak_loc": 101, "loc_peak_glob": 101})
	// The local peak is around the highest voxel, the global one wherever.
	img.Data[img.Index(lo[0]+1, lo[1], lo[2])] = 8
	check(t, values(t, img, voi, s), map[string]float64{"loc_peak_loc": 15 / 7.0, "loc_peak_glob": 715 / 7.0})
}

// Grey levels 1, 1, 1, 3, 4, 4.
func TestIBSIHistogram(t *testing.T) {
	img, voi := block([3]int{6, 1, 1}, [3]float64{1, 1, 1}, 11, 11, 11, 13, 14, 14)
	s := everyAggregation()
	s.Classes = []string{"ih", "stat"}
	check(t, values(t, img, voi, s), map[string]float64{
		"ih_mean":       14 / 6.0,
		"ih_mode":       1,
		"ih_range":      3,
		"ih_uniformity": (9 + 1 + 4) / 36.0,
		"ih_max_grad":   1, // counts 3 0 1 2: gradients −3, −1, 1, 1
		"ih_max_grad_g": 3,
		"ih_min_grad":   -3,
		"ih_min_grad_g": 1,
		"stat_mean":     74 / 6.0,
		"stat_median":   12,
		"stat_energy":   3*121 + 169 + 2*196,
	})
}

// Two voxels: I = −1 and C = 1 whatever their distance.
func TestIBSIAutocorrelationOfTwo(t *testing.T) {
	img, voi := block([3]int{2, 1, 1}, [3]float64{3, 1, 1}, 5, 9)
	s := everyAggregation()
	s.Classes = []string{"morph"}
	check(t, values(t, img, voi, s), map[string]float64{
		"morph_moran_i": -1, "morph_geary_c": 1,
		"morph_com":            math.Abs(1.5 - 3*9/14.0),
		"morph_vol_approx":     6,
		"morph_pca_maj_axis":   4 * math.Sqrt(2*1.5*1.5), // over N − 1
		"morph_pca_min_axis":   0,
		"morph_vol_dens_aee":   0,
		"morph_area_dens_aee":  0,
		"morph_pca_elongation": 0,
	})
}
