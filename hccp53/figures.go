package hccp53

import (
	"bytes"
	"fmt"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/performance"
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

// ForestFigure draws the odds ratios of the clinical candidates and the model.
func (s *Study) ForestFigure(m *Clinical) (*Figure, error) {
	f, err := figure.Forest(m.Model.Univariable, m.Model.Search.Fit, s.label, s.options("forest"))
	return drawn(f, err, map[string]provenance.Hash{"clinical": m.Hash})
}

// FrequencyFigure draws how often the search chose each candidate when it was
// repeated on resamples; the terms of the model are marked. It is an error when
// there are no resamples.
func (s *Study) FrequencyFigure(m *Clinical) (*Figure, error) {
	if m.Frequencies == nil {
		return nil, fault.New(ErrSettings, "the search was not repeated on resamples").Try("set combined.bootstrap in study.yaml")
	}
	f, err := figure.SelectionFrequency(m.Frequencies, m.chosen(), s.label, s.options("selection_frequency"))
	return drawn(f, err, map[string]provenance.Hash{"clinical": m.Hash})
}

// NomogramFigure draws the combined model as a nomogram. Its page computes the
// risk of a patient in the browser: see [nomogram.Nomogram.Page].
func (s *Study) NomogramFigure(m *Combined, t cohort.Training) (*Figure, error) {
	n, err := s.nomogram(m, t)
	if err != nil {
		return nil, err
	}
	f, err := figure.Nomogram(n, nil, s.options("nomogram"))
	if err != nil {
		return nil, err
	}
	f.Title = "Nomogram of the combined model"
	var page bytes.Buffer
	if err := n.Page(&page, s.pageOptions(m)); err != nil {
		return nil, err
	}
	return &Figure{Figure: f, Data: map[string]provenance.Hash{"combined": m.Hash}, Page: page.Bytes()}, nil
}

// pageOptions are those of the web page of the nomogram.
func (s *Study) pageOptions(m *Combined) nomogram.PageOptions {
	o := nomogram.PageOptions{
		Title: "Nomogram of the combined model", Outcome: s.options("").Positive, Simulated: s.Simulated(),
		Notes: []string{
			"The clinical terms were chosen by a stepwise search: intervals and odds ratios are " + clinical.NotAdjusted + ".",
			"Both scores are entered in standard deviations from their mean in Training, where the model was fitted on out-of-fold scores.",
		},
		Terms: map[string]nomogram.PageTerm{},
	}
	if b := m.Model.Optimism; b != nil && b.AUC.Corrected >= 0 && b.AUC.Corrected <= 1 {
		o.AUC = []nomogram.PageAUC{{Set: "Training, corrected for optimism", AUC: b.AUC.Corrected}}
	}
	for _, c := range s.schema.Columns {
		if c.Scale == "log10" {
			o.Terms[c.Name] = nomogram.PageTerm{Label: c.Label(false), Log10: true}
		}
	}
	return o
}

func (s *Study) nomogram(m *Combined, t cohort.Training) (*nomogram.Nomogram, error) {
	outOfFold, _ := m.trainingScores(t)
	terms, err := m.Model.Terms(t.Patients(), m.clinical.Model, outOfFold)
	if err != nil {
		return nil, err
	}
	return nomogram.New(m.Model.Fit, terms, s.label)
}

// NomogramTable returns the nomogram as a table of points.
func (s *Study) NomogramTable(m *Combined, t cohort.Training) (Table, error) {
	n, err := s.nomogram(m, t)
	if err != nil {
		return Table{}, err
	}
	table := Table{Name: "nomogram", Title: "The nomogram as a table", Header: []string{"term", "value", "points"}}
	for _, a := range n.Axes {
		for i, mark := range a.Marks() {
			term := ""
			if i == 0 {
				term = a.Label
			}
			table.Rows = append(table.Rows, []string{term, mark, fmt.Sprintf("%.0f", a.Points[i])})
		}
	}
	for i, tick := range n.Risk {
		term := ""
		if i == 0 {
			term = "total points → risk"
		}
		table.Rows = append(table.Rows, []string{term, fmt.Sprintf("%g", tick.Value), fmt.Sprintf("%.0f", tick.Points)})
	}
	return s.note(table), nil
}

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
