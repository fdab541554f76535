package pixel

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
)

// harmless decodes a whole file, all frames, and fails when that panics, takes
// longer than 2 s, or more memory than 64 MiB, 20 bytes a byte of the file, and
// four images of the size that its header declares. It returns the error.
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
	return modest(t, s, len(b))
}

// modest is harmless for the source of a file of n bytes.
func modest(t *testing.T, s *Source, n int) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	var err error
	if native(s.Syntax) && s.Frames > 100 {
		_, err = s.Frame(context.Background(), s.Frames-1)
	} else {
		_, err = s.All(context.Background())
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	limit := uint64(64<<20 + 20*n)
	if codecOf(s.Syntax) != codecNone {
		limit += 4 * uint64(s.Frames) * uint64(s.frameBytes())
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > limit {
		t.Errorf("%s, %d bytes: %d bytes allocated (limit %d)", dcm.Name(s.Syntax), n, got, limit)
	}
	if took > 2*time.Second && !errors.Is(err, gdcm.ErrFailed) {
		t.Errorf("%s, %d bytes: took %v", dcm.Name(s.Syntax), n, took)
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
	all := reference(t)
	var paths []string
	for path := range all {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	rng := rand.New(rand.NewPCG(11, 12))
	cuts, flips, found, children := 0, 0, 0, 0
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := dcm.Parse(b)
		if err != nil {
			continue
		}
		s, err := Of(f)
		if err != nil {
			continue
		}
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		inChild := codecOf(s.Syntax) == codecJPEGLS || codecOf(s.Syntax) == codecJPEG2000
		for range 30 {
			cuts++
			e := s.Encoded
			if s.Native != nil {
				need := (s.Frames*s.frameBits() + 7) / 8
				e.Native = s.Native[:rng.IntN(need)]
			} else {
				whole := end(s)
				e.Fragments = slices.Clone(s.Fragments)
				e.Fragments[len(e.Fragments)-1] = whole[:rng.IntN(len(whole))]
			}
			cut, err := New(e)
			if err == nil {
				err = modest(t, cut, len(b))
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
				err = modest(t, other, len(b))
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

func flipped(rng *rand.Rand, b []byte) []byte {
	c := slices.Clone(b)
	for range 1 + rng.IntN(8) {
		if len(c) > 0 {
			c[rng.IntN(len(c))] ^= 1 << rng.IntN(8)
		}
	}
	return c
}

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
