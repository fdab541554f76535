package provenance

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// Rand returns the random stream with the given name under the given seed.
// Streams with different names are independent, so work can be divided among
// any number of workers, each patient or fold drawing from a stream of its
// own, and the numbers stay the same:
//
//	rng := provenance.Rand(seed, "simulate/noise", patient)
//
// The generator is PCG (O'Neill 2014) seeded with the first 16 bytes of the
// SHA-256 sum of seed and name.
func Rand(seed uint64, name ...any) *rand.Rand {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, joined(name)))
	return rand.New(rand.NewPCG(binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])))
}

func joined(name []any) string {
	var s string
	for i, part := range name {
		if i > 0 {
			s += "/"
		}
		s += fmt.Sprint(part)
	}
	return s
}
