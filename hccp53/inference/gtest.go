package inference

import "math"

// GTestResult is the outcome of [GTest].
type GTestResult struct {
	// G is the likelihood-ratio statistic, DF its degrees of freedom, P the p
	// value.
	G  float64
	DF int
	P  float64
	// N is the sum of the table.
	N int
}

// GTest tests the independence of rows and columns of a table of counts by the
// likelihood ratio, G = 2 Σ O log(O/E) (Woolf 1957). It is the likelihood-ratio
// test of a logistic regression on that variable alone. Rows and columns that
// hold nothing are left out; it returns [ErrTable] as [ChiSquare] does.
func GTest(table [][]int) (GTestResult, error) {
	t, err := newTable(table)
	if err != nil {
		return GTestResult{}, err
	}
	r := GTestResult{DF: (len(t.rows) - 1) * (len(t.cols) - 1), N: t.n}
	for i, row := range t.counts {
		for j, o := range row {
			if o > 0 {
				expected := float64(t.rows[i]) * float64(t.cols[j]) / float64(t.n)
				r.G += 2 * float64(o) * math.Log(float64(o)/expected)
			}
		}
	}
	r.G = math.Max(0, r.G) // rounding of a table that is as expected
	r.P = ChiSquareTail(r.G, float64(r.DF))
	return r, nil
}
