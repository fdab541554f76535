package regression

import (
	"slices"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/fault"
)

// FastRule says which term [FastBackward] removes next and when it stops.
type FastRule string

// The rules of FastBackward.
const (
	// FastAIC removes the term with the smallest chi-square less twice its
	// degrees of freedom, and stops when the chi-square of all that would be
	// removed exceeds twice its degrees of freedom.
	FastAIC FastRule = "AIC"
	// FastP removes the term with the largest p, and stops when it is below level.
	FastP FastRule = "p of the term"
	// FastPooled removes like FastP, and stops when the p of all that would be
	// removed, together, is below level.
	FastPooled FastRule = "p of all removed"
)

// FastSearch is the outcome of [FastBackward].
type FastSearch struct {
	Rule  FastRule
	Level float64 // unused with FastAIC
	// Removed are the terms removed, in order; Kept those that stay, in the order
	// of the model.
	Removed []FastStep
	Kept    []string
	// Intercept and Coefficients approximate the fit on the terms kept, one a
	// column, from the full fit alone.
	Intercept    float64
	Coefficients []float64
}

// FastStep is the removal of one term.
type FastStep struct {
	Term string
	// Wald tests the term, given those removed before; Pooled tests all terms
	// removed so far together.
	Wald, Pooled Test
	// AIC is Pooled.ChiSquare - 2 Pooled.DF.
	AIC float64
}

// FastBackward removes terms from a fitted model without fitting again, by Wald
// statistics of the estimates restricted to 0 (Lawless & Singhal 1978), as fastbw
// of rms does. Being an approximation it may keep other terms than [Stepwise]; it
// serves where very many searches are made. Level is the p at which FastP and
// FastPooled stop, usually 0.05.
//
// The fit must not be separated ([ErrSeparated]) nor have aliased columns
// ([ErrAliased]).
func FastBackward(fit *Fit, rule FastRule, level float64) (*FastSearch, error) {
	if err := fit.check(); err != nil {
		return nil, err
	}
	s := &FastSearch{Rule: rule, Level: level}
	names, term := fit.columnTerms()
	b := make([]float64, len(fit.Coefficients))
	for j, c := range fit.Coefficients {
		b[j] = c.Estimate
	}
	in := make([]int, len(b)) // columns still in
	for j := range in {
		in[j] = j
	}
	beta, cov := b, fit.Covariance
	left := slices.Clone(names)
	for len(left) > 0 {
		best, bestTest, bestValue := "", Test{}, 0.0
		for _, name := range left {
			at := slices.Index(names, name)
			var q []int
			for i, j := range in {
				if term[j] == at {
					q = append(q, i)
				}
			}
			t, err := waldOf(beta, cov, q)
			if err != nil {
				return nil, err
			}
			value := -t.P
			if rule == FastAIC {
				value = t.ChiSquare - 2*float64(t.DF)
			}
			if best == "" || value < bestValue {
				best, bestTest, bestValue = name, t, value
			}
		}
		at := slices.Index(names, best)
		rest := slices.DeleteFunc(slices.Clone(in), func(j int) bool { return term[j] == at })
		var out []int
		for j := range b {
			if !slices.Contains(rest, j) {
				out = append(out, j)
			}
		}
		pooled, err := waldOf(b, fit.Covariance, out)
		if err != nil {
			return nil, err
		}
		step := FastStep{Term: best, Wald: bestTest, Pooled: pooled, AIC: pooled.ChiSquare - 2*float64(pooled.DF)}
		switch {
		case rule == FastAIC && step.AIC > 0, rule == FastP && bestTest.P <= level, rule == FastPooled && pooled.P <= level:
			left, s.Kept = nil, left
			continue
		case rule != FastAIC && rule != FastP && rule != FastPooled:
			panic("regression: unknown rule " + string(rule))
		}
		s.Removed = append(s.Removed, step)
		left = slices.DeleteFunc(left, func(n string) bool { return n == best })
		in = rest
		if beta, cov, err = restricted(b, fit.Covariance, in, out); err != nil {
			return nil, err
		}
	}
	s.Intercept, s.Coefficients = beta[0], slices.Clone(beta[1:])
	return s, nil
}

// waldOf tests that the coefficients at the places q are 0.
func waldOf(b []float64, v [][]float64, q []int) (Test, error) {
	x, err := solveAt(b, v, q)
	if err != nil {
		return Test{}, err
	}
	sum := 0.0
	for i, j := range q {
		sum += x[i] * b[j]
	}
	return newTest(sum, len(q)), nil
}

// solveAt returns V[q,q]⁻¹ b[q].
func solveAt(b []float64, v [][]float64, q []int) ([]float64, error) {
	m := mat.NewSymDense(len(q), nil)
	y := mat.NewVecDense(len(q), nil)
	for i, a := range q {
		y.SetVec(i, b[a])
		for j, c := range q[:i+1] {
			m.SetSym(i, j, v[a][c])
		}
	}
	var x mat.VecDense
	if err := x.SolveVec(m, y); err != nil && !conditioned(err) {
		return nil, fault.Wrap(ErrAliased, err, "the covariance of %d coefficients is singular", len(q))
	}
	return x.RawVector().Data, nil
}

// restricted returns estimates and covariance of the columns in, given that those
// of out are 0.
func restricted(b []float64, v [][]float64, in, out []int) (beta []float64, cov [][]float64, err error) {
	x, err := solveAt(b, v, out)
	if err != nil {
		return nil, nil, err
	}
	column := make([]float64, len(v))
	for _, i := range in {
		for j := range v {
			column[j] = v[j][i]
		}
		w, err := solveAt(column, v, out)
		if err != nil {
			return nil, nil, err
		}
		estimate := b[i]
		for k, o := range out {
			estimate -= v[i][o] * x[k]
		}
		row := make([]float64, len(in))
		for a, j := range in {
			row[a] = v[i][j]
			for k, o := range out {
				row[a] -= w[k] * v[o][j]
			}
		}
		beta, cov = append(beta, estimate), append(cov, row)
	}
	return beta, cov, nil
}
