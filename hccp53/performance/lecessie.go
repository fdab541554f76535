package performance

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// SquaresTest is the outcome of [SquaresOfFit].
type SquaresTest struct {
	N int
	// Squares is the sum of squared residuals, Expected what it is when the model
	// holds, SD its standard deviation then.
	Squares, Expected, SD float64
	// Z is (Squares - Expected)/SD, P its two-sided p value.
	Z, P float64
}

// SquaresOfFit is the global goodness-of-fit test of le Cessie & van Houwelingen
// (1991) in the unsmoothed form of Hosmer et al. (1997), as residuals(fit, "gof")
// of rms: does the sum of squared residuals fit the model, on the patients it
// was fitted on? Unlike the test of Hosmer and Lemeshow it needs no groups. The
// terms are those given to the fit; rows with a missing value are left out. The
// errors are those of [regression.Model.Predict], [ErrLength], and
// [ErrDegenerate] for a separated fit or one without any spread of risks.
func SquaresOfFit(outcome []bool, terms []regression.Term, fit *regression.Fit) (SquaresTest, error) {
	var t SquaresTest
	if fit.Separated {
		return t, fault.New(ErrDegenerate, "the fit is separated, its risks mean nothing")
	}
	for _, term := range terms {
		if term.Len() != len(outcome) {
			return t, fault.New(ErrLength, "%d outcomes, %d values of %q", len(outcome), term.Len(), term.Name)
		}
	}
	rows := regression.CompleteRows(terms)
	if len(terms) == 0 {
		return t, fault.New(ErrDegenerate, "a model without terms has one risk for everyone")
	}
	terms = regression.Rows(terms, rows)
	prediction, err := fit.Model.Predict(terms)
	if err != nil {
		return t, err
	}
	columns, err := modelColumns(fit.Model, terms)
	if err != nil {
		return t, err
	}
	t.N = len(rows)
	x := mat.NewDense(t.N, len(columns)+1, nil)
	d := mat.NewVecDense(t.N, nil)
	for i, p := range prediction.Probability {
		residual := -p
		if outcome[rows[i]] {
			residual = 1 - p
		}
		weight := p * (1 - p)
		t.Squares += residual * residual
		t.Expected += weight
		root := math.Sqrt(weight)
		d.SetVec(i, root*(1-2*p))
		x.Set(i, 0, root)
		for j, c := range columns {
			x.Set(i, j+1, root*c[i])
		}
	}
	// What of 1-2p is left after the weighted regression on the columns.
	var b mat.VecDense
	if err := b.SolveVec(x, d); err != nil {
		return t, fault.Wrap(ErrDegenerate, err, "the columns of the model depend on each other")
	}
	d.AddScaledVec(d, -1, mulVec(x, &b))
	t.SD = mat.Norm(d, 2)
	if !(t.SD > 1e-12) {
		return t, fault.New(ErrDegenerate, "the sum of squares has no variance: the model has a risk of its own for each group of patients")
	}
	t.Z = (t.Squares - t.Expected) / t.SD
	t.P = inference.NormalTwoSided(t.Z)
	return t, nil
}

func mulVec(a mat.Matrix, b *mat.VecDense) *mat.VecDense {
	var c mat.VecDense
	c.MulVec(a, b)
	return &c
}

// modelColumns returns the columns of a model beside the intercept, standardised
// so that large units do no harm. Each is what the model predicts when its
// coefficient alone is 1; aliased ones, whose coefficient is 0, are left out.
func modelColumns(m regression.Model, terms []regression.Term) ([][]float64, error) {
	var columns [][]float64
	for k, t := range m.Terms {
		for j, b := range t.Coefficients {
			if b == 0 {
				continue
			}
			one := m.Terms[k]
			one.Coefficients = make([]float64, len(t.Coefficients))
			one.Coefficients[j] = 1
			p, err := regression.Model{Terms: []regression.ModelTerm{one}}.Predict(terms)
			if err != nil {
				return nil, err
			}
			columns = append(columns, standardised(p.LogOdds))
		}
	}
	return columns, nil
}

// standardised returns x less its mean over its standard deviation.
func standardised(x []float64) []float64 {
	mean, squares := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		squares += (v - mean) * (v - mean)
	}
	sd := math.Sqrt(squares / float64(len(x)))
	out := make([]float64, len(x))
	for i, v := range x {
		if out[i] = v - mean; sd > 0 {
			out[i] /= sd
		}
	}
	return out
}
