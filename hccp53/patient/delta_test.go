package patient_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// Differences and ratios are those of the columns of the phases, of the lesion
// and of the ring.
func TestDelta(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "PVP", "DP"))
	m := patient.Measuring{Settings: radiomics.DefaultSettings(), Delta: true, Ring: 4}
	m.Classes = []string{radiomics.Shape, radiomics.FirstOrder}
	m.Images = []radiomics.ImageType{{Type: "Original"}, {Type: "Square"}}
	f, err := img.Features(context.Background(), voi.Largest(lesions()), m)
	if err != nil {
		t.Fatal(err)
	}
	if n := 14 + 2*(3*36+2*2*36); len(f.Columns) != n {
		t.Fatalf("%d columns, want %d", len(f.Columns), n)
	}
	at := map[string]float64{}
	for i, c := range f.Columns {
		at[c] = f.Values[i]
	}
	compared := 0
	for _, column := range f.Columns {
		c, ok := patient.ParseColumn(column)
		if !ok || c.String() != column {
			t.Fatalf("%s is not understood", column)
		}
		if c.Change == "" {
			continue
		}
		from, to := c, c
		from.Phase, from.Change, from.From = c.From, "", ""
		to.Change, to.From = "", ""
		a, b := at[from.String()], at[to.String()]
		want := b - a
		if c.Change == patient.Ratio {
			want = b / a
		}
		if at[column] != want && a != 0 {
			t.Errorf("%s is %v, want %v of %v and %v", column, at[column], want, a, b)
		}
		compared++
	}
	if compared != 2*2*2*36 {
		t.Errorf("%d changes compared", compared)
	}
}

// A feature that is 0 in the earlier phase has no ratio: 1 stands where it stays
// 0, else 0, and a warning says so.
func TestRatioOverZero(t *testing.T) {
	img := load(t, study(t, func(p mri.Phase, img *volume.Image) *volume.Image {
		if p == mri.AP || p == mri.PVP { // flat within the lesion
			for i, in := range voi.Largest(lesions()).Data {
				if in {
					img.Data[i] = 500
				}
			}
		}
		return img
	}), settings("AP", "PVP", "DP"))
	m := patient.Measuring{Settings: radiomics.DefaultSettings(), Delta: true}
	m.Classes = []string{radiomics.FirstOrder}
	f, err := img.Features(context.Background(), voi.Largest(lesions()), m)
	if err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string]float64{"ratio_AP_PVP_original_firstorder_Range": 1, "ratio_PVP_DP_original_firstorder_Range": 0, "delta_AP_PVP_original_firstorder_Range": 0} {
		if i := slices.Index(f.Columns, column); i < 0 || f.Values[i] != want {
			t.Errorf("%s is not %v", column, want)
		}
	}
	for i, v := range f.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%s is %v", f.Columns[i], v)
		}
	}
	told := 0
	for _, w := range f.Warnings {
		if strings.Contains(w, "ratios over 0, such as of original_firstorder_") {
			told++
		}
	}
	if told != 2 {
		t.Errorf("the warnings are %q", f.Warnings)
	}
}
