package relevance

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// caretExact returns the columns that findCorrelation(exact = TRUE) removes from
// a matrix of absolute correlations, in its order.
func caretExact(r [][]float64, cutoff float64) (removed []int) {
	p := len(r)
	means := make([]float64, p)
	order := make([]int, p)
	for j := range p {
		order[j] = j
		var s sum
		for k := range p {
			if k != j {
				s.add(r[k][j])
			}
		}
		means[j] = s.over(float64(p - 1))
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(means[b], means[a]) })
	w := newActive(r)
	for i, a := range order {
		for _, b := range order[i+1:] {
			if w.gone[a] {
				break
			}
			if w.gone[b] || !(r[a][b] > cutoff) {
				continue
			}
			if w.larger(a, b) {
				w.remove(a)
			} else {
				w.remove(b)
			}
		}
	}
	for _, j := range order {
		if w.gone[j] {
			removed = append(removed, j)
		}
	}
	return removed
}

// active is what is left of a matrix, with the sums of its rows off the
// diagonal, which are kept up to date so that a comparison takes no pass over
// the matrix.
type active struct {
	r     [][]float64
	gone  []bool
	rows  []float64
	total float64
	n     int
}

func newActive(r [][]float64) *active {
	w := &active{r: r, gone: make([]bool, len(r)), rows: make([]float64, len(r)), n: len(r)}
	for a := range r {
		for b, v := range r[a] {
			if b != a {
				w.rows[a] += v
			}
		}
		w.total += w.rows[a]
	}
	return w
}

func (w *active) remove(d int) {
	w.gone[d] = true
	w.n--
	w.total = 0
	for a := range w.rows {
		if !w.gone[a] {
			w.rows[a] -= w.r[a][d]
			w.total += w.rows[a]
		}
	}
}

// larger reports whether the mean of row a exceeds that of all rows but b.
func (w *active) larger(a, b int) bool {
	n := float64(w.n - 1)
	one, rest := w.rows[a]/n, (w.total-w.rows[b])/(n*n)
	if math.Abs(one-rest) > 1e-9 {
		return one > rest
	}
	// Close or equal: without the rounding of the running sums.
	var row, others sum
	for i := range w.r {
		for j := range w.r {
			if i == j || i == b || w.gone[i] || w.gone[j] {
				continue
			}
			others.add(w.r[i][j])
			if i == a {
				row.add(w.r[i][j])
			}
		}
	}
	return row.over(n) > others.over(n*n)
}

// caretFast returns the columns that findCorrelation(exact = FALSE) removes, in
// its order: of the pairs above the cut-off, column by column, first the columns
// that go and then the rows.
func caretFast(r [][]float64, cutoff float64) (removed []int) {
	p := len(r)
	means := make([]float64, p)
	digits := make([]string, p)
	for j := range p {
		var s sum
		for i := range p {
			s.add(r[i][j])
		}
		means[j] = s.over(float64(p))
		digits[j] = strconv.FormatFloat(means[j], 'g', 15, 64)
	}
	var columns, rows []int
	for j := range p {
		for i := range j {
			if !(r[i][j] > cutoff) {
				continue
			}
			if digits[j] != digits[i] && means[j] > means[i] {
				columns = append(columns, j)
			} else {
				rows = append(rows, i)
			}
		}
	}
	seen := make([]bool, p)
	for _, j := range append(columns, rows...) {
		if !seen[j] {
			seen[j] = true
			removed = append(removed, j)
		}
	}
	return removed
}
