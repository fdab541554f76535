package cohort

import (
	"path/filepath"

	"hcclab/hccp53/cohort/internal/permit"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// Cohort is a checked cohort file. It tells no outcomes; [Cohort.Split] does,
// of Training.
type Cohort struct {
	schema  Schema
	present []Column // of the schema, in the file
	dir     string
	file    string
	hash    provenance.Hash
	card    Card
	all     []*patient // in the order of the identifiers
}

// patient is one row of the file.
type patient struct {
	id        string
	row, line int // from 1, without and with the header
	number    map[string]float64
	word      map[string]string
}

// Schema returns the description of the columns.
func (c *Cohort) Schema() Schema { return c.schema }

// Columns returns the columns that the file has, in the order of the schema.
func (c *Cohort) Columns() []Column { return c.present }

// Len returns the number of patients.
func (c *Cohort) Len() int { return len(c.all) }

// Hash returns the SHA-256 sum of the file's content.
func (c *Cohort) Hash() provenance.Hash { return c.hash }

// Card returns what cohort.json says of the cohort.
func (c *Cohort) Card() Card { return c.card }

// Patients returns everyone in the cohort, without outcomes.
func (c *Cohort) Patients() Patients { return c.everyone() }

func (c *Cohort) everyone() Patients { return Patients{cohort: c, rows: c.all} }

// Everyone returns all patients as if they were Training. It exists for the
// lessons on leakage, through package leaky, which alone can make the permit.
func (c *Cohort) Everyone(p permit.Leak) Training {
	p.MustBeGranted()
	return Training{arm{c, c.all}}
}

// positive reports whether the patient's outcome is the second level.
func (c *Cohort) positive(p *patient) bool {
	outcome, _ := c.schema.Role(RoleOutcome)
	return p.word[outcome.Name] == outcome.Levels[1]
}

func (c *Cohort) needsBothClasses() error {
	outcome, _ := c.schema.Role(RoleOutcome)
	n := 0
	for _, p := range c.all {
		if c.positive(p) {
			n++
		}
	}
	if n == 0 || n == len(c.all) {
		return fault.New(ErrOneClass, "all %d patients have the same outcome %q", len(c.all), c.all[0].word[outcome.Name]).
			At("%s, column %q", c.file, outcome.Name).Try("a model needs patients of both classes; check how the column was coded")
	}
	return nil
}

// path returns the file or folder named in the column with the given role, or
// "" where the cell is empty.
func (c *Cohort) path(p *patient, r Role) string {
	col, ok := c.schema.Role(r)
	if !ok || p.word[col.Name] == "" {
		return ""
	}
	if filepath.IsAbs(p.word[col.Name]) {
		return p.word[col.Name]
	}
	return filepath.Join(c.dir, p.word[col.Name])
}
