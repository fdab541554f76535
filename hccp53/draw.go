package hccp53

import (
	"encoding/json"
	"path/filepath"

	"hcclab/hccp53/figure"
	"hcclab/hccp53/provenance"
)

// Figure is a drawing with the hashes of the data that it shows.
type Figure struct {
	*figure.Figure
	// Data identifies what is drawn, by role: a fitted model, a table of features.
	Data map[string]provenance.Hash
	// Page is a web page of the same content to stand beside the figure; nil for
	// none.
	Page []byte
}

// FigureRecord is what stands beside a saved figure, as NAME.json: enough to
// tell what made it.
type FigureRecord struct {
	Name      string                     `json:"name"`
	Title     string                     `json:"title"`
	Caption   string                     `json:"caption"`
	SVG       provenance.Hash            `json:"svg"`
	Page      provenance.Hash            `json:"page,omitempty"` // of NAME.html, if there is one
	Data      map[string]provenance.Hash `json:"data"`
	Code      provenance.Hash            `json:"code"`
	Simulated bool                       `json:"simulated"`
}

// Draw saves a figure in the figures folder of the results, as SVG, PNG and
// PDF with its record and its web page if it has one, and shows it where the study has a display. It takes the
// two results of a figure's constructor:
//
//	err := study.Draw(study.ROC(clinical, combined))
func (s *Study) Draw(f *Figure, err error) error {
	if err != nil {
		return err
	}
	svg, err := f.SVG()
	if err != nil {
		return err
	}
	dir := filepath.Join(s.settings.Results, "figures")
	if _, err := f.Save(dir); err != nil {
		return disk(err, dir)
	}
	record := FigureRecord{
		Name: f.Name, Title: f.Title, Caption: f.Caption, SVG: provenance.HashBytes(svg),
		Data: f.Data, Code: figure.Code.Hash(), Simulated: s.Simulated(),
	}
	if f.Page != nil {
		record.Page = provenance.HashBytes(f.Page)
		if err := s.writeFile(filepath.Join("figures", f.Name+".html"), f.Page); err != nil {
			return err
		}
	}
	content, err := json.MarshalIndent(record, "", " ")
	if err != nil {
		return err
	}
	if err := s.writeFile(filepath.Join("figures", f.Name+".json"), append(content, '\n')); err != nil {
		return err
	}
	return s.show(Shown{Figure: f, SVG: svg, Record: record})
}

// options are those of all figures of the study.
func (s *Study) options(name string) figure.Options {
	outcome := s.outcomeColumn()
	return figure.Options{
		Simulated: s.Simulated(), Name: name,
		Positive: outcome.Title + " " + outcome.Levels[1], Negative: outcome.Title + " " + outcome.Levels[0],
	}
}
