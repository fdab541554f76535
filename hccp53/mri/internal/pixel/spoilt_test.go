package pixel

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
)

// harmless decodes a whole file, all frames, which must do no harm. It returns
// the error.
func harmless(t *testing.T, b []byte) error {
	t.Helper()
	f, err := dcm.Parse(b)
	if err != nil {
		return err
	}
	s, err := Of(f)
	if err != nil {
		return err
	}
	return modest(t, "input", s, len(b))
}

// modest is harmless for the source of a file of n bytes. Beside the bound of
// memory, compressed pixels may take four images of the size that the header
// declares; a child process that failed may have run until its own limit.
func modest(t *testing.T, what string, s *Source, n int) (err error) {
	t.Helper()
	limit := hostile.Memory(n)
	if codecOf(s.Syntax) != codecNone {
		limit += 4 * uint64(s.Frames) * uint64(s.frameBytes())
	}
	cost := hostile.Measure(t, what, func() {
		if native(s.Syntax) && s.Frames > 100 {
			_, err = s.Frame(context.Background(), s.Frames-1)
		} else {
			_, err = s.All(context.Background())
		}
	})
	if cost.Allocated > limit {
		t.Errorf("%s, %s, %d bytes: %d bytes allocated (limit %d)", what, dcm.Name(s.Syntax), n, cost.Allocated, limit)
	}
	if cost.Busy > hostile.Time && !errors.Is(err, gdcm.ErrFailed) {
		t.Errorf("%s, %s, %d bytes: took %v", what, dcm.Name(s.Syntax), n, cost.Busy)
	}
	return err
}

// end returns what is left of the last fragment without padding.
func end(s *Source) []byte {
	b := s.Fragments[len(s.Fragments)-1]
	if codecOf(s.Syntax) == codecRLE {
		return b[:max(len(b)-1, 0)] // the last byte may be padding
	}
	if i := bytes.LastIndex(b, []byte{0xFF, 0xD9}); i >= 0 {
		return b[:i+2]
	}
	return b
}

// TestSpoiltReferencePixels cuts the pixels of every reference file at random,
// and flips bits in them and in the format. A cut must be an error; a flip may
// be anything but a panic, a hang or a waste of memory.
func TestSpoiltReferencePixels(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	cuts, flips, found, children := 0, 0, 0, 0
	for _, file := range reference.Files(t, "dicom", dcm.IsDICOM) {
		b := file.Bytes(t)
		f, err := dcm.Parse(b)
		if err != nil {
			continue
		}
		s, err := Of(f)
		if err != nil {
			continue
		}
		name := file.Name
		inChild := codecOf(s.Syntax) == codecJPEGLS || codecOf(s.Syntax) == codecJPEG2000
		whole := s.Native
		if whole == nil {
			whole = end(s)
		} else {
			whole = whole[:(s.Frames*s.frameBits()+7)/8]
		}
		for at := range hostile.Cuts(len(whole), 30) {
			cuts++
			e := s.Encoded
			if s.Native != nil {
				e.Native = whole[:at]
			} else {
				e.Fragments = slices.Clone(s.Fragments)
				e.Fragments[len(e.Fragments)-1] = whole[:at]
			}
			cut, err := New(e)
			if err == nil {
				err = modest(t, name, cut, len(b))
			}
			if err == nil {
				t.Errorf("%s: pixels cut without error", name)
			}
		}
		n := 30
		if inChild {
			n = 3
		}
		for range n {
			flips++
			e := s.Encoded
			if s.Native != nil {
				e.Native = flipped(rng, s.Native)
			} else {
				e.Fragments = slices.Clone(s.Fragments)
				i := rng.IntN(len(e.Fragments))
				e.Fragments[i] = flipped(rng, e.Fragments[i])
				if len(e.Basic) > 0 && rng.IntN(4) == 0 {
					e.Basic = flipped(rng, e.Basic)
				}
			}
			if rng.IntN(2) == 0 {
				flipFormat(rng, &e.Format)
			}
			other, err := New(e)
			if err == nil {
				err = modest(t, name, other, len(b))
				if inChild {
					children++
				}
			}
			if err != nil {
				found++
			}
		}
	}
	if cuts == 0 {
		t.Fatal("no file of the reference was cut")
	}
	t.Logf("%d cuts, all found; %d flips, %d found, %d through the child process; no panic, no hang, no waste", cuts, flips, found, children)
}

// flipped changes bytes anywhere.
func flipped(rng *rand.Rand, b []byte) []byte { return hostile.Flipped(rng, b, len(b)) }

func flipFormat(rng *rand.Rand, f *Format) {
	bit := 1 << rng.IntN(17)
	switch rng.IntN(8) {
	case 0:
		f.Rows ^= bit
	case 1:
		f.Columns ^= bit
	case 2:
		f.Frames ^= bit
	case 3:
		f.Samples ^= bit & 7
	case 4:
		f.BitsAllocated ^= bit & 127
	case 5:
		f.BitsStored ^= bit & 63
	case 6:
		f.HighBit ^= bit & 63
	default:
		f.Planar ^= 1
	}
}
