package inference

import (
	"math"

	"hcclab/hccp53/fault"
)

// ICCResult holds the intraclass correlations of one measurement.
type ICCResult struct {
	// N is the number of subjects used, Raters the number of raters.
	N, Raters int
	// Dropped is the number of subjects left out because a rating was missing.
	Dropped int
	// MSR, MSC and MSE are the mean squares between subjects, between raters and
	// of the residual.
	MSR, MSC, MSE float64
	// MSW is the mean square within subjects.
	MSW float64
	// ICC11 is ICC(1,1), agreement of single ratings whose raters are not matched
	// between subjects, or are repetitions without an order; ICC11CI its 95 %
	// interval.
	ICC11   float64
	ICC11CI [2]float64
	// ICC21 is ICC(2,1), absolute agreement of single ratings, raters taken as a
	// random sample; ICC21CI its 95 % interval.
	ICC21   float64
	ICC21CI [2]float64
	// ICC31 is ICC(3,1), consistency of single ratings by these raters; ICC31CI
	// its 95 % interval.
	ICC31   float64
	ICC31CI [2]float64
	// ICC2K and ICC3K are ICC(2,k) and ICC(3,k), the same for the mean of all k
	// ratings of a subject. They are NaN (null in JSON) where the estimated
	// variance of that mean is 0.
	ICC2K, ICC3K Number
	// F is MSR/MSE, which tests that subjects do not differ; P its p value with
	// N-1 and (N-1)(Raters-1) degrees of freedom. F is +Inf when MSE is 0.
	F Number
	P float64
}

// ICC returns the intraclass correlations ICC(1,1), ICC(2,1) and ICC(3,1) of
// single ratings, and ICC(2,k) and ICC(3,k) of the mean of all of
// ratings, one row a subject and one column a rater: the first from the one-way,
// the others from the two-way analysis of variance (Shrout & Fleiss 1979). The
// intervals are theirs, that of ICC(2,1) with the Satterthwaite degrees of
// freedom (McGraw & Wong 1996). Negative estimates are left as they are. The
// order of the ratings of a subject does not matter for ICC(1,1).
//
// A subject with a missing rating is left out. ICC needs two complete subjects
// and two raters ([ErrTooFew]), rows of one length ([ErrLength]) and subjects or
// ratings that differ ([ErrConstant]).
func ICC(ratings [][]float64) (ICCResult, error) {
	var r ICCResult
	if len(ratings) == 0 {
		return r, fault.New(ErrTooFew, "no subjects")
	}
	r.Raters = len(ratings[0])
	var used [][]float64
	for i, row := range ratings {
		if len(row) != r.Raters {
			return r, fault.New(ErrLength, "subject %d has %d ratings, subject 1 has %d", i+1, len(row), r.Raters)
		}
		complete, _, err := present(row, "a subject")
		if err != nil {
			return r, err
		}
		if len(complete) == r.Raters {
			used = append(used, row)
		}
	}
	r.N = len(used)
	r.Dropped = len(ratings) - r.N
	if r.N < 2 || r.Raters < 2 {
		return r, fault.New(ErrTooFew, "%d complete subjects and %d raters, two of each are needed", r.N, r.Raters)
	}
	r.meanSquares(used)
	n, k := float64(r.N), float64(r.Raters)
	if !(r.MSR+r.MSC+r.MSE > 0) {
		return r, fault.New(ErrConstant, "all ratings are equal")
	}
	r.MSW = (r.MSC + (n-1)*r.MSE) / n
	r.ICC11 = (r.MSR - r.MSW) / (r.MSR + (k-1)*r.MSW)
	if below := r.MSR + (k-1)*r.MSE; below > 0 {
		r.ICC31 = (r.MSR - r.MSE) / below
	}
	below := r.MSR + (k-1)*r.MSE + k*(r.MSC-r.MSE)/n
	if !(below > 0) {
		return r, fault.New(ErrConstant, "the estimated total variance is not positive")
	}
	r.ICC21 = (r.MSR - r.MSE) / below
	r.ICC2K = ratio(r.MSR-r.MSE, r.MSR+(r.MSC-r.MSE)/n)
	r.ICC3K = ratio(r.MSR-r.MSE, r.MSR)
	switch {
	case r.MSR == 0:
		r.F, r.P = 0, 1
	case r.MSE == 0:
		r.F, r.P = Number(math.Inf(1)), 0
	default:
		r.F = Number(r.MSR / r.MSE)
		r.P = FTail(float64(r.F), n-1, (n-1)*(k-1))
	}
	r.ICC11CI = r.oneWayInterval()
	r.ICC31CI = r.consistencyInterval()
	r.ICC21CI = r.agreementInterval()
	for _, limit := range []float64{r.ICC11CI[0], r.ICC11CI[1], r.ICC31CI[0], r.ICC31CI[1], r.ICC21CI[0], r.ICC21CI[1]} {
		if math.IsNaN(limit) || math.IsInf(limit, 0) {
			return r, fault.New(ErrConstant, "no interval: the mean squares are %.4g, %.4g and %.4g", r.MSR, r.MSC, r.MSE)
		}
	}
	return r, nil
}

// ratio returns a/b, NaN when b is 0.
func ratio(a, b float64) Number {
	if b == 0 {
		return Number(math.NaN())
	}
	return Number(a / b)
}

func (r *ICCResult) meanSquares(ratings [][]float64) {
	n, k := float64(r.N), float64(r.Raters)
	rows := make([]float64, r.N)
	columns := make([]float64, r.Raters)
	all := make([]float64, 0, r.N*r.Raters)
	for i, row := range ratings {
		rows[i] = mean(row)
		for j, v := range row {
			columns[j] += v / n
		}
		all = append(all, row...)
	}
	grand := mean(all)
	for _, m := range rows {
		r.MSR += k * (m - grand) * (m - grand) / (n - 1)
	}
	for _, m := range columns {
		r.MSC += n * (m - grand) * (m - grand) / (k - 1)
	}
	for i, row := range ratings {
		for j, v := range row {
			e := v - rows[i] - columns[j] + grand
			r.MSE += e * e / ((n - 1) * (k - 1))
		}
	}
	if agree(ratings) { // means of alike numbers differ by rounding
		r.MSC, r.MSE = 0, 0
	}
}

// agree reports whether the ratings of each subject are all the same.
func agree(ratings [][]float64) bool {
	for _, row := range ratings {
		for _, v := range row {
			if v != row[0] {
				return false
			}
		}
	}
	return true
}

// oneWayInterval is the interval of ICC(1,1), from F = MSR/MSW.
func (r *ICCResult) oneWayInterval() [2]float64 {
	if r.MSW == 0 {
		return [2]float64{r.ICC11, r.ICC11}
	}
	k := float64(r.Raters)
	d1 := float64(r.N - 1)
	d2 := float64(r.N) * (k - 1)
	f := r.MSR / r.MSW
	lo := f / FQuantile(0.975, d1, d2)
	hi := f * FQuantile(0.975, d2, d1)
	return [2]float64{(lo - 1) / (lo + k - 1), (hi - 1) / (hi + k - 1)}
}

// consistencyInterval is the interval of ICC(3,1), from F = MSR/MSE.
func (r *ICCResult) consistencyInterval() [2]float64 {
	if r.MSE == 0 {
		return [2]float64{r.ICC31, r.ICC31}
	}
	k := float64(r.Raters)
	d1 := float64(r.N - 1)
	d3 := d1 * (k - 1)
	f := r.MSR / r.MSE
	lo := f / FQuantile(0.975, d1, d3)
	hi := f * FQuantile(0.975, d3, d1)
	return [2]float64{(lo - 1) / (lo + k - 1), (hi - 1) / (hi + k - 1)}
}

// agreementInterval is the interval of ICC(2,1).
func (r *ICCResult) agreementInterval() [2]float64 {
	n, k := float64(r.N), float64(r.Raters)
	v := k - 1 // the limit of the Satterthwaite formula as MSE goes to 0
	if r.MSE > 0 {
		fj := r.MSC / r.MSE
		a := k * r.ICC21 * fj
		b := n*(1+(k-1)*r.ICC21) - k*r.ICC21
		v = (k - 1) * (n - 1) * (a + b) * (a + b) / ((n-1)*a*a + b*b)
	} else if r.MSC == 0 {
		return [2]float64{1, 1}
	}
	lower := FQuantile(0.975, n-1, v)
	upper := FQuantile(0.975, v, n-1)
	spread := k*r.MSC + (k*n-k-n)*r.MSE
	lo := n * (r.MSR - lower*r.MSE) / (lower*spread + n*r.MSR)
	hi := n * (upper*r.MSR - r.MSE) / (spread + n*upper*r.MSR)
	return [2]float64{lo, hi}
}
