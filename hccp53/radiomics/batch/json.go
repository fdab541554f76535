package batch

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
)

// ordered is a JSON object whose members keep their order.
type ordered []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members one after another.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for k, v := range []any{m.name, m.value} {
			if k == 1 {
				b.WriteByte(':')
			}
			text, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// value is the diagnostic as JSON has it: several numbers as a list.
func (d Diagnostic) value() any {
	switch {
	case len(d.Numbers) == 0:
		return d.Text
	case d.Whole && len(d.Numbers) > 1:
		list := make([]int, len(d.Numbers))
		for i, x := range d.Numbers {
			list[i] = int(x)
		}
		return list
	case len(d.Numbers) > 1:
		return d.Numbers
	}
	return d.Numbers[0]
}

// WriteJSON writes the results as one JSON object: the settings, and of each case
// its cells, diagnostics, features and warnings, under the names of the wide
// form.
func (r *Report) WriteJSON(w io.Writer) error {
	cases := []ordered{}
	for i, c := range r.Order.Cases {
		for _, res := range r.Results[i] {
			cells, diagnostics, features := ordered{}, ordered{}, ordered{}
			for k, text := range r.cells(c) {
				cells = append(cells, member{r.Order.Columns[k], text})
			}
			for _, d := range res.Diagnostics {
				diagnostics = append(diagnostics, member{d.Name, d.value()})
			}
			for k, v := range res.Values {
				features = append(features, member{res.Names[k], v})
			}
			one := ordered{{"case", r.name(c, res)}, {"label", res.Label}, {"region", res.Region}, {"columns", cells}, {"diagnostics", diagnostics}, {"features", features}}
			if len(res.Warnings) > 0 {
				one = append(one, member{"warnings", res.Warnings})
			}
			cases = append(cases, one)
		}
	}
	problems := slices.DeleteFunc(slices.Clone(r.Problems), func(p Problem) bool { return p.Warning })
	if problems == nil {
		problems = []Problem{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(ordered{
		{"setting", r.Order.Name}, {"settings_yaml", r.SettingsYAML}, {"code", Code.Hash()}, {"cases", cases}, {"problems", problems},
	})
}
