package regression

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// qr is a Householder QR decomposition with the limited pivoting of R's dqrdc2:
// columns keep their order, except that one whose length falls below tolerance
// times its original length, being a combination of earlier columns, moves to
// the end. That is what makes the later of two dependent columns NA in R.
type qr struct {
	// a holds the columns in pivoted order. Column k has R on and above its
	// diagonal place and the Householder vector, less its first element, below.
	a     [][]float64
	aux   []float64 // first element of each Householder vector
	pivot []int     // original place of each column
	rank  int

	length, original []float64 // column lengths: what is left, and at first
}

// reset makes room for p columns of n rows and returns them for filling.
func (q *qr) reset(n, p int) [][]float64 {
	if len(q.a) < p || len(q.a) > 0 && len(q.a[0]) != n {
		store := make([]float64, n*p)
		q.a = make([][]float64, p)
		for j := range q.a {
			q.a[j] = store[j*n : (j+1)*n : (j+1)*n]
		}
		q.aux = make([]float64, p)
		q.pivot = make([]int, p)
		q.length = make([]float64, p)
		q.original = make([]float64, p)
	}
	return q.a[:p]
}

// decompose decomposes the p columns that reset returned.
func (q *qr) decompose(p int, tolerance float64) {
	a := q.a[:p]
	n := len(a[0])
	for j := range a {
		q.pivot[j] = j
		q.length[j] = math.Sqrt(floats.Dot(a[j], a[j]))
		q.original[j] = q.length[j]
		if q.original[j] == 0 {
			q.original[j] = 1
		}
	}
	k := p // columns from k on have been moved to the end
	for l := range min(n, p) {
		for l < k && q.length[l] < q.original[l]*tolerance {
			toEnd(a, l)
			toEnd(q.pivot[:p], l)
			toEnd(q.length[:p], l)
			toEnd(q.original[:p], l)
			k--
		}
		if l == n-1 {
			break
		}
		q.reflect(a, l)
	}
	q.rank = min(k, n)
}

// reflect applies the Householder reflection that clears column l below its
// diagonal, and updates the lengths of the columns to its right.
func (q *qr) reflect(a [][]float64, l int) {
	v := a[l][l:]
	norm := math.Sqrt(floats.Dot(v, v))
	if norm == 0 {
		q.aux[l] = 0
		return
	}
	if v[0] != 0 {
		norm = math.Copysign(norm, v[0])
	}
	floats.Scale(1/norm, v)
	v[0]++
	for j := l + 1; j < len(a); j++ {
		c := a[j][l:]
		floats.AddScaled(c, -floats.Dot(v, c)/v[0], v)
		if q.length[j] == 0 {
			continue
		}
		left := math.Max(0, 1-(c[0]/q.length[j])*(c[0]/q.length[j]))
		if left < 1e-6 { // much has gone: measure anew
			q.length[j] = math.Sqrt(floats.Dot(c[1:], c[1:]))
		} else {
			q.length[j] *= math.Sqrt(left)
		}
	}
	q.aux[l] = v[0]
	v[0] = -norm
}

func toEnd[T any](s []T, l int) {
	first := s[l]
	copy(s[l:], s[l+1:])
	s[len(s)-1] = first
}

// solve returns the least-squares coefficients of z, which is overwritten, in
// the original order of the columns. Columns beyond the rank get 0.
func (q *qr) solve(z, coef []float64) {
	n := len(z)
	for l := range min(q.rank, n-1) {
		if q.aux[l] == 0 {
			continue
		}
		v := q.a[l][l:]
		diagonal := v[0]
		v[0] = q.aux[l]
		floats.AddScaled(z[l:], -floats.Dot(v, z[l:])/v[0], v)
		v[0] = diagonal
	}
	clear(coef)
	for j := q.rank - 1; j >= 0; j-- {
		b := z[j] / q.a[j][j]
		coef[q.pivot[j]] = b
		floats.AddScaled(z[:j], -b, q.a[j][:j])
	}
}

// covariance returns (R'R)⁻¹ in the original order of the columns within the
// rank, with those original places. It is the inverse of the information when
// the columns were weighted by the root of the IRLS weights.
func (q *qr) covariance() (v [][]float64, places []int) {
	r := q.rank
	inverse := make([][]float64, r) // columns of R⁻¹, upper triangular
	for j := range r {
		c := make([]float64, r)
		c[j] = 1 / q.a[j][j]
		for i := j - 1; i >= 0; i-- {
			s := 0.0
			for k := i + 1; k <= j; k++ {
				s += q.a[k][i] * c[k]
			}
			c[i] = -s / q.a[i][i]
		}
		inverse[j] = c
	}
	places = slices.Sorted(slices.Values(q.pivot[:r]))
	v = make([][]float64, r)
	for i := range v {
		v[i] = make([]float64, r)
	}
	for i := range r {
		for j := range i + 1 {
			s := 0.0
			for k := i; k < r; k++ {
				s += inverse[k][i] * inverse[k][j]
			}
			a, _ := slices.BinarySearch(places, q.pivot[i])
			b, _ := slices.BinarySearch(places, q.pivot[j])
			v[a][b], v[b][a] = s, s
		}
	}
	return v, places
}
