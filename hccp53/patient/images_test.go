package patient_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/volume"
)

func TestPhasesAreInTheOrderAskedFor(t *testing.T) {
	img := load(t, study(t, nil), settings("DP", "AP"))
	if len(img.Phases) != 2 || img.Phases[0].Phase != mri.DP || img.Phases[1].Phase != mri.AP {
		t.Fatalf("%d phases, the first %s", len(img.Phases), img.Phases[0].Phase)
	}
	if !cmp.Equal(img.Phases[1].Image.Data, phantom(grid(), 0).Data) || img.Grid().Differs(grid()) != "" {
		t.Error("the arterial phase is not what was written")
	}
}

func TestStudiesThatCannotBeUsed(t *testing.T) {
	shifted := func(p mri.Phase, img *volume.Image) *volume.Image {
		if p == mri.DP {
			g := grid()
			g.Origin[2] += 2.5
			img = phantom(g, 2)
		}
		return img
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	whole := study(t, nil)
	for name, c := range map[string]struct {
		ctx      context.Context
		dir      string
		settings patient.Settings
		want     error
		text     string
	}{
		"phase missing":   {context.Background(), whole, settings("AP", "HBP"), mri.ErrMissingPhase, "HBP"},
		"other grid":      {context.Background(), study(t, shifted), settings("AP", "PVP", "DP"), patient.ErrGrids, "the DP lies on another grid than the AP: origin off by 2.5 mm; export the phases with the same matrix and field of view, or set images.phase_grid to resample"},
		"no folder":       {context.Background(), filepath.Join(whole, "none"), settings("AP"), mri.ErrFolder, ""},
		"cancelled":       {cancelled, whole, settings("AP"), context.Canceled, ""},
		"no phase":        {context.Background(), whole, settings(), patient.ErrSettings, "phases is empty"},
		"unknown phase":   {context.Background(), whole, settings("AP", "arterial"), patient.ErrSettings, `"arterial", unknown or twice`},
		"phase twice":     {context.Background(), whole, settings("AP", "AP"), patient.ErrSettings, `"AP", unknown or twice`},
		"unknown lesions": {context.Background(), whole, patient.Settings{Phases: []string{"AP"}, Lesion: "first"}, patient.ErrSettings, `lesion is "first"; use largest or all`},
	} {
		if _, err := patient.Load(c.ctx, c.dir, c.settings); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.want, c.text)
		}
	}
	// Only the phases asked for must lie on one grid.
	if _, err := patient.Load(context.Background(), study(t, shifted), settings("AP", "PVP")); err != nil {
		t.Errorf("two phases on one grid: %v", err)
	}
}

func TestSettingsSayWhere(t *testing.T) {
	var f *fault.Error
	if err := settings().Validate(); !errors.As(err, &f) || f.Where != "images in study.yaml" {
		t.Errorf("got %v", err)
	}
	if err := settings("pre", "AP", "PVP", "DP", "HBP").Validate(); err != nil {
		t.Error(err)
	}
	if err := (patient.Settings{Phases: []string{"AP"}, Lesion: "all", PhaseGrid: "nearly"}).Validate(); !errors.Is(err, patient.ErrSettings) || !strings.Contains(err.Error(), `phase_grid is "nearly"; use exact or resample`) {
		t.Errorf("nearly: %v", err)
	}
}

// TestPhasesNamedByHand takes the phases that are named, and finds the others.
func TestPhasesNamedByHand(t *testing.T) {
	dir := study(t, nil)
	choices, err := mri.ParseChoices("AP=4 PVP=3", "cohort.csv")
	if err != nil {
		t.Fatal(err)
	}
	img, err := patient.Load(context.Background(), dir, settings("AP", "PVP", "DP"), choices...)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []int{1, 0, 2} {
		if !cmp.Equal(img.Phases[k].Image.Data, phantom(grid(), want).Data) {
			t.Errorf("%s is not series %d", img.Phases[k].Phase, want+3)
		}
	}
	if e := img.Phases[0].Evidence; e != "named in cohort.csv (AP=4)" {
		t.Errorf("evidence %q", e)
	}
	if _, err := patient.Load(context.Background(), dir, settings("AP"), mri.Choice{Phase: mri.AP, Series: 9}); !errors.Is(err, mri.ErrChoice) {
		t.Errorf("a series that is not there: %v", err)
	}
}
