package volume

import "math"

// MaxShear is the largest angle, in degrees, by which two axes may miss a right
// angle: 0.06°, above the rounding of float32 and of rotation matrices written
// with a few digits.
const MaxShear = 0.06

// FromAxes returns the grid of size voxels whose index i moves by the vector
// axes[i], in mm LPS, from the origin. Ok is false when an axis has no length
// or a number is not finite. The angles between the axes are not checked: see
// [Grid.Shear].
func FromAxes(size [3]int, axes [3][3]float64, origin [3]float64) (g Grid, ok bool) {
	g = Grid{Size: size, Origin: origin}
	ok = true
	for i, a := range axes {
		length := math.Sqrt(a[0]*a[0] + a[1]*a[1] + a[2]*a[2])
		ok = ok && length > 0 && !math.IsInf(length, 0) && !math.IsNaN(origin[i]) && !math.IsInf(origin[i], 0)
		g.Spacing[i] = length
		for k := range a {
			g.Direction[i][k] = a[k] / length
		}
	}
	return g, ok
}

// Axes is the inverse of [FromAxes]: the vectors in mm LPS by which the x, y
// and z index move.
func (g Grid) Axes() [3][3]float64 {
	var axes [3][3]float64
	for i, d := range g.Direction {
		for k := range d {
			axes[i][k] = d[k] * g.Spacing[i]
		}
	}
	return axes
}

// Shear returns the largest angle, in degrees, by which two axes miss a right
// angle: 0 for an ordinary image, 14 for the slices of a gantry that was
// tilted by 14°. It is 90 for parallel axes and NaN where a direction is.
func (g Grid) Shear() float64 {
	worst := 0.0
	for i := range 3 {
		a, b := g.Direction[i], g.Direction[(i+1)%3]
		c := math.Abs(a[0]*b[0] + a[1]*b[1] + a[2]*b[2])
		worst = math.Max(worst, math.Asin(math.Min(c, 1))*180/math.Pi)
	}
	return worst
}

// Valid says that the grid can place an image: at least one voxel along each
// axis, a finite origin, positive spacings, and unit vectors that miss a right
// angle by no more than [MaxShear]. Lengths may be off by a thousandth.
func (g Grid) Valid() bool {
	again, ok := FromAxes(g.Size, g.Axes(), g.Origin)
	for i := range 3 {
		ok = ok && g.Size[i] > 0 && math.Abs(again.Spacing[i]-g.Spacing[i]) <= 1e-3*g.Spacing[i]
	}
	return ok && g.Shear() <= MaxShear
}
