package seg

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
)

// plane is where one frame lies and whose it is.
type plane struct {
	// segment is its number, 0 in a LABELMAP, whose frames are of all segments.
	segment  int
	position [3]float64 // of the first voxel, mm LPS
	slice    int        // of the lattice
}

// sameDirection is the largest difference of two directions, a component each,
// that count as the same.
const sameDirection = 1e-4

// readFrames reads the functional groups of all frames (PS3.3, C.7.6.16): where
// they are and which segment they show. All must have one orientation and one
// size of voxels, and make one stack.
func (s *Segmentation) readFrames(f *dcm.File) error {
	var z stated
	frames := f.Items(dcm.PerFrameFunctionalGroupsSequence)
	if len(frames) != s.Frames {
		return missing("the file has %d frames and describes %d", s.Frames, len(frames))
	}
	shared := f.Item(dcm.SharedFunctionalGroupsSequence)
	s.planes = make([]plane, len(frames))
	for i, frame := range frames {
		groups := groups{frame: frame, shared: shared, number: i + 1}
		if err := s.readPlane(groups, &s.planes[i]); err != nil {
			return err
		}
		g, own, err := groups.measures()
		if err != nil {
			return err
		}
		g.Size = [3]int{s.Columns, s.Rows, 1}
		if i == 0 {
			s.Grid, z = g, own
			continue
		}
		for k := range 3 {
			if math.Abs(g.Direction[0][k]-s.Grid.Direction[0][k]) > sameDirection || math.Abs(g.Direction[1][k]-s.Grid.Direction[1][k]) > sameDirection {
				return fault.New(ErrGeometry, "frame %d has another orientation than frame 1", i+1).Try("save each orientation as a segmentation of its own")
			}
		}
		if math.Abs(g.Spacing[0]-s.Grid.Spacing[0]) > 1e-4*g.Spacing[0] || math.Abs(g.Spacing[1]-s.Grid.Spacing[1]) > 1e-4*g.Spacing[1] {
			return fault.New(ErrGeometry, "frame %d has voxels of another size than frame 1", i+1)
		}
	}
	return s.lattice(z)
}

// readPlane reads position and segment of one frame.
func (s *Segmentation) readPlane(g groups, p *plane) error {
	position, err := g.item(dcm.PlanePositionSequence, "position")
	if err != nil {
		return err
	}
	position.Vector(dcm.ImagePositionPatient, p.position[:])
	if !vector.Finite(p.position[:]...) {
		return missing("frame %d has no position (0020,0032)", g.number)
	}
	if s.Type == "LABELMAP" {
		return nil
	}
	id, err := g.item(segmentIdentificationSequence, "segment")
	if err != nil {
		return err
	}
	if !id.Has(referencedSegmentNumber) {
		return missing("frame %d names no segment (0062,000B)", g.number)
	}
	p.segment = id.Count(referencedSegmentNumber)
	if !s.numbered[p.segment] {
		return missing("frame %d is of segment %d, which is not described", g.number, p.segment)
	}
	return nil
}

// groups are the functional groups of one frame.
type groups struct {
	frame, shared *dcm.DataSet
	number        int // of the frame, from 1
}

// item returns the item of a functional group of the frame: its own, or that
// which it shares with all others. One that is there and cannot be read is
// missing; the shared one does not stand in for it.
func (g groups) item(tag dcm.Tag, what string) (*dcm.DataSet, error) {
	from := g.shared
	if g.frame.Find(tag) != nil {
		from = g.frame
	}
	if items := from.Items(tag); len(items) == 1 {
		return items[0], nil
	}
	return nil, missing("frame %d has no %s (%s)", g.number, what, tag)
}
