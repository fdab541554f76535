package frame

import (
	"context"
	"sync"

	"hcclab/hccp53/mri/internal/pixel"
)

// chunkBytes bounds what is held at a time of files whose pixels are decoded
// together: 64 MiB, of files and of decoded pixels.
const chunkBytes = 64 << 20

// reading is the reading of those images that lie in one file.
type reading struct {
	images []*Image
	pixels *pixel.Source
	err    error
}

// ReadPixels fills the values of the images, each of which has the place for
// them. Files are read in parallel and let go of. The error is that of the
// first image that has one, or the context's.
func ReadPixels(ctx context.Context, images []*Image, floating bool) error {
	var all, alone, shared []*reading
	of := map[*Source]*reading{}
	for _, img := range images {
		r := of[img.Source]
		if r == nil {
			r = &reading{}
			of[img.Source] = r
			all = append(all, r)
			if img.Source.byChild {
				shared = append(shared, r)
			} else {
				alone = append(alone, r)
			}
		}
		r.images = append(r.images, img)
	}
	if err := readAlone(ctx, alone, floating); err != nil {
		return err
	}
	if err := readTogether(ctx, shared, floating); err != nil {
		return err
	}
	for _, r := range all {
		if r.err != nil {
			return r.err
		}
	}
	return nil
}

// readAlone reads and decodes one file after the other, each processor into one
// buffer.
func readAlone(ctx context.Context, all []*reading, floating bool) error {
	buffers := sync.Pool{New: func() any { return new([]byte) }}
	return parallel(ctx, len(all), func(i int) {
		buffer := buffers.Get().(*[]byte)
		all[i].open(buffer)
		all[i].fill(ctx, floating)
		buffers.Put(buffer)
	})
}

// readTogether reads chunks of files and decodes each chunk in few child
// processes.
func readTogether(ctx context.Context, all []*reading, floating bool) error {
	for len(all) > 0 {
		n := 1
		for bytes := all[0].bytes(); n < len(all) && bytes+all[n].bytes() <= chunkBytes; n++ {
			bytes += all[n].bytes()
		}
		chunk := all[:n]
		all = all[n:]
		if err := parallel(ctx, n, func(i int) { chunk[i].open(new([]byte)) }); err != nil {
			return err
		}
		var sources []*pixel.Source
		for _, r := range chunk {
			if r.err == nil {
				sources = append(sources, r.pixels)
			}
		}
		pixel.Together(ctx, sources)
		if err := parallel(ctx, n, func(i int) { chunk[i].fill(ctx, floating) }); err != nil {
			return err
		}
	}
	return nil
}

// bytes is what the reading holds: the file, and its pixels of 16 bits.
func (r *reading) bytes() int64 {
	n := r.images[0].Source.size
	for _, img := range r.images {
		n += 2 * int64(len(img.Values))
	}
	return n
}

// open reads the file into buffer.
func (r *reading) open(buffer *[]byte) {
	src := r.images[0].Source
	f, err := src.read(buffer)
	if err != nil {
		r.err = err
		return
	}
	r.pixels, err = pixel.Of(f)
	r.err = src.placed(err)
}

// fill decodes the pixels of an open file, unless that has failed, and lets go
// of it.
func (r *reading) fill(ctx context.Context, floating bool) {
	if r.err == nil {
		r.err = r.setValues(ctx, floating)
	}
	r.pixels = nil
}

func (r *reading) setValues(ctx context.Context, floating bool) error {
	src, pixels := r.images[0].Source, r.pixels
	var samples pixel.Samples
	var whole []float64 // of a mosaic, for its tiles
	last := -1
	for _, img := range r.images {
		if img.left+img.Columns > pixels.Columns || img.top+img.Rows > pixels.Rows || pixels.Samples != 1 {
			return src.changedFault()
		}
		if img.Number != last {
			var err error
			if samples, err = pixels.Frame(ctx, img.Number); err != nil {
				return src.placed(err)
			}
			last, whole = img.Number, nil
		}
		slope, intercept := img.Mapping(floating)
		if img.Columns == pixels.Columns && img.Rows == pixels.Rows {
			samples.Float64s(img.Values, slope, intercept)
			continue
		}
		if whole == nil {
			whole = make([]float64, samples.Len())
			samples.Float64s(whole, slope, intercept)
		}
		for y := range img.Rows {
			copy(img.Values[y*img.Columns:(y+1)*img.Columns], whole[(img.top+y)*pixels.Columns+img.left:])
		}
	}
	return nil
}
