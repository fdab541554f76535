package volume

import "math"

// Interpolation is how values between voxel centres are found.
type Interpolation int

// The interpolations.
const (
	// Nearest takes the value of the nearest voxel; half way, of the one with the
	// higher index.
	Nearest Interpolation = iota
	// Linear takes the weighted mean of the two neighbours along each axis.
	Linear
	// Cubic is the cubic B-spline through all voxels (M. Unser, IEEE Signal
	// Process Mag 1999;16(6):22), continued beyond the outermost voxel centres as
	// in a mirror at them. It may overshoot. A value that is not a number spreads
	// over the image.
	Cubic
)

// Resample returns the image on another grid. Values within half a voxel of the
// image are interpolated; beyond its outermost voxel centres, Nearest and Linear
// go on with the values there. Voxels further outside get the value outside.
//
// A position that lies within 1e-9 voxels of a voxel centre, or of the middle
// between two, counts as there. The result does not depend on the number of
// processors. It agrees with SimpleITK's sitkNearestNeighbor, sitkLinear and
// sitkBSpline (order 3).
func (img *Image) Resample(to Grid, by Interpolation, outside float64) *Image {
	out := NewImage(to)
	if len(img.Data) == 0 {
		fill(out.Data, outside)
		return out
	}
	data := img.Data
	if by == Cubic {
		data = img.coefficients()
	}
	m := mapping(to, img.Grid)
	if m.straight(to.Size) {
		resampleStraight(out, data, img.Size, m, by, outside)
	} else {
		resampleOblique(out, data, img.Size, m, by, outside)
	}
	return out
}

// Resample returns the mask on another grid: the voxels where the interpolated
// image of 0 outside and 1 inside is at least a half (IBSI). Beyond the grid of
// m nothing is inside.
func (m *Mask) Resample(to Grid, by Interpolation) *Mask {
	img := NewImage(m.Grid)
	for i, in := range m.Data {
		if in {
			img.Data[i] = 1
		}
	}
	out := NewMask(to)
	for i, v := range img.Resample(to, by, 0).Data {
		out.Data[i] = v >= 0.5-voxelTolerance
	}
	return out
}

func fill(data []float64, v float64) {
	for i := range data {
		data[i] = v
	}
}

// affine maps an index of one grid to the (fractional) index of another: offset
// plus a sum of columns.
type affine struct {
	column [3][3]float64 // column[j][i]: growth of index i for index j
	offset [3]float64
}

// mapping returns the map from the index of grid from to that of grid to.
func mapping(from, to Grid) affine {
	rows := inverse(to.Axes())
	index := func(v [3]float64) (x [3]float64) {
		for i, r := range rows {
			x[i] = r[0]*v[0] + r[1]*v[1] + r[2]*v[2]
		}
		return x
	}
	var m affine
	for j, a := range from.Axes() {
		m.column[j] = index(a)
	}
	o, p := from.Origin, to.Origin
	m.offset = index([3]float64{o[0] - p[0], o[1] - p[1], o[2] - p[2]})
	return m
}

// inverse returns the rows r with r[i]·axes[j] = 1 for i = j and else 0.
func inverse(axes [3][3]float64) (r [3][3]float64) {
	cross := func(a, b [3]float64) [3]float64 {
		return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
	}
	for i := range 3 {
		c := cross(axes[(i+1)%3], axes[(i+2)%3])
		a := axes[i]
		det := a[0]*c[0] + a[1]*c[1] + a[2]*c[2]
		for k := range 3 {
			r[i][k] = c[k] / det
		}
	}
	return r
}

// straight says that the axes of both grids are parallel, in the same order:
// over a volume of this size no index depends on another.
func (m *affine) straight(size [3]int) bool {
	for j, c := range m.column {
		for i := range 3 {
			if i != j && math.Abs(c[i])*float64(size[j]) > voxelTolerance {
				return false
			}
		}
	}
	return true
}

// taps are the voxels along one axis that make a value, with their weights.
type taps struct {
	at     [4]int
	weight [4]float64
	n      int // 0 outside
}

// tapsAt returns the taps for position x on an axis of n voxels.
func tapsAt(x float64, n int, by Interpolation) (t taps) {
	if half := math.Round(2*x) / 2; math.Abs(x-half) < voxelTolerance {
		x = half
	}
	if !(x >= -0.5 && x < float64(n)-0.5) {
		return t
	}
	switch by {
	case Nearest:
		t.n, t.at[0], t.weight[0] = 1, int(math.Floor(x+0.5)), 1
	case Linear:
		x = math.Min(math.Max(x, 0), float64(n-1))
		i := int(x)
		t.n, t.at[0], t.weight[0] = 1, i, 1
		if f := x - float64(i); f > 0 {
			t.n, t.at[1], t.weight[0], t.weight[1] = 2, i+1, 1-f, f
		}
	case Cubic:
		i := math.Floor(x)
		t.n, t.weight = 4, splineWeights(x-i)
		for k := range t.at {
			t.at[k] = mirrored(int(i)+k-1, n)
		}
	}
	return t
}

// resampleStraight works axis by axis: each slice of the result is made from a
// mean of slices, each of its rows from a mean of rows, each value from one row.
func resampleStraight(out *Image, data []float64, size [3]int, m affine, by Interpolation, outside float64) {
	var along [3][]taps
	for k := range 3 {
		along[k] = make([]taps, out.Size[k])
		for i := range along[k] {
			along[k][i] = tapsAt(m.offset[k]+float64(i)*m.column[k][k], size[k], by)
		}
	}
	nx, area := size[0], size[0]*size[1]
	parallel(out.Size[2], func(z int) {
		to := out.Data[out.Index(0, 0, z):out.Index(0, 0, z+1)]
		fill(to, outside)
		tz := along[2][z]
		if tz.n == 0 {
			return
		}
		plane, row := make([]float64, area), make([]float64, nx)
		tz.mean(plane, data, area)
		for y, ty := range along[1] {
			if ty.n == 0 {
				continue
			}
			ty.mean(row, plane, nx)
			line := to[y*out.Size[0]:]
			for x := range along[0] {
				if tx := &along[0][x]; tx.n > 0 {
					sum := 0.0
					for k := range tx.n {
						sum += tx.weight[k] * row[tx.at[k]]
					}
					line[x] = sum
				}
			}
		}
	})
}

// mean puts the weighted sum of parts of data into out. Part i begins at
// i·width; all are as long as out.
func (t *taps) mean(out, data []float64, width int) {
	for k := range t.n {
		w, part := t.weight[k], data[t.at[k]*width:][:len(out)]
		if k == 0 {
			for i, v := range part {
				out[i] = w * v
			}
			continue
		}
		for i, v := range part {
			out[i] += w * v
		}
	}
}

// resampleOblique finds each value on its own.
func resampleOblique(out *Image, data []float64, size [3]int, m affine, by Interpolation, outside float64) {
	parallel(out.Size[2], func(z int) {
		i := out.Index(0, 0, z)
		for y := range out.Size[1] {
			for x := range out.Size[0] {
				out.Data[i] = outside
				var t [3]taps
				for k := range 3 {
					p := m.offset[k] + float64(x)*m.column[0][k] + float64(y)*m.column[1][k] + float64(z)*m.column[2][k]
					if t[k] = tapsAt(p, size[k], by); t[k].n == 0 {
						break
					}
				}
				if t[0].n > 0 && t[1].n > 0 && t[2].n > 0 {
					out.Data[i] = sum3(data, size, &t)
				}
				i++
			}
		}
	})
}

// sum3 returns the weighted sum over up to 4×4×4 voxels.
func sum3(data []float64, size [3]int, t *[3]taps) float64 {
	sum := 0.0
	for c := range t[2].n {
		for b := range t[1].n {
			row := data[size[0]*(t[1].at[b]+size[1]*t[2].at[c]):]
			line := 0.0
			for a := range t[0].n {
				line += t[0].weight[a] * row[t[0].at[a]]
			}
			sum += t[2].weight[c] * t[1].weight[b] * line
		}
	}
	return sum
}
