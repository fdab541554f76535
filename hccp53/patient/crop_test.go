package patient_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// The lesion is 6 × 4 voxels on its largest slice. With a margin of 1 the
// window is 6 × 6 voxels from (9, 7) on, so a crop of 6 pixels holds the voxels
// themselves, standardised over the volume, phase beside phase.
func TestCropByHand(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "DP"))
	crop, err := img.Crop(voi.Largest(lesions()), 6, 1)
	if err != nil || len(crop) != 6*6*2 {
		t.Fatalf("%d values (%v)", len(crop), err)
	}
	for p, k := range []int{0, 2} {
		phase := phantom(grid(), k)
		sum, squares, n := 0.0, 0.0, float64(len(phase.Data))
		for _, v := range phase.Data {
			sum, squares = sum+v, squares+v*v
		}
		sd := math.Sqrt((squares - sum*sum/n) / (n - 1))
		for y := range 6 {
			for x := range 6 {
				want := (phase.At(9+x, 7+y, 1) - sum/n) / sd
				if got := crop[(y*6+x)*2+p]; math.Abs(float64(got)-want) > 1e-5 {
					t.Fatalf("phase %d, pixel %d, %d: got %v, want %v", p, x, y, got, want)
				}
			}
		}
	}
}

func TestCropsThatCannotBeCut(t *testing.T) {
	flat := func(p mri.Phase, img *volume.Image) *volume.Image {
		if p == mri.PVP {
			img = volume.NewImage(grid())
			for i := range img.Data {
				img.Data[i] = 400
			}
		}
		return img
	}
	lesion := voi.Largest(lesions())
	img := load(t, study(t, flat), settings("AP", "PVP"))
	_, err := img.Crop(lesion, 6, 1)
	var f *fault.Error
	if !errors.Is(err, patient.ErrContrast) || !errors.As(err, &f) || !strings.Contains(f.What, "the PVP has the same value everywhere") || f.Remedy == "" {
		t.Errorf("flat phase: %v", err)
	}
	broken := load(t, study(t, nil), settings("AP"))
	broken.Phases[0].Image.Data[17] = math.NaN()
	if _, err := broken.Crop(lesion, 6, 1); !errors.Is(err, patient.ErrContrast) {
		t.Errorf("not a number: %v", err)
	}
	for name, c := range map[string]struct {
		mask   *volume.Mask
		size   int
		margin float64
		want   error
	}{
		"empty VOI": {volume.NewMask(grid()), 6, 1, voi.ErrWindow},
		"no margin": {lesion, 6, 0, voi.ErrWindow},
		"no pixels": {lesion, 0, 1, voi.ErrWindow},
	} {
		if _, err := load(t, study(t, nil), settings("AP")).Crop(c.mask, c.size, c.margin); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}
