package pixel

import (
	"encoding/binary"
	"errors"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/codestream"
	"hcclab/hccp53/mri/internal/pixel/jpeg"
)

// jpeg decodes a frame of one of the JPEG processes in package jpeg.
func (s *Source) jpeg(b []byte) ([]byte, error) {
	head, err := jpeg.Head(b)
	if err != nil {
		return nil, undecodable(err)
	}
	if err := s.fits(head.Rows, head.Columns, head.Components, head.Precision); err != nil {
		return nil, err
	}
	image, err := jpeg.Decode(b)
	if err != nil {
		return nil, undecodable(err)
	}
	out := make([]byte, s.frameBytes())
	switch s.cell() {
	case 1:
		for i, v := range image.Samples {
			out[i] = byte(v)
		}
	case 2:
		for i, v := range image.Samples {
			binary.LittleEndian.PutUint16(out[2*i:], v)
		}
	default:
		for i, v := range image.Samples {
			binary.LittleEndian.PutUint32(out[s.cell()*i:], uint32(v))
		}
	}
	out = s.significant(out)
	if jpegYCbCr(s.Photometric, image.Header) {
		out = rgb(out)
	}
	return out, nil
}

// jpegYCbCr reports whether the three components are YCbCr. The codestream is
// believed where it says so: identifiers "RGB" or a JFIF marker.
func jpegYCbCr(photometric string, h jpeg.Header) bool {
	if h.Components != 3 || h.Precision != 8 || h.Process == jpeg.Lossless && photometric == "RGB" {
		return false
	}
	if h.IDs == "RGB" || h.IDs == "rgb" {
		return false
	}
	return h.JFIF || photometric == "YBR_FULL" || photometric == "YBR_FULL_422"
}

// fits compares what a codestream says with the format.
func (s *Source) fits(rows, columns, components, precision int) error {
	switch {
	case rows != s.Rows || columns != s.Columns || components != s.Samples:
		return damaged("the compressed image is %d×%d with %d components; the header says %d×%d with %d",
			rows, columns, components, s.Rows, s.Columns, s.Samples)
	case precision > s.BitsAllocated:
		return damaged("the compressed samples have %d bits, the header allows %d", precision, s.BitsAllocated)
	}
	return nil
}

// undecodable turns an error of package jpeg or codestream into one of this package.
func undecodable(err error) error {
	kind := dcm.ErrDamaged
	if errors.Is(err, jpeg.ErrUnsupported) || errors.Is(err, codestream.ErrUnsupported) {
		kind = dcm.ErrPixels
	}
	return fault.Wrap(kind, err, "the compressed image cannot be decoded").Try("copy or export the file again")
}
