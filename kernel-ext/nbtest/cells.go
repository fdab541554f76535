package nbtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"hcclab/hccp53/fault"
)

// Cell is one cell of a notebook.
type Cell struct {
	// Index is the position in the notebook, from 0.
	Index int
	// ID is the cell's name within the file.
	ID string
	// Type is "code", "markdown" or "raw".
	Type   string
	Source string
	// Count is the execution count of a code cell, 0 if it did not run.
	Count   int
	Outputs []Output
}

// Output is one output of a code cell.
type Output struct {
	// Type is "stream", "display_data", "execute_result" or "error".
	Type string
	// Name is "stdout" or "stderr" for a stream, the kind of an error.
	Name string
	// Data holds the output's forms by MIME type. The text of a stream and the
	// traceback of an error are "text/plain".
	Data map[string]string
}

// Text returns the output as plain text, or "".
func (o Output) Text() string { return o.Data["text/plain"] }

// HTML returns the output as HTML, or "".
func (o Output) HTML() string { return o.Data["text/html"] }

// FigureRef names a figure that a cell showed, as display.Figure marks it.
type FigureRef struct{ ID, SHA256 string }

var figureMark = regexp.MustCompile(`data-figure="([^"]*)" data-sha256="([0-9a-f]{64})"`)

// Figures returns the figures that the cell showed, in their order.
func (c Cell) Figures() []FigureRef {
	var refs []FigureRef
	for _, o := range c.Outputs {
		for _, m := range figureMark.FindAllStringSubmatch(o.HTML(), -1) {
			refs = append(refs, FigureRef{m[1], m[2]})
		}
	}
	return refs
}

// Anchor returns the fragment that leads to the cell on the page, with "#".
func (c Cell) Anchor() string { return "#cell-id=" + c.ID }

// maxNotebook is the size up to which a notebook is read. One with all figures
// of the study has about 20 MB.
const maxNotebook = 1 << 30

// Cells reads a notebook of format 4. What is not there is empty.
func Cells(path string) ([]Cell, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxNotebook {
		return nil, fault.New(ErrRun, "the notebook has %d MB", info.Size()>>20).At("%s", filepath.Base(path)).Try("clear its outputs")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(ErrRun, err, "the notebook cannot be read").At("%s", filepath.Base(path))
	}
	return decode(b, filepath.Base(path))
}

// decode is [Cells] for the content of a file.
func decode(b []byte, name string) ([]Cell, error) {
	var file struct {
		Format int `json:"nbformat"`
		Cells  []struct {
			ID      string `json:"id"`
			Type    string `json:"cell_type"`
			Source  text   `json:"source"`
			Count   *int   `json:"execution_count"`
			Outputs []struct {
				Type      string                     `json:"output_type"`
				Name      string                     `json:"name"`
				Ename     string                     `json:"ename"`
				Text      text                       `json:"text"`
				Traceback []string                   `json:"traceback"`
				Data      map[string]json.RawMessage `json:"data"`
			} `json:"outputs"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, fault.Wrap(ErrRun, err, "this is no notebook").At("%s", name)
	}
	if file.Format != 4 {
		return nil, fault.New(ErrRun, "notebook format %d, expected 4", file.Format).At("%s", name).Try("open and save it in JupyterLab")
	}
	cells := make([]Cell, len(file.Cells))
	for i, c := range file.Cells {
		cells[i] = Cell{Index: i, ID: c.ID, Type: c.Type, Source: string(c.Source)}
		if c.ID == "" {
			cells[i].ID = fmt.Sprintf("cell-%d", i)
		}
		if c.Count != nil {
			cells[i].Count = *c.Count
		}
		for _, o := range c.Outputs {
			out := Output{Type: o.Type, Name: o.Name, Data: map[string]string{}}
			switch o.Type {
			case "stream":
				out.Data["text/plain"] = string(o.Text)
			case "error":
				out.Name = o.Ename
				out.Data["text/plain"] = strings.Join(o.Traceback, "\n")
			}
			for mime, raw := range o.Data {
				var t text
				if json.Unmarshal(raw, &t) == nil {
					out.Data[mime] = string(t)
				} else {
					out.Data[mime] = string(raw) // a form that is JSON itself
				}
			}
			cells[i].Outputs = append(cells[i].Outputs, out)
		}
	}
	return cells, nil
}

// text is a string that a notebook may keep as a list of lines.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
		return nil
	}
	var lines []string
	if err := json.Unmarshal(b, &lines); err != nil {
		return err
	}
	*t = text(strings.Join(lines, ""))
	return nil
}
