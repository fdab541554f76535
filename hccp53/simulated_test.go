package hccp53_test

import (
	"os"
	"path/filepath"
	"testing"

	"hcclab/hccp53"
)

// Images of the simulator label figures and tables also where the card beside
// the cohort file is lost.
func TestImagesOfTheSimulatorAreLabelledWithoutTheCard(t *testing.T) {
	path := writeStudy(t, rows(t))
	check(t, os.Remove(filepath.Join(filepath.Dir(path), "cohort.json")))
	s, err := hccp53.Open(path)
	check(t, err)
	if s.Simulated() {
		t.Error("simulated before an image was read")
	}
	checked, err := s.Check()
	check(t, err)
	notes := s.CheckTable(checked).Notes
	if !s.Simulated() || notes[len(notes)-1] != "Simulated patients: no finding about real ones." {
		t.Errorf("simulated: %v, notes %q", s.Simulated(), notes)
	}
}
