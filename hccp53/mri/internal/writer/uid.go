package writer

import (
	"crypto/sha256"
	"fmt"
	"math/big"
)

// UID returns a DICOM unique identifier below the root 2.25, derived from seed
// and parts: the same every time, and different for different seeds or parts.
//
// UIDs below 2.25 are UUIDs written as a decimal number (PS3.5, annex B.2).
// This one is made from the first 16 bytes of the SHA-256 sum of seed and parts
// and marked as version 8, a UUID of the maker's own design (RFC 9562).
func UID(seed uint64, parts ...any) string {
	text := fmt.Appendf(nil, "%d", seed)
	for _, p := range parts {
		// The length keeps ("ab", "c") and ("a", "bc") apart.
		s := fmt.Sprint(p)
		text = fmt.Appendf(text, " %d:%s", len(s), s)
	}
	sum := sha256.Sum256(text)
	sum[6] = sum[6]&0x0f | 0x80 // version
	sum[8] = sum[8]&0x3f | 0x80 // variant
	return "2.25." + new(big.Int).SetBytes(sum[:16]).String()
}
