package cohort

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// Errors about the schema and the use of its columns.
var (
	ErrSchema        = errors.New("cohort: schema not usable")
	ErrNoColumn      = errors.New("cohort: no such column")
	ErrPostoperative = errors.New("cohort: column not known before surgery")
	ErrNotPredictor  = errors.New("cohort: column is no predictor")
)

// Kind says how the cells of a column are read.
type Kind string

// The kinds of columns.
const (
	Number   Kind = "number"   // a decimal number
	Integer  Kind = "integer"  // a whole number
	Category Kind = "category" // one of a list of words, the reference level first
	Text     Kind = "text"     // an identifier, a path, a free word
)

// Known says when the content of a column is known.
type Known string

// A preoperative column may be a predictor; a postoperative one may not.
const (
	Preoperative  Known = "preoperative"
	Postoperative Known = "postoperative"
)

// Role marks the columns that the study itself needs to find.
type Role string

// The roles of columns. Predictors have none.
const (
	RoleID      Role = "id"
	RoleOutcome Role = "outcome"
	RoleImages  Role = "images"
	RoleVOI     Role = "voi"
	RoleReader2 Role = "voi_reader2"
	RoleReread  Role = "voi_reread"
	RoleScanner Role = "scanner"
	// RolePhaseSeries marks the column that names the series of phases by hand.
	RolePhaseSeries Role = "phase_series"
	// RoleLiver marks the column with outlines of the liver, which limit the ring
	// around the lesion.
	RoleLiver Role = "liver"
)

// RoleVOIOn returns the role of the column with VOIs drawn on the given phase:
// "voi_pvp" for PVP.
func RoleVOIOn(phase string) Role { return Role("voi_" + strings.ToLower(phase)) }

// Column describes one column of the cohort file.
type Column struct {
	Name, Title, Unit, Description string
	Kind                           Kind
	// Levels of a category, the reference level first.
	Levels []string
	// Allowed values of a number, if the schema lists them.
	Allowed []float64
	// Min and Max bound a number (±Inf where the schema sets none); MinOpen
	// means that Min itself is not allowed.
	Min, Max float64
	MinOpen  bool
	// Scale is "log10" where models use the decimal logarithm, else "".
	Scale    string
	Known    Known
	Role     Role
	Required bool
}

// Label returns the title with unit and scale, as figures and tables print it:
// "AFP (log10 ng/mL)" on the modelling scale, "AFP (ng/mL)" otherwise.
func (c Column) Label(modelScale bool) string {
	switch {
	case modelScale && c.Scale != "":
		return fmt.Sprintf("%s (%s %s)", c.Title, c.Scale, c.Unit)
	case c.Unit != "":
		return fmt.Sprintf("%s (%s)", c.Title, c.Unit)
	}
	return c.Title
}

// OnModelScale returns v on the scale that models use.
func (c Column) OnModelScale(v float64) float64 {
	if c.Scale == "log10" {
		return math.Log10(v)
	}
	return v
}

// Schema describes the columns of a cohort file in order.
type Schema struct {
	Columns []Column
	// Open schemas pass over columns that they do not describe.
	Open bool
}

// Column returns the description of the named column.
func (s Schema) Column(name string) (Column, error) {
	for _, c := range s.Columns {
		if c.Name == name {
			return c, nil
		}
	}
	return Column{}, fault.New(ErrNoColumn, "there is no column %q", name).Try("use one of the names in the data dictionary, or describe the column in the schema")
}

// Role returns the column with the given role; ok is false if there is none.
func (s Schema) Role(r Role) (c Column, ok bool) {
	i := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Role == r })
	if i < 0 {
		return Column{}, false
	}
	return s.Columns[i], true
}

// Predictor returns the named column if a model may use it: it must be known
// before surgery, and be a number or a category without a role of its own.
func (s Schema) Predictor(name string) (Column, error) {
	c, err := s.Column(name)
	switch {
	case err != nil:
		return Column{}, err
	case c.Known == Postoperative:
		return Column{}, fault.New(ErrPostoperative, "column %q is known only after surgery and cannot predict before it", name).
			Try("take it out of the candidates; it may be described in Table 1")
	case c.Kind == Text || c.Role == RoleID || c.Role == RoleOutcome:
		return Column{}, fault.New(ErrNotPredictor, "column %q is no predictor", name).Try("name a number or a category")
	}
	return c, nil
}

// property is a property of the JSON Schema as far as it is used here.
type property struct {
	Type             string            `json:"type"`
	Enum             []json.RawMessage `json:"enum"`
	Minimum          *float64          `json:"minimum"`
	ExclusiveMinimum *float64          `json:"exclusiveMinimum"`
	Maximum          *float64          `json:"maximum"`
	Title            string            `json:"title"`
	Description      string            `json:"description"`
	Unit             string            `json:"x-unit"`
	Scale            string            `json:"x-scale"`
	Known            Known             `json:"x-known"`
	Role             Role              `json:"x-role"`
}

// ReadSchema reads a JSON Schema of one row. Beside type, enum, minimum,
// exclusiveMinimum, maximum, title, description and required it understands
// x-known, x-role, x-unit and x-scale; see the data dictionary in docs.
func ReadSchema(r io.Reader) (Schema, error) {
	var doc struct {
		Required   []string        `json:"required"`
		Open       *bool           `json:"additionalProperties"`
		Properties json.RawMessage `json:"properties"`
	}
	if err := json.NewDecoder(r).Decode(&doc); err != nil {
		return Schema{}, fault.Wrap(ErrSchema, err, "the schema is no JSON").Try("compare it with data/schema/cohort.schema.json")
	}
	s := Schema{Open: doc.Open == nil || *doc.Open}
	// The order of the properties is the order of the columns, which a map would lose.
	dec := json.NewDecoder(bytes.NewReader(doc.Properties))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return Schema{}, fault.New(ErrSchema, `the schema has no "properties"`).Try("compare it with data/schema/cohort.schema.json")
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return Schema{}, fault.Wrap(ErrSchema, err, "the schema is no JSON")
		}
		var p property
		if err := dec.Decode(&p); err != nil {
			return Schema{}, fault.Wrap(ErrSchema, err, "property %v cannot be read", name)
		}
		c, err := p.column(name.(string))
		if err != nil {
			return Schema{}, err
		}
		c.Required = slices.Contains(doc.Required, c.Name)
		s.Columns = append(s.Columns, c)
	}
	return s, s.check()
}

func (p property) column(name string) (Column, error) {
	c := Column{
		Name: name, Title: p.Title, Unit: p.Unit, Description: p.Description, Scale: p.Scale, Known: p.Known, Role: p.Role,
		Min: math.Inf(-1), Max: math.Inf(1),
	}
	if c.Title == "" {
		c.Title = name
	}
	if p.Minimum != nil {
		c.Min = *p.Minimum
	}
	if p.ExclusiveMinimum != nil {
		c.Min, c.MinOpen = *p.ExclusiveMinimum, true
	}
	if p.Maximum != nil {
		c.Max = *p.Maximum
	}
	wrong := func(format string, args ...any) error {
		return fault.New(ErrSchema, format, args...).At("property %q", name)
	}
	switch p.Type {
	case "number", "integer":
		c.Kind = Kind(p.Type)
		for _, raw := range p.Enum {
			var v float64
			if err := json.Unmarshal(raw, &v); err != nil {
				return c, wrong("enum value %s is no number", raw)
			}
			c.Allowed = append(c.Allowed, v)
		}
	case "string":
		c.Kind = Text
		for _, raw := range p.Enum {
			var v string
			if err := json.Unmarshal(raw, &v); err != nil || v == "" {
				return c, wrong("enum value %s is no word", raw)
			}
			c.Kind = Category
			c.Levels = append(c.Levels, v)
		}
	default:
		return c, wrong(`type %q is not one of "string", "number", "integer"`, p.Type)
	}
	if c.Scale != "" && (c.Scale != "log10" || c.Min < 0 || c.Min == 0 && !c.MinOpen) {
		return c, wrong(`x-scale %q: only "log10" is known, and only for numbers with "exclusiveMinimum": 0`, c.Scale)
	}
	if c.Known != "" && c.Known != Preoperative && c.Known != Postoperative {
		return c, wrong(`x-known %q is neither "preoperative" nor "postoperative"`, c.Known)
	}
	if c.Known == "" && c.Role != RoleID {
		return c, wrong(`x-known is missing: say "preoperative" or "postoperative"`)
	}
	return c, nil
}

// check looks at the schema as a whole.
func (s Schema) check() error {
	for _, r := range []Role{RoleID, RoleOutcome, RoleImages, RoleVOI} {
		if _, ok := s.Role(r); !ok {
			return fault.New(ErrSchema, `no property has "x-role": %q`, r).Try("compare it with data/schema/cohort.schema.json")
		}
	}
	outcome, _ := s.Role(RoleOutcome)
	if len(outcome.Levels) != 2 {
		return fault.New(ErrSchema, "the outcome has %d levels instead of 2", len(outcome.Levels)).At("property %q", outcome.Name).
			Try("list two words, the one that counts as negative first")
	}
	return nil
}
