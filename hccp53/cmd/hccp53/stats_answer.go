package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
)

// statsAnswer is what a verb found: printed, and written to the folder --out.
type statsAnswer struct {
	Verb     string          `json:"verb"`
	Data     statsAnswerData `json:"data"`
	Outcome  *statsOutcome   `json:"outcome,omitempty"`
	Settings map[string]any  `json:"settings,omitempty"`
	Result   any             `json:"result"`
	Notes    []string        `json:"notes,omitempty"` // below the tables
	Warnings []string        `json:"warnings"`
	Files    []string        `json:"files,omitempty"`
	text     string          // printed before the tables
	tables   []hccp53.Table  // printed
	figures  []*figure.Figure
	files    map[string][]byte // others, by name
}

type statsAnswerData struct {
	File      string         `json:"file"`
	SHA256    string         `json:"sha256"`
	Rows      int            `json:"rows"`
	Used      int            `json:"used"` // with outcome and set
	Sets      map[string]int `json:"sets,omitempty"`
	Simulated bool           `json:"simulated"`
}

const simulatedWords = "Simulated patients: no finding about real ones."

// answer begins the answer of a verb.
func (d *statsData) answer(verb string) *statsAnswer {
	a := &statsAnswer{Verb: verb, Outcome: d.outcome, Settings: map[string]any{}, files: map[string][]byte{}}
	a.Data = statsAnswerData{File: d.name, SHA256: d.hash, Rows: d.rows, Used: len(d.numbers), Simulated: d.simulated}
	if len(d.sets) > 1 {
		a.Data.Sets = map[string]int{}
		for _, s := range d.sets {
			a.Data.Sets[s.Name] = len(s.Rows)
		}
	}
	return a
}

// figureOptions are those of every figure of the table.
func (d *statsData) figureOptions() figure.Options {
	o := figure.Options{Simulated: d.simulated}
	if d.outcome != nil {
		o.Positive, o.Negative = d.outcome.class(d.outcome.Positive), d.outcome.class(d.outcome.Negative)
	}
	return o
}

// class names a class of the outcome: "p53 positive".
func (o *statsOutcome) class(value string) string {
	if value == "" {
		value = "other"
	}
	return cmp.Or(o.Title, o.Column) + " " + value
}

// draw adds a figure. One that cannot be drawn is a warning: the numbers stand.
func (a *statsAnswer) draw(d *statsData, f *figure.Figure, err error) {
	if err != nil {
		d.warn("a figure was left out: %v", err)
		return
	}
	a.figures = append(a.figures, f)
}

// early refuses a folder that holds an answer of this verb already, before
// anything is computed.
func (f *statsFlags) early(verb string) error {
	if f.out == "" || f.force {
		return nil
	}
	return f.refuse(verb + ".json")
}

func (f *statsFlags) refuse(names ...string) error {
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(f.out, name)); err == nil && !f.force {
			return fault.New(errStats, "there is something of this name").At("%s", name).Try("name another folder with --out, or give --force")
		}
	}
	return nil
}

// finish writes the answer to the folder and prints it.
func (f *statsFlags) finish(cmd *cobra.Command, s *session, d *statsData, a *statsAnswer) error {
	a.Warnings = append([]string{}, d.warnings...)
	for i := range a.tables {
		if d.simulated && i == len(a.tables)-1 {
			a.tables[i].Notes = append(a.tables[i].Notes, simulatedWords)
		}
	}
	if f.out != "" {
		if err := f.write(a); err != nil {
			return err
		}
	}
	for _, w := range a.Warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning:", w)
	}
	if len(a.Files) > 0 && !s.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", filepath.Base(f.out), fault.List(a.Files, 40, func(s string) string { return s }))
	}
	if s.asJSON {
		return writeJSON(cmd.OutOrStdout(), a)
	}
	fmt.Fprint(cmd.OutOrStdout(), a.text)
	for i, t := range a.tables {
		if i > 0 || a.text != "" {
			fmt.Fprintln(cmd.OutOrStdout())
		}
		fmt.Fprint(cmd.OutOrStdout(), t)
	}
	return nil
}

// write writes all files of the answer, each complete or not at all, the JSON
// last.
func (f *statsFlags) write(a *statsAnswer) error {
	files := a.files
	for _, g := range a.figures {
		for ending, render := range map[string]func() ([]byte, error){
			".svg": g.SVG, ".pdf": g.PDF, ".png": func() ([]byte, error) { return g.PNG(figure.PrintDPI) },
		} {
			content, err := render()
			if err != nil {
				return err
			}
			files[g.Name+ending] = content
		}
	}
	for name := range files {
		a.Files = append(a.Files, name)
	}
	a.Files = append(a.Files, a.Verb+".json")
	slices.Sort(a.Files)
	var b bytes.Buffer
	if err := writeJSON(&b, a); err != nil {
		return err
	}
	if err := f.refuse(a.Files...); err != nil {
		return err
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return fault.Wrap(errStats, fault.Bare(err), "the folder cannot be made").At("%s", filepath.Base(f.out)).Try("check the folder that --out names")
	}
	files[a.Verb+".json"] = b.Bytes()
	for _, name := range a.Files {
		if name == a.Verb+".json" {
			continue
		}
		if err := f.writeFile(name, files[name]); err != nil {
			return err
		}
	}
	return f.writeFile(a.Verb+".json", b.Bytes())
}

func (f *statsFlags) writeFile(name string, content []byte) error {
	if err := renameio.WriteFile(filepath.Join(f.out, name), content, 0o644); err != nil {
		return fault.Wrap(errStats, fault.Bare(err), "the file cannot be written").At("%s", name).Try("check the folder that --out names")
	}
	return nil
}
