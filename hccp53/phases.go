package hccp53

import (
	"context"
	"errors"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
)

// load reads the images of a patient, names the phases that the cohort file
// names by hand, and reads the VOIs that were drawn on single phases.
func (s *Study) load(ctx context.Context, p cohort.Patients, i int) (*patient.Images, error) {
	named, err := mri.ParseChoices(p.PhaseSeries(i), p.File())
	if err != nil {
		return nil, err
	}
	img, err := patient.Load(ctx, p.Images(i), s.settings.Images, named...)
	if errors.Is(err, mri.ErrChoice) {
		return nil, s.inColumn(cohort.RolePhaseSeries, err)
	}
	if err != nil {
		return nil, err
	}
	for _, phase := range s.settings.Images.Phases[1:] {
		role := cohort.RoleVOIOn(phase)
		path := p.VOI(i, role)
		if path == "" {
			continue
		}
		if p.VOI(i, cohort.RoleReader2) != "" || p.VOI(i, cohort.RoleReread) != "" {
			return nil, s.inColumn(role, fault.New(ErrPatient, "a patient of the reader study has a VOI of the %s", phase).
				Try("leave %q empty: readers are compared on one VOI for all phases", role))
		}
		if _, err := img.DrawnOn(phase, path); err != nil {
			return nil, s.inColumn(role, err)
		}
	}
	if path := p.VOI(i, cohort.RoleLiver); path != "" && s.settings.Radiomics.Ring > 0 {
		if err := img.Liver(path); err != nil {
			return nil, s.inColumn(cohort.RoleLiver, err)
		}
	}
	return img, nil
}

// drawnOn returns the roles of the VOIs of single phases, and that of the liver
// where it is used.
func (s *Study) drawnOn() (roles []cohort.Role) {
	if s.settings.Radiomics.Ring > 0 {
		roles = append(roles, cohort.RoleLiver)
	}
	for _, phase := range s.settings.Images.Phases[1:] {
		roles = append(roles, cohort.RoleVOIOn(phase))
	}
	return roles
}

// checkPhaseSeries reports every cell that names phases by hand and cannot be
// read. The error is of type [cohort.Problems] and names line and value.
func checkPhaseSeries(p cohort.Patients) error {
	var problems cohort.Problems
	column, _ := p.Schema().Role(cohort.RolePhaseSeries)
	for i := range p.Len() {
		_, err := mri.ParseChoices(p.PhaseSeries(i), p.File())
		var f *fault.Error
		if errors.As(err, &f) {
			problems = append(problems, f.At("%s, line %d, column %q", p.File(), p.Line(i), column.Name))
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}
