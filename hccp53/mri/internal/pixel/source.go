package pixel

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// Encoded is pixels as they lie in a file.
type Encoded struct {
	Format
	// Native is the value of the pixel element, nil for encapsulated pixels.
	Native []byte
	// Fragments are the items of encapsulated pixels behind the basic offset
	// table, which is Basic; Extended and Lengths are the extended table, nil
	// when there is none.
	Fragments                [][]byte
	Basic, Extended, Lengths []byte
}

// Source is the pixels of one file, checked and not yet decoded. It may be used
// by several goroutines.
type Source struct {
	Encoded
	frames func() ([][]byte, error) // the codestreams of the frames
	child  sync.Mutex
	// decoded is what the child process made of all frames.
	decoded []byte
}

// New returns the source of pixels; see [Of] for those of a file. It refuses what is not read and what cannot be
// whole: native pixels shorter than the format needs, fragments that are not
// one codestream a frame.
func New(e Encoded) (*Source, error) {
	p := &Source{Encoded: e}
	if err := refuse(p.Syntax); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if native(p.Syntax) {
		return p, p.checkNative()
	}
	if p.Fragments == nil {
		return nil, damaged("the pixels are not encapsulated, although the transfer syntax is %s", dcm.Name(p.Syntax))
	}
	if p.Kind != Integer || p.BitsAllocated == 1 {
		return nil, unsupported("pixels of %d bits are compressed as %s", p.BitsAllocated, dcm.Name(p.Syntax))
	}
	if n := p.frameBytes(); n > MaxUnpacked {
		return nil, fault.New(dcm.ErrTooLarge, "a frame of %d×%d pixels takes %d bytes; at most %d are unpacked", p.Rows, p.Columns, n, MaxUnpacked)
	}
	p.frames = sync.OnceValues(p.regroup)
	_, err := p.frames()
	return p, err
}

// Frame decodes frame i, counted from 0. The errors are [dcm.ErrDamaged],
// [dcm.ErrPixels] and [ErrCodec]. Frames that a child process decodes are
// decoded all at once, when the first is asked for, and kept.
func (s *Source) Frame(ctx context.Context, i int) (Samples, error) {
	if i < 0 || i >= s.Frames {
		return Samples{}, damaged("frame %d of %d was asked for", i+1, s.Frames)
	}
	if err := ctx.Err(); err != nil {
		return Samples{}, err
	}
	out := Samples{DType: s.DType(), Shape: s.Shape()}
	var err error
	switch codec := codecOf(s.Syntax); codec {
	case codecNone:
		out.Bytes = s.nativeFrame(i)
	default:
		var frames [][]byte
		if frames, err = s.frames(); err != nil {
			return Samples{}, err
		}
		switch codec {
		case codecRLE:
			out.Bytes, err = s.rle(frames[i])
		case codecJPEG:
			out.Bytes, err = s.jpeg(frames[i])
		default:
			out.Bytes, err = s.childFrame(ctx, i)
		}
	}
	if err != nil {
		if s.Frames > 1 {
			err = fault.Wrap(nil, err, "frame %d of %d cannot be decoded", i+1, s.Frames)
		}
		return Samples{}, err
	}
	return out, nil
}

// All decodes all frames. The shape of several has their number in front.
func (s *Source) All(ctx context.Context) (Samples, error) {
	all, err := s.Frame(ctx, 0)
	if err != nil || s.Frames == 1 {
		return all, err
	}
	all.Shape = append([]int{s.Frames}, all.Shape...)
	all.Bytes = slices.Clone(all.Bytes)
	for i := 1; i < s.Frames; i++ {
		frame, err := s.Frame(ctx, i)
		if err != nil {
			return Samples{}, err
		}
		all.Bytes = append(all.Bytes, frame.Bytes...)
	}
	return all, nil
}

// Same reports whether both sources hold the same pixels in the same encoding.
// Nothing is decoded, so false only means that their bytes differ.
func (s *Source) Same(other *Source) bool {
	return s.Format == other.Format && bytes.Equal(s.Native, other.Native) && slices.EqualFunc(s.Fragments, other.Fragments, bytes.Equal)
}
