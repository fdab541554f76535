package regression

import "math"

// TermTest holds the tests of one term as a whole, all columns of a factor or a
// spline together.
type TermTest struct {
	Term string
	// LikelihoodRatio compares the model with the one without the term, both
	// fitted on the same patients (drop1 of R). Without is the AIC of the latter.
	LikelihoodRatio Test
	AICWithout      float64
	// Wald is b'V⁻¹b of the term's coefficients (anova of rms). It misleads where
	// estimates are large: trust the likelihood ratio.
	Wald Test
}

// TermTests tests each term of a model, given the others, on the patients that
// are complete on all of them. The errors are those of [Logistic].
func TermTests(outcome []bool, terms []Term) ([]TermTest, error) {
	d, err := newDesign(outcome, terms)
	if err != nil {
		return nil, err
	}
	f := new(irls)
	all := everyTerm(d)
	full := f.fitDesign(d, all)
	tests := make([]TermTest, len(terms))
	for k := range terms {
		less := f.run(d.columns(without(all, k)), d.y, nil)
		tests[k] = TermTest{
			Term:            d.terms[k].Name,
			LikelihoodRatio: newTest(less.deviance-full.FirstStop.Deviance, full.Rank-less.rank),
			AICWithout:      less.deviance + 2*float64(less.rank),
			Wald:            full.wald(d.terms[k].Name),
		}
	}
	return tests, nil
}

// wald tests that all coefficients of a term are 0.
func (fit *Fit) wald(term string) Test {
	var places []int
	var b []float64
	at := 0 // place in the covariance
	for _, c := range fit.Coefficients {
		if c.Aliased {
			continue
		}
		if c.Term == term {
			places, b = append(places, at), append(b, c.Estimate)
		}
		at++
	}
	if len(b) == 0 {
		return newTest(0, 0)
	}
	all := make([]float64, len(fit.Covariance))
	for k, p := range places {
		all[p] = b[k]
	}
	test, err := waldOf(all, fit.Covariance, places)
	if err != nil {
		return newTest(math.NaN(), len(b))
	}
	return test
}
