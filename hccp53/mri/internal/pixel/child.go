package pixel

import (
	"context"
	"encoding/binary"
	"errors"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/codestream"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
)

// childFrame returns frame i of pixels that a child process decodes.
func (s *Source) childFrame(ctx context.Context, i int) ([]byte, error) {
	s.child.Lock()
	defer s.child.Unlock()
	if s.decoded == nil {
		b, err := s.decodeAll(ctx)
		if err != nil {
			return nil, err
		}
		s.decoded = b
	}
	n := s.frameBytes()
	return s.decoded[i*n : (i+1)*n], nil
}

// decodeAll has all frames decoded in one run of the child process.
func (s *Source) decodeAll(ctx context.Context) ([]byte, error) {
	frames, err := s.frames()
	if err != nil {
		return nil, err
	}
	if s.Frames > MaxUnpacked/s.frameBytes() {
		return nil, fault.New(dcm.ErrTooLarge, "%d frames of %d bytes are more than the %d that are unpacked", s.Frames, s.frameBytes(), MaxUnpacked)
	}
	var first codestream.Header
	streams := make([][]byte, len(frames))
	for i, b := range frames {
		var h codestream.Header
		if codecOf(s.Syntax) == codecJPEGLS {
			h, err = codestream.JPEGLS(b)
		} else {
			b = codestream.Unwrap(b)
			h, err = codestream.JPEG2000(b)
		}
		if err != nil {
			return nil, undecodable(err)
		}
		streams[i] = b
		err = s.fits(h.Rows, h.Columns, h.Components, h.Precision)
		if err == nil && i > 0 && h != first {
			err = damaged("the frames have samples of %d and of %d bits", first.Precision, h.Precision)
		}
		if err != nil {
			return nil, err
		}
		first = h
	}
	size := 1
	for 8*size < first.Precision {
		size *= 2
	}
	n := s.Frames * s.pixels() * s.Samples
	raw, err := gdcm.Raw(ctx, s.small(streams, first.Precision, 8*size), gdcm.LimitsFor(int64(n*size)))
	if err != nil {
		if errors.Is(err, gdcm.ErrMissing) || errors.Is(err, gdcm.ErrFailed) {
			return nil, fault.Wrap(ErrCodec, err, "the pixels are stored as %s", dcm.Name(s.Syntax))
		}
		return nil, err
	}
	cells, err := s.written(raw, n*size)
	if err != nil {
		return nil, err
	}
	return s.colours(s.significant(s.widen(cells, size, first.Precision))), nil
}

// small returns a DICOM file of the Image Pixel module and the frames alone.
// Bits are those of the codestream, so that the program has nothing to mend.
func (s *Source) small(frames [][]byte, precision, allocated int) []byte {
	d := dcm.NewDataSet()
	const secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"
	d.SetText(dcm.SOPClassUID, "UI", secondaryCapture)
	d.SetText(dcm.SOPInstanceUID, "UI", "2.25.1")
	d.SetNumbers(dcm.SamplesPerPixel, "US", float64(s.Samples))
	photometric := "MONOCHROME2"
	if s.Samples > 1 {
		photometric = "RGB"
		d.SetNumbers(dcm.PlanarConfiguration, "US", 0)
	}
	d.SetText(dcm.PhotometricInterpretation, "CS", photometric)
	if s.Frames > 1 {
		d.SetInteger(dcm.NumberOfFrames, s.Frames)
	}
	d.SetNumbers(dcm.Rows, "US", float64(s.Rows))
	d.SetNumbers(dcm.Columns, "US", float64(s.Columns))
	d.SetNumbers(dcm.BitsAllocated, "US", float64(allocated))
	d.SetNumbers(dcm.BitsStored, "US", float64(precision))
	d.SetNumbers(dcm.HighBit, "US", float64(precision-1))
	d.SetNumbers(dcm.PixelRepresentation, "US", 0)
	fragments := [][]byte{{}}
	for _, b := range frames {
		if len(b)%2 == 1 {
			b = append(b[:len(b):len(b)], 0)
		}
		fragments = append(fragments, b)
	}
	d.SetFragments(fragments...)
	f := dcm.File{DataSet: d, Meta: dcm.NewDataSet(), Syntax: s.Syntax}
	return f.Append(nil)
}

// written returns the n bytes of pixels of the file that the program wrote, and
// refuses one of another image.
func (s *Source) written(raw []byte, n int) ([]byte, error) {
	f, err := dcm.Parse(raw)
	if err != nil {
		return nil, fault.Wrap(ErrCodec, err, "%s wrote no readable file", gdcm.Program)
	}
	e := f.Find(dcm.PixelData)
	if e == nil || f.Count(dcm.Rows) != s.Rows || f.Count(dcm.Columns) != s.Columns || f.Count(dcm.SamplesPerPixel) != s.Samples ||
		max(f.Count(dcm.NumberOfFrames), 1) != s.Frames || f.Count(dcm.PlanarConfiguration) != 0 || len(e.Value) != n+n%2 {
		return nil, fault.New(ErrCodec, "%s wrote another image than it was given", gdcm.Program)
	}
	return e.Value[:n], nil
}

// widen brings little-endian cells of size bytes to the format's. Only the bits
// of the codestream's precision count; the sign is the format's, because
// JPEG-LS knows none and JPEG 2000 files are often wrong about it.
func (s *Source) widen(b []byte, size, precision int) []byte {
	if size == s.cell() && precision == 8*size {
		return b
	}
	to := s.cell()
	out := make([]byte, len(b)/size*to)
	var in, wide [8]byte
	for i := range len(b) / size {
		copy(in[:], b[i*size:][:size])
		v := binary.LittleEndian.Uint64(in[:]) << (64 - precision)
		if s.Signed {
			v = uint64(int64(v) >> (64 - precision))
		} else {
			v >>= 64 - precision
		}
		binary.LittleEndian.PutUint64(wide[:], v)
		copy(out[i*to:], wide[:to])
	}
	return out
}
