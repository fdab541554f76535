package inference

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// FisherResult is the outcome of [Fisher].
type FisherResult struct {
	// P is the probability, given the margins, of a table that is no more
	// probable than the one observed.
	P float64
	// OddsRatio is the conditional odds ratio of a 2×2 table, first row to second
	// row, first column to second column; nil for larger tables.
	OddsRatio *OddsRatio
	// OddsRatioAsR is the same as fisher.test of R prints it, which stops looking
	// at a distance of 1.2·10⁻⁴ from the root; for comparisons.
	OddsRatioAsR *OddsRatio
	// N is the sum of the table.
	N int
}

// fisherSlack is the relative tolerance within which two tables count as
// equally probable, as in R's fisher.test.
const fisherSlack = 1e-7

// fisherWork bounds the steps of the exact test: 10⁸ take one to some seconds.
const fisherWork = 100_000_000

// Fisher is Fisher's exact test of a table of counts of any size (Freeman &
// Halton 1951 beyond 2×2), two-sided, as fisher.test of R, with the conditional
// odds ratio of a 2×2 table and its exact interval. Rows and columns that
// hold nothing are left out. The work is bounded: a table with too many
// possible fillings gives [ErrTableTooLarge], for which [ChiSquare] is the
// remedy. Malformed tables give [ErrTable].
func Fisher(counts [][]int) (FisherResult, error) {
	t, err := newTable(counts)
	if err != nil {
		return FisherResult{}, err
	}
	r := FisherResult{N: t.n}
	if len(t.rows) == 2 && len(t.cols) == 2 {
		c := newFirstCell(t)
		exact, printed := c.oddsRatio(), c.oddsRatioAsR()
		r.OddsRatio, r.OddsRatioAsR = &exact, &printed
	}
	if len(t.cols) > len(t.rows) {
		t = t.transposed()
	}
	p, ok := newFisherSearch(t).tail()
	if !ok {
		return FisherResult{}, fault.New(ErrTableTooLarge, "%d×%d table with %d patients", len(t.rows), len(t.cols), t.n).
			Try("use the chi-square test")
	}
	r.P = math.Min(1, p)
	return r, nil
}

func (t table) transposed() table {
	u := table{rows: t.cols, cols: t.rows, n: t.n, counts: make([][]int, len(t.cols))}
	for j := range u.counts {
		u.counts[j] = make([]int, len(t.rows))
		for i := range t.rows {
			u.counts[j][i] = t.counts[i][j]
		}
	}
	return u
}

// fisherSearch walks over all fillings of the table row by row. Where the rest
// of a table cannot change the verdict, because even its most probable (or least
// probable) completion stays on the same side of the observed probability, the
// walk ends with the known sum over all completions: the network algorithm of
// Mehta & Patel (1983). All logarithms leave out the factor that depends on the
// margins alone: the weight of a table is Π 1/x_ij!.
type fisherSearch struct {
	rows    []int
	cols    []int
	logFact []float64 // logFact[k] = log k!
	rowFact []float64 // rowFact[i] = Σ_{k≥i} log rows[k]!
	radix   []uint64
	bounds  []map[uint64]bound // by row, of the rest of the table
	limit   float64            // largest log weight that counts
	whole   float64            // log of the sum of all weights
	work    int
}

// bound is the smallest and largest log weight of the completions of a table.
type bound struct{ lo, hi float64 }

func newFisherSearch(t table) *fisherSearch {
	s := &fisherSearch{rows: t.rows, cols: t.cols, logFact: make([]float64, t.n+1)}
	for k := 2; k <= t.n; k++ {
		s.logFact[k] = s.logFact[k-1] + math.Log(float64(k))
	}
	s.rowFact = make([]float64, len(t.rows)+1)
	for i := len(t.rows) - 1; i >= 0; i-- {
		s.rowFact[i] = s.rowFact[i+1] + s.logFact[t.rows[i]]
	}
	s.radix = make([]uint64, len(t.cols))
	size := 1.0
	r := uint64(1)
	for j, c := range t.cols {
		s.radix[j] = r
		r *= uint64(c + 1)
		size *= float64(c + 1)
	}
	if size >= 1<<63 {
		s.work = fisherWork // keys would collide; such a table is out of reach
	}
	s.bounds = make([]map[uint64]bound, len(t.rows))
	for i := range s.bounds {
		s.bounds[i] = map[uint64]bound{}
	}
	observed := 0.0
	for _, row := range t.counts {
		for _, x := range row {
			observed -= s.logFact[x]
		}
	}
	s.limit = observed + math.Log1p(fisherSlack)
	s.whole = s.completions(0, t.cols)
	return s
}

// tail returns the probability of the tables that count. Ok is false when the
// work was too much.
func (s *fisherSearch) tail() (p float64, ok bool) {
	if s.work >= fisherWork {
		return 0, false
	}
	p = s.sum(0, slices.Clone(s.cols), 0)
	return p, s.work < fisherWork
}

// completions returns the log of the sum of the weights of all ways to fill
// rows i and below when left is what remains of the columns.
func (s *fisherSearch) completions(i int, left []int) float64 {
	n := 0
	w := 0.0
	for _, c := range left {
		n += c
		w -= s.logFact[c]
	}
	return w + s.logFact[n] - s.rowFact[i]
}

// sum returns the probability of the fillings of rows i and below that count,
// after rows above of log weight past.
func (s *fisherSearch) sum(i int, left []int, past float64) float64 {
	b := s.bound(i, left)
	if past+b.hi <= s.limit {
		return math.Exp(past + s.completions(i, left) - s.whole)
	}
	if past+b.lo > s.limit {
		return 0
	}
	p := 0.0
	s.fill(i, left, 0, s.rows[i], past, func(w float64) { p += s.sum(i+1, left, w) })
	return p
}

// bound returns the range of the log weight of rows i and below.
func (s *fisherSearch) bound(i int, left []int) bound {
	if i == len(s.rows)-1 { // the last row takes what is left
		w := 0.0
		for _, c := range left {
			w -= s.logFact[c]
		}
		return bound{w, w}
	}
	key := uint64(0)
	for j, c := range left {
		key += s.radix[j] * uint64(c)
	}
	if b, ok := s.bounds[i][key]; ok {
		return b
	}
	b := bound{math.Inf(1), math.Inf(-1)}
	s.fill(i, left, 0, s.rows[i], 0, func(w float64) {
		rest := s.bound(i+1, left)
		b.lo = math.Min(b.lo, w+rest.lo)
		b.hi = math.Max(b.hi, w+rest.hi)
	})
	s.bounds[i][key] = b
	return b
}

// fill calls visit once for each way to put n patients of row i into columns j
// and beyond, with left lowered by them during the call.
func (s *fisherSearch) fill(i int, left []int, j, n int, past float64, visit func(w float64)) {
	if s.work++; s.work >= fisherWork {
		return
	}
	if j == len(left)-1 {
		left[j] -= n
		visit(past - s.logFact[n])
		left[j] += n
		return
	}
	room := 0
	for _, c := range left[j+1:] {
		room += c
	}
	have := left[j]
	for x := max(0, n-room); x <= min(n, have); x++ {
		left[j] = have - x
		s.fill(i, left, j+1, n-x, past-s.logFact[x], visit)
	}
	left[j] = have
}
