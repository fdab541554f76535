package patient_test

import (
	"context"
	"errors"
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

// Shape is measured once, in the mask; all else in every phase, and is what
// package radiomics measures there.
func TestFeaturesOfEveryPhase(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "PVP", "DP"))
	lesion, s := voi.Largest(lesions()), radiomics.DefaultSettings()
	f, err := img.Features(context.Background(), lesion, patient.Measuring{Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Columns) != 14+3*93 || len(f.Values) != len(f.Columns) {
		t.Fatalf("%d columns and %d values, want 14 of shape and three times 93", len(f.Columns), len(f.Values))
	}
	at := map[string]float64{}
	for i, column := range f.Columns {
		if _, twice := at[column]; twice || math.IsNaN(f.Values[i]) {
			t.Errorf("%s is %v, or occurs twice", column, f.Values[i])
		}
		at[column] = f.Values[i]
	}
	for k, phase := range []string{"AP", "PVP", "DP"} {
		res, err := radiomics.Extract(context.Background(), phantom(grid(), k), lesion, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range res.Features {
			column := phase + "_" + want.ID()
			if want.Class == radiomics.Shape {
				column = want.ID()
			}
			if got, ok := at[column]; !ok || got != want.Value {
				t.Errorf("%s is %v, want %v", column, got, want.Value)
			}
		}
	}
	// 72 voxels of 20 mm³.
	if v := at["original_shape_VoxelVolume"]; v != 1440 {
		t.Errorf("volume %v mm³, want 1440", v)
	}
}

func TestClassesOfFeatures(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "PVP"))
	for _, c := range []struct {
		classes []string
		want    int
	}{{[]string{radiomics.Shape}, 14}, {[]string{radiomics.FirstOrder}, 2 * 18}, {[]string{radiomics.Shape, radiomics.NGTDM}, 14 + 2*5}} {
		s := radiomics.DefaultSettings()
		s.Classes = slices.Clone(c.classes)
		f, err := img.Features(context.Background(), voi.Largest(lesions()), patient.Measuring{Settings: s})
		if err != nil || len(f.Columns) != c.want || !slices.Equal(s.Classes, c.classes) {
			t.Errorf("%v: %d columns (%v), want %d; the settings became %v", c.classes, len(f.Columns), err, c.want, s.Classes)
		}
	}
	s := radiomics.DefaultSettings()
	s.Classes = []string{"wavelet"}
	if _, err := img.Features(context.Background(), voi.Largest(lesions()), patient.Measuring{Settings: s}); !errors.Is(err, radiomics.ErrSettings) || !strings.HasPrefix(err.Error(), "AP: ") {
		t.Errorf("got %v", err)
	}
}

// MR intensities have no unit: a phase that is three times as bright, on top of
// an offset, has the same features and the same crop.
func TestBrightnessChangesNothing(t *testing.T) {
	bright := func(p mri.Phase, img *volume.Image) *volume.Image {
		for i := range img.Data {
			img.Data[i] = 3*img.Data[i] + 100
		}
		return img
	}
	lesion := voi.Largest(lesions())
	measure := func(img *patient.Images) ([]float64, []float32) {
		f, err := img.Features(context.Background(), lesion, patient.Measuring{Settings: radiomics.DefaultSettings()})
		if err != nil {
			t.Fatal(err)
		}
		crop, err := img.Crop(lesion, 16, 1.4)
		if err != nil {
			t.Fatal(err)
		}
		return f.Values, crop
	}
	want, crop := measure(load(t, study(t, nil), settings("AP", "PVP")))
	got, other := measure(load(t, study(t, bright), settings("AP", "PVP")))
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-8*math.Max(1, math.Abs(want[i])) {
			t.Errorf("feature %d is %v in the bright image, else %v", i, got[i], want[i])
		}
	}
	for i := range crop {
		if math.Abs(float64(other[i]-crop[i])) > 1e-5 {
			t.Fatalf("value %d is %v in the bright image, else %v", i, other[i], crop[i])
		}
	}
}

// The families of IBSI are measured in each phase, morphology too: some of it
// weighs intensities.
func TestFeaturesOfIBSI(t *testing.T) {
	img, m := load(t, study(t, nil), settings("AP", "PVP")), patient.Measuring{Settings: radiomics.IBSISettings()}
	m.BinCount = 16
	lesion := voi.Largest(lesions())
	if err := img.Measurable(context.Background(), lesion, m); err != nil {
		t.Fatal(err)
	}
	f, err := img.Features(context.Background(), lesion, m)
	if err != nil {
		t.Fatal(err)
	}
	if want := 2 * len(radiomics.Definitions(m.Settings)); len(f.Columns) != want {
		t.Errorf("%d columns, want %d", len(f.Columns), want)
	}
	for _, name := range f.Columns {
		if c, ok := patient.ParseColumn(name); !ok || c.String() != name {
			t.Errorf("%s is not understood", name)
		}
	}
}
