package patient_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

func ExampleRing() {
	lesion := box(volume.NewMask(grid()), [3]int{10, 10, 2}, [3]int{11, 11, 3}) // one voxel of 2 × 2 × 5 mm
	for _, mm := range []float64{2, 3, 5} {
		ring, _, err := patient.Ring(lesion, nil, mm)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(mm, "mm:", ring.Count(), "voxels")
	}
	// Output:
	// 2 mm: 4 voxels
	// 3 mm: 8 voxels
	// 5 mm: 22 voxels
}

func TestRing(t *testing.T) {
	lesion := box(volume.NewMask(grid()), [3]int{9, 8, 1}, [3]int{15, 12, 4})
	ring, cut, err := patient.Ring(lesion, nil, 2)
	if err != nil || cut || ring.Count() != 3*2*(6+4) {
		t.Fatalf("%v, cut %v, %v", ring, cut, err)
	}
	for i, in := range ring.Data {
		if in && lesion.Data[i] {
			t.Fatalf("voxel %d belongs to both", i)
		}
	}
	// The liver, on its own grid or another: left of the middle.
	finer := grid()
	finer.Size, finer.Spacing, finer.Origin = [3]int{48, 40, 5}, [3]float64{1, 1, 5}, [3]float64{-24.5, -20.5, 0}
	for name, liver := range map[string]*volume.Mask{
		"its grid": box(volume.NewMask(grid()), [3]int{0, 0, 0}, [3]int{12, 20, 5}),
		"another":  box(volume.NewMask(finer), [3]int{0, 0, 0}, [3]int{24, 40, 5}),
	} {
		half, _, err := patient.Ring(lesion, liver, 2)
		if err != nil || half.Count() != 3*(4+2*3) {
			t.Errorf("%s: %d voxels, %v", name, half.Count(), err)
		}
	}
	// At the border, and beyond all.
	edge := box(volume.NewMask(grid()), [3]int{0, 8, 1}, [3]int{3, 12, 4})
	if ring, cut, err := patient.Ring(edge, nil, 2); err != nil || !cut || ring.Count() != 3*(4+2*3) {
		t.Errorf("at the border: %v, %v", cut, err)
	}
	elsewhere := box(volume.NewMask(grid()), [3]int{20, 15, 0}, [3]int{24, 20, 5})
	far := elsewhere.Grid
	far.Origin[0] += 1000
	for name, f := range map[string]struct {
		lesion, liver *volume.Mask
		mm            float64
	}{
		"narrower than a voxel": {lesion, nil, 1.9},
		"liver elsewhere":       {lesion, elsewhere, 4},
		"liver far away":        {lesion, box(volume.NewMask(far), [3]int{}, far.Size), 4},
		"the whole image":       {box(volume.NewMask(grid()), [3]int{}, grid().Size), nil, 10},
		"no lesion":             {volume.NewMask(grid()), nil, 10},
	} {
		if _, _, err := patient.Ring(f.lesion, f.liver, f.mm); !errors.Is(err, patient.ErrRing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The ring is measured as a VOI of its own, in each phase, without shape.
func TestFeaturesOfTheRing(t *testing.T) {
	img, lesion := load(t, study(t, nil), settings("AP", "PVP")), voi.Largest(lesions())
	m := patient.Measuring{Settings: radiomics.DefaultSettings(), Ring: 4}
	m.Classes = []string{radiomics.Shape, radiomics.FirstOrder, radiomics.GLCM}
	liver := box(volume.NewMask(grid()), [3]int{3, 3, 0}, [3]int{21, 17, 4})
	if err := img.Liver(maskFile(t, liver)); err != nil {
		t.Fatal(err)
	}
	f, err := img.Features(context.Background(), lesion, m)
	if err != nil {
		t.Fatal(err)
	}
	ring, _, err := patient.Ring(lesion, liver, 4)
	if err != nil {
		t.Fatal(err)
	}
	if n := 14 + 2*(18+24) + 2*(18+24); len(f.Columns) != n || len(f.Values) != n {
		t.Fatalf("%d columns, want %d", len(f.Columns), n)
	}
	s := m.Settings
	s.Classes = []string{radiomics.FirstOrder, radiomics.GLCM}
	for k, phase := range []string{"AP", "PVP"} {
		res, err := radiomics.Extract(context.Background(), phantom(grid(), k), ring, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range res.Features {
			if i := slices.Index(f.Columns, "ring_"+phase+"_"+want.ID()); i < 0 || f.Values[i] != want.Value {
				t.Errorf("ring_%s_%s is not %v", phase, want.ID(), want.Value)
			}
		}
	}
	m.Ring = 1
	if _, err := img.Features(context.Background(), lesion, m); !errors.Is(err, patient.ErrRing) || !strings.HasPrefix(err.Error(), "AP: ") {
		t.Errorf("got %v", err)
	}
	if err := img.Measurable(context.Background(), lesion, m); !errors.Is(err, patient.ErrRing) {
		t.Errorf("the check says %v", err)
	}
}

func TestRingAtTheBorderIsToldOf(t *testing.T) {
	img := load(t, study(t, nil), settings("AP"))
	m := patient.Measuring{Settings: radiomics.DefaultSettings(), Ring: 4}
	m.Classes = []string{radiomics.FirstOrder}
	f, err := img.Features(context.Background(), box(volume.NewMask(grid()), [3]int{0, 8, 1}, [3]int{3, 12, 4}), m)
	if err != nil || !slices.Contains(f.Warnings, "ring, AP: it is cut off at the border of the image") {
		t.Errorf("%q, %v", f.Warnings, err)
	}
}
