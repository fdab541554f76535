package volume

import (
	"fmt"
	"math"
)

// DistanceTo returns the distance in mm from the centre of each voxel to the
// centre of the nearest voxel inside: 0 inside, infinite everywhere for an empty
// mask.
//
// It is the exact Euclidean distance for voxels of any shape, found axis by axis
// as the lower envelope of parabolas, in time proportional to the number of
// voxels (P. F. Felzenszwalb, D. P. Huttenlocher, Theory of Computing
// 2012;8:415). The axes of the grid must be at right angles.
func (m *Mask) DistanceTo() *Image {
	out := m.squareDistance(true)
	for i, d := range out.Data {
		out.Data[i] = math.Sqrt(d)
	}
	return out
}

// Dilate returns the voxels whose centre is at most so many mm from that of a
// voxel inside. Nothing grows beyond the grid: see [Mask.Pad]. It panics for a
// distance that is negative or no number.
func (m *Mask) Dilate(mm float64) *Mask {
	limit := square(mm)
	out := NewMask(m.Grid)
	for i, d := range m.squareDistance(true).Data {
		out.Data[i] = d <= limit
	}
	return out
}

// Erode returns the voxels inside whose centre is more than so many mm from that
// of every voxel outside. What lies beyond the grid is not known and takes
// nothing away, as in ITK. It panics for a distance that is negative or no
// number.
func (m *Mask) Erode(mm float64) *Mask {
	limit := square(mm)
	out := NewMask(m.Grid)
	for i, d := range m.squareDistance(false).Data {
		out.Data[i] = d > limit
	}
	return out
}

// square returns mm², with a billionth more for rounding: a voxel 3 × 0.1 mm
// away is 0.3 mm away.
func square(mm float64) float64 {
	if !(mm >= 0) {
		panic(fmt.Sprintf("volume: a distance of %v mm", mm))
	}
	return mm * mm * (1 + 1e-9)
}

// squareDistance returns the square of the distance to the nearest voxel that
// is inside, or outside, in mm².
func (m *Mask) squareDistance(inside bool) *Image {
	out := NewImage(m.Grid)
	for i, in := range m.Data {
		if in != inside {
			out.Data[i] = math.Inf(1)
		}
	}
	if len(out.Data) == 0 {
		return out
	}
	nx, ny, nz := m.Size[0], m.Size[1], m.Size[2]
	parallel(nz, func(z int) {
		e := newEnvelope(max(nx, ny))
		for y := range ny {
			e.transform(out.Data[out.Index(0, y, z):], nx, 1, m.Spacing[0])
		}
		for x := range nx {
			e.transform(out.Data[out.Index(x, 0, z):], ny, nx, m.Spacing[1])
		}
	})
	parallel(ny, func(y int) {
		e := newEnvelope(nz)
		for x := range nx {
			e.transform(out.Data[out.Index(x, y, 0):], nz, nx*ny, m.Spacing[2])
		}
	})
	return out
}

// envelope is the lower envelope of parabolas over one line of voxels.
type envelope struct {
	line  []float64 // the heights of their lowest points
	at    []int     // the voxels of those that are part of the envelope
	start []float64 // where in mm each of these begins to be the lowest
}

func newEnvelope(n int) *envelope {
	return &envelope{line: make([]float64, n), at: make([]int, n), start: make([]float64, n)}
}

// transform replaces each of n values, step apart in d, by the least, over all
// voxels of the line, of the value there plus the square of the distance.
func (e *envelope) transform(d []float64, n, step int, spacing float64) {
	last := -1 // in e.at
	for q := range n {
		f := d[q*step]
		e.line[q] = f
		if math.IsInf(f, 1) {
			continue
		}
		from := math.Inf(-1)
		for ; last >= 0; last-- {
			p := e.at[last]
			// Where the parabola of q meets that of p.
			a, b := float64(p)*spacing, float64(q)*spacing
			from = (a+b)/2 + (f-e.line[p])/(2*(b-a))
			if from > e.start[last] {
				break
			}
			from = math.Inf(-1)
		}
		last++
		e.at[last], e.start[last] = q, from
	}
	if last < 0 {
		return
	}
	k := 0
	for q := range n {
		for k < last && e.start[k+1] < float64(q)*spacing {
			k++
		}
		away := float64(q-e.at[k]) * spacing
		d[q*step] = e.line[e.at[k]] + away*away
	}
}
