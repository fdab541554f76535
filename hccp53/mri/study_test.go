package mri

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPhaseErrors(t *testing.T) {
	s := load(t, write(t, t.TempDir(), writing(3, "vibe pre", -40), writing(4, "arterial 1", 20), writing(5, "arterial 2", 30)))
	if _, err := s.Phase(PVP); !errors.Is(err, ErrMissingPhase) || !strings.Contains(err.Error(), "AP series 4 (arterial 1)") {
		t.Errorf("missing phase: %v", err)
	}
	if _, err := s.Phase(AP); !errors.Is(err, ErrAmbiguousPhase) || !strings.Contains(err.Error(), "series 5 (arterial 2)") {
		t.Errorf("ambiguous phase: %v", err)
	}
	if _, err := s.Phase(Unknown); !errors.Is(err, ErrMissingPhase) {
		t.Errorf("unknown is no phase: %v", err)
	}
}

// TestRefusedSeriesIsNamedWithTheMissingPhase takes a slice out of the arterial
// series: the rest of the study loads, and asking for AP says why it is not there.
func TestRefusedSeriesIsNamedWithTheMissingPhase(t *testing.T) {
	arterial := writing(4, "arterial", 20)
	dir := write(t, t.TempDir(), arterial, writing(5, "portal", 70))
	for _, path := range files(t, dir) {
		if strings.Contains(path, arterial.SeriesUID[len(arterial.SeriesUID)-6:]) && filepath.Base(path) == "IM00002.dcm" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := load(t, dir)
	if _, err := s.Phase(PVP); err != nil {
		t.Error(err)
	}
	if _, err := s.Phase(AP); !errors.Is(err, ErrMissingPhase) || !errors.Is(err, ErrGap) || !strings.Contains(err.Error(), "series 4 (arterial)") {
		t.Errorf("got %v", err)
	}
}

func TestPhasesOnOtherGridsAreReported(t *testing.T) {
	other := writing(5, "portal", 70)
	other.TimePoints[0].Image = phantom(grid(7, 5, 6), 1)
	s := load(t, write(t, t.TempDir(), writing(4, "arterial", 20), other))
	if len(s.Warnings) != 1 || s.Warnings[0] != "PVP lies on another grid than AP: size 7×5×6 instead of 7×5×4" {
		t.Errorf("warnings %q", s.Warnings)
	}
}
