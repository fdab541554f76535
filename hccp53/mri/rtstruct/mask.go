package rtstruct

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

const (
	// flat is how far the points of a contour may lie off their plane, and
	// planes of one slice off each other, as a fraction of the distance of
	// slices: above the rounding of positions to 0.1 mm.
	flat = 0.05
	// onSlice is how far a plane may lie off its slice without a note, in mm.
	onSlice = 0.01
	// tie is to what points are rounded, in voxels, so that the rounding of
	// floating point does not decide on which side of an outline a centre lies
	// that is on it.
	tie = 1e-6
	// denser is how many slices of a region may lie on one of the image, and
	// beyond it on either side.
	denser = 8
	// maxSlices bounds the slices of a region that was drawn on another image.
	maxSlices = 1 << 14
	// overhang is how far in voxels an outline may reach beyond the edge.
	overhang = 1
)

// outline is a closed contour on the slices of an image.
type outline struct {
	number int     // of the contour, from 1
	height float64 // of its plane in slices
	points []point
	area   float64
}

// Mask returns the voxels of the region on the grid of an image, by the rules
// of the package comment. The notes say what was left out or taken for granted,
// a sentence each. The errors are the second group of this package.
func (s *Structures) Mask(number int, on volume.Grid) (m *volume.Mask, notes []string, err error) {
	roi, err := s.roi(number)
	if err != nil {
		return nil, nil, err
	}
	outlines, notes, err := roi.outlines(on)
	if err != nil {
		return nil, nil, err
	}
	planes, more, err := bySlice(outlines, on)
	if err != nil {
		return nil, nil, err
	}
	m, notes = volume.NewMask(on), append(notes, more...)
	for _, z := range slices.Sorted(maps.Keys(planes)) {
		notes = append(notes, draw(m, z, planes[z])...)
	}
	return m, notes, nil
}

func (s *Structures) roi(number int) (*ROI, error) {
	i := slices.IndexFunc(s.ROIs, func(r ROI) bool { return r.Number == number })
	if i < 0 {
		return nil, fault.New(ErrNoROI, "there is no region %d; there are %s", number, s.numbers())
	}
	return &s.ROIs[i], nil
}

// numbers lists the regions in a message.
func (s *Structures) numbers() string {
	return fault.List(s.ROIs, 10, func(r ROI) string { return strconv.Itoa(r.Number) })
}

// outlines returns the closed contours in the coordinates of the grid.
func (r *ROI) outlines(on volume.Grid) (all []outline, notes []string, err error) {
	single, degenerate := 0, 0
	for i, c := range r.Contours {
		switch c.Type {
		case "POINT":
			single++
			continue
		case "CLOSED_PLANAR", "CLOSEDPLANAR_XOR":
		case "OPEN_PLANAR", "OPEN_NONPLANAR":
			return nil, nil, fault.New(ErrOpen, "contour %d of region %d is an open line (%s)", i+1, r.Number, c.Type).
				Try("close the contour, or delete it where it is a mark")
		default:
			return nil, nil, missing("contour %d of region %d is of type %q, which the standard does not know", i+1, r.Number, c.Type)
		}
		if len(c.Points) < 3 {
			degenerate++
			continue
		}
		o, err := c.place(on, i+1)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, o)
	}
	if len(all) == 0 {
		return nil, nil, fault.New(ErrNoOutline, "region %d has %d contours, none of them a closed outline (%d points)", r.Number, len(r.Contours), single).
			Try("choose the region of the tumour")
	}
	if single > 0 {
		notes = append(notes, fmt.Sprintf("points left out: %d; they mark no voxel", single))
	}
	if degenerate > 0 {
		notes = append(notes, fmt.Sprintf("outlines of fewer than three points left out: %d", degenerate))
	}
	return all, notes, nil
}

// place brings a contour into the coordinates of the grid and checks that it
// is parallel to the slices and within them.
func (c *Contour) place(on volume.Grid, number int) (outline, error) {
	o := outline{number: number, points: make([]point, len(c.Points))}
	lo, hi := math.Inf(1), math.Inf(-1)
	beyond := 0.0
	for i, p := range c.Points {
		q := on.Locate(p)
		for k := range q {
			q[k] = math.Round(q[k]/tie) * tie
		}
		o.points[i] = point{q[0], q[1]}
		o.height += q[2] / float64(len(c.Points))
		lo, hi = math.Min(lo, q[2]), math.Max(hi, q[2])
		for k := range 2 {
			beyond = math.Max(beyond, math.Max(-0.5-q[k], q[k]-float64(on.Size[k])+0.5))
		}
	}
	if !(hi-lo <= flat) {
		return o, fault.New(ErrTilted, "contour %d is turned by %.1f° against the slices", number, c.angle(on)).
			Try("take the image that it was drawn on")
	}
	if !(beyond <= overhang) {
		return o, fault.New(ErrOtherGrid, "contour %d reaches %.0f voxels beyond the edge of the image", number, beyond).
			Try("take the image that it was drawn on")
	}
	o.area = area(o.points)
	return o, nil
}

// angle returns the angle in degrees between the plane of the contour and the
// slices. The normal of the plane is that of Newell: the sum of the cross
// products of neighbouring points.
func (c *Contour) angle(on volume.Grid) float64 {
	cross := func(a, b [3]float64) [3]float64 {
		return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
	}
	var n [3]float64
	first := c.Points[0]
	for i, p := range c.Points {
		q := c.Points[(i+1)%len(c.Points)]
		for k := range 3 {
			p[k] -= first[k]
			q[k] -= first[k]
		}
		for k, v := range cross(p, q) {
			n[k] += v
		}
	}
	s := cross(on.Direction[0], on.Direction[1])
	along := math.Abs(n[0]*s[0] + n[1]*s[1] + n[2]*s[2])
	across := cross(n, s)
	return math.Atan2(math.Sqrt(across[0]*across[0]+across[1]*across[1]+across[2]*across[2]), along) * 180 / math.Pi
}

// key is the same for outlines with the same points.
func (o outline) key() string {
	b := make([]byte, 0, 16*len(o.points))
	for _, p := range o.points {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p.x))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p.y))
	}
	return string(b)
}

// draw combines the outlines of slice z by exclusive or.
func draw(m *volume.Mask, z int, outlines []outline) (notes []string) {
	// Larger ones first, so that an outline meets all that it can lie inside.
	slices.SortStableFunc(outlines, func(a, b outline) int { return cmp.Compare(b.area, a.area) })
	size := m.Size[0] * m.Size[1]
	slice := m.Data[z*size : (z+1)*size]
	seen := map[string]bool{}
	for _, o := range outlines {
		key := o.key()
		if seen[key] {
			notes = append(notes, fmt.Sprintf("an outline on slice %d is there twice and was taken once", z+1))
			continue
		}
		seen[key] = true
		all, taken := 0, 0
		fill(o.points, m.Size[0], m.Size[1], func(y, x0, x1 int) {
			row := slice[y*m.Size[0]+x0 : y*m.Size[0]+x1]
			for x, in := range row {
				all++
				if in {
					taken++
				}
				row[x] = !in
			}
		})
		if taken > 0 && taken < all {
			notes = append(notes, fmt.Sprintf("two outlines on slice %d overlap in part; the %d voxels that both have are left out", z+1, taken))
		}
	}
	return notes
}
