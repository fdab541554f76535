package hccp53

import (
	"os"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/provenance"
)

// Inputs returns one hash over everything that the study reads: the study file
// at path, the cohort file, and the images and VOIs of all eligible patients.
// While it stays the same, and the code with it, so does every result. Files
// that have not changed since they were read last are not read again.
func (s *Study) Inputs(path string) (provenance.Hash, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	p := s.Patients()
	images := make([]map[string]provenance.Hash, p.Len())
	for i := range images {
		// A patient who cannot be read is part of what the study found.
		images[i], _ = s.imageInputs(p, i, cohort.RoleVOI, cohort.RoleReader2, cohort.RoleReread)
	}
	return provenance.HashJSON([]any{provenance.HashBytes(content), s.settings.OnProblem, s.cohort.Hash(), images})
}
