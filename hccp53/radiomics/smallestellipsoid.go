package radiomics

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// smallestEllipsoid returns the semi-axes in mm of the ellipsoid of least volume
// around the corners, to one part in 10⁷ (Khachiyan, Math Oper Res 1996;21:307,
// with the steps of Todd and Yıldırım, Discrete Appl Math 2007;155:1731). It is
// blown up by what the farthest corner still lies outside, so that it holds all.
func (h *hull) smallestEllipsoid() (semi [3]float64) {
	const tolerance, most = 1e-7, 20000
	n := len(h.corners)
	points := make([][4]float64, n)
	for i, c := range h.corners {
		p := h.point(c)
		points[i] = [4]float64{p[0], p[1], p[2], 1}
	}
	weight := make([]float64, n)
	for i := range weight {
		weight[i] = 1 / float64(n)
	}
	excess := 0.0
	for range most {
		x := mat.NewSymDense(4, nil)
		for k, p := range points {
			for i := range 4 {
				for j := i; j < 4; j++ {
					x.SetSym(i, j, x.At(i, j)+weight[k]*p[i]*p[j])
				}
			}
		}
		var chol mat.Cholesky
		if !chol.Factorize(x) {
			break
		}
		var inverse mat.SymDense
		if chol.InverseTo(&inverse) != nil {
			break
		}
		far, near, farthest, nearest := 0, 0, math.Inf(-1), math.Inf(1)
		for k, p := range points {
			m := 0.0
			for i := range 4 {
				for j := range 4 {
					m += p[i] * inverse.At(i, j) * p[j]
				}
			}
			if m > farthest {
				far, farthest = k, m
			}
			if weight[k] > 0 && m < nearest {
				near, nearest = k, m
			}
		}
		excess = farthest/4 - 1
		if excess <= tolerance && 1-nearest/4 <= tolerance {
			break
		}
		k, m := far, farthest
		if 4-nearest > farthest-4 {
			k, m = near, nearest
		}
		step := (m - 4) / (4 * (m - 1))
		if step < 0 {
			step = max(step, -weight[k]/(1-weight[k]))
		}
		for i := range weight {
			weight[i] *= 1 - step
		}
		weight[k] = max(weight[k]+step, 0)
	}
	var centre [3]float64
	for k, p := range points {
		for i := range 3 {
			centre[i] += weight[k] * p[i]
		}
	}
	spread := mat.NewSymDense(3, nil)
	for k, p := range points {
		for i := range 3 {
			for j := i; j < 3; j++ {
				spread.SetSym(i, j, spread.At(i, j)+weight[k]*(p[i]-centre[i])*(p[j]-centre[j]))
			}
		}
	}
	var e mat.EigenSym
	if !e.Factorize(spread, false) {
		return semi
	}
	values := e.Values(nil)
	// The ellipsoid is (p−c)ᵀ·spread⁻¹·(p−c) ≤ 3; with the excess, 4·(1+ε) − 1.
	for i := range semi {
		semi[i] = math.Sqrt(max(values[i], 0) * (4*(1+max(excess, 0)) - 1))
	}
	return semi
}
