package mri

import (
	"context"
	"sync"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel"
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
func (s *source) believable(f *dcm.File, frames int) error {
	samples, bits := max(f.Count(dcm.SamplesPerPixel), 1), f.Count(dcm.BitsAllocated)
	switch photometric := f.Text(dcm.PhotometricInterpretation); {
	case samples != 1:
		return fault.New(ErrPixels, "the image has %d samples a pixel; grey images have one", samples).Try("leave colour images out of the folder")
	case photometric == "PALETTE COLOR":
		return fault.New(ErrPixels, "the pixels are numbers of colours (%s)", photometric).Try("leave colour images out of the folder")
	case f.Has(dcm.ModalityLUTSequence):
		return fault.New(ErrPixels, "the values stand in a look-up table %s, which is not read", dcm.ModalityLUTSequence)
	case bits == 1:
		return fault.New(ErrPixels, "the pixels have one bit each: a mask, no image")
	}
	if most := framesFloor + s.size/bytesPerFrame; int64(frames) > most {
		return fault.New(ErrTooLarge, "a file of %d bytes promises %d frames; at most %d are read", s.size, frames, most)
	}
	pixels := float64(f.Count(dcm.Rows)) * float64(f.Count(dcm.Columns)) * float64(frames)
	if dcm.Encapsulated(f.Syntax) || f.Syntax == dcm.DeflatedLittle {
		if most := growthFloor + growthFactor*float64(s.size); 8*pixels > most {
			return fault.New(ErrTooLarge, "a file of %d bytes promises %.0f pixels", s.size, pixels)
		}
	} else if need := pixels * float64(bits) / 8; need > float64(s.size) {
		return fault.New(ErrDamaged, "rows, columns and frames need %.0f bytes, the whole file has %d", need, s.size).Try("copy or export the file again")
	}
	return nil
}

// readPixels fills the values of the images, each of which has the place for
// them. Files are read in parallel and let go of. The error is that of the
// first image that has one, or the context's.
func readPixels(ctx context.Context, images []*frame, floating bool) error {
	var files [][]*frame
	at := map[*source]int{}
	for _, img := range images {
		i, ok := at[img.source]
		if !ok {
			i = len(files)
			at[img.source] = i
			files = append(files, nil)
		}
		files[i] = append(files[i], img)
	}
	errs := make([]error, len(files))
	buffers := sync.Pool{New: func() any { return new([]byte) }}
	err := parallel(ctx, len(files), func(i int) {
		buffer := buffers.Get().(*[]byte)
		errs[i] = readFrames(ctx, files[i], buffer, floating)
		buffers.Put(buffer)
	})
	if err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// readFrames fills the values of images that lie in one file, which is read into
// buffer.
func readFrames(ctx context.Context, images []*frame, buffer *[]byte, floating bool) error {
	src := images[0].source
	f, err := src.read(buffer)
	if err != nil {
		return err
	}
	pixels, err := pixel.Of(f)
	if err != nil {
		return src.placed(err)
	}
	var samples pixel.Samples
	var whole []float64 // of a mosaic, for its tiles
	last := -1
	for _, img := range images {
		if img.left+img.Columns > pixels.Columns || img.top+img.Rows > pixels.Rows || pixels.Samples != 1 {
			return src.changedFault()
		}
		if img.number != last {
			if samples, err = pixels.Frame(ctx, img.number); err != nil {
				return src.placed(err)
			}
			last, whole = img.number, nil
		}
		slope, intercept := img.mapping(floating)
		if img.Columns == pixels.Columns && img.Rows == pixels.Rows {
			samples.Float64s(img.values, slope, intercept)
			continue
		}
		if whole == nil {
			whole = make([]float64, samples.Len())
			samples.Float64s(whole, slope, intercept)
		}
		for y := range img.Rows {
			copy(img.values[y*img.Columns:(y+1)*img.Columns], whole[(img.top+y)*pixels.Columns+img.left:])
		}
	}
	return nil
}
