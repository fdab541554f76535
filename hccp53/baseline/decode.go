package baseline

import (
	"encoding/json"
	"errors"

	"hcclab/hccp53/fault"
)

// ErrTable: JSON that is no [Table].
var ErrTable = errors.New("baseline: not a table")

// UnmarshalJSON implements [json.Unmarshaler]. It returns [ErrTable] for JSON
// whose rows do not fit the columns, so that a table that was read can be
// written.
func (t *Table) UnmarshalJSON(b []byte) error {
	type bare Table // without this method
	var read bare
	if err := json.Unmarshal(b, &read); err != nil {
		return fault.Wrap(ErrTable, err, "the JSON does not have the form of a table")
	}
	for _, text := range (*Table)(&read).texts() {
		*text = plain(*text)
	}
	for _, r := range read.Rows {
		fits := len(r.Cells) == len(read.Columns) && r.Decimals >= 0 && r.Decimals <= most
		for _, l := range r.Levels {
			fits = fits && len(l.Counts) == len(read.Columns) && len(l.Percents) == len(read.Columns)
		}
		if !fits {
			return fault.New(ErrTable, "a row does not fit the %d columns", len(read.Columns)).At("variable %q", r.Name)
		}
	}
	*t = Table(read)
	return nil
}

// texts returns every text that is printed.
func (t *Table) texts() []*string {
	texts := []*string{&t.Settings.Title}
	for i := range t.Settings.Notes {
		texts = append(texts, &t.Settings.Notes[i])
	}
	for j := range t.Columns {
		texts = append(texts, &t.Columns[j].Name)
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		texts = append(texts, &r.Name, &r.Unit, &r.Show)
		if r.Test != nil {
			texts = append(texts, &r.Test.Name)
		}
		for k := range r.Levels {
			texts = append(texts, &r.Levels[k].Name)
		}
		for k := range r.Notes {
			texts = append(texts, &r.Notes[k])
		}
	}
	return texts
}
