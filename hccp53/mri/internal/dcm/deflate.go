package dcm

import (
	"bytes"
	"compress/flate"
	"io"

	"hcclab/hccp53/fault"
)

// inflateFloor and inflateFactor bound a deflated data set: 64 MiB, or 20 times
// the file. A real image shrinks to a third, a sparse segmentation to a
// hundredth.
const (
	inflateFloor  = 64 << 20
	inflateFactor = 20
)

// inflate returns the data set of a deflated file (PS3.5, annex A.5) of the
// given size. It is inflated twice, so that a bomb is known before any memory is
// taken.
func inflate(b []byte, size int64) ([]byte, error) {
	limit := inflateFloor + inflateFactor*size
	n, err := io.Copy(io.Discard, io.LimitReader(flate.NewReader(bytes.NewReader(b)), limit+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(ErrDamaged, err, "the deflated data set cannot be read").Try("copy or export the file again")
	case n > limit:
		return nil, fault.New(ErrTooLarge, "the file of %d bytes holds more than %d when inflated", size, limit).
			Try("write it without compression, if it can be trusted")
	}
	out := make([]byte, n)
	_, err = io.ReadFull(flate.NewReader(bytes.NewReader(b)), out)
	return out, err
}
