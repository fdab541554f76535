package voi

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Window is a square on one slice of a grid, around a VOI. It is made from the
// VOI alone and then applied to every phase on that grid, so that the pixels of
// the phases correspond.
type Window struct {
	// Grid is that of the VOI.
	Grid volume.Grid
	// Z is the index of the slice.
	Z int
	// Centre is the middle of the square as x and y index, which may be
	// fractional: whole numbers are voxel centres.
	Centre [2]float64
	// Side is the length of the square's sides in mm.
	Side float64
}

// WindowOf returns the square around the voxels of m on slice z. Its middle is
// that of their bounding box, counted from outer edge to outer edge of the
// voxels; its side is margin times the longer side of the box in mm. A margin
// of 1 just holds the VOI, 1.5 leaves a quarter of its length free all round.
// The square may reach beyond the image.
//
// The error is [ErrEmpty] when the VOI has no voxel on the slice, [ErrWindow]
// for a slice that is not there or a margin that is no positive number.
func WindowOf(m *volume.Mask, z int, margin float64) (Window, error) {
	switch {
	case z < 0 || z >= m.Size[2]:
		return Window{}, fault.New(ErrWindow, "there is no slice %d among %d", z, m.Size[2])
	case !(margin > 0) || math.IsInf(margin, 0):
		return Window{}, fault.New(ErrWindow, "the margin is %v", margin).Try("choose a margin of 1 or more")
	}
	area := m.Size[0] * m.Size[1]
	slice := &volume.Mask{Grid: m.Grid, Data: m.Data[z*area : (z+1)*area]}
	slice.Size[2] = 1
	lo, hi, ok := slice.Box()
	if !ok {
		return Window{}, fault.New(ErrEmpty, "the VOI has no voxel on slice %d", z)
	}
	w := Window{Grid: m.Grid, Z: z}
	for k := range 2 {
		w.Centre[k] = float64(lo[k]+hi[k]-1) / 2
		w.Side = math.Max(w.Side, margin*float64(hi[k]-lo[k])*m.Spacing[k])
	}
	return w, nil
}

// Sample returns size×size values of the image within the window, row after row
// as in the image: the value at column i, row j is at [j·size+i].
//
// The square is divided into size×size equal pixels, and the image is taken at
// the centre of each by bilinear interpolation between the four voxels around
// it; nothing is interpolated between slices, and no average is taken where
// pixels are larger than voxels. Beyond the outermost voxel centres the image
// goes on with their values.
//
// The error is [ErrOtherGrid] when the image does not lie on the window's grid,
// [ErrWindow] when size is below 1.
func (w Window) Sample(img *volume.Image, size int) ([]float64, error) {
	if d := w.Grid.Differs(img.Grid); d != "" {
		return nil, fault.New(ErrOtherGrid, "the image lies on another grid than the VOI: %s", d).Try("resample the phase to the grid of the VOI")
	}
	if size < 1 || w.Z < 0 || w.Z >= img.Size[2] || !(w.Side > 0) {
		return nil, fault.New(ErrWindow, "a window of %g mm on slice %d, cut to %d×%d pixels", w.Side, w.Z, size, size)
	}
	columns, rows := w.axis(0, size), w.axis(1, size)
	out := make([]float64, 0, size*size)
	for _, r := range rows {
		for _, c := range columns {
			top := img.At(c.at, r.at, w.Z)*(1-c.on) + img.At(c.next, r.at, w.Z)*c.on
			bottom := img.At(c.at, r.next, w.Z)*(1-c.on) + img.At(c.next, r.next, w.Z)*c.on
			out = append(out, top*(1-r.on)+bottom*r.on)
		}
	}
	return out, nil
}

// place is a point between two voxels of an axis: the share on belongs to next.
type place struct {
	at, next int
	on       float64
}

// axis returns the places of the pixel centres along axis k.
func (w Window) axis(k, size int) []place {
	out := make([]place, size)
	last := w.Grid.Size[k] - 1
	for i := range out {
		mm := ((float64(i)+0.5)/float64(size) - 0.5) * w.Side
		x := math.Min(math.Max(w.Centre[k]+mm/w.Grid.Spacing[k], 0), float64(last))
		at := int(x)
		out[i] = place{at: at, next: min(at+1, last), on: x - float64(at)}
	}
	return out
}
