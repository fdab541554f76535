package hccp53

import (
	"fmt"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
)

// Picture is a figure of the study by name, drawn when it is asked for.
type Picture struct {
	Name string
	Draw func() (*Figure, error)
}

// Figures lists all figures of the study, in the order of the notebooks.
func (s *Study) Figures(f *Fitted, j *Judged) []Picture {
	all := []Picture{
		{"flow", func() (*Figure, error) { return s.FlowFigure(f.Training, f.Validation) }},
		{"phases", func() (*Figure, error) { return s.PhasesFigure(s.ExampleCase(f.Training)) }},
		{"attrition", func() (*Figure, error) { return s.AttritionFigure(f.Rad) }},
	}
	if f.Rad.Fitted.Penalty != nil {
		all = append(all, Picture{"lasso", func() (*Figure, error) { return s.LassoFigure(f.Rad) }})
	}
	if f.Rad.Fitted.Penalty != nil && len(f.Rad.Fitted.Penalty.Columns) > 1 {
		all = append(all, Picture{"feature_correlation", func() (*Figure, error) { return s.CorrelationFigure(f.Rad, f.Training) }})
	}
	if len(f.Rad.Fitted.Features) > 0 {
		all = append(all,
			Picture{"features_by_outcome", func() (*Figure, error) { return s.FeatureFigure(f.Rad, f.Training) }},
			Picture{"radscore", func() (*Figure, error) { return s.RadScoreFigure(f.Rad) }},
			Picture{"scores_radiomics", func() (*Figure, error) { return s.ScoreFigure(f.Rad, f.Training) }})
	}
	for _, n := range f.Networks {
		all = append(all, Picture{"history_" + stem(n.Network), func() (*Figure, error) { return s.HistoryFigure(n) }})
	}
	if f.Clinical.Frequencies != nil {
		all = append(all, Picture{"selection_frequency", func() (*Figure, error) { return s.FrequencyFigure(f.Clinical) }})
	}
	return append(all,
		Picture{"forest", func() (*Figure, error) { return s.ForestFigure(f.Clinical) }},
		Picture{"nomogram", func() (*Figure, error) { return s.NomogramFigure(f.Combined, f.Training) }},
		Picture{"roc", func() (*Figure, error) { return s.ROC(slices.Concat(j.Training(), j.Validation())...) }},
		Picture{"calibration", func() (*Figure, error) {
			last := j.Rows[len(j.Rows)-1]
			return s.CalibrationFigure(last.Training.OutOfFold, last.Validation)
		}},
		Picture{"calibration_corrected", func() (*Figure, error) { return s.CorrectedCalibrationFigure(f.Combined, f.Training) }},
		Picture{"dca", func() (*Figure, error) { return s.DecisionFigure(j.Validation()...) }},
		Picture{"clinical_impact", func() (*Figure, error) { return s.ImpactFigure(j.find("Combined").Validation) }},
		Picture{"published", s.PublishedFigure},
	)
}

// ExampleCase returns the training patient whose images stand for all: the
// first in the order of the file.
func (s *Study) ExampleCase(t cohort.Training) int { return slices.Min(t.Patients().Cases()) }

// DrawAll draws the figures with the given names, all if none is given, and
// returns the names under which they were saved.
func (s *Study) DrawAll(figures []Picture, names []string) ([]string, error) {
	for _, name := range names {
		if !slices.ContainsFunc(figures, func(p Picture) bool { return p.Name == name }) {
			return nil, fault.New(ErrSettings, "there is no figure %q", name).Try("`hccp53 draw --list` lists them")
		}
	}
	var drawn []string
	for i, p := range figures {
		if len(names) > 0 && !slices.Contains(names, p.Name) {
			continue
		}
		s.progress(Progress{Stage: "Drawing figures", Done: i, Total: len(figures)})
		f, err := p.Draw()
		if err := s.Draw(f, err); err != nil {
			return drawn, fmt.Errorf("figure %s: %w", p.Name, err)
		}
		drawn = append(drawn, f.Name)
	}
	s.progress(Progress{Stage: "Drawing figures", Done: len(figures), Total: len(figures)})
	return drawn, nil
}
