package volume

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
