// Package volume holds three-dimensional images and masks with their place in
// the patient.
//
// Coordinates are those of DICOM: x to the patient's left, y to the back
// (posterior), z to the head (superior), in millimetres, in short LPS. A
// [Grid] places a lattice of voxels there; an [Image] puts a number on each
// voxel, a [Mask] a yes or no. Index x runs fastest in memory, then y, then z:
//
//	img.Data[g.Index(x, y, z)]
//
// Two volumes can be used together only on the same grid. [Grid.Differs] says
// in words, and by how much, what is not the same.
//
// Volumes are brought to another grid when someone asks for it, never silently:
//
//	iso := img.Resample(img.CentreAligned([3]float64{1, 1, 1}), volume.Cubic, 0)
//	voi := mask.Resample(iso.Grid, volume.Linear)
//	rim := voi.Dilate(5) // mm
//	lo, hi, ok := rim.Box()
//	part := iso.Crop(lo, hi, 10)
//
// Work is spread over the processors slice by slice; the result does not depend
// on their number. The package does not read files: see nifti and nrrd below it
// and package mri.
package volume

import (
	"fmt"
	"math"
	"strings"
)

// Tolerance is the largest difference, in millimetres over the whole grid, at
// which two grids count as the same: 1e-3 mm, far below any voxel and above
// the rounding of positions written as decimal text or float32.
const Tolerance = 1e-3

// Grid is a lattice of voxel centres in patient space. The zero value has no
// voxels.
type Grid struct {
	// Size is the number of voxels along the x, y and z index.
	Size [3]int
	// Spacing is the distance in mm between neighbouring voxel centres.
	Spacing [3]float64
	// Origin is the centre of voxel (0, 0, 0) in mm, LPS.
	Origin [3]float64
	// Direction holds the unit vectors of the x, y and z index: Direction[i] is
	// the LPS direction in which index i grows.
	Direction [3][3]float64
}

// Axial is the direction of a plain axial volume: the indices grow to the
// left, to the back and to the head.
var Axial = [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}

// Len returns the number of voxels.
func (g Grid) Len() int { return g.Size[0] * g.Size[1] * g.Size[2] }

// Index returns the place of voxel (x, y, z) in a Data slice.
func (g Grid) Index(x, y, z int) int { return x + g.Size[0]*(y+g.Size[1]*z) }

// Voxel is the inverse of [Grid.Index].
func (g Grid) Voxel(i int) (x, y, z int) {
	x = i % g.Size[0]
	i /= g.Size[0]
	return x, i % g.Size[1], i / g.Size[1]
}

// Point returns the LPS position in mm of the (possibly fractional) index.
func (g Grid) Point(x, y, z float64) [3]float64 {
	p := g.Origin
	for i, index := range [3]float64{x, y, z} {
		for k := range p {
			p[k] += index * g.Spacing[i] * g.Direction[i][k]
		}
	}
	return p
}

// VoxelVolume returns the volume of one voxel in mm³.
func (g Grid) VoxelVolume() float64 { return g.Spacing[0] * g.Spacing[1] * g.Spacing[2] }

// Equal reports whether both grids have the same size and place every voxel at
// the same point to within [Tolerance].
func (g Grid) Equal(h Grid) bool { return g.Differs(h) == "" }

// Differs says how h differs from g, as "size 64×64×20 instead of 64×64×24;
// origin off by 2.5 mm", or returns "" when the grids are the same.
func (g Grid) Differs(h Grid) string {
	var parts []string
	if g.Size != h.Size {
		parts = append(parts, fmt.Sprintf("size %s instead of %s", sizeText(h.Size), sizeText(g.Size)))
	}
	worst := 0.0
	for i := range 3 {
		d := math.Abs(g.Spacing[i]-h.Spacing[i]) * float64(max(g.Size[i]-1, 1))
		worst = math.Max(worst, d)
	}
	if !(worst <= Tolerance) {
		parts = append(parts, fmt.Sprintf("spacing %s mm instead of %s mm", spacingText(h.Spacing), spacingText(g.Spacing)))
	}
	if d := distance(g.Origin, h.Origin); !(d <= Tolerance) {
		parts = append(parts, fmt.Sprintf("origin off by %.3g mm", d))
	}
	if a := g.angle(h); !(a*g.extent() <= Tolerance) {
		parts = append(parts, fmt.Sprintf("axes turned by %.3g°", a*180/math.Pi))
	}
	return strings.Join(parts, "; ")
}

// angle returns the largest angle in radians between corresponding axes.
func (g Grid) angle(h Grid) float64 {
	worst := 0.0
	for i := range 3 {
		// The chord is accurate for tiny angles, where the arc cosine is not.
		chord := distance(g.Direction[i], h.Direction[i])
		worst = math.Max(worst, 2*math.Asin(math.Min(chord/2, 1)))
	}
	return worst
}

// extent returns the length in mm of the longest side.
func (g Grid) extent() float64 {
	longest := 0.0
	for i := range 3 {
		longest = math.Max(longest, float64(g.Size[i]-1)*g.Spacing[i])
	}
	return longest
}

func distance(a, b [3]float64) float64 {
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

func sizeText(s [3]int) string { return fmt.Sprintf("%d×%d×%d", s[0], s[1], s[2]) }

func spacingText(s [3]float64) string { return fmt.Sprintf("%.7g×%.7g×%.7g", s[0], s[1], s[2]) }

// Image is a number on every voxel of a grid.
type Image struct {
	Grid
	// Data holds one value a voxel, x fastest. Its length is Grid.Len().
	Data []float64
}

// NewImage returns an image of zeros.
func NewImage(g Grid) *Image { return &Image{Grid: g, Data: make([]float64, g.Len())} }

// At returns the value of voxel (x, y, z).
func (img *Image) At(x, y, z int) float64 { return img.Data[img.Index(x, y, z)] }

// Mask marks the voxels of a grid that belong to something.
type Mask struct {
	Grid
	// Data is true inside, x fastest. Its length is Grid.Len().
	Data []bool
}

// NewMask returns an empty mask.
func NewMask(g Grid) *Mask { return &Mask{Grid: g, Data: make([]bool, g.Len())} }

// At reports whether voxel (x, y, z) is inside.
func (m *Mask) At(x, y, z int) bool { return m.Data[m.Index(x, y, z)] }

// Count returns the number of voxels inside.
func (m *Mask) Count() int {
	n := 0
	for _, in := range m.Data {
		if in {
			n++
		}
	}
	return n
}

// Box returns the smallest box that holds all voxels inside: the first index
// and one past the last, along x, y and z. Ok is false for an empty mask.
func (m *Mask) Box() (lo, hi [3]int, ok bool) {
	lo = m.Size
	for i, in := range m.Data {
		if !in {
			continue
		}
		ok = true
		x, y, z := m.Voxel(i)
		for k, v := range [3]int{x, y, z} {
			lo[k] = min(lo[k], v)
			hi[k] = max(hi[k], v+1)
		}
	}
	return lo, hi, ok
}
