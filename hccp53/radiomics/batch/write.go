package batch

import (
	"bytes"
	"encoding/csv"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
)

// Layout says how results are written.
type Layout struct {
	// Wide has a row a case, as PyRadiomics; else there is a row a value. JSON has
	// one form only.
	Wide bool
	// Bare leaves the diagnostics out of the wide form.
	Bare bool
}

// Formats are the endings of output files.
var Formats = []string{".csv", ".json", ".parquet"}

// Known returns [ErrOutput] unless the name of the file tells a format.
func Known(path string) error {
	if !slices.Contains(Formats, format(path)) {
		return fault.New(ErrOutput, "the name of the output tells no format").At("%s", base(path)).Try("end it in %s", strings.Join(Formats, ", "))
	}
	return nil
}

func format(path string) string { return strings.ToLower(filepath.Ext(path)) }

// Beside returns the path of a file that belongs to an output: "features.csv"
// and "problems.csv" make "features.problems.csv".
func Beside(path, name string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + "." + name
}

// Write writes the results to path in the format that its ending tells, the
// settings beside it, and the problems, if there are any. Each file appears when
// it is whole.
func Write(path string, r *Report, l Layout) error {
	if err := Known(path); err != nil {
		return err
	}
	var content bytes.Buffer
	var err error
	switch {
	case format(path) == ".json":
		err = r.WriteJSON(&content)
	case format(path) == ".parquet" && l.Wide:
		err = r.writeWideParquet(&content, l.Bare)
	case format(path) == ".parquet":
		err = r.writeLongParquet(&content)
	case l.Wide:
		err = r.WriteWide(&content, l.Bare)
	default:
		err = r.WriteLong(&content)
	}
	if err != nil {
		return err
	}
	if err := put(path, content.Bytes()); err != nil {
		return err
	}
	if err := put(Beside(path, "settings.yaml"), []byte(r.SettingsYAML)); err != nil {
		return err
	}
	content.Reset()
	if err := r.writeProblems(&content); err != nil {
		return err
	}
	return put(Beside(path, "problems.csv"), content.Bytes())
}

func put(path string, content []byte) error {
	if err := renameio.WriteFile(path, content, 0o644); err != nil {
		return fault.Wrap(ErrOutput, fault.Bare(err), "the output cannot be written").At("%s", base(path)).Try("choose a folder that is there and that you may write to")
	}
	return nil
}

// name returns what a result is called in the long form: the ID of its case,
// with the label where each of several was asked for.
func (r *Report) name(c Case, res Result) string {
	if r.Order.several(c) {
		return labelled(c.ID, res.label())
	}
	return c.ID
}

// several reports whether more than one label of the case is asked for.
func (o *Order) several(c Case) bool {
	labels := o.labels(c)
	return len(labels) > 1 || len(labels) == 1 && labels[0] == allLabels
}

// LongHeader is the first line of the long form.
var LongHeader = []string{"case", "setting", "feature", "value"}

// WriteLong writes the long form as CSV, numbers with 17 significant digits.
func (r *Report) WriteLong(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write(LongHeader)
	for i, c := range r.Order.Cases {
		for _, res := range r.Results[i] {
			name := r.name(c, res)
			for k, v := range res.Values {
				out.Write([]string{name, r.Order.Name, res.Names[k], strconv.FormatFloat(v, 'g', 17, 64)})
			}
		}
	}
	out.Flush()
	return out.Error()
}

// writeProblems writes what could not be measured, and the warnings.
func (r *Report) writeProblems(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"case", "line", "label", "kind", "message"})
	for _, p := range r.Problems {
		kind, line := "error", ""
		if p.Warning {
			kind = "warning"
		}
		if p.Line > 0 {
			line = strconv.Itoa(p.Line)
		}
		out.Write([]string{p.Case, line, p.Label, kind, p.Message})
	}
	out.Flush()
	return out.Error()
}
