package patient_test

import (
	"fmt"
	"testing"

	"hcclab/hccp53/patient"
)

func ExampleParseColumn() {
	c, ok := patient.ParseColumn("ring_delta_AP_PVP_wavelet-LLH_glcm_Contrast")
	fmt.Println(ok, c.Ring, c.Change, c.From, c.Phase, c.Image, c.Class, c.Name)
	fmt.Println(patient.ColumnClass("AP_log-sigma-1-0-mm-3D_firstorder_Mean"))
	// Output:
	// true true delta AP PVP wavelet-LLH glcm Contrast
	// AP firstorder
}

func TestColumns(t *testing.T) {
	for name, want := range map[string][2]string{
		"original_shape_MeshVolume":                       {"", "shape"},
		"original_shape2D_Perimeter":                      {"", "shape2D"},
		"AP_original_glcm_Contrast":                       {"AP", "glcm"},
		"HBP_wavelet2-LLH_ngtdm_Busyness":                 {"HBP", "ngtdm"},
		"PVP_log-sigma-3-0-mm-3D_firstorder_10Percentile": {"PVP", "firstorder"},
		"DP_lbp-2D_gldm_DependenceEntropy":                {"DP", "gldm"},
		"pre_my_image_glszm_ZoneEntropy":                  {"pre", "glszm"},
		"delta_AP_PVP_original_glcm_Contrast":             {"AP–PVP", "glcm"},
		"ratio_PVP_DP_square_glrlm_RunEntropy":            {"PVP–DP", "glrlm"},
		"AP_original_morph_pca_maj_axis":                  {"AP", "morph"},
		"DP_original_cm_joint_max_3D_comb":                {"DP", "cm"},
		"ring_AP_original_firstorder_Mean":                {"AP", "ring firstorder"},
		"ring_ratio_AP_DP_gradient_firstorder_Mean":       {"AP–DP", "ring firstorder"},
	} {
		phase, class := patient.ColumnClass(name)
		if phase != want[0] || class != want[1] {
			t.Errorf("%s: %q, %q", name, phase, class)
		}
		if c, ok := patient.ParseColumn(name); !ok || c.String() != name {
			t.Errorf("%s became %q, %v", name, c, ok)
		}
	}
	for _, name := range []string{"", "age", "original_glcm_Contrast", "delta_AP_original_glcm_Contrast", "delta_original_glcm_Contrast", "AP_original", "ring"} {
		if c, ok := patient.ParseColumn(name); ok {
			t.Errorf("%q is %+v", name, c)
		}
		if phase, class := patient.ColumnClass(name); phase != "" || class != name {
			t.Errorf("%q: %q, %q", name, phase, class)
		}
	}
}
