package hccp53

import (
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/provenance"
)

// drawn puts the data hashes to what a constructor of package figure returned.
func drawn(f *figure.Figure, err error, data map[string]provenance.Hash) (*Figure, error) {
	if err != nil {
		return nil, err
	}
	return &Figure{Figure: f, Data: data}, nil
}

func (s *Study) outcomeColumn() cohort.Column {
	c, _ := s.schema.Role(cohort.RoleOutcome) // a schema without outcome is not read
	return c
}

// FlowFigure draws how the patients of the file became the two arms.
func (s *Study) FlowFigure(t cohort.Training, v cohort.Validation) (*Figure, error) {
	flow, err := s.Flow()
	if err != nil {
		return nil, err
	}
	f, err := figure.Flow(flow, cohort.Describe(s.plan(), t, v), s.options("flow"))
	return drawn(f, err, map[string]provenance.Hash{"cohort": s.cohort.Hash(), "training": t.Hash(), "validation": v.Hash()})
}

// phaseTitles are the names of the phases in figures.
var phaseTitles = map[string]string{
	"pre": "Before contrast", "AP": "Arterial (AP)", "PVP": "Portal venous (PVP)", "DP": "Delayed (DP)", "HBP": "Hepatobiliary (HBP)",
}

// PhasesFigure draws the phases of one patient, named by the case number, on
// the largest slice of the VOI.
func (s *Study) PhasesFigure(caseNumber int) (*Figure, error) {
	p := s.Patients()
	for i := range p.Len() {
		if p.Case(i) != caseNumber {
			continue
		}
		img, err := s.load(s.ctx, p, i)
		if err != nil {
			return nil, err
		}
		lesion, _, err := img.VOI(p.VOI(i, cohort.RoleVOI))
		if err != nil {
			return nil, err
		}
		inputs, err := s.imageInputs(p, i, cohort.RoleVOI)
		if err != nil {
			return nil, err
		}
		var phases []figure.Phase
		for _, v := range img.Phases {
			phases = append(phases, figure.Phase{Title: phaseTitles[string(v.Phase)], Image: v.Image})
		}
		f, err := figure.Phases(phases, lesion, s.options(fmt.Sprintf("phases_case%d", caseNumber)))
		return drawn(f, err, inputs)
	}
	return nil, fault.New(ErrPatient, "there is no case %d among the eligible patients", caseNumber).Try("use the number of a row of the cohort file, from 1")
}

// AttritionFigure draws how many features each step of the chain left.
func (s *Study) AttritionFigure(m *RadScore) (*Figure, error) {
	f, err := figure.Attrition(m.Fitted.Attrition, s.options("attrition"))
	return drawn(f, err, map[string]provenance.Hash{"rad_score": m.Hash})
}

// LassoFigure draws how the penalty was chosen.
func (s *Study) LassoFigure(m *RadScore) (*Figure, error) {
	f, err := figure.Lasso(m.Fitted.Penalty, s.options("lasso"))
	return drawn(f, err, map[string]provenance.Hash{"rad_score": m.Hash})
}

// RadScoreFigure draws the weights of the Rad-score.
func (s *Study) RadScoreFigure(m *RadScore) (*Figure, error) {
	f, err := figure.RadScore(m.Fitted.Features, s.options("radscore"))
	return drawn(f, err, map[string]provenance.Hash{"rad_score": m.Hash})
}

// ScoreFigure draws the out-of-fold scores of a model in Training, patient by
// patient, by outcome.
func (s *Study) ScoreFigure(m Model, t cohort.Training) (*Figure, error) {
	panel := figure.ScorePanel{Title: "Training, out-of-fold", Score: m.learnt().Scores.OutOfFold, Outcome: t.Outcome()}
	f, err := figure.Waterfall(m.Name()+" score (log odds)", 0, []figure.ScorePanel{panel}, s.options("scores_"+stem(m.Name())))
	return drawn(f, err, map[string]provenance.Hash{"model": m.learnt().Hash, "training": t.Hash()})
}

// HistoryFigure draws how networks learnt, fold by fold.
func (s *Study) HistoryFigure(networks ...*DLScore) (*Figure, error) {
	var runs []figure.TrainingRun
	data, name := map[string]provenance.Hash{}, "history"
	for _, n := range networks {
		data[n.Network] = n.Hash
		name += "_" + stem(n.Network)
		for _, fold := range n.Folds {
			run := figure.TrainingRun{Network: n.Network, Fold: fold.Fold, Best: fold.Best}
			for _, e := range fold.History {
				run.Epochs = append(run.Epochs, figure.Epoch{Number: e.Number, Loss: e.Loss, StopLoss: e.StopLoss, StopAUC: e.StopAUC})
			}
			runs = append(runs, run)
		}
	}
	f, err := figure.History(runs, s.options(name))
	return drawn(f, err, data)
}

// stem turns a name into part of a file name.
func stem(name string) string {
	out := []rune{}
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			out = append(out, r)
		case r >= 'A' && r <= 'Z':
			out = append(out, r-'A'+'a')
		case r == ' ':
			out = append(out, '_')
		}
	}
	return string(out)
}
