package volume

import "math"

// Reordered returns the image with its voxels in the order of grid g, when both
// grids place the same points and only the order or the direction of the axes
// differs; ok is false otherwise. Values are moved, never changed: programs
// that convert DICOM often turn the y axis round, and what is drawn on their
// images comes back turned.
func (img *Image) Reordered(g Grid) (out *Image, ok bool) {
	axis, flip, ok := img.Grid.match(g)
	if !ok {
		return nil, false
	}
	h := Grid{Origin: img.Origin}
	for i, j := range axis {
		h.Size[i], h.Spacing[i], h.Direction[i] = img.Size[j], img.Spacing[j], img.Direction[j]
		if flip[i] {
			for k := range 3 {
				h.Origin[k] += float64(img.Size[j]-1) * img.Spacing[j] * img.Direction[j][k]
				h.Direction[i][k] = -img.Direction[j][k]
			}
		}
	}
	if !h.Equal(g) {
		return nil, false
	}
	out = NewImage(g)
	for i := range out.Data {
		var to, from [3]int
		to[0], to[1], to[2] = g.Voxel(i)
		for k, j := range axis {
			from[j] = to[k]
			if flip[k] {
				from[j] = img.Size[j] - 1 - to[k]
			}
		}
		out.Data[i] = img.At(from[0], from[1], from[2])
	}
	return out, true
}

// match returns for each axis of g the axis of h that runs along it, and
// whether it runs the other way. Ok is false when they are not parallel.
func (h Grid) match(g Grid) (axis [3]int, flip [3]bool, ok bool) {
	used := [3]bool{}
	for i := range 3 {
		found := false
		for j := range 3 {
			c := 0.0
			for k := range 3 {
				c += g.Direction[i][k] * h.Direction[j][k]
			}
			// Within 8° of parallel; Equal then checks to Tolerance.
			if math.Abs(c) > 0.99 && !used[j] {
				axis[i], flip[i], used[j], found = j, c < 0, true, true
				break
			}
		}
		if !found {
			return axis, flip, false
		}
	}
	return axis, flip, true
}
