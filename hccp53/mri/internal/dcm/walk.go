package dcm

import "hcclab/hccp53/fault"

// walk is what all levels of one file share.
type walk struct {
	b []byte
	// size is the length of the file, of which b may be the beginning.
	size int64
	// toPixels stops before the pixels.
	toPixels bool
	stack    stack
	// left is how many elements, items and fragments may still be read.
	left int64
	// known are the character sets met so far, by the element's value.
	known map[string]*charsets
	// broken is how many sequences were found to be.
	broken int
}

const (
	// maxDepth bounds how deep sequences may nest. Real files stay below ten.
	maxDepth = 64
	// freeElements and bytesPerElement bound the elements, items and fragments
	// of a file, and so the memory that a small file can ask for: one of 8 bytes
	// costs 160. The densest real headers, those of segmentations with thousands
	// of frames, take about 16 bytes for each.
	freeElements    = 256 << 10
	bytesPerElement = 12
	// maxBroken bounds the sequences that are taken for bytes because their
	// inside makes no sense.
	maxBroken = 1000
)

// walkOf prepares the walk through a file of the given size that starts with b.
func walkOf(b []byte, size int64, toPixels bool) *walk {
	w := &walk{toPixels: toPixels, known: map[string]*charsets{}}
	w.begin(b, size)
	return w
}

// begin starts anew with more of the file.
func (w *walk) begin(b []byte, size int64) {
	w.b, w.size = b, size
	w.stack.n, w.left, w.broken = 0, freeElements+size/bytesPerElement, 0
}

func damaged(format string, args ...any) *fault.Error {
	return fault.New(ErrDamaged, format, args...).Try("copy or export the file again")
}

func cut(tag Tag) error { return damaged("the file ends inside element %s", tag) }

// short returns err for n bytes at pos that do not fit before end, or [errMore]
// when b ends there and the rest of the file can have them.
func (w *walk) short(pos, end int, n int64, err error) error {
	if end == len(w.b) && int64(end) < w.size && int64(pos)+n <= w.size {
		return errMore
	}
	return err
}

// spend counts one more element, item or fragment.
func (w *walk) spend() error {
	if w.left--; w.left < 0 {
		return damaged("the file has more elements than its size allows")
	}
	return nil
}

// charsetsOf returns the character sets that value names.
func (w *walk) charsetsOf(value []byte) *charsets {
	c, ok := w.known[string(value)]
	if !ok {
		c = charsetsOf(string(value))
		w.known[string(value)] = c
	}
	return c
}

// zeros checks that nothing but zeros follows, which fill a block of the medium.
// No data set has an element (0000,0000).
func (w *walk) zeros(pos, end int) (after int, err error) {
	switch {
	case int64(end) < w.size:
		return 0, errMore
	case !isZero(w.b[pos:end]):
		return 0, damaged("zeros stand where an element should be")
	}
	return end, nil
}

// follows checks that a value that is not read lies within the file.
func (w *walk) follows(h head) error {
	if h.length != undefinedLength && int64(h.start)+int64(h.length) > w.size {
		return cut(h.tag)
	}
	return nil
}

func isZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}
