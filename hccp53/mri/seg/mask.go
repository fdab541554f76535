package seg

import (
	"context"
	"encoding/binary"
	"strconv"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/voxel"
)

// DefaultThreshold is the share from which a voxel of a FRACTIONAL segmentation
// belongs to the segment.
const DefaultThreshold = 0.5

// Option changes how a mask is made.
type Option func(*options)

type options struct{ threshold float64 }

// Threshold sets the share, above 0 and up to 1, from which a voxel of a
// FRACTIONAL segmentation belongs to the segment. Other types have no shares.
func Threshold(share float64) Option { return func(o *options) { o.threshold = share } }

// Mask returns the voxels of the segment on [Segmentation.Grid]. A segment
// without a frame is empty. The errors are those of [Segmentation.Readable],
// [ErrNoSegment], [ErrMissing] for a label that no segment has, [ErrDamaged],
// and [ErrTooLarge] where few frames lie so far apart that their lattice takes
// more than 64 MiB and 20 times the file, and more than the frames themselves;
// [Segmentation.MaskOn] has no such bound.
func (s *Segmentation) Mask(number int, opts ...Option) (*volume.Mask, error) {
	read, err := s.reader(number, opts)
	if err != nil {
		return nil, err
	}
	if most := max(64<<20+20*s.size, int64(s.Frames)*int64(s.Rows*s.Columns)); int64(s.Grid.Len()) > most {
		return nil, fault.New(ErrTooLarge, "the frames span %d×%d×%d voxels; at most %d are read from a file of this size", s.Columns, s.Rows, s.Grid.Size[2], most).
			Try("read the segmentation on the grid of its image")
	}
	m := volume.NewMask(s.Grid)
	area := s.Rows * s.Columns
	for i, p := range s.planes {
		if s.shows(p, number) {
			if err := read(i, m.Data[p.slice*area:(p.slice+1)*area]); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// MaskOn returns the voxels of the segment on the grid of an image, which may
// have more slices. Every frame of the segment must lie on a slice of the image,
// voxel on voxel, to within [volume.Tolerance]; the order and the direction of
// the axes may differ. The error is [ErrOtherGrid] otherwise, and where a voxel
// of the segment lies beyond the edge of the image; else those of
// [Segmentation.Mask] but ErrTooLarge.
func (s *Segmentation) MaskOn(number int, on volume.Grid, opts ...Option) (*volume.Mask, error) {
	read, err := s.reader(number, opts)
	if err != nil {
		return nil, err
	}
	m := volume.NewMask(on)
	inside := make([]bool, s.Rows*s.Columns)
	beyond := 0
	for i, p := range s.planes {
		if !s.shows(p, number) {
			continue
		}
		if err := read(i, inside); err != nil {
			return nil, err
		}
		frame := s.Grid
		frame.Origin, frame.Size[2] = p.position, 1
		inset, ok := frame.Inset(on)
		if !ok {
			return nil, fault.New(ErrOtherGrid, "frame %d does not lie on the voxels of the image", i+1).
				Try("draw the outline on this image, or resample it to its grid with nearest neighbours")
		}
		for j, marked := range inside {
			if !marked {
				continue
			}
			if at, ok := inset.Index(j%s.Columns, j/s.Columns, 0); ok {
				m.Data[at] = true
			} else {
				beyond++
			}
		}
	}
	if beyond > 0 {
		return nil, fault.New(ErrOtherGrid, "%d voxels of segment %d lie beyond the edge of the image", beyond, number).
			Try("take the image that the segment was drawn on")
	}
	return m, nil
}

// Count returns the number of voxels of the segment. It makes no lattice, so that
// frames may lie as far apart as they like. The errors are those of
// [Segmentation.Mask] but ErrTooLarge.
func (s *Segmentation) Count(number int, opts ...Option) (int, error) {
	read, err := s.reader(number, opts)
	if err != nil {
		return 0, err
	}
	n := 0
	inside := make([]bool, s.Rows*s.Columns)
	for i, p := range s.planes {
		if !s.shows(p, number) {
			continue
		}
		if err := read(i, inside); err != nil {
			return 0, err
		}
		for _, marked := range inside {
			if marked {
				n++
			}
		}
	}
	return n, nil
}

// shows reports whether a frame can hold voxels of the segment.
func (s *Segmentation) shows(p plane, number int) bool {
	return s.Type == "LABELMAP" || p.segment == number
}

// reader returns a function that marks the voxels of the segment in frame i.
func (s *Segmentation) reader(number int, opts []Option) (func(i int, inside []bool) error, error) {
	if s.noVolume != nil {
		return nil, s.noVolume
	}
	if !s.numbered[number] {
		return nil, fault.New(ErrNoSegment, "there is no segment %d; there are %s", number, s.numbers())
	}
	o := options{threshold: DefaultThreshold}
	for _, opt := range opts {
		opt(&o)
	}
	if !(o.threshold > 0 && o.threshold <= 1) {
		return nil, fault.New(ErrUnsupported, "the threshold is %v", o.threshold).Try("choose a share above 0 and up to 1")
	}
	table := s.table(number, o.threshold)
	return func(i int, inside []bool) error {
		frame, err := s.source.Frame(context.Background(), i)
		if err != nil {
			return err
		}
		b, wide := frame.Bytes, frame.DType == voxel.Uint16
		for j := range inside {
			v := 0
			if wide {
				v = int(binary.LittleEndian.Uint16(b[2*j:]))
			} else {
				v = int(b[j])
			}
			if table[v] == unknown {
				return missing("frame %d has a voxel with the label %d, which no segment has", i+1, v)
			}
			inside[j] = table[v] == in
		}
		return nil
	}, nil
}

// What a stored value says about a voxel.
const (
	out = iota
	in
	unknown
)

// table says for each value that can be stored what it means for the segment.
func (s *Segmentation) table(number int, threshold float64) []byte {
	table := make([]byte, 1<<max(8, s.source.BitsAllocated))
	switch s.Type {
	case "BINARY":
		table[1] = in
	case "FRACTIONAL":
		for v := range table {
			if float64(v)/s.max >= threshold {
				table[v] = in
			}
		}
	case "LABELMAP":
		for v := range table {
			switch {
			case v == number:
				table[v] = in
			case v != 0 && v != s.padding && !s.numbered[v]:
				table[v] = unknown
			}
		}
	}
	return table
}

// numbers lists the segments in a message.
func (s *Segmentation) numbers() string {
	return fault.List(s.Segments, 10, func(segment Segment) string { return strconv.Itoa(segment.Number) })
}
