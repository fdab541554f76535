package cohort

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/inference"
)

// Table1 compares two groups of patients column by column: the baseline table
// that every report begins with. It holds aggregates only.
type Table1 struct {
	Title  string        `json:"title"`
	Groups [2]string     `json:"groups"` // with their sizes, as printed
	Rows   []BaselineRow `json:"rows"`
	Notes  []string      `json:"notes"`
}

// BaselineRow is one variable, or one level of a category below it.
type BaselineRow struct {
	Label string    `json:"label"`
	Cells [2]string `json:"cells"`
	// P is the p value of Test; NaN values are left out of the JSON as null.
	P    *float64 `json:"p"`
	Test string   `json:"test,omitempty"`
	// SMD is the standardised difference, comparable between variables and not
	// inflated by the number of patients (Austin 2009). Null where undefined.
	SMD     *float64 `json:"smd"`
	Missing [2]int   `json:"missing"`
}

// CompareArms returns Table 1 of training against validation.
func CompareArms(t Training, v Validation) (Table1, error) {
	return baseline("Training and validation cohort", t.cohort, [2]string{"Training", "Validation"}, [2][]*patient{t.rows, v.rows}, true)
}

// CompareOutcome returns Table 1 of Training by outcome.
func CompareOutcome(t Training) (Table1, error) {
	class := t.cohort.classes(t.rows)
	outcome, _ := t.cohort.schema.Role(RoleOutcome)
	names := [2]string{outcome.Title + " " + outcome.Levels[1], outcome.Title + " " + outcome.Levels[0]}
	return baseline("Training cohort by outcome", t.cohort, names, [2][]*patient{class[1], class[0]}, false)
}

func baseline(title string, c *Cohort, names [2]string, rows [2][]*patient, withOutcome bool) (Table1, error) {
	table := Table1{Title: title, Notes: []string{
		"Numbers: mean ± standard deviation, Welch's t test; on a logarithmic scale median (quartiles), Mann–Whitney U test.",
		"Categories: count (per cent), chi-square test, or Fisher's exact test where an expected count is below 5.",
		"SMD: standardised mean difference. p values are not adjusted for the number of rows.",
	}}
	for g := range names {
		table.Groups[g] = fmt.Sprintf("%s (n = %d)", names[g], len(rows[g]))
	}
	for _, col := range c.present {
		switch {
		case col.Role == RoleOutcome && !withOutcome:
		case col.Kind == Number && len(col.Allowed) == 0 || col.Kind == Integer:
			row, err := numberRow(col, [2][]float64{numbersOf(rows[0], col.Name), numbersOf(rows[1], col.Name)})
			if err != nil {
				return Table1{}, fmt.Errorf("table 1, column %q: %w", col.Name, err)
			}
			table.Rows = append(table.Rows, row)
		case col.Kind == Category || len(col.Allowed) > 0:
			levels, cells := levelsOf(col, rows)
			more, err := categoryRows(col, levels, cells)
			if err != nil {
				return Table1{}, fmt.Errorf("table 1, column %q: %w", col.Name, err)
			}
			table.Rows = append(table.Rows, more...)
		}
	}
	return table, nil
}

func numbersOf(rows []*patient, column string) []float64 {
	v := make([]float64, len(rows))
	for i, p := range rows {
		v[i] = p.number[column]
	}
	return v
}

// undefined reports whether a statistic does not exist for the data, which
// leaves its cell empty; any other error is passed on.
func undefined(err error) bool {
	return errors.Is(err, inference.ErrTooFew) || errors.Is(err, inference.ErrConstant) || errors.Is(err, inference.ErrTable)
}

// defined returns a pointer to v, or nil where the statistic is undefined.
func defined(v float64, err error) (*float64, error) {
	switch {
	case err == nil && !math.IsNaN(v):
		return &v, nil
	case err == nil || undefined(err):
		return nil, nil
	}
	return nil, err
}

func numberRow(col Column, groups [2][]float64) (BaselineRow, error) {
	row := BaselineRow{Label: col.Label(false)}
	for g, values := range groups {
		known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
		row.Missing[g] = len(values) - len(known)
		if len(known) == 0 {
			row.Cells[g] = "–"
			continue
		}
		if col.Scale != "" {
			q, err := inference.Quantiles(known, 0.25, 0.5, 0.75)
			if err != nil {
				return row, err
			}
			row.Cells[g] = fmt.Sprintf("%.3g (%.3g–%.3g)", q[1], q[0], q[2])
			continue
		}
		mean, sd := moments(known)
		row.Cells[g] = fmt.Sprintf("%.1f ± %.1f", mean, sd)
	}
	var err error
	if col.Scale != "" {
		row.Test = "Mann–Whitney"
		r, terr := inference.MannWhitney(groups[0], groups[1])
		if row.P, err = defined(r.P, terr); err != nil {
			return row, err
		}
		for g := range groups { // the SMD on the scale that models use
			for i, v := range groups[g] {
				groups[g][i] = col.OnModelScale(v)
			}
		}
	} else {
		row.Test = "Welch t"
		r, terr := inference.Welch(groups[0], groups[1])
		if row.P, err = defined(r.P, terr); err != nil {
			return row, err
		}
	}
	row.SMD, err = defined(inference.SMD(groups[0], groups[1]))
	return row, err
}

func moments(v []float64) (mean, sd float64) {
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / math.Max(float64(len(v)-1), 1))
}

// levelsOf returns the levels of a category and, for each group, how many
// patients have each; the last count is that of the missing.
func levelsOf(col Column, rows [2][]*patient) (levels []string, counts [2][]int) {
	levels = col.Levels
	word := func(p *patient) string { return p.word[col.Name] }
	if len(col.Allowed) > 0 { // a number of few values, such as the field strength
		for _, v := range col.Allowed {
			levels = append(levels, fmt.Sprint(v))
		}
		word = func(p *patient) string { return fmt.Sprint(p.number[col.Name]) }
	}
	for g := range rows {
		counts[g] = make([]int, len(levels)+1)
		for _, p := range rows[g] {
			i := slices.Index(levels, word(p))
			if i < 0 {
				i = len(levels)
			}
			counts[g][i]++
		}
	}
	return levels, counts
}

func categoryRows(col Column, levels []string, counts [2][]int) ([]BaselineRow, error) {
	last := len(levels)
	head := BaselineRow{Label: col.Label(false), Missing: [2]int{counts[0][last], counts[1][last]}}
	table := [][]int{counts[0][:last], counts[1][:last]}
	chi, err := inference.ChiSquare(table, false)
	head.Test = "chi-square"
	p := chi.P
	if err == nil && chi.Small > 0 {
		exact, ferr := inference.Fisher(table)
		if ferr == nil {
			p, head.Test = exact.P, "Fisher"
		} else if !errors.Is(ferr, inference.ErrTableTooLarge) {
			return nil, ferr
		}
	}
	if head.P, err = defined(p, err); err != nil {
		return nil, err
	}
	if head.SMD, err = defined(inference.SMDLevels(table[0], table[1])); err != nil {
		return nil, err
	}
	rows := []BaselineRow{head}
	for i, level := range levels {
		row := BaselineRow{Label: "  " + level}
		for g := range counts {
			known := 0
			for _, n := range counts[g][:last] {
				known += n
			}
			row.Cells[g] = fmt.Sprintf("%d (%.1f %%)", counts[g][i], 100*float64(counts[g][i])/math.Max(float64(known), 1))
		}
		rows = append(rows, row)
	}
	return rows, nil
}
