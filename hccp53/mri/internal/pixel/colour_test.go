package pixel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// TestColoursAreThoseOfPydicom converts all 2^24 values of Y, Cb, Cr. The sum is
// that of pydicom 3.0.2, convert_color_space(…, "YBR_FULL", "RGB"), over the same
// values in the same order.
func TestColoursAreThoseOfPydicom(t *testing.T) {
	const want = "fb4fdac8832012e1b79b48f2aa73e3383c8974559cd277b7517cdf5f118f0b72"
	h, b := sha256.New(), make([]byte, 3<<16)
	for y := range 256 {
		for i := range 1 << 16 {
			b[3*i], b[3*i+1], b[3*i+2] = byte(y), byte(i>>8), byte(i)
		}
		h.Write(rgb(b))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("sum %s, want %s", got, want)
	}
}

func TestInterleave(t *testing.T) {
	got := interleave([]byte("aAbBcCdDeEfF"), 3, 2)
	if want := []byte("aAcCeEbBdDfF"); !bytes.Equal(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}
