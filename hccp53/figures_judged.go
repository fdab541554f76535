package hccp53

import (
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
)

// bySet divides evaluations into panels, in the order in which sets occur.
func bySet(evaluations []*Evaluation) (sets []string, in map[string][]*Evaluation, data map[string]provenance.Hash) {
	in, data = map[string][]*Evaluation{}, map[string]provenance.Hash{}
	for _, e := range evaluations {
		if in[e.Set] == nil {
			sets = append(sets, e.Set)
		}
		in[e.Set] = append(in[e.Set], e)
		data[e.Model] = e.hash
	}
	return sets, in, data
}

// ROC draws the curves of several evaluations, one panel a set of patients.
func (s *Study) ROC(evaluations ...*Evaluation) (*Figure, error) {
	sets, in, data := bySet(evaluations)
	var panels []figure.ROCPanel
	for _, set := range sets {
		panel := figure.ROCPanel{Title: set}
		for _, e := range in[set] {
			panel.Curves = append(panel.Curves, figure.ROCCurve{Model: e.Model, Curve: e.ROC, AUC: e.AUC})
		}
		panels = append(panels, panel)
	}
	f, err := figure.ROC(panels, s.options("roc"))
	return drawn(f, err, data)
}

// CalibrationFigure draws observed against predicted risk, one panel an
// evaluation.
func (s *Study) CalibrationFigure(evaluations ...*Evaluation) (*Figure, error) {
	var panels []figure.CalibrationPanel
	data := map[string]provenance.Hash{}
	for _, e := range evaluations {
		panel := figure.CalibrationPanel{Title: e.Model + ", " + e.Set, Calibration: e.Calibration}
		if groups, err := performance.HosmerLemeshow(e.outcome, e.risk, 5); err == nil {
			panel.Groups = groups.Groups
		}
		panel.Band = s.calibrationBand(e.outcome, e.risk)
		panels = append(panels, panel)
		data[e.Model] = e.hash
	}
	f, err := figure.Calibration(panels, s.options("calibration"))
	return drawn(f, err, data)
}

// bandResamples is the number of resamples behind a band in a figure.
const bandResamples = 500

// calibrationBand returns the band of a calibration curve, nil where it cannot be
// given, such as for risks that are all alike.
func (s *Study) calibrationBand(outcome []bool, risk []float64) *performance.Band {
	band, err := performance.CalibrationBand(outcome, risk, nil, performance.Unstratified(s.settings.Seed, bandResamples))
	if err != nil || len(band.Points) < 2 {
		return nil
	}
	return band
}

// CorrectedCalibrationFigure draws the calibration of the combined model on the
// patients that it was fitted on, as it appears there and corrected for optimism.
// Where there is no correction, the figure says why.
func (s *Study) CorrectedCalibrationFigure(m *Combined, t cohort.Training) (*Figure, error) {
	outOfFold, _ := m.trainingScores(t)
	p, err := m.Model.Apply(t.Patients(), m.clinical.Model, outOfFold)
	if err != nil {
		return nil, err
	}
	c, err := performance.Calibrate(t.Outcome(), p.Probability)
	if err != nil {
		return nil, err
	}
	panel := figure.CalibrationPanel{Title: m.Name() + ", Training, apparent", Calibration: c, Band: s.calibrationBand(t.Outcome(), p.Probability)}
	switch o, why := m.Optimism(); {
	case o != nil && o.Curve != nil:
		panel.Corrected = o.Curve
		panel.Notes = []string{fmt.Sprintf("Corrected by %d of %d resamples, each with filling in, stepwise search and fit of its own; both scores, and so the networks, held fixed", o.Curve.Used, o.Curve.Resamples)}
	case why != "":
		panel.Notes = []string{"Not corrected for optimism: " + why}
	default:
		panel.Notes = []string{"Not corrected for optimism: no resamples were asked for, or nearly all risks are alike"}
	}
	f, err := figure.Calibration([]figure.CalibrationPanel{panel}, s.options("calibration_corrected"))
	return drawn(f, err, map[string]provenance.Hash{"combined": m.Hash, "training": t.Hash()})
}

// DecisionFigure draws net benefit by threshold, one panel a set of patients.
func (s *Study) DecisionFigure(evaluations ...*Evaluation) (*Figure, error) {
	sets, in, data := bySet(evaluations)
	var panels []figure.DecisionPanel
	r := s.settings.Evaluate.Thresholds
	for _, set := range sets {
		panel := figure.DecisionPanel{Title: set, From: r.From, To: r.To}
		for _, e := range in[set] {
			panel.Models = append(panel.Models, figure.DecisionModel{Model: e.Model, Decision: e.Decision})
		}
		panels = append(panels, panel)
	}
	f, err := figure.DecisionCurve(panels, s.options("dca"))
	return drawn(f, err, data)
}

// ImpactFigure draws how many of 1,000 patients a model calls high risk at each
// threshold, and how many of these have the outcome.
func (s *Study) ImpactFigure(e *Evaluation) (*Figure, error) {
	r := s.settings.Evaluate.Thresholds
	points, err := performance.ClinicalImpact(e.outcome, e.risk, nil, performance.Unstratified(s.settings.Seed, bandResamples))
	if err != nil {
		return nil, err
	}
	panel := figure.ImpactPanel{Title: e.Model + ", " + e.Set, From: r.From, To: r.To, Models: []figure.ImpactModel{{Model: e.Model, N: e.AUC.Cases + e.AUC.Controls, Points: points, Bands: true}}}
	f, err := figure.ClinicalImpact([]figure.ImpactPanel{panel}, s.options("clinical_impact"))
	return drawn(f, err, map[string]provenance.Hash{"model": e.hash})
}

// PublishedFigure draws the published AUCs with the intervals that are
// arithmetically possible. It shows no patients of this study.
func (s *Study) PublishedFigure() (*Figure, error) {
	published, err := PublishedFigures()
	if err != nil {
		return nil, err
	}
	checks, err := CheckPublished()
	if err != nil {
		return nil, err
	}
	var rows []figure.PublishedAUC
	for i, p := range published {
		rows = append(rows, figure.PublishedAUC{Name: publishedName(p) + ", " + p.Cohort, Check: checks[i]})
	}
	f, err := figure.PublishedIntervals(rows, figure.Options{Name: "published"})
	hash, herr := provenance.HashJSON(published)
	if herr != nil {
		return nil, herr
	}
	return drawn(f, err, map[string]provenance.Hash{"published": hash})
}
