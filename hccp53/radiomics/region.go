package radiomics

import (
	"math"
	"slices"
	"sync"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// region is the VOI cut out of the image: the smallest box that holds it, with
// a border of voxels outside it that is as wide as the longest step to a
// neighbour. So a step from a voxel of the VOI is the addition of one number
// to its place and never needs a check of bounds.
type region struct {
	// spacing is the voxel's size in mm along x, y and z.
	spacing [3]float64
	// low is the first index of the VOI in the image that it was cut from.
	low [3]int
	// box is the size of the VOI, size that of the box with its border.
	box, size [3]int
	// border is the width of the border, at least 1.
	border int
	// inside marks the VOI's voxels with 1.
	inside []uint8
	// at lists the places of the VOI's voxels, x fastest.
	at []int32
	// values holds their (normalised) intensities in the same order.
	values []float64

	// from is where the region was cut from and morphological the whole VOI, for
	// features that look beyond what re-segmentation kept. toBorder and
	// toBorderFlat are borderDistance, found when first asked for.
	from                   *Prepared
	morphological          *region
	toBorder, toBorderFlat func() []int32

	// level holds 0 outside the VOI and inside 1 + the index in grey of the
	// voxel's grey level. Nil until discretised.
	level []uint16
	// grey lists the grey levels that occur, ascending.
	grey []float64
	// window says that the region is a part of a VOI with more grey levels.
	window bool
	// bins is the highest grey level.
	bins int
}

// cut cuts the VOI out of the image. Values hold the intensities of img, which
// is on the grid of voi; a nil image leaves them out. Grey levels are left to be
// filled in. It panics for an empty VOI.
func cut(img *volume.Image, voi *volume.Mask, distances []int) *region {
	lo, hi, ok := voi.Box()
	if !ok {
		panic("radiomics: an empty VOI was cut out")
	}
	r := &region{spacing: voi.Spacing, low: lo, border: 1}
	for i := range 3 {
		r.box[i] = hi[i] - lo[i]
	}
	for _, d := range distances {
		r.border = max(r.border, min(d, max(r.box[0], r.box[1], r.box[2])))
	}
	for i := range 3 {
		r.size[i] = r.box[i] + 2*r.border
	}
	r.inside = make([]uint8, r.size[0]*r.size[1]*r.size[2])
	for z := range r.box[2] {
		for y := range r.box[1] {
			row := voi.Index(lo[0], lo[1]+y, lo[2]+z)
			place := r.place(0, y, z)
			for x, in := range voi.Data[row : row+r.box[0]] {
				if in {
					r.inside[place+x] = 1
					r.at = append(r.at, int32(place+x))
					if img != nil {
						r.values = append(r.values, img.Data[row+x])
					}
				}
			}
		}
	}
	return r
}

// within notes what the region was cut from.
func (r *region) within(p *Prepared, morphological *region) {
	r.from, r.morphological = p, morphological
	r.toBorder = sync.OnceValue(func() []int32 { return r.borderDistance(false) })
	r.toBorderFlat = sync.OnceValue(func() []int32 { return r.borderDistance(true) })
}

// of returns the region with the intensities of another image, which covers
// just its box.
func (r *region) of(img *volume.Image) *region {
	q := &region{spacing: r.spacing, low: r.low, box: r.box, size: r.size, border: r.border, inside: r.inside, at: r.at, from: r.from, morphological: r.morphological, toBorder: r.toBorder, toBorderFlat: r.toBorderFlat}
	q.values = make([]float64, 0, len(r.at))
	for z := range r.box[2] {
		for y := range r.box[1] {
			row := img.Data[img.Index(0, y, z):][:r.box[0]]
			place := r.place(0, y, z)
			for x, in := range r.inside[place : place+r.box[0]] {
				if in == 1 {
					q.values = append(q.values, row[x])
				}
			}
		}
	}
	return q
}

// enough checks the extent of a VOI that is not empty against the settings.
func enough(voi *volume.Mask, s Settings) error {
	const remedy = "redraw the VOI, or leave the patient out"
	lo, hi, _ := voi.Box()
	var box [3]int
	extended := 0
	for i := range 3 {
		if box[i] = hi[i] - lo[i]; box[i] > 1 {
			extended++
		}
	}
	switch n := voi.Count(); {
	case n == 0:
		return fault.New(ErrVOI, "the VOI is empty").Try(remedy)
	case n == 1:
		return fault.New(ErrVOI, "the VOI is a single voxel").Try(remedy)
	case extended < s.MinimumROIDimensions:
		return fault.New(ErrVOI, "the VOI extends over %d×%d×%d voxels, in %d of at least %d directions", box[0], box[1], box[2], extended, s.MinimumROIDimensions).
			Try("%s; lower minimumROIDimensions if a flat VOI is meant", remedy)
	case s.MinimumROISize > 0 && n <= s.MinimumROISize:
		return fault.New(ErrVOI, "the VOI has %d voxels, more than %d are needed", n, s.MinimumROISize).
			Try("%s; lower minimumROISize if small lesions are meant", remedy)
	}
	return nil
}

// place returns the place of a voxel of the box, counted without the border.
func (r *region) place(x, y, z int) int {
	return x + r.border + r.size[0]*(y+r.border+r.size[1]*(z+r.border))
}

// voxel is the inverse of place.
func (r *region) voxel(place int) (x, y, z int) {
	x = place % r.size[0]
	place /= r.size[0]
	return x - r.border, place%r.size[1] - r.border, place/r.size[1] - r.border
}

// step returns what to add to a place to go one step in the direction.
func (r *region) step(d direction) int { return d[0] + r.size[0]*(d[1]+r.size[1]*d[2]) }

// neighbours returns the steps to all neighbours at the given distances, both
// ways.
func (r *region) neighbours(distances []int, flat int) []int {
	var steps []int
	for _, d := range directions(r.box, distances, flat) {
		steps = append(steps, r.step(d), -r.step(d))
	}
	slices.Sort(steps)
	return steps
}

// sameGrid checks that image and VOI are whole and lie on one grid.
func sameGrid(img *volume.Image, voi *volume.Mask) error {
	if img == nil || voi == nil {
		return fault.New(ErrGrid, "no image or no VOI was given")
	}
	for i := range 3 {
		if !(img.Spacing[i] > 0) || math.IsInf(img.Spacing[i], 0) {
			return fault.New(ErrGrid, "the spacing of the image along index %d is %g mm", i, img.Spacing[i]).
				Try("correct the spacing in the image file")
		}
	}
	if d := img.Differs(voi.Grid); d != "" {
		return fault.New(ErrGrid, "the VOI is on another grid than the image: %s", d).
			Try("resample the VOI to the grid of the image, or use the image that it was drawn on")
	}
	if len(img.Data) != img.Len() || len(voi.Data) != voi.Len() {
		return fault.New(ErrGrid, "the grid has %d voxels, the image holds %d and the VOI %d", img.Len(), len(img.Data), len(voi.Data)).
			Try("read both files again: one of them is not whole")
	}
	return nil
}
