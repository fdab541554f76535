package provenance

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Hash is a SHA-256 sum in lower-case hexadecimal, 64 characters long. The
// zero value is the empty string and stands for "no content".
type Hash string

// HashBytes returns the SHA-256 sum of b.
func HashBytes(b []byte) Hash {
	sum := sha256.Sum256(b)
	return Hash(hex.EncodeToString(sum[:]))
}

// HashJSON returns the SHA-256 sum of v's JSON encoding. Map keys are sorted
// by [encoding/json], so equal values have equal hashes. A value that JSON
// cannot hold (NaN, a channel) is an error.
func HashJSON(v any) (Hash, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("provenance: hashing %T: %w", v, err)
	}
	return HashBytes(b), nil
}

// Short returns the first 12 characters, enough to tell results apart in print.
func (h Hash) Short() string {
	if len(h) < 12 {
		return string(h)
	}
	return string(h[:12])
}

// valid reports whether h has the form of a SHA-256 sum; an index line is
// foreign bytes, and its hashes become file names.
func (h Hash) valid() bool {
	if len(h) != 2*sha256.Size {
		return false
	}
	for _, c := range h {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
