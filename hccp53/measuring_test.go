package hccp53_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53"
	"hcclab/hccp53/patient"
)

// TestFilteredImagesGoAllTheWay extracts LoG and wavelet features, selects among
// them and scores.
func TestFilteredImagesGoAllTheWay(t *testing.T) {
	s := openStudy(t, "binWidth: 20", "binWidth: 20, images: [{type: Original}, {type: LoG, sigma: [3]}, {type: Wavelet, measurement: {binWidth: 10}}]",
		"classes: [firstorder, glcm]", "classes: [shape, firstorder]", "phases: [AP, PVP, DP]", "phases: [AP, PVP]", "icc: 0.5", "icc: 0.3", "p: 0.4", "p: 0.9")
	training, _, err := s.Split()
	check(t, err)
	f, err := s.Extract()
	check(t, err)
	if n := 14 + 2*(1+1+8)*18; len(f.Table.Columns) != n {
		t.Fatalf("%d columns, want %d", len(f.Table.Columns), n)
	}
	images := map[string]int{}
	for _, column := range f.Table.Columns {
		c, ok := patient.ParseColumn(column)
		if !ok {
			t.Fatalf("%s is not understood", column)
		}
		images[c.Image]++
	}
	if len(images) != 10 || images["log-sigma-3-0-mm-3D"] != 36 || images["wavelet-LLH"] != 36 || images["original"] != 14+36 {
		t.Errorf("images %v", images)
	}
	table := s.FeatureClassTable(f)
	if got := strings.Join(slices.Concat(table.Header, table.Rows[0], table.Rows[1]), " "); got != "class AP PVP all phases alike shape   14 firstorder 180 180 " {
		t.Errorf("the table has %q", got)
	}
	rad, err := s.Select(training, f)
	check(t, err)
	in := rad.Fitted.Attrition[0].In
	if in != len(f.Table.Columns) || len(rad.Fitted.Features) == 0 {
		t.Errorf("%d features came in, %d stayed", in, len(rad.Fitted.Features))
	}
	t.Log(rad.Fitted.Attrition, rad.Fitted.Features)
}

func TestDeltaAndRingGoAllTheWay(t *testing.T) {
	s := openStudy(t, "binWidth: 20", "binWidth: 20, delta: true, ring: 8", "classes: [firstorder, glcm]", "classes: [firstorder]", "icc: 0.5", "icc: 0.1", "p: 0.4", "p: 0.9")
	training, _, err := s.Split()
	check(t, err)
	f, err := s.Extract()
	check(t, err)
	if n := 2 * (3 + 2*2) * 18; len(f.Table.Columns) != n {
		t.Fatalf("%d columns, want %d", len(f.Table.Columns), n)
	}
	table := s.FeatureClassTable(f)
	if got := strings.Join(slices.Concat(table.Header, table.Rows[0], table.Rows[1]), " "); got != "class AP PVP DP AP–PVP PVP–DP all phases alike firstorder 18 18 18 36 36  ring firstorder 18 18 18 36 36 " {
		t.Errorf("the table has %q", got)
	}
	_, err = s.Select(training, f)
	check(t, err)
}

// TestPerturbationChoosesFeatures measures Training alone in perturbed images,
// once, and drops what is not robust.
func TestPerturbationChoosesFeatures(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	all := rows(t)
	for i := range all[1:] { // no reader study
		*cell(t, all, i+2, "voi_reader2"), *cell(t, all, i+2, "voi_reread") = "", ""
	}
	path := writeStudy(t, all, "STORE", store, "binWidth: 20", "binWidth: 20, perturbation: {chain: RVC, repetitions: 3}",
		"classes: [firstorder, glcm]", "classes: [firstorder]", "phases: [AP, PVP, DP]", "phases: [AP]", "folds: 2", "folds: 2")
	select_ := func() (*hccp53.RadScore, int) {
		s, err := hccp53.Open(path)
		check(t, err)
		training, _, err := s.Split()
		check(t, err)
		f, err := s.Extract()
		check(t, err)
		rad, err := s.Select(training, f)
		check(t, err)
		return rad, training.Len()
	}
	first, n := select_()
	stage := first.Fitted.Attrition[0]
	if stage.In != 18 || stage.Out == 0 || stage.Rule != "ICC(1,1) ≥ 0.5 over 3 perturbations, 24 patients" || n != 24 {
		t.Errorf("%+v with %d training patients", stage, n)
	}
	for _, fold := range first.Folds {
		if rule := fold.Attrition[0].Rule; rule != "ICC(1,1) ≥ 0.5 over 3 perturbations, 12 patients" {
			t.Errorf("in a fold: %s", rule)
		}
	}
	if got := taken(t, store)["radiomics.perturb"]; got != n {
		t.Errorf("%d patients were perturbed, %d are in Training", got, n)
	}
	again, _ := select_()
	if again.Hash != first.Hash || taken(t, store)["radiomics.perturb"] != n {
		t.Error("the second run measured again, or another result")
	}
}
