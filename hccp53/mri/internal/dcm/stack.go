package dcm

// stack holds the elements of the data sets that are being read, the innermost
// on top. It grows by blocks, so that no element is moved and a data set takes
// only what it needs: a hostile file must not make its memory a multiple of
// itself.
type stack struct {
	blocks []*[blockSize]Element
	n      int
}

const blockSize = 128

func (s *stack) push(e Element) {
	if s.n == blockSize*len(s.blocks) {
		s.blocks = append(s.blocks, new([blockSize]Element))
	}
	s.blocks[s.n/blockSize][s.n%blockSize] = e
	s.n++
}

// pop takes off the elements from place from on and returns them.
func (s *stack) pop(from int) []Element {
	out := make([]Element, s.n-from)
	for i := range out {
		at := from + i
		out[i] = s.blocks[at/blockSize][at%blockSize]
	}
	s.n = from
	return out
}
