package regression

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/floats"
)

// quickRefit refits a logistic regression with fixed terms on resamples of the
// same patients: the columns are made once, a patient drawn several times counts
// as often instead of standing there as often, and Newton's method starts at the
// coefficients of everyone. It takes only the plain way; where anything is
// unusual (a class missing, a column without variation, log odds far out, a step
// that does not shrink) it gives no answer, and [Logistic] is asked.
type quickRefit struct {
	y     []float64
	z     [][]float64 // standardised columns of everyone, the first all ones
	start []float64   // coefficients of these columns in everyone
	// weight and residual are those of each patient at start.
	weight, residual []float64
	pool             sync.Pool // of *quickBuffers
}

// quickBuffers are what one resample needs.
type quickBuffers struct {
	counts              []int32
	rows                []int32
	n, y                []float64 // how often, outcome
	z                   [][]float64
	eta, weight, resid  []float64
	weighted            []float64
	theta, step         []float64
	information, factor []float64 // p × p
}

// newQuickRefit returns nil where the model of everyone is not a plain one.
func newQuickRefit(outcome []bool, terms []Term) *quickRefit {
	d, err := newDesign(outcome, terms)
	if err != nil || len(d.rows) != len(outcome) {
		return nil
	}
	m := new(irls).maximise(d.x, d.y)
	if m.isSeparated() || !m.converged || m.rank < len(d.x) {
		return nil
	}
	s := newNewton(d.x, d.y, false)
	q := &quickRefit{y: d.y, z: s.z, start: s.standardised(m.coef), pool: sync.Pool{New: func() any { return new(quickBuffers) }}}
	eta := make([]float64, len(d.y))
	for j, z := range q.z {
		floats.AddScaled(eta, q.start[j], z)
	}
	q.weight, q.residual = make([]float64, len(eta)), make([]float64, len(eta))
	for i, v := range eta {
		var ok bool
		if q.weight[i], q.residual[i], ok = quickWeight(v, q.y[i]); !ok {
			return nil
		}
	}
	return q
}

// quickWeight returns the weight and residual of a patient, and whether the log
// odds are not too far out.
func quickWeight(eta, y float64) (weight, residual float64, ok bool) {
	far := math.Abs(eta)
	if !(far < quickFar) {
		return 0, 0, false
	}
	e := math.Exp(-far)
	likelier := 1 / (1 + e)
	mu := likelier
	if eta < 0 {
		mu = e * likelier
	}
	return e * likelier * likelier, y - mu, true
}

// logOdds returns the log odds of everyone by the model of a resample, nil where
// the quick way does not lead there.
func (q *quickRefit) logOdds(rows []int) []float64 {
	b := q.pool.Get().(*quickBuffers)
	defer q.pool.Put(b)
	if !q.gather(b, rows) || !q.solve(b) {
		return nil
	}
	eta := make([]float64, len(q.y))
	for j, z := range q.z {
		floats.AddScaled(eta, b.theta[j], z)
	}
	return eta
}

// gather collects the patients of a resample. It reports whether there are cases
// and controls.
func (q *quickRefit) gather(b *quickBuffers, rows []int) bool {
	if len(b.counts) == 0 {
		b.counts = make([]int32, len(q.y))
		b.z = make([][]float64, len(q.z))
		p := len(q.z)
		b.theta, b.step = make([]float64, p), make([]float64, p)
		b.information, b.factor = make([]float64, p*p), make([]float64, p*p)
	}
	clear(b.counts)
	for _, r := range rows {
		b.counts[r]++
	}
	b.rows, b.n, b.y = b.rows[:0], b.n[:0], b.y[:0]
	cases, all := 0.0, 0.0
	for r, c := range b.counts {
		if c > 0 {
			n := float64(c)
			b.rows, b.n, b.y = append(b.rows, int32(r)), append(b.n, n), append(b.y, q.y[r])
			cases += n * q.y[r]
			all += n
		}
	}
	m := len(b.rows)
	for j, z := range q.z {
		b.z[j] = resize(b.z[j], m)
		for i, r := range b.rows {
			b.z[j][i] = z[r]
		}
	}
	b.eta, b.weight, b.resid, b.weighted = resize(b.eta, m), resize(b.weight, m), resize(b.resid, m), resize(b.weighted, m)
	return cases > 0 && cases < all
}

// Where the quick way ends: after so many steps, at log odds or steps so large,
// at pivots of the information so small a share of what they were. A step below
// quickEnough is the last, since the next would be its square.
const (
	quickSteps  = 12
	quickFar    = 15
	quickBold   = 4
	quickPivot  = 1e-7
	quickEnough = 1e-6
)

func (q *quickRefit) solve(b *quickBuffers) bool {
	p := len(q.z)
	copy(b.theta, q.start)
	for step := range quickSteps {
		if step == 0 {
			for i, r := range b.rows {
				b.weight[i], b.resid[i] = b.n[i]*q.weight[r], b.n[i]*q.residual[r]
			}
		} else {
			clear(b.eta)
			for j, z := range b.z {
				floats.AddScaled(b.eta, b.theta[j], z)
			}
			for i, eta := range b.eta {
				weight, residual, ok := quickWeight(eta, b.y[i])
				if !ok {
					return false
				}
				b.weight[i], b.resid[i] = b.n[i]*weight, b.n[i]*residual
			}
		}
		for j, z := range b.z {
			b.step[j] = floats.Dot(z, b.resid)
			floats.MulTo(b.weighted, z, b.weight)
			for k := 0; k <= j; k++ {
				b.information[j*p+k] = floats.Dot(b.weighted, b.z[k])
			}
		}
		if !solveCholesky(b.information, b.factor, b.step) {
			return false
		}
		floats.Add(b.theta, b.step)
		switch size := floats.Norm(b.step, math.Inf(1)); {
		case size < quickEnough:
			return true
		case !(size < quickBold):
			return false
		}
	}
	return false
}

// solveCholesky solves a x = b for a symmetric matrix given by its lower
// triangle, in place of b; factor is room for the decomposition. It reports
// whether the matrix is well away from singular.
func solveCholesky(a, factor, b []float64) bool {
	p := len(b)
	for j := range p {
		lj := factor[j*p : j*p+p]
		for k := range j {
			lk := factor[k*p : k*p+p]
			s := a[j*p+k]
			for i := range k {
				s -= lj[i] * lk[i]
			}
			lj[k] = s / lk[k]
		}
		d := a[j*p+j]
		for i := range j {
			d -= lj[i] * lj[i]
		}
		if !(d > quickPivot*a[j*p+j]) {
			return false
		}
		lj[j] = math.Sqrt(d)
		s := b[j]
		for i := range j {
			s -= lj[i] * b[i]
		}
		b[j] = s / lj[j]
	}
	for j := p - 1; j >= 0; j-- {
		for i := j + 1; i < p; i++ {
			b[j] -= factor[i*p+j] * b[i]
		}
		b[j] /= factor[j*p+j]
	}
	return true
}
