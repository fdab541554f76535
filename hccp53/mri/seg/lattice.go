package seg

import (
	"cmp"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

const (
	// rightAngle is the largest cosine between rows and columns, and by how much
	// their squared length may differ from 1: 0.06°, above the rounding of
	// directions to three digits.
	rightAngle = 1e-3
	// samePlace is the largest distance of two frames on one slice in mm.
	samePlace = 0.01
	// evenGap is by how much a frame may lie off its slice, as a fraction of
	// the distance of slices.
	evenGap = 0.01
	// drift is how far in mm slices may run off the normal, or as a fraction of
	// the height of the stack: 0.06°.
	driftMM, drift = 0.05, 1e-3
	// maxDivisor is the largest number of slices that the smallest distance of
	// two frames may hold.
	maxDivisor = 8
	// maxSlices bounds the lattice: eight times the frames of a whole body.
	maxSlices = 1 << 14
)

// stated is what the file says about the third axis: the distance of slices and
// their thickness in mm, 0 where it is silent. Thick slices may overlap or leave
// gaps, so that their thickness is only taken for a single one.
type stated struct{ between, thickness float64 }

// measures returns the axes and the size of the voxels of a frame.
func (g groups) measures() (grid volume.Grid, z stated, err error) {
	orientation, err := g.item(dcm.PlaneOrientationSequence, "orientation")
	if err != nil {
		return grid, z, err
	}
	measures, err := g.item(dcm.PixelMeasuresSequence, "size of voxels")
	if err != nil {
		return grid, z, err
	}
	var axes [6]float64
	var spacing [2]float64
	orientation.Vector(dcm.ImageOrientationPatient, axes[:])
	measures.Vector(dcm.PixelSpacing, spacing[:])
	row, column := [3]float64(axes[:3]), [3]float64(axes[3:])
	if !vector.Finite(axes[:]...) || math.Abs(vector.Dot(row, row)-1) > rightAngle || math.Abs(vector.Dot(column, column)-1) > rightAngle || math.Abs(vector.Dot(row, column)) > rightAngle {
		return grid, z, fault.New(ErrGeometry, "the orientation of frame %d (0020,0037) is missing or not two directions at right angles", g.number)
	}
	if !vector.Finite(spacing[:]...) || spacing[0] <= 0 || spacing[1] <= 0 {
		return grid, z, fault.New(ErrGeometry, "the size of the voxels of frame %d (0028,0030) is missing or not positive", g.number)
	}
	z.between, z.thickness = positive(measures.Number(dcm.SpacingBetweenSlices)), positive(measures.Number(dcm.SliceThickness))
	grid.Direction = [3][3]float64{vector.Unit(row), vector.Unit(column), vector.Unit(vector.Cross(row, column))}
	grid.Spacing = [3]float64{spacing[1], spacing[0], 0} // row spacing comes first (PS3.3, 10.7.1.3)
	return grid, z, nil
}

// positive returns the size of a number that is stated, else 0. Some writers
// give the distance of slices that run downwards a sign.
func positive(x float64) float64 {
	if !vector.Finite(x) {
		return 0
	}
	return math.Abs(x)
}

// lattice finds the distance of slices and gives each frame its slice.
func (s *Segmentation) lattice(z stated) error {
	normal := s.Grid.Direction[2]
	first := slices.MinFunc(s.planes, func(a, b plane) int {
		return cmp.Compare(vector.Dot(a.position, normal), vector.Dot(b.position, normal))
	})
	heights := make([]float64, len(s.planes))
	for i, p := range s.planes {
		away := sub(p.position, first.position)
		heights[i] = vector.Dot(away, normal)
		for k := range away {
			away[k] -= heights[i] * normal[k]
		}
		if off := math.Sqrt(vector.Dot(away, away)); !(off <= math.Max(driftMM, drift*heights[i])) {
			return fault.New(ErrGeometry, "frame %d lies %.3g mm beside the stack of the others", i+1, off).
				Try("save the segmentation of each series as a file of its own")
		}
	}
	distance, err := s.distance(heights, z)
	if err != nil {
		return err
	}
	s.Grid.Origin, s.Grid.Spacing[2] = first.position, distance
	seen := map[[2]int]bool{}
	for i := range s.planes {
		p := &s.planes[i]
		p.slice = int(math.Round(heights[i] / distance))
		s.Grid.Size[2] = max(s.Grid.Size[2], p.slice+1)
		if key := [2]int{p.segment, p.slice}; seen[key] {
			return missing("two frames show segment %d at the same place, one of them frame %d", p.segment, i+1)
		} else {
			seen[key] = true
		}
	}
	return nil
}

// distance returns the distance of slices at which all heights above the lowest
// frame are slices.
func (s *Segmentation) distance(heights []float64, z stated) (float64, error) {
	sorted := slices.Clone(heights)
	slices.Sort(sorted)
	smallest := math.Inf(1)
	for i := 1; i < len(sorted); i++ {
		if gap := sorted[i] - sorted[i-1]; gap > samePlace {
			smallest = math.Min(smallest, gap)
		}
	}
	top := sorted[len(sorted)-1]
	if math.IsInf(smallest, 1) { // all on one slice
		if z.between+z.thickness == 0 {
			return 0, fault.New(ErrGeometry, "all frames lie on one slice, and neither its thickness nor the distance of slices is stated")
		}
		return cmp.Or(z.between, z.thickness), nil
	}
	tried := []float64{z.between}
	for k := 1.0; k <= maxDivisor; k++ {
		tried = append(tried, smallest/k)
	}
	for i, d := range tried {
		if !(d > samePlace) {
			continue
		}
		n := math.Round(top / d)
		if n < 1 || !fits(sorted, top/n) {
			continue
		}
		if n >= maxSlices {
			return 0, fault.New(ErrGeometry, "the frames span %.0f slices; at most %d are read", n+1, maxSlices)
		}
		if i == 0 && math.Abs(d*n-top) <= volume.Tolerance/10 {
			return d, nil // free of the rounding of positions
		}
		if i > 0 && z.between > 0 {
			s.Warnings = append(s.Warnings, "the stated distance of slices does not fit the positions of the frames, which are taken")
		}
		return top / n, nil
	}
	return 0, fault.New(ErrGeometry, "the frames are unevenly spaced: %.4g mm is their smallest distance, and no distance of slices fits all", smallest).
		Try("save the segmentation on the grid of its image")
}

// fits reports whether all heights are slices at distance d.
func fits(heights []float64, d float64) bool {
	for _, h := range heights {
		if !(math.Abs(h-math.Round(h/d)*d) <= evenGap*d) {
			return false
		}
	}
	return true
}

func sub(a, b [3]float64) [3]float64 { return [3]float64{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }
