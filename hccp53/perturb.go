package hccp53

import (
	"context"
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/provenance"
)

// perturbed measures the lesions of the training patients in perturbed images:
// a table for each repetition of the chain of the settings, and a hash over all.
// What was measured of a patient is remembered.
func (s *Study) perturbed(t cohort.Training) ([]*cohort.Table, provenance.Hash, error) {
	p := t.Patients()
	each := make([][]patient.Features, p.Len())
	hashes := make([]provenance.Hash, p.Len())
	err := s.eachPatient("Perturbing images and VOIs", p, func(ctx context.Context, i int) error {
		inputs, err := s.imageInputs(p, i, cohort.RoleVOI)
		if err != nil {
			return err
		}
		step := provenance.Step{
			Name: "radiomics.perturb", Code: perturbCode, Inputs: inputs, Seed: s.settings.Seed,
			Params: map[string]any{"images": s.settings.Images, "radiomics": s.settings.Radiomics},
		}
		res, err := s.store.Do(ctx, step, func(ctx context.Context, out *provenance.Output) error {
			img, err := s.load(ctx, p, i)
			if err != nil {
				return err
			}
			lesion, _, err := img.VOI(p.VOI(i, cohort.RoleVOI))
			if err != nil {
				return err
			}
			// The images name the random streams, so that neither the order of the
			// patients nor who else is in the file matters.
			rows, err := img.Perturbed(ctx, lesion, s.settings.Radiomics, s.settings.Seed, string(inputs["images"]))
			if err != nil {
				return err
			}
			return out.WriteJSON("perturbed.json", rows)
		})
		if err != nil {
			return err
		}
		hashes[i] = res.Content()
		return res.ReadJSON("perturbed.json", &each[i])
	})
	if err != nil {
		return nil, "", err
	}
	var tables []*cohort.Table
	for k := range each[0] {
		table := cohort.NewTable(each[0][k].Columns)
		for i := range each {
			if len(each[i]) != len(each[0]) {
				return nil, "", fmt.Errorf("case %d has %d repetitions, the first %d", p.Case(i), len(each[i]), len(each[0]))
			}
			table.Add(p.Case(i), each[i][k].Values)
		}
		tables = append(tables, table)
	}
	hash, err := provenance.HashJSON([]any{p.Cases(), hashes})
	return tables, hash, err
}
