package nrrd_test

import (
	"math"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/volume/nrrd"
)

// facts returns the NRRD files of the reference.
func facts(t testing.TB) []reference.Judged {
	t.Helper()
	return reference.Facts(t, func(kind string, _ conformance.Fact) bool { return kind == "nrrd" })
}

// TestPlacesOfTheReference compares the grid of every file with SimpleITK's, to
// 1e-9 mm. Package conformance/images judges all else that is known of these
// files.
func TestPlacesOfTheReference(t *testing.T) {
	all := facts(t)
	for _, file := range all {
		var want struct {
			SimpleITK struct {
				Direction [9]float64 `json:"direction_lps_rowmajor"`
				Origin    [3]float64 `json:"origin_lps"`
				Size      [3]int     `json:"size"`
				Spacing   [3]float64 `json:"spacing"`
			} `json:"simpleitk"`
		}
		if err := file.Fact.Decode(&want); err != nil {
			t.Fatal(err)
		}
		img, err := nrrd.Read(file.Path)
		if err != nil {
			t.Errorf("%s: %v", file.Name, err)
			continue
		}
		g := want.SimpleITK
		if img.Size != g.Size {
			t.Errorf("%s: size %v, want %v", file.Name, img.Size, g.Size)
		}
		for k := range 3 {
			off := math.Abs(img.Origin[k]-g.Origin[k]) + math.Abs(img.Spacing[k]-g.Spacing[k])
			for i := range 3 {
				off += math.Abs(img.Direction[i][k] - g.Direction[3*k+i]) // a column is an axis
			}
			if off > 1e-9 {
				t.Errorf("%s: grid %v, want %v", file.Name, img.Grid, g)
				break
			}
		}
	}
	t.Logf("%d files compared", len(all))
}
