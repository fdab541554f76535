package regression

import (
	"encoding/json"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Interval is an interval of one coefficient, on the scale of the log odds; OR
// is the same for the odds ratio.
type Interval struct {
	Term, Level string
	// CI are the limits; an end at which the data set no limit is infinite. Both
	// are NaN, null in JSON, for an aliased column.
	CI, OR [2]float64
}

// intervalJSON has the fields of Interval in a form that JSON can hold.
type intervalJSON struct {
	Term, Level string
	CI, OR      [2]inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (r Interval) MarshalJSON() ([]byte, error) {
	pair := func(v [2]float64) [2]inference.Number {
		return [2]inference.Number{inference.Number(v[0]), inference.Number(v[1])}
	}
	return json.Marshal(intervalJSON{r.Term, r.Level, pair(r.CI), pair(r.OR)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (r *Interval) UnmarshalJSON(b []byte) error {
	var v intervalJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	pair := func(v [2]inference.Number) [2]float64 { return [2]float64{float64(v[0]), float64(v[1])} }
	*r = Interval{Term: v.Term, Level: v.Level, CI: pair(v.CI), OR: pair(v.OR)}
	return nil
}

// ProfileIntervals returns the exact 95 % profile-likelihood intervals of the
// coefficients of [Logistic], the intercept first: the values at which the
// deviance, minimised over the other coefficients, exceeds its minimum by the
// 95th percentile of chi-square with one degree of freedom (Venzon & Moolgavkar
// 1988). They are the roots themselves; confint of MASS interpolates a spline
// through some points of the profile and differs in the fourth or fifth digit.
//
// Wald intervals mislead in small samples and where a term nearly separates the
// outcomes; there, one end of the profile interval is often infinite and the
// other tells what the data say. Where the outcomes are separated so completely
// that the profile cannot be followed, that is [ErrSeparated], and [Firth] the
// remedy.
func ProfileIntervals(outcome []bool, terms []Term) ([]Interval, error) {
	d, err := newDesign(outcome, terms)
	if err != nil {
		return nil, err
	}
	f := new(irls)
	fit := f.fitDesign(d, everyTerm(d))
	return profile(fit, d, false)
}

// profile returns the intervals of a fit on a design.
func profile(fit *Fit, d *design, firth bool) ([]Interval, error) {
	columns := d.columns(everyTerm(d))
	var x [][]float64
	var b, se []float64
	for j, c := range fit.Coefficients {
		if !c.Aliased {
			x, b, se = append(x, columns[j]), append(b, c.Estimate), append(se, c.SE)
		}
	}
	s := newNewton(x, d.y, firth)
	s.theta = s.standardised(b)
	if !s.evaluate(s.theta) {
		return nil, fault.New(ErrSeparated, "the information of the fit is singular")
	}
	top := s.value
	best := append([]float64(nil), s.theta...)
	intervals := make([]Interval, 0, len(fit.Coefficients))
	k := 0
	for _, c := range fit.Coefficients {
		r := Interval{Term: c.Term, Level: c.Level, CI: [2]float64{math.NaN(), math.NaN()}}
		if !c.Aliased {
			for end, sign := range []float64{-1, 1} {
				v, err := s.limit(s.contrast(k), b[k], se[k], sign, top, best)
				if err != nil {
					return nil, err
				}
				r.CI[end] = v
			}
			k++
		}
		r.OR = [2]float64{math.Exp(r.CI[0]), math.Exp(r.CI[1])}
		intervals = append(intervals, r)
	}
	return intervals, nil
}

// Limits of the search for the end of a profile: it goes out until the deviance
// has risen enough. A convex profile that has not risen by profileFlat when the
// log odds of a patient who is one standard deviation off have changed by
// profileFar will never rise.
const (
	profileFar   = 15
	profileFlat  = 1e-4
	profileSteps = 100
)

// limit returns the value of the combination c of the coefficients, beyond its
// estimate b in the direction of sign, at which the value exceeds top by the
// quantile of chi-square; infinite if it never does.
func (s *newton) limit(c []float64, b, se, sign, top float64, best []float64) (float64, error) {
	rise := inference.Z95 * inference.Z95
	norm := 0.0
	for _, v := range c {
		norm = max(norm, math.Abs(v))
	}
	unit := norm // the coefficient of a column per standard deviation of the column
	copy(s.theta, best)
	inner, outer := b, math.Inf(1)*sign // profile below rise, and above
	innerTheta := append([]float64(nil), best...)
	t := b + sign*min(inference.Z95*se, 4*unit)
	for range profileSteps {
		copy(s.theta, innerTheta)
		multiplier, ok := s.minimise(c, t)
		excess := s.value - top
		if math.IsInf(outer, 0) && excess < profileFlat && min(sign*t, sign*(t-b)) > profileFar*unit {
			return math.Inf(1) * sign, nil
		}
		if !ok && !(excess > rise) && !math.IsInf(outer, 0) {
			return 0, fault.New(ErrSeparated, "the profile could not be followed to %v: the outcomes are separated", t).Try("use Firth's penalty, or leave a term out")
		}
		if excess > rise || !ok {
			outer = t
		} else {
			inner = t
			copy(innerTheta, s.theta)
		}
		if math.Abs(excess-rise) < 1e-12*rise && ok {
			return t, nil
		}
		// Newton's step for the root of the signed square root, which is nearly
		// straight; the derivative of the excess is -2 times the multiplier.
		next := math.NaN()
		if slope := -2 * multiplier; ok && excess > 0 && slope*sign > 0 {
			r := math.Sqrt(excess)
			next = t - (r-math.Sqrt(rise))*2*r/slope
		}
		low, high := min(inner, outer), max(inner, outer)
		switch {
		case math.IsInf(outer, 0) && !(next*sign > t*sign && math.Abs(next-b) <= 8*math.Abs(t-b)):
			next = b + 2*(t-b)
		case !math.IsInf(outer, 0) && !(next > low && next < high):
			next = (inner + outer) / 2
		}
		if math.Abs(next-t) <= 1e-15*math.Abs(t) || !math.IsInf(outer, 0) && high-low <= 2e-15*math.Abs(high) {
			return next, nil
		}
		t = next
	}
	return 0, fault.New(ErrSeparated, "the end of the profile was not found in %d steps, the last at %v", profileSteps, t).Try("use Firth's penalty, or leave a term out")
}

// Firth fits by penalised maximum likelihood with Jeffreys' prior (Firth 1993),
// which has a finite solution even where the outcomes are separated (Heinze &
// Schemper 2002), and less bias in small samples. The table's intervals are Wald
// intervals from the information at the solution, as those of brglm2 of R; for
// separated terms take those of the second result, from the profile of the
// penalised likelihood, as logistf of R gives them.
//
// Deviance, LogLikelihood, AIC and BIC of the result are those of the likelihood
// without the penalty, at the solution. Penalised is set. The errors are those of
// [Logistic], and [ErrSeparated] if no solution was found.
func Firth(outcome []bool, terms []Term) (*Fit, []Interval, error) {
	d, err := newDesign(outcome, terms)
	if err != nil {
		return nil, nil, err
	}
	all := everyTerm(d)
	columns := d.columns(all)
	f := new(irls)
	plain := f.run(columns, d.y, nil)
	var x [][]float64
	var places []int
	for j, aliased := range plain.aliased {
		if !aliased {
			x, places = append(x, columns[j]), append(places, j)
		}
	}
	s := newNewton(x, d.y, true)
	share := float64(d.cases) / float64(len(d.y))
	s.theta[0] = math.Log(share / (1 - share))
	if _, ok := s.minimise(nil, 0); !ok {
		return nil, nil, fault.New(ErrSeparated, "Firth's penalised likelihood found no maximum").Try("leave out terms: there are %d coefficients for %d patients", len(x), len(d.y))
	}
	m := maximum{solution: solution{
		coef: make([]float64, len(columns)), se: make([]float64, len(columns)), aliased: plain.aliased,
		rank: len(x), converged: true, places: places,
	}, separated: make([]bool, len(columns))}
	m.first = m.solution
	for k, b := range s.original(s.theta) {
		m.coef[places[k]] = b
	}
	m.inverse = s.covariance()
	for k, j := range places {
		m.se[j] = math.Sqrt(m.inverse[k][k])
	}
	m.deviance = s.value + s.chol.LogDet()
	fit := d.table(m, all)
	fit.Penalised = true
	fit.Dropped = len(outcome) - fit.N
	intervals, err := profile(fit, d, true)
	return fit, intervals, err
}

// covariance returns the inverse information of the coefficients of the columns
// as given.
func (s *newton) covariance() [][]float64 {
	p := len(s.z)
	c := make([][]float64, p)
	for j := range c {
		c[j] = s.contrast(j)
	}
	v := make([][]float64, p)
	solved := mat.NewVecDense(p, nil)
	for j := range p {
		if err := s.chol.SolveVecTo(solved, mat.NewVecDense(p, c[j])); err != nil && !conditioned(err) {
			solved.Zero()
		}
		v[j] = make([]float64, p)
		for k := range p {
			v[j][k] = floats.Dot(c[k], solved.RawVector().Data)
		}
	}
	return v
}
