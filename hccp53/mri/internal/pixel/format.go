package pixel

import "hcclab/hccp53/volume/voxel"

// Format is the Image Pixel module as far as decoding needs it (PS3.3,
// C.7.6.3).
type Format struct {
	// Syntax is the UID of the transfer syntax; Words is true for native pixels
	// of the kind OW, which are words of 16 bits whatever a sample has.
	Syntax string
	Words  bool
	Kind   Kind
	// Samples is the number of samples a pixel, Planar 1 when native colours
	// are stored one plane after the other.
	Rows, Columns, Frames, Samples, Planar int
	BitsAllocated, BitsStored, HighBit     int
	Signed                                 bool
	Photometric                            string
}

// Kind tells integer samples from floating-point ones.
type Kind int

// The kinds, by the element that holds the pixels.
const (
	Integer Kind = iota // PixelData
	Float               // FloatPixelData, 32 bits
	Double              // DoubleFloatPixelData, 64 bits
)

// MaxUnpacked bounds the bytes that compressed pixels are decoded to at a time, a
// frame or, by a child process, a file: a small file can declare a large image.
const MaxUnpacked = 1 << 30

// check refuses formats that contradict themselves or are not read.
func (f *Format) check() error {
	switch {
	case f.Rows < 1 || f.Rows > 65535 || f.Columns < 1 || f.Columns > 65535:
		return damaged("the image has %d rows and %d columns", f.Rows, f.Columns)
	case f.Frames < 1:
		return damaged("the image has %d frames", f.Frames)
	case f.Samples != 1 && f.Samples != 3 && f.Samples != 4:
		return unsupported("a pixel has %d samples; 1, 3 and 4 are read", f.Samples)
	case f.Kind != Integer:
		if f.Samples != 1 {
			return damaged("floating-point pixels have %d samples", f.Samples)
		}
		return nil
	case f.BitsAllocated == 1 && (f.BitsStored != 1 || f.HighBit != 0 || f.Signed || f.Samples != 1):
		return damaged("pixels of 1 bit have %d bits stored, high bit %d and %d samples", f.BitsStored, f.HighBit, f.Samples)
	case f.BitsAllocated != 1 && f.BitsAllocated != 8 && f.BitsAllocated != 16 && f.BitsAllocated != 32 && f.BitsAllocated != 64:
		return unsupported("a sample takes %d bits; 1, 8, 16, 32 and 64 are read", f.BitsAllocated)
	case f.BitsStored < 1 || f.BitsStored > f.BitsAllocated || f.HighBit < f.BitsStored-1 || f.HighBit >= f.BitsAllocated:
		return unsupported("%d bits stored up to bit %d do not fit into %d bits", f.BitsStored, f.HighBit, f.BitsAllocated)
	}
	return f.checkColours()
}

func (f *Format) checkColours() error {
	switch f.Photometric {
	case "YBR_FULL", "YBR_FULL_422":
		if f.Samples != 3 || f.BitsAllocated != 8 || f.BitsStored != 8 || f.Signed {
			return unsupported("%s has %d samples of %d bits; 3 of 8 bits are read", f.Photometric, f.Samples, f.BitsStored)
		}
		if f.Photometric == "YBR_FULL_422" && native(f.Syntax) && (f.Planar != 0 || f.Columns%2 != 0) {
			return damaged("YBR_FULL_422 with %d columns and planar configuration %d does not exist", f.Columns, f.Planar)
		}
	case "YBR_PARTIAL_422", "YBR_PARTIAL_420":
		return unsupported("the photometric interpretation is %s, which is retired", f.Photometric)
	case "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR":
		if f.Samples != 1 {
			return damaged("%s has %d samples a pixel", f.Photometric, f.Samples)
		}
	case "RGB", "YBR_ICT", "YBR_RCT":
		if f.Samples != 3 {
			return damaged("%s has %d samples a pixel", f.Photometric, f.Samples)
		}
	}
	return nil
}

// pixels is the number of pixels of a frame.
func (f *Format) pixels() int { return f.Rows * f.Columns }

// cell is the number of bytes of a decoded sample.
func (f *Format) cell() int { return f.DType().Bytes() }

// frameBytes is the number of bytes of a decoded frame.
func (f *Format) frameBytes() int { return f.pixels() * f.Samples * f.cell() }

// frameBits is the number of bits that a native frame takes in the file.
func (f *Format) frameBits() int {
	switch {
	case f.Kind != Integer || f.BitsAllocated != 1 && f.Photometric != "YBR_FULL_422":
		return 8 * f.frameBytes()
	case f.BitsAllocated == 1:
		return f.pixels()
	}
	return 16 * f.pixels() // four bytes for two pixels
}

// DType is the kind of number of the decoded samples.
func (f *Format) DType() voxel.Type {
	switch {
	case f.Kind == Float:
		return voxel.Float32
	case f.Kind == Double:
		return voxel.Float64
	}
	kinds := [...]voxel.Type{voxel.Uint8, voxel.Uint16, voxel.Uint32, voxel.Uint64}
	if f.Signed {
		kinds = [...]voxel.Type{voxel.Int8, voxel.Int16, voxel.Int32, voxel.Int64}
	}
	switch f.BitsAllocated {
	case 16:
		return kinds[1]
	case 32:
		return kinds[2]
	case 64:
		return kinds[3]
	}
	return kinds[0] // of 8 bits, or of 1
}

// Shape is the shape of a decoded frame: rows, columns, and the number of
// samples of a pixel where that is not one.
func (f *Format) Shape() []int {
	if f.Samples == 1 {
		return []int{f.Rows, f.Columns}
	}
	return []int{f.Rows, f.Columns, f.Samples}
}
