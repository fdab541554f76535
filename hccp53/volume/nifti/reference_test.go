package nifti_test

import (
	"math"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/volume/nifti"
)

// facts returns the NIfTI files of the reference.
func facts(t testing.TB) []reference.Judged {
	t.Helper()
	return reference.Facts(t, func(kind string, _ conformance.Fact) bool { return kind == "nifti" })
}

// TestPlacesOfTheReference compares the affine of every file with that of
// nibabel, to the last bit where it is stored, and the grid with the affine.
// Package conformance/images judges all else that is known of these files.
func TestPlacesOfTheReference(t *testing.T) {
	all := facts(t)
	for _, file := range all {
		var want struct {
			Affine [4][4]float64 `json:"affine_ras"`
		}
		if err := file.Fact.Decode(&want); err != nil {
			t.Fatal(err)
		}
		f, err := nifti.Open(file.Path, nifti.Budget)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		for k := range 3 {
			if f.Affine[k] != want.Affine[k] && f.Place == "sform" {
				t.Errorf("%s: row %d of the affine is %v, want %v", file.Name, k, f.Affine[k], want.Affine[k])
			}
		}
		images, err := f.Images()
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		sign := [3]float64{-1, -1, 1} // LPS to RAS
		for _, img := range images {
			p := img.Point(1, 1, 1)
			for k, row := range want.Affine[:3] {
				if d := sign[k]*p[k] - row[0] - row[1] - row[2] - row[3]; math.Abs(d) > 1e-9*(1+math.Abs(row[3])) {
					t.Errorf("%s: voxel (1, 1, 1) is %v mm off along axis %d", file.Name, d, k)
				}
			}
		}
	}
	t.Logf("%d files compared", len(all))
}
