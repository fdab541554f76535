package volume

import "math"

// pole is that of the cubic B-spline: √3 − 2.
var pole = math.Sqrt(3) - 2

// horizon is where powers of the pole end: |pole|^31 is below 2e-18.
const horizon = 31

// splineWeights returns the cubic B-spline at −1−f, −f, 1−f and 2−f, the
// weights of the four coefficients around a point that lies f after the second.
func splineWeights(f float64) [4]float64 {
	g := 1 - f
	return [4]float64{
		g * g * g / 6,
		2./3 - f*f*(2-f)/2,
		2./3 - g*g*(2-g)/2,
		f * f * f / 6,
	}
}

// mirrored returns the voxel that stands for index i on an axis of n voxels, in
// a mirror at the centres of the first and the last.
func mirrored(i, n int) int {
	if n == 1 {
		return 0
	}
	period := 2*n - 2
	i = (i%period + period) % period
	return min(i, period-i)
}

// coefficients returns the weights of the cubic B-splines, one on each voxel,
// whose sum goes through the values of the image.
//
// The filter is separable and recursive, forth and back along each axis
// (Unser, Box 2).
func (img *Image) coefficients() []float64 {
	c := make([]float64, len(img.Data))
	copy(c, img.Data)
	nx, ny, nz := img.Size[0], img.Size[1], img.Size[2]
	area := nx * ny
	parallel(nz, func(z int) {
		slice := c[z*area : (z+1)*area]
		for y := range ny {
			prefilter(slice[y*nx:], nx, 1, 1)
		}
		prefilter(slice, ny, nx, nx)
	})
	parallel(ny, func(y int) { prefilter(c[y*nx:], nz, area, nx) })
	return c
}

// prefilter turns n rows of width values, step apart, into coefficients along
// the direction across the rows.
func prefilter(c []float64, n, step, width int) {
	if n == 1 {
		return
	}
	row := func(k int) []float64 { return c[k*step:][:width] }
	const gain = 6 // (1 − pole)(1 − 1/pole)
	for k := range n {
		for i := range row(k) {
			c[k*step+i] *= gain
		}
	}
	// The first row, as if the mirror image went on for ever.
	first, sum := row(0), make([]float64, width)
	copy(sum, first)
	power := pole
	if n > horizon {
		for k := 1; k < horizon; k++ {
			addTo(sum, row(k), power)
			power *= pole
		}
	} else {
		whole := math.Pow(pole, float64(2*n-2)) // once there and back
		for k := 1; k < n-1; k++ {
			addTo(sum, row(k), power+whole/power)
			power *= pole
		}
		addTo(sum, row(n-1), power)
		for i := range sum {
			sum[i] /= 1 - whole
		}
	}
	copy(first, sum)
	for k := 1; k < n; k++ {
		addTo(row(k), row(k-1), pole)
	}
	last, before := row(n-1), row(n-2)
	for i := range last {
		last[i] = pole / (pole*pole - 1) * (last[i] + pole*before[i])
	}
	for k := n - 2; k >= 0; k-- {
		r, next := row(k), row(k+1)
		for i := range r {
			r[i] = pole * (next[i] - r[i])
		}
	}
}

// addTo adds w times b to a.
func addTo(a, b []float64, w float64) {
	for i, v := range b {
		a[i] += w * v
	}
}
