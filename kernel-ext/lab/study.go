package lab

import (
	"os"

	"hcclab/hccp53"
	"hcclab/kernel-ext/display"
)

// Variables by which a run of the notebooks says what they are to work on, so
// that no notebook has to be changed for it.
const (
	EnvStudy     = "HCCP53_STUDY"      // the study file, in place of the one that a cell names
	EnvResults   = "HCCP53_RESULTS"    // the folder of figures and tables, in place of the study file's
	EnvKeepGoing = "HCCP53_KEEP_GOING" // "1": leave out patients whose images cannot be used
)

// Open opens the study of a notebook, or ends the cell. Long steps show how far
// they are and stop when the cell is interrupted; figures and tables are shown
// below the cell when they are saved. The study file and the results folder are
// those that [EnvStudy] and [EnvResults] name, where they are set.
func Open(path string, options ...hccp53.Option) *hccp53.Study {
	if other := os.Getenv(EnvStudy); other != "" {
		path = other
	}
	all := []hccp53.Option{hccp53.WithContext(Context()), hccp53.WithProgress(Progress()), hccp53.WithDisplay(show)}
	if dir := os.Getenv(EnvResults); dir != "" {
		all = append(all, hccp53.WithResults(dir))
	}
	if os.Getenv(EnvKeepGoing) == "1" {
		all = append(all, hccp53.KeepGoing())
	}
	return Do(hccp53.Open(path, append(all, options...)...))
}

// show shows what a study has saved.
func show(s hccp53.Shown) error {
	if s.Table != nil {
		Show(*s.Table)
		return nil
	}
	Show(display.Figure{ID: s.Figure.Name, Caption: s.Figure.Caption, SVG: s.SVG})
	return nil
}
