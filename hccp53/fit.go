package hccp53

import (
	"strings"

	"hcclab/hccp53/cohort"
)

// Fitted is the whole study: every model fitted on Training and frozen.
type Fitted struct {
	Training   cohort.Training
	Validation cohort.Validation
	Features   *Features
	Rad        *RadScore
	Networks   []*DLScore // in the order of networks.list
	DL         *DLScore   // the best of them, chosen in Training
	Clinical   *Clinical
	Combined   *Combined
}

// Fit takes every step up to the combined model. Steps that are remembered are
// not taken again.
func (s *Study) Fit() (*Fitted, error) {
	f := &Fitted{}
	var err error
	if f.Training, f.Validation, err = s.Split(); err != nil {
		return nil, err
	}
	if f.Features, err = s.Extract(); err != nil {
		return nil, err
	}
	if f.Rad, err = s.Select(f.Training, f.Features); err != nil {
		return nil, err
	}
	if f.Networks, err = s.TrainAll(f.Training); err != nil {
		return nil, err
	}
	if f.DL, err = s.Best(f.Training, f.Networks...); err != nil {
		return nil, err
	}
	if f.Clinical, err = s.FitClinical(f.Training); err != nil {
		return nil, err
	}
	f.Combined, err = s.Combine(f.Training, f.Clinical, f.Rad, f.DL)
	return f, err
}

// Judged are all models judged on both arms, in the order of the reproduction
// table.
type Judged struct {
	Rows []Row `json:"rows"`
}

// Training returns the out-of-fold evaluations.
func (j *Judged) Training() []*Evaluation {
	var all []*Evaluation
	for _, r := range j.Rows {
		all = append(all, r.Training.OutOfFold)
	}
	return all
}

// Validation returns the evaluations on Validation.
func (j *Judged) Validation() []*Evaluation {
	var all []*Evaluation
	for _, r := range j.Rows {
		all = append(all, r.Validation)
	}
	return all
}

// Judge evaluates all models of the study: clinical, radiomics, the best
// network of each fusion, and the combined model.
func (s *Study) Judge(f *Fitted) (*Judged, error) {
	j := &Judged{}
	add := func(m Model, label, published string) error {
		t, err := s.EvaluateTraining(m, f.Training)
		if err != nil {
			return err
		}
		v, err := s.Evaluate(m, f.Validation)
		if err != nil {
			return err
		}
		j.Rows = append(j.Rows, Row{Label: label, Published: published, Training: t, Validation: v})
		return nil
	}
	if err := add(f.Clinical, "Clinical", ""); err != nil {
		return nil, err
	}
	if err := add(f.Rad, "Radiomics", ""); err != nil {
		return nil, err
	}
	for _, fusion := range []string{"MC", "FF"} {
		var nets []*DLScore
		for _, n := range f.Networks {
			if strings.HasPrefix(n.Network, fusion+" ") {
				nets = append(nets, n)
			}
		}
		if len(nets) == 0 {
			continue
		}
		best, err := s.Best(f.Training, nets...)
		if err != nil {
			return nil, err
		}
		if err := add(best, best.Network, fusion); err != nil {
			return nil, err
		}
	}
	if err := add(f.Combined, "Combined", "combined"); err != nil {
		return nil, err
	}
	return j, nil
}
