package pixel

// interleave puts planes of samples, one after the other, side by side by
// pixel. A cell has size bytes.
func interleave(planes []byte, samples, size int) []byte {
	out := make([]byte, len(planes))
	n := len(planes) / samples / size
	for c := range samples {
		plane := planes[c*n*size:]
		for i := range n {
			copy(out[(i*samples+c)*size:][:size], plane[i*size:])
		}
	}
	return out
}

// expand422 repeats the chroma that two pixels share: Y1 Y2 Cb Cr becomes
// Y1 Cb Cr Y2 Cb Cr (PS3.3, C.7.6.3.1.2).
func expand422(b []byte) []byte {
	out := make([]byte, 0, len(b)/4*6)
	for ; len(b) >= 4; b = b[4:] {
		out = append(out, b[0], b[2], b[3], b[1], b[2], b[3])
	}
	return out
}

// colours turns YCbCr of full range into RGB. JPEG 2000's own transforms
// (YBR_ICT, YBR_RCT) are undone by its decoder.
func (s *Source) colours(b []byte) []byte {
	if s.Photometric == "YBR_FULL" || s.Photometric == "YBR_FULL_422" {
		return rgb(b)
	}
	return b
}

// rgb converts pixels of Y, Cb, Cr (PS3.3, C.7.6.3.1.2; ITU-T T.871, section 7)
// in single precision, rounding half up. Green is summed with one rounding a
// term, as the vector units behind NumPy do, so that ties fall as in pydicom.
func rgb(b []byte) []byte {
	const (
		red    = float32(1.402)
		blue   = float32(1.772)
		greenB = float32(-0.114 * 1.772 / 0.587)
		greenR = float32(-0.299 * 1.402 / 0.587)
	)
	out := make([]byte, len(b))
	for i := 0; i+2 < len(b); i += 3 {
		y, cb, cr := float32(b[i]), float32(b[i+1])-128, float32(b[i+2])-128
		out[i] = round8(y + float32(red*cr))
		out[i+1] = round8(fused(greenR, cr, fused(greenB, cb, y)))
		out[i+2] = round8(y + float32(blue*cb))
	}
	return out
}

// fused returns a·b + c rounded once.
func fused(a, b, c float32) float32 { return float32(float64(a)*float64(b) + float64(c)) }

// round8 rounds half up and limits to 8 bits.
func round8(v float32) byte {
	v += 0.5
	switch {
	case v < 0:
		return 0
	case v > 255:
		return 255
	}
	return byte(v)
}
