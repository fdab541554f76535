package hccp53

import (
	"bytes"
	"fmt"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/provenance"
)

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
