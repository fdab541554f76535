package hccp53

import (
	"context"
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/selection"
)

// Features are the radiomics features of all patients: those of the VOI, and
// for the patients of the reader study those of the VOIs drawn again.
type Features struct {
	Table    *cohort.Table
	Readings selection.Readings
	// Warnings name the cases whose values are to be taken with care.
	Warnings []string

	hash provenance.Hash
}

// Extract measures the VOIs of all usable patients: the shape once, intensity
// and texture in each phase. It uses no outcomes. A patient is measured once;
// what was measured is remembered.
func (s *Study) Extract() (*Features, error) {
	u, err := s.usable()
	if err != nil {
		return nil, err
	}
	return s.extract(u.cohort.Patients())
}

func (s *Study) extract(patients cohort.Patients) (*Features, error) {
	each := make([]map[cohort.Role]patient.Features, patients.Len())
	hashes := make([]provenance.Hash, patients.Len())
	err := s.eachPatient("Extracting radiomics features", patients, func(ctx context.Context, i int) error {
		inputs, err := s.imageInputs(patients, i, readings...)
		if err != nil {
			return err
		}
		step := provenance.Step{
			Name: "radiomics.extract", Code: extractCode, Inputs: inputs,
			Params: map[string]any{"images": s.settings.Images, "radiomics": s.measuring()},
		}
		res, err := s.store.Do(ctx, step, func(ctx context.Context, out *provenance.Output) error {
			f, err := s.extractPatient(ctx, patients, i)
			if err != nil {
				return err
			}
			return out.WriteJSON("features.json", f)
		})
		if err != nil {
			return err
		}
		hashes[i] = res.Content()
		return res.ReadJSON("features.json", &each[i])
	})
	if err != nil {
		return nil, err
	}
	columns := each[0][cohort.RoleVOI].Columns
	table := func(role cohort.Role) *cohort.Table {
		t := cohort.NewTable(columns)
		for i, p := range each {
			if f, ok := p[role]; ok {
				t.Add(patients.Case(i), f.Values)
			}
		}
		if len(t.Cases) == 0 {
			return nil
		}
		return t
	}
	f := &Features{Table: table(cohort.RoleVOI)}
	f.Readings.Reader2, f.Readings.Reread = table(cohort.RoleReader2), table(cohort.RoleReread)
	for i, p := range each {
		for _, w := range p[cohort.RoleVOI].Warnings {
			f.Warnings = append(f.Warnings, fmt.Sprintf("case %d: %s", patients.Case(i), w))
		}
	}
	f.hash, err = provenance.HashJSON([]any{patients.Cases(), hashes})
	return f, err
}

// measuring is what is measured of each lesion, perturbed or not.
func (s *Study) measuring() patient.Measuring {
	m := s.settings.Radiomics
	m.Perturbation = patient.Perturbation{}
	return m
}

// extractPatient measures every reading of one patient's VOI.
func (s *Study) extractPatient(ctx context.Context, p cohort.Patients, i int) (map[cohort.Role]patient.Features, error) {
	img, err := s.load(ctx, p, i)
	if err != nil {
		return nil, err
	}
	all := map[cohort.Role]patient.Features{}
	for _, role := range readings {
		path := p.VOI(i, role)
		if path == "" {
			continue
		}
		lesion, _, err := img.VOI(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", role, err)
		}
		if all[role], err = img.Features(ctx, lesion, s.measuring()); err != nil {
			return nil, fmt.Errorf("%s: %w", role, err)
		}
	}
	return all, nil
}
