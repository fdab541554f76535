package regression

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// Fit is a logistic regression fitted by maximum likelihood.
type Fit struct {
	// Model applies the fit to new patients.
	Model Model
	// Coefficients is the table of the fit: the intercept, then one row a column.
	Coefficients []Coefficient
	// Covariance is the covariance matrix of the coefficients that are not
	// aliased, in their order.
	Covariance [][]float64
	// N is the number of patients used, Dropped of those left out because a value
	// was missing, Cases of those used whose outcome is true.
	N, Dropped, Cases int
	// Rank is the number of coefficients that are not aliased.
	Rank int
	// Deviance is -2 LogLikelihood; NullDeviance that of the intercept alone.
	Deviance, NullDeviance, LogLikelihood float64
	// AIC is Deviance + 2 Rank, BIC is Deviance + log(N) Rank.
	AIC, BIC float64
	// Iterations is the number R's glm needs; Converged whether it would stop
	// within its 25.
	Iterations int
	Converged  bool
	// Penalised tells that the fit is Firth's, not that of maximum likelihood.
	Penalised bool `json:",omitempty"`
	// Boundary tells that fitted probabilities of 0 or 1 occur.
	Boundary bool
	// FirstStop is what glm of R prints, which stops a little before the maximum.
	FirstStop FirstStop `json:"-"`
	// Separated tells that a combination of terms separates the outcomes, at
	// least in part, so that there is no finite maximum; SeparatedTerms names the
	// terms whose coefficients run off. Firth's penalty is the usual remedy.
	Separated      bool
	SeparatedTerms []string
	// Warnings are sentences for the reader; empty for an ordinary fit.
	Warnings []string
}

// FirstStop is where the fit stood when the stop rule of R's glm (a relative
// change of the deviance below 1e-8) was first met, or its 25 iterations were
// over. It serves to compare printed tables digit by digit; the numbers of [Fit]
// are nearer to the maximum.
type FirstStop struct {
	Deviance float64
	// Coefficients has one place a column, NaN for an aliased one.
	Coefficients []float64
}

// Logistic fits the log odds of outcome true to the terms, with an intercept,
// as glm of R with family binomial does. Without terms it fits the intercept.
//
// Patients with a missing value are left out and counted. A column that is a
// linear combination of earlier ones, such as a constant, is aliased: it gets no
// coefficient. Separation, failure to converge, aliased columns, and fewer
// events than terms do not stop the fit; Warnings says so.
//
// The errors are [ErrLength], [ErrTerm], [ErrNotFinite], [ErrUnknownLevel],
// [ErrConstant] for a factor with one level, and [ErrOneClass].
func Logistic(outcome []bool, terms []Term) (*Fit, error) {
	d, err := newDesign(outcome, terms)
	if err != nil {
		return nil, err
	}
	fit := new(irls).fitDesign(d, everyTerm(d))
	fit.Dropped = len(outcome) - fit.N
	return fit, nil
}

// fitDesign fits the chosen terms of a design.
func (f *irls) fitDesign(d *design, terms []int) *Fit {
	return d.table(f.maximise(d.columns(terms), d.y), terms)
}

// table writes down a maximum on the chosen terms.
func (d *design) table(m maximum, terms []int) *Fit {
	n := float64(len(d.y))
	fit := &Fit{
		N: len(d.y), Cases: d.cases, Rank: m.rank, Covariance: m.inverse,
		Deviance: m.deviance, NullDeviance: nullDeviance(d.cases, len(d.y)), LogLikelihood: -m.deviance / 2,
		AIC: m.deviance + 2*float64(m.rank), BIC: m.deviance + math.Log(n)*float64(m.rank),
		Iterations: m.iterations, Converged: m.converged, Boundary: m.boundary, Separated: m.isSeparated(),
		FirstStop: FirstStop{Deviance: m.first.deviance, Coefficients: slices.Clone(m.first.coef)},
	}
	for j, aliased := range m.first.aliased {
		if aliased {
			fit.FirstStop.Coefficients[j] = math.NaN()
		}
	}
	fit.Model.Intercept = m.coef[0]
	fit.Coefficients = []Coefficient{newCoefficient("(Intercept)", "", m.coef[0], m.se[0], m.aliased[0], m.separated[0])}
	j := 1
	for _, k := range terms {
		t := d.terms[k]
		t.Coefficients = nil
		if t.Levels == nil {
			t.Coefficients = make([]float64, t.size())
			for l := range t.Coefficients {
				t.Coefficients[l] = m.coef[j]
				fit.add(newCoefficient(t.Name, primes(l), m.coef[j], m.se[j], m.aliased[j], m.separated[j]))
				j++
			}
		} else {
			t.Coefficients = make([]float64, len(t.Levels))
			for l := 1; l < len(t.Levels); l++ {
				t.Coefficients[l] = m.coef[j]
				fit.add(newCoefficient(t.Name, t.Levels[l], m.coef[j], m.se[j], m.aliased[j], m.separated[j]))
				j++
			}
		}
		fit.Model.Terms = append(fit.Model.Terms, t)
	}
	fit.warn(m)
	return fit
}

func (fit *Fit) add(c Coefficient) {
	fit.Coefficients = append(fit.Coefficients, c)
	if c.Separated && !slices.Contains(fit.SeparatedTerms, c.Term) {
		fit.SeparatedTerms = append(fit.SeparatedTerms, c.Term)
	}
}

// warn writes the sentences for the reader.
func (fit *Fit) warn(m maximum) {
	say := func(format string, args ...any) {
		fit.Warnings = append(fit.Warnings, fmt.Sprintf(format, args...))
	}
	if !fit.Converged {
		say("the fit did not converge in %d iterations", fit.Iterations)
	}
	if fit.Separated {
		say("the outcomes are separated by %s: the coefficients run off to infinity", list(fit.SeparatedTerms))
	}
	if m.boundary {
		say("fitted probabilities of 0 or 1 occur")
	}
	var aliased []string
	for _, c := range fit.Coefficients {
		if c.Aliased {
			aliased = append(aliased, strings.TrimSpace(c.Term+" "+c.Level))
		}
	}
	if aliased != nil {
		say("no coefficient for %s: a combination of earlier columns", list(aliased))
	}
	for _, t := range fit.Model.Terms {
		if t.Unused != nil {
			say("no patient has the level %s of %s", list(t.Unused), t.Name)
		}
	}
	if events := min(fit.Cases, fit.N-fit.Cases); events < len(fit.Coefficients)-1 {
		say("%d events for %d coefficients beside the intercept", events, len(fit.Coefficients)-1)
	}
}

// check returns an error for a fit whose predictions are not to be used.
func (fit *Fit) check() error {
	if fit.Separated || !fit.Converged {
		return fault.New(ErrSeparated, "the outcomes are separated by %s", list(fit.SeparatedTerms))
	}
	if fit.Rank < len(fit.Coefficients) {
		return fault.New(ErrAliased, "%d of %d columns are combinations of others", len(fit.Coefficients)-fit.Rank, len(fit.Coefficients))
	}
	return nil
}

func list(names []string) string {
	if len(names) == 0 {
		return "the intercept"
	}
	return strings.Join(names, ", ")
}

// nullDeviance is the deviance of the constant probability cases/n.
func nullDeviance(cases, n int) float64 {
	p := float64(cases) / float64(n)
	return -2 * (float64(cases)*math.Log(p) + float64(n-cases)*math.Log(1-p))
}
