package frame

import (
	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// Bounds of what the pixels of one compressed file may become. Blank slices
// shrink to a hundredth.
const (
	growthFloor  = 64 << 20
	growthFactor = 200
)

// Bounds of the frames of one file: 65,536, and more only in a file that has
// the bytes to describe them.
const (
	framesFloor   = 1 << 16
	bytesPerFrame = 64
)

// believable refuses a file whose header promises more pixels than its bytes
// can hold, before anything is allocated for them, and pixels that are no
// shades of grey.
func (s *Source) believable(f *dcm.File, frames int) error {
	samples, bits := max(f.Count(dcm.SamplesPerPixel), 1), f.Count(dcm.BitsAllocated)
	switch photometric := f.Text(dcm.PhotometricInterpretation); {
	case samples != 1:
		return fault.New(dcm.ErrPixels, "the image has %d samples a pixel; grey images have one", samples).Try("leave colour images out of the folder")
	case photometric == "PALETTE COLOR":
		return fault.New(dcm.ErrPixels, "the pixels are numbers of colours (%s)", photometric).Try("leave colour images out of the folder")
	case f.Has(dcm.ModalityLUTSequence):
		return fault.New(dcm.ErrPixels, "the values stand in a look-up table %s, which is not read", dcm.ModalityLUTSequence)
	case bits == 0:
		return fault.New(dcm.ErrDamaged, "%s %s is missing", dcm.BitsAllocated.Keyword(), dcm.BitsAllocated).Try("copy or export the file again")
	case bits == 1:
		return fault.New(dcm.ErrPixels, "the pixels have one bit each: a mask, no image")
	}
	if most := framesFloor + s.size/bytesPerFrame; int64(frames) > most {
		return fault.New(dcm.ErrTooLarge, "a file of %d bytes promises %d frames; at most %d are read", s.size, frames, most)
	}
	pixels := float64(f.Count(dcm.Rows)) * float64(f.Count(dcm.Columns)) * float64(frames)
	if dcm.Encapsulated(f.Syntax) || f.Syntax == dcm.DeflatedLittle {
		if most := growthFloor + growthFactor*float64(s.size); 8*pixels > most {
			return fault.New(dcm.ErrTooLarge, "a file of %d bytes promises %.0f pixels", s.size, pixels)
		}
	} else if need := pixels * float64(bits) / 8; need > float64(s.size) {
		return fault.New(dcm.ErrDamaged, "rows, columns and frames need %.0f bytes, the whole file has %d", need, s.size).Try("copy or export the file again")
	}
	return nil
}
