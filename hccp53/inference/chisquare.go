package inference

import (
	"math"

	"hcclab/hccp53/fault"
)

// ChiSquareResult is the outcome of [ChiSquare].
type ChiSquareResult struct {
	// X2 is Pearson's statistic, DF its degrees of freedom, P the p value.
	X2 float64
	DF int
	P  float64
	// Yates tells that the continuity correction was applied.
	Yates bool
	// Expected holds the expected counts, in the shape of the table without its
	// empty rows and columns.
	Expected [][]float64
	// Small is the number of expected counts below 5, where the exact test
	// ([Fisher]) is to be preferred.
	Small int
	// N is the sum of the table.
	N int
}

// ChiSquare tests the independence of rows and columns of a table of counts, as
// chisq.test of R does. With yates the continuity correction is applied to a
// 2×2 table, at most |observed − expected|; larger tables are not corrected.
// Rows and columns that hold nothing are left out, as unused levels are in R.
// It returns [ErrTable] for a table that is ragged, has a negative count, or
// fewer than two rows or columns that hold anything.
func ChiSquare(table [][]int, yates bool) (ChiSquareResult, error) {
	t, err := newTable(table)
	if err != nil {
		return ChiSquareResult{}, err
	}
	r := ChiSquareResult{DF: (len(t.rows) - 1) * (len(t.cols) - 1), N: t.n, Expected: make([][]float64, len(t.rows))}
	r.Yates = yates && r.DF == 1
	correction := 0.0
	if r.Yates {
		correction = 0.5
	}
	for i, row := range t.counts {
		r.Expected[i] = make([]float64, len(row))
		for j := range row {
			e := float64(t.rows[i]) * float64(t.cols[j]) / float64(t.n)
			r.Expected[i][j] = e
			if e < 5 {
				r.Small++
			}
			if r.Yates {
				correction = math.Min(correction, math.Abs(float64(row[j])-e))
			}
		}
	}
	for i, row := range t.counts {
		for j, o := range row {
			e := r.Expected[i][j]
			d := math.Abs(float64(o)-e) - correction
			r.X2 += d * d / e
		}
	}
	r.P = ChiSquareTail(r.X2, float64(r.DF))
	return r, nil
}

// table is a checked contingency table without empty rows and columns.
type table struct {
	counts     [][]int
	rows, cols []int // margins
	n          int
}

func newTable(counts [][]int) (table, error) {
	var t table
	if len(counts) == 0 {
		return t, fault.New(ErrTable, "the table has no rows")
	}
	columns := make([]int, len(counts[0]))
	for i, row := range counts {
		if len(row) != len(columns) {
			return t, fault.New(ErrTable, "row %d has %d columns, row 1 has %d", i+1, len(row), len(columns))
		}
		for j, c := range row {
			if c < 0 || c > 1<<31 {
				return t, fault.New(ErrTable, "row %d, column %d holds %d", i+1, j+1, c)
			}
			columns[j] += c
			t.n += c
		}
	}
	for _, c := range columns {
		if c > 0 {
			t.cols = append(t.cols, c)
		}
	}
	for _, row := range counts {
		sum := 0
		var kept []int
		for j, c := range row {
			sum += c
			if columns[j] > 0 {
				kept = append(kept, c)
			}
		}
		if sum > 0 {
			t.rows = append(t.rows, sum)
			t.counts = append(t.counts, kept)
		}
	}
	if len(t.rows) < 2 || len(t.cols) < 2 {
		return t, fault.New(ErrTable, "%d rows and %d columns hold patients, two of each are needed", len(t.rows), len(t.cols)).
			Try("leave out a variable with a single level")
	}
	return t, nil
}
