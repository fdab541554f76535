package patient_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// Each repetition has the columns of the features, is the same for the same
// seed and name, and close to the unperturbed lesion in what is robust.
func TestPerturbed(t *testing.T) {
	img, lesion := load(t, study(t, nil), settings("AP", "PVP")), voi.Largest(lesions())
	m := patient.Measuring{Settings: radiomics.DefaultSettings(), Delta: true, Ring: 4, Perturbation: patient.Perturbation{Chain: "RNTVC", Repetitions: 5}}
	m.Classes = []string{radiomics.Shape, radiomics.FirstOrder}
	if err := img.Liver(maskFile(t, box(volume.NewMask(grid()), [3]int{3, 3, 0}, [3]int{21, 17, 5}))); err != nil {
		t.Fatal(err)
	}
	plain, err := img.Features(context.Background(), lesion, m)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := img.Perturbed(context.Background(), lesion, m, 1, "7")
	if err != nil {
		t.Fatal(err)
	}
	again, err := img.Perturbed(context.Background(), lesion, m, 1, "7")
	if err != nil || fmt.Sprint(again) != fmt.Sprint(rows) {
		t.Errorf("the same seed gives another result, %v", err)
	}
	other, err := img.Perturbed(context.Background(), lesion, m, 1, "8")
	if err != nil || fmt.Sprint(other) == fmt.Sprint(rows) {
		t.Errorf("another name gives the same result, %v", err)
	}
	if len(rows) != 5 {
		t.Fatalf("%d repetitions", len(rows))
	}
	volumes := slices.Index(plain.Columns, "original_shape_VoxelVolume")
	for k, r := range rows {
		if !slices.Equal(r.Columns, plain.Columns) || slices.Equal(r.Values, plain.Values) {
			t.Fatalf("repetition %d has other columns, or the same values", k)
		}
		if v := r.Values[volumes]; math.Abs(v/plain.Values[volumes]-1) > 0.8 {
			t.Errorf("repetition %d has a volume of %v mm³, the lesion %v", k, v, plain.Values[volumes])
		}
	}
}

func TestMeasuringThatCannotBeUsed(t *testing.T) {
	good := patient.Measuring{Settings: radiomics.DefaultSettings(), Delta: true, Ring: 5, Perturbation: patient.Perturbation{Chain: "RVC", Repetitions: 10}}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*patient.Measuring){
		"negative ring":        func(m *patient.Measuring) { m.Ring = -1 },
		"wide ring":            func(m *patient.Measuring) { m.Ring = 51 },
		"ring of no number":    func(m *patient.Measuring) { m.Ring = math.NaN() },
		"ring of shape":        func(m *patient.Measuring) { m.Classes = []string{radiomics.Shape} },
		"unknown chain":        func(m *patient.Measuring) { m.Perturbation.Chain = "RX" },
		"too many repetitions": func(m *patient.Measuring) { m.Perturbation.Repetitions = 31 },
		"one repetition":       func(m *patient.Measuring) { m.Perturbation.Repetitions = 1 },
		"no chain":             func(m *patient.Measuring) { m.Perturbation.Chain = "" },
	} {
		m := good
		change(&m)
		if err := m.Validate(); !errors.Is(err, patient.ErrSettings) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := good
	bad.BinWidth = -1
	if err := bad.Validate(); !errors.Is(err, radiomics.ErrSettings) {
		t.Errorf("bin width: %v", err)
	}
}
