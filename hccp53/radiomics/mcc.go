package radiomics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// mcc returns the maximal correlation coefficient: the square root of the
// second largest eigenvalue of Q(i,j) = Σk p(i,k)·p(j,k)/(px(i)·py(k) + ε). It
// is 1 for a VOI of a single grey level and 0 when all pairs have one level. Where
// levels are independent the eigenvalue is 0, which rounding may make a tiny
// negative number: then it is 0 here, while PyRadiomics leaves out such a
// direction.
func (m cooccurrence) mcc(px, py []float64) float64 {
	if m.flat {
		return 1
	}
	return math.Sqrt(math.Max(0, m.quotients(px, py).secondEigenvalue()))
}

// product is the matrix W·Vᵀ, which has the eigenvalues of Q: with both sides
// scaled by √px, W(i,k) = √px(i)·p(i,k)/(px(i)·py(k)+ε) and V(j,k) =
// p(j,k)/√px(j). But for ε it is symmetric and positive semidefinite. W and V
// have entries where p has, kept row by row.
type product struct {
	start []int // of each row; one more for the end
	k     []int
	w, v  []float64
	u     []float64 // scratch for the sum over k
}

// quotients returns the product for a matrix. Levels without neighbours in
// this direction are left out; they would only add the eigenvalue 0.
func (m cooccurrence) quotients(px, py []float64) product {
	q := product{start: []int{0}, u: make([]float64, m.levels)}
	for i, sum := range px {
		if sum == 0 {
			continue
		}
		root := math.Sqrt(sum)
		for k, p := range m.p[i*m.levels:][:m.levels] {
			if p > 0 {
				q.k = append(q.k, k)
				q.w = append(q.w, root*p/(sum*py[k]+epsilon))
				q.v = append(q.v, p/root)
			}
		}
		q.start = append(q.start, len(q.k))
	}
	return q
}

func (q product) len() int { return len(q.start) - 1 }

// apply returns W·Vᵀ·x.
func (q product) apply(x []float64) []float64 {
	clear(q.u)
	for j, xj := range x {
		for e := q.start[j]; e < q.start[j+1]; e++ {
			q.u[q.k[e]] += q.v[e] * xj
		}
	}
	y := make([]float64, len(x))
	for i := range y {
		for e := q.start[i]; e < q.start[i+1]; e++ {
			y[i] += q.w[e] * q.u[q.k[e]]
		}
	}
	return y
}

// secondEigenvalue returns the second largest eigenvalue, 0 for a 1×1 matrix.
//
// Small matrices are decomposed whole. For large ones a Krylov space is grown
// from two vectors (block Arnoldi; Saad 2011, Numerical Methods for Large
// Eigenvalue Problems, section 6.12). Two, because the largest eigenvalue, 1,
// is double when the grey levels fall into two groups that are never
// neighbours. The space grows until what the eigenvector leaves over is below
// tolerance, at the latest until it cannot grow.
func (q product) secondEigenvalue() float64 {
	const whole = 64 // up to here decomposing it takes no longer
	const tolerance = 1e-12
	n := q.len()
	if n < 2 {
		return 0
	}
	space := &krylov{}
	if n <= whole {
		for i := range n { // the unit vectors
			space.basis = append(space.basis, make([]float64, n))
			space.basis[i][i] = 1
		}
	} else {
		// Nearly the first eigenvector, and one with a bit of everything.
		first, mixed := make([]float64, n), make([]float64, n)
		for i := range n {
			first[i] = floats.Sum(q.v[q.start[i]:q.start[i+1]])
			mixed[i] = math.Sin(float64(i*i) + 1)
		}
		space.add(first)
		space.add(mixed)
	}
	checked := 8
	for done := 0; done < len(space.basis); done++ {
		image := q.apply(space.basis[done])
		if n > whole {
			image = space.add(image)
		}
		space.images = append(space.images, image)
		if k := done + 1; n > whole && k%2 == 0 && k >= checked+checked/4+2 {
			checked = k
			if value, remainder := space.second(); remainder < tolerance {
				return value
			}
		}
	}
	value, _ := space.second()
	return value
}

// krylov is an orthonormal basis of a part of the space, and for the first of
// its vectors the images under the matrix, as coordinates in the basis.
type krylov struct{ basis, images [][]float64 }

// add returns the coordinates of v in the basis, to which it adds what v has
// outside of it.
func (s *krylov) add(v []float64) []float64 {
	rest := slices.Clone(v)
	coordinates := make([]float64, len(s.basis), len(s.basis)+1)
	for range 2 { // twice, against rounding
		for i, b := range s.basis {
			c := floats.Dot(b, rest)
			floats.AddScaled(rest, -c, b)
			coordinates[i] += c
		}
	}
	length := floats.Norm(rest, 2)
	if length <= 1e-14*floats.Norm(v, 2) || len(s.basis) == len(v) {
		return coordinates
	}
	floats.Scale(1/length, rest)
	s.basis = append(s.basis, rest)
	return append(coordinates, length)
}

// second returns the second largest eigenvalue (by its real part) of the matrix
// within the space of the vectors that have an image, and the length of what
// the image of its eigenvector has outside of that space.
func (s *krylov) second() (value, remainder float64) {
	k := len(s.images)
	inner := mat.NewDense(k, k, nil)
	for j, image := range s.images {
		for i, c := range image[:min(k, len(image))] {
			inner.Set(i, j, c)
		}
	}
	wanted := mat.EigenRight
	if k == len(s.basis) {
		wanted = mat.EigenNone // nothing is outside
	}
	var e mat.Eigen
	if !e.Factorize(inner, wanted) {
		return math.NaN(), math.Inf(1)
	}
	values := e.Values(nil)
	order := make([]int, k)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case real(values[a]) > real(values[b]):
			return -1
		case real(values[a]) < real(values[b]):
			return 1
		}
		return 0
	})
	if k == len(s.basis) {
		return real(values[order[1]]), 0
	}
	var vectors mat.CDense
	e.VectorsTo(&vectors)
	outside := make([]complex128, len(s.basis)-k)
	for j, image := range s.images {
		for i := k; i < len(image); i++ {
			outside[i-k] += complex(image[i], 0) * vectors.At(j, order[1])
		}
	}
	for _, c := range outside {
		remainder = math.Hypot(remainder, math.Hypot(real(c), imag(c)))
	}
	return real(values[order[1]]), remainder
}
