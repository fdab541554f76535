package pixel

import (
	"encoding/binary"
	"slices"
)

// regroup returns the codestream of each frame (PS3.5, annex A.4). A frame may
// lie in several fragments, a fragment belongs to one frame.
func (s *Source) regroup() ([][]byte, error) {
	var starts []int // index of the first fragment of each frame
	var err error
	switch {
	case s.Extended != nil:
		return s.extended()
	case len(s.Basic) > 0:
		starts, err = s.basic()
	case s.Frames == 1:
		starts, err = []int{0}, s.oneStream()
	case len(s.Fragments) == s.Frames:
		starts = make([]int, s.Frames)
		for i := range starts {
			starts[i] = i
		}
	default:
		starts, err = s.byMarkers()
	}
	if err != nil {
		return nil, err
	}
	if len(s.Fragments) == 0 {
		return nil, damaged("the file has no compressed pixels")
	}
	frames := make([][]byte, s.Frames)
	for i, start := range starts {
		end := len(s.Fragments)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if end == start+1 {
			frames[i] = s.Fragments[start]
		} else {
			frames[i] = slices.Concat(s.Fragments[start:end]...)
		}
	}
	return frames, nil
}

// itemHead is the length of the tag and length field before a fragment, which
// offsets count.
const itemHead = 8

// places maps the offset of each fragment to its index.
func (s *Source) places() map[uint64]int {
	at, places := uint64(0), make(map[uint64]int, len(s.Fragments))
	for i, fragment := range s.Fragments {
		places[at] = i
		at += itemHead + uint64(len(fragment))
	}
	return places
}

func (s *Source) basic() ([]int, error) {
	if len(s.Basic) != 4*s.Frames {
		return nil, damaged("the offset table has %d bytes; %d frames need %d", len(s.Basic), s.Frames, 4*s.Frames)
	}
	places, starts := s.places(), make([]int, s.Frames)
	for i := range starts {
		start, ok := places[uint64(binary.LittleEndian.Uint32(s.Basic[4*i:]))]
		if !ok || i == 0 && start != 0 || i > 0 && start <= starts[i-1] {
			return nil, damaged("the offset table does not lead to the fragments of frame %d", i+1)
		}
		starts[i] = start
	}
	return starts, nil
}

// extended follows the table of 64-bit offsets, beside which there are the
// lengths of the frames, each in one fragment (PS3.3, C.7.6.3.1.8).
func (s *Source) extended() ([][]byte, error) {
	if len(s.Basic) > 0 || len(s.Extended) != 8*s.Frames || len(s.Lengths) != 8*s.Frames {
		return nil, damaged("the extended offset table has %d offsets and %d lengths; the file has %d frames",
			len(s.Extended)/8, len(s.Lengths)/8, s.Frames)
	}
	if len(s.Fragments) != s.Frames {
		return nil, damaged("%d fragments stand beside an extended offset table of %d frames", len(s.Fragments), s.Frames)
	}
	places, frames := s.places(), make([][]byte, s.Frames)
	for i := range frames {
		start, ok := places[binary.LittleEndian.Uint64(s.Extended[8*i:])]
		n := binary.LittleEndian.Uint64(s.Lengths[8*i:])
		if !ok || start != i || n > uint64(len(s.Fragments[i])) || n+1 < uint64(len(s.Fragments[i])) {
			return nil, damaged("the extended offset table does not lead to frame %d", i+1)
		}
		frames[i] = s.Fragments[i][:n]
	}
	return frames, nil
}

// byMarkers finds the frames by the marker with which a codestream begins. RLE
// has none: there a frame is one fragment.
func (s *Source) byMarkers() ([]int, error) {
	if codecOf(s.Syntax) == codecRLE || len(s.Fragments) < s.Frames {
		return nil, damaged("%d fragments cannot be %d frames", len(s.Fragments), s.Frames)
	}
	var starts []int
	for i := range s.Fragments {
		if i == 0 || s.begins(i) {
			starts = append(starts, i)
		}
	}
	if len(starts) != s.Frames {
		return nil, damaged("%d codestreams cannot be %d frames", len(starts), s.Frames)
	}
	return starts, nil
}

// oneStream refuses several codestreams in a file that states one frame.
func (s *Source) oneStream() error {
	for i := 1; i < len(s.Fragments); i++ {
		if codecOf(s.Syntax) == codecRLE || s.begins(i) {
			return damaged("the file holds several compressed frames and states one")
		}
	}
	return nil
}

// begins reports whether fragment i, which is not the first, begins a
// codestream: the one before ends with EOI or EOC, and i begins with SOI or SOC.
func (s *Source) begins(i int) bool {
	before, b := s.Fragments[i-1], s.Fragments[i]
	if n := len(before); n > 0 && before[n-1] == 0 {
		before = before[:n-1]
	}
	n := len(before)
	return n >= 2 && before[n-2] == 0xFF && before[n-1] == 0xD9 &&
		len(b) >= 2 && b[0] == 0xFF && (b[1] == 0xD8 || b[1] == 0x4F)
}
