package baseline

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// New describes the variables, in their order, in all patients or by group. The
// order of the patients changes nothing in the result.
//
// Errors are of the input: [ErrVariable], [ErrLength], [ErrLevel], [ErrNumber],
// [ErrGroup], [ErrSetting]. That a statistic is not defined for the data is no
// error: it is left out, and [Row.Notes] say why.
func New(variables []Variable, grouping Grouping, settings Settings) (*Table, error) {
	settings, err := settings.check()
	if err != nil {
		return nil, err
	}
	if len(variables) == 0 {
		return nil, fault.New(ErrVariable, "there is no variable")
	}
	n := variables[0].len()
	for _, v := range variables {
		if err := v.check(); err != nil {
			return nil, err
		}
		if v.len() != n {
			return nil, fault.New(ErrLength, "it has %d patients, the first variable has %d", v.len(), n).At("variable %q", v.Name)
		}
	}
	s, err := grouping.split(n)
	if err != nil {
		return nil, err
	}
	t := &Table{Settings: settings, Columns: s.columns, Outside: Count{N: s.outside}}
	t.Settings.Notes = slices.Clone(settings.Notes)
	for _, v := range variables {
		row, err := newRow(v, s, settings)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
	if err := t.adjust(); err != nil {
		return nil, err
	}
	for _, text := range t.texts() {
		*text = plain(*text)
	}
	t.mask()
	return t, nil
}

// newRow describes and compares one variable.
func newRow(v Variable, s split, settings Settings) (Row, error) {
	row := Row{Name: v.Name, Unit: v.Unit, Scale: v.Scale, SMD: inference.Number(math.NaN())}
	describe := describeNumbers
	if !v.numeric() {
		describe = describeWords
	}
	c, err := describe(v, s, settings, &row)
	if err != nil {
		return Row{}, err
	}
	if len(s.groups()) > 1 {
		row.compare(c, s, settings)
	}
	return row, nil
}

// adjust fills in the adjusted p values, over all tests of the table.
func (t *Table) adjust() error {
	p := make([]float64, len(t.Rows))
	for i, r := range t.Rows {
		p[i] = math.NaN()
		if r.Test != nil {
			p[i] = r.Test.P
		}
	}
	if t.Settings.Adjust == "" {
		return nil
	}
	adjusted, err := inference.Adjust(p, t.Settings.Adjust)
	for i := range adjusted {
		if test := t.Rows[i].Test; test != nil {
			test.Adjusted = inference.Number(adjusted[i])
		}
	}
	return err
}

// plain returns text that neither breaks the line nor commands a terminal.
func plain(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text))
}
