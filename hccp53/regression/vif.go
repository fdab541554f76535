package regression

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/fault"
)

// Inflation is the (generalised) variance inflation factor of a term.
type Inflation struct {
	Term string
	// GVIF is that of all columns of the term together (Fox & Monette 1992), the
	// usual VIF for a term of one column; DF is the number of columns.
	GVIF float64
	DF   int
	// PerColumn is GVIF^(1/(2 DF)), comparable between terms: how much wider
	// intervals are than without correlation. 2 is often taken as much.
	PerColumn float64
}

// VIF returns the variance inflation factors of the terms of a fit, from the
// correlations of its coefficients, as vif of R's car does for a glm. Aliased
// columns are left out. It returns [ErrTerm] for fewer than two terms with
// coefficients, and [ErrSeparated] for a fit that is separated.
func VIF(fit *Fit) ([]Inflation, error) {
	if fit.Separated {
		return nil, fault.New(ErrSeparated, "the outcomes are separated by %s: the covariance means nothing", list(fit.SeparatedTerms))
	}
	names, term := fit.columnTerms()
	return inflations(fit.Covariance, names, term)
}

// VIFOfColumns returns the variance inflation factors of terms as such, without
// an outcome: those of a linear model (vif of car for an lm). By is the textbook
// 1/(1-R²) of each column on all others. Only patients complete on all terms
// count. The errors are those of [Logistic] and [VIF], and [ErrAliased] for
// columns that are combinations of others.
func VIFOfColumns(terms []Term) (byTerm []Inflation, byColumn []Inflation, err error) {
	if len(terms) == 0 {
		return nil, nil, fault.New(ErrTerm, "there are no terms")
	}
	outcome := make([]bool, terms[0].Len()) // of no consequence, but both classes are asked for
	if rows := CompleteRows(terms); len(rows) > 1 {
		outcome[rows[0]] = true
	}
	d, err := newDesign(outcome, terms)
	if err != nil {
		return nil, nil, err
	}
	var q qr
	for j, column := range q.reset(len(d.y), len(d.x)) {
		copy(column, d.x[j])
	}
	q.decompose(len(d.x), glmRankTolerance)
	if q.rank < len(d.x) {
		return nil, nil, fault.New(ErrAliased, "%d of %d columns are combinations of others", len(d.x)-q.rank, len(d.x)).Try("leave out one of the terms that say the same")
	}
	v, _ := q.covariance()
	names := make([]string, len(d.terms))
	for k, t := range d.terms {
		names[k] = t.Name
	}
	if byTerm, err = inflations(v, names, d.term); err != nil {
		return nil, nil, err
	}
	for j, k := range d.term {
		if k < 0 {
			continue
		}
		label := d.terms[k].Name + d.level(j)
		sum, mean := 0.0, 0.0
		for _, x := range d.x[j] {
			mean += x / float64(len(d.y))
		}
		for _, x := range d.x[j] {
			sum += (x - mean) * (x - mean)
		}
		f := v[j][j] * sum
		byColumn = append(byColumn, Inflation{Term: label, GVIF: f, DF: 1, PerColumn: math.Sqrt(f)})
	}
	return byTerm, byColumn, nil
}

// level returns what is printed behind the term's name for column j.
func (d *design) level(j int) string {
	k := d.term[j]
	first := j
	for first > 0 && d.term[first-1] == k {
		first--
	}
	if levels := d.terms[k].Levels; levels != nil {
		return levels[j-first+1]
	}
	return primes(j - first)
}

// columnTerms returns the names of the terms and, by row of the covariance, the
// place of its term, -1 for the intercept.
func (fit *Fit) columnTerms() (names []string, term []int) {
	for _, t := range fit.Model.Terms {
		names = append(names, t.Name)
	}
	for i, c := range fit.Coefficients {
		if c.Aliased {
			continue
		}
		at := -1
		for k, name := range names {
			if i > 0 && name == c.Term {
				at = k
			}
		}
		term = append(term, at)
	}
	return names, term
}

// inflations compares determinants of the correlations of coefficients.
func inflations(v [][]float64, names []string, term []int) ([]Inflation, error) {
	var slopes []int
	columns := map[int][]int{}
	for j, k := range term {
		if k >= 0 {
			columns[k] = append(columns[k], len(slopes))
			slopes = append(slopes, j)
		}
	}
	if len(columns) < 2 {
		return nil, fault.New(ErrTerm, "variance inflation needs two terms with coefficients, there are %d", len(columns))
	}
	r := mat.NewSymDense(len(slopes), nil)
	for a, i := range slopes {
		for b, j := range slopes[:a+1] {
			r.SetSym(a, b, v[i][j]/math.Sqrt(v[i][i]*v[j][j]))
		}
	}
	whole := logDeterminant(r, nil)
	var out []Inflation
	for k, name := range names {
		in := columns[k]
		if in == nil {
			continue
		}
		var others []int
		for a := range slopes {
			if term[slopes[a]] != k {
				others = append(others, a)
			}
		}
		f := math.Exp(logDeterminant(r, in) + logDeterminant(r, others) - whole)
		out = append(out, Inflation{Term: name, GVIF: f, DF: len(in), PerColumn: math.Pow(f, 1/(2*float64(len(in))))})
	}
	return out, nil
}

// logDeterminant returns the logarithm of the determinant of the given rows and
// columns of a positive definite matrix, of all if nil.
func logDeterminant(r *mat.SymDense, rows []int) float64 {
	if rows == nil {
		for a := range r.SymmetricDim() {
			rows = append(rows, a)
		}
	}
	s := mat.NewDense(len(rows), len(rows), nil)
	for i, a := range rows {
		for j, b := range rows {
			s.Set(i, j, r.At(a, b))
		}
	}
	log, _ := mat.LogDet(s)
	return log
}
