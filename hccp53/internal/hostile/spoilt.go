package hostile

import (
	"iter"
	"math/rand/v2"
	"slices"
)

// Cuts returns lengths to which a file of the size is cut: at least n of them,
// evenly spaced from size-1 downwards, or all below the size where these are
// fewer.
func Cuts(size, n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := size - 1; at >= 0; at -= max(1, size/n) {
			if !yield(at) {
				return
			}
		}
	}
}

// Flips returns n copies of b, each [Flipped] within its first head bytes.
func Flips(b []byte, n, head int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		rng := rand.New(rand.NewPCG(uint64(n), uint64(len(b))))
		for range n {
			if !yield(Flipped(rng, b, head)) {
				return
			}
		}
	}
}

// Flipped returns a copy of b with one to three changes within its first head
// bytes: of a bit, or of a whole byte.
func Flipped(rng *rand.Rand, b []byte, head int) []byte {
	c := slices.Clone(b)
	head = min(head, len(c))
	if head == 0 {
		return c
	}
	for range 1 + rng.IntN(3) {
		at := rng.IntN(head)
		if rng.IntN(2) == 0 {
			c[at] ^= 1 << rng.IntN(8)
		} else {
			c[at] = byte(rng.IntN(256))
		}
	}
	return c
}
