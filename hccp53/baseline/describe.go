package baseline

import (
	"math"
	"slices"

	"hcclab/hccp53/inference"
)

// compared is what the tests see of a variable: for each group that is known to
// some patient, either values or counts of the levels.
type compared struct {
	names  []string // of the groups
	values [][]float64
	counts [][]int
	absent []string // groups without any value
}

// describeNumbers fills in the cells of a numeric variable. Values are sorted
// first, so that sums do not depend on the order of the patients.
func describeNumbers(v Variable, s split, settings Settings, row *Row) (compared, error) {
	row.Summary = settings.Summary
	if v.Summary != "" {
		if err := v.Summary.check(); err != nil {
			return compared{}, err
		}
		row.Summary = v.Summary
	}
	var c compared
	var everyone []float64
	for j, members := range s.members {
		values := make([]float64, 0, len(members))
		for _, i := range members {
			if !math.IsNaN(v.Numbers[i]) {
				values = append(values, v.Numbers[i])
			}
		}
		slices.Sort(values)
		cell, err := numbersOf(values, len(members))
		if err != nil {
			return compared{}, err
		}
		row.Cells = append(row.Cells, cell)
		if !s.columns[j].Overall || len(s.columns) == 1 {
			everyone = append(everyone, values...)
		}
		c.add(s.columns[j], values, nil)
	}
	slices.Sort(everyone)
	if row.Summary == Automatic {
		row.Summary, row.Chosen = chosen(c.values, everyone), true
	}
	row.Decimals = decimals(row.Summary, everyone, row.Cells)
	return c, nil
}

// numbersOf describes sorted values out of so many patients.
func numbersOf(sorted []float64, patients int) (Cell, error) {
	cell := empty(len(sorted), patients)
	if len(sorted) == 0 {
		return cell, nil
	}
	d, err := inference.Summarise(sorted)
	if err != nil {
		return cell, err
	}
	cell.Mean, cell.SD = inference.Number(d.Mean), inference.Number(d.SD)
	cell.Median, cell.Q1, cell.Q3 = inference.Number(d.Median), inference.Number(d.Q1), inference.Number(d.Q3)
	return cell, nil
}

// empty returns a cell that has counts only.
func empty(known, patients int) Cell {
	none := inference.Number(math.NaN())
	return Cell{Known: Count{N: known}, Missing: Count{N: patients - known}, Mean: none, SD: none, Median: none, Q1: none, Q3: none}
}

// describeWords fills in the cells and levels of a category.
func describeWords(v Variable, s split, settings Settings, row *Row) (compared, error) {
	levels, err := v.levels()
	if err != nil {
		return compared{}, err
	}
	switch {
	case v.Show != "":
		if err := v.shown(levels); err != nil {
			return compared{}, err
		}
		row.Show = v.Show
	case settings.OneLine && len(levels) == 2:
		row.Show = levels[1]
	}
	place := map[string]int{}
	for k, l := range levels {
		place[l] = k
		row.Levels = append(row.Levels, Level{Name: l})
	}
	var c compared
	for j, members := range s.members {
		counts, known := make([]int, len(levels)), 0
		for _, i := range members {
			if w := v.Words[i]; w != "" {
				counts[place[w]]++
				known++
			}
		}
		row.Cells = append(row.Cells, empty(known, len(members)))
		for k, n := range counts {
			l := &row.Levels[k]
			l.Counts = append(l.Counts, Count{N: n})
			l.Percents = append(l.Percents, inference.Number(100*float64(n)/float64(known))) // NaN of nobody
		}
		c.add(s.columns[j], nil, counts)
	}
	return c, nil
}

// add takes in a column, if it is of a group.
func (c *compared) add(column Column, values []float64, counts []int) {
	known := len(values)
	for _, n := range counts {
		known += n
	}
	switch {
	case column.Overall:
		return
	case known == 0:
		c.absent = append(c.absent, column.Name)
		return
	}
	c.names = append(c.names, column.Name)
	if counts == nil {
		c.values = append(c.values, values)
	} else {
		c.counts = append(c.counts, counts)
	}
}
