package patient_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

func TestReportByHand(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "DP"))
	thirty, later := 30.0, 180.0
	want := patient.Report{
		Phases: []patient.Phase{
			{Name: "AP", Evidence: "30 s after the start of injection (AP: 15 to 45 s)", Seconds: &thirty, Series: 3, Description: "t1_vibe"},
			{Name: "DP", Evidence: "180 s after the start of injection (DP: 120 to 300 s)", Seconds: &later, Series: 5, Description: "t1_vibe"},
		},
		Size: [3]int{24, 20, 5}, Spacing: [3]float64{2, 2, 5}, Voxels: 72, Slices: 3, Volume: 1.44, Lesions: 2, Drawn: "one VOI for all phases, drawn on AP",
		Scanner: "ACME M1, 3 T", Files: 15, Simulated: true, Warnings: []string{},
	}
	got := img.Report(voi.Largest(lesions()), 2)
	got.Phases[1].Shift, got.Warnings = nil, []string{} // of grain that differs from phase to phase; see TestShiftOfTheReport
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	img.Phases[1].Seconds = math.NaN() // not known: null in the file
	img.Study.Scanner = mri.Scanner{Manufacturer: "ACME", FieldStrength: math.NaN()}
	b, err := json.Marshal(img.Report(voi.Largest(lesions()), 2))
	if err != nil || !strings.Contains(string(b), `"seconds":null`) || !strings.Contains(string(b), `"scanner":"ACME"`) {
		t.Errorf("%s (%v)", b, err)
	}
}

// moved is the scene of the arterial phase, twelve balls on a body, after so many
// voxels of breath; agent turns their contrast round.
func moved(z float64, agent bool) *volume.Image {
	g := grid()
	img := volume.NewImage(g)
	for i := range img.Data {
		x, y, k := g.Voxel(i)
		v := 400.0
		for b := range 12 {
			cx, cy, cz := float64(b*7%24), float64(b*11%20), float64(b*3%5)+z
			d := math.Sqrt(math.Pow((float64(x)-cx)*2, 2)+math.Pow((float64(y)-cy)*2, 2)+math.Pow((float64(k)-cz)*5, 2)) / 6
			bright := 200 + 37*float64(b)
			if agent {
				bright = 900 - 61*float64(b)
			}
			v += (bright - v) / (1 + math.Exp(5*(d-1)))
		}
		img.Data[i] = math.Round(v)
	}
	return img
}

// TestShiftOfTheReport moves a phase by a slice of 5 mm: that is more than half
// of the small lesion, and of the large one it is not.
func TestShiftOfTheReport(t *testing.T) {
	img := load(t, study(t, func(p mri.Phase, _ *volume.Image) *volume.Image {
		return moved(map[mri.Phase]float64{mri.PVP: 0, mri.DP: 1}[p], p != mri.AP)
	}), settings("AP", "PVP", "DP"))
	small, large := box(volume.NewMask(grid()), [3]int{11, 9, 2}, [3]int{14, 12, 3}), box(volume.NewMask(grid()), [3]int{6, 6, 0}, [3]int{18, 14, 5})
	for name, c := range map[string]struct {
		lesion *volume.Mask
		warned bool
	}{"small": {small, true}, "large": {large, false}} {
		r := img.Report(c.lesion, 1)
		if r.Phases[0].Shift != nil || r.Phases[1].Shift == nil || r.Phases[2].Shift == nil {
			t.Fatalf("%s: %+v, warnings %q", name, r.Phases, r.Warnings)
		}
		if pvp, dp := *r.Phases[1].Shift, *r.Phases[2].Shift; math.Abs(pvp[2]) > 1.5 || math.Abs(dp[2]-5) > 1.5 {
			t.Errorf("%s: PVP is shifted by %v mm, DP by %v mm", name, pvp, dp)
		}
		if got := strings.Contains(strings.Join(r.Warnings, "; "), "more than half of the lesion"); got != c.warned {
			t.Errorf("%s: warnings %q", name, r.Warnings)
		}
	}
	flat := load(t, study(t, func(p mri.Phase, _ *volume.Image) *volume.Image {
		if p == mri.DP {
			return volume.NewImage(grid())
		}
		return moved(0, false)
	}), settings("AP", "DP"))
	if r := flat.Report(large, 1); r.Phases[1].Shift != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "shift of DP against AP") {
		t.Errorf("a phase without edges: %+v, %q", r.Phases[1], r.Warnings)
	}
}
