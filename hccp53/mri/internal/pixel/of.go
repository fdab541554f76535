package pixel

import (
	"strings"

	"hcclab/hccp53/mri/internal/dcm"
)

// Of returns the pixels of a file. The error is [dcm.ErrDamaged] for a file
// without pixels or without what is needed to decode them, and that of [New].
func Of(f *dcm.File) (*Source, error) {
	s := Encoded{Format: Format{
		Syntax: f.Syntax,
		Rows:   f.Count(dcm.Rows), Columns: f.Count(dcm.Columns), Frames: 1,
		Samples: f.Count(dcm.SamplesPerPixel), Planar: f.Count(dcm.PlanarConfiguration),
		Photometric: strings.ToUpper(f.Text(dcm.PhotometricInterpretation)),
	}}
	if f.Has(dcm.NumberOfFrames) {
		s.Frames = f.Count(dcm.NumberOfFrames)
	}
	if s.Samples == 0 && !f.Has(dcm.SamplesPerPixel) {
		s.Samples = 1 // missing in some old files
	}
	e := f.Find(dcm.PixelData)
	switch {
	case e != nil:
		if err := s.integers(f); err != nil {
			return nil, err
		}
	case f.Find(dcm.FloatPixelData) != nil:
		e, s.Kind = f.Find(dcm.FloatPixelData), Float
	case f.Find(dcm.DoubleFloatPixelData) != nil:
		e, s.Kind = f.Find(dcm.DoubleFloatPixelData), Double
	default:
		return nil, damaged("the file has no pixels")
	}
	s.Words = e.VR() == "OW"
	if len(e.Fragments) > 0 {
		s.Basic, s.Fragments = e.Fragments[0], e.Fragments[1:]
	} else if s.Native = e.Value; s.Native == nil {
		s.Native = []byte{}
	}
	if e := f.Find(dcm.ExtendedOffsetTable); e != nil && len(e.Value) > 0 {
		s.Extended = e.Value
		if e = f.Find(dcm.ExtendedOffsetTableLengths); e != nil {
			s.Lengths = e.Value
		}
	}
	return New(s)
}

// integers reads what describes integer samples.
func (s *Encoded) integers(f *dcm.File) error {
	for _, tag := range []dcm.Tag{dcm.BitsAllocated, dcm.PixelRepresentation} {
		if !f.Has(tag) {
			return damaged("%s, %s, is missing", tag.Keyword(), tag)
		}
	}
	s.BitsAllocated = f.Count(dcm.BitsAllocated)
	s.BitsStored, s.HighBit = s.BitsAllocated, s.BitsAllocated-1
	if f.Has(dcm.BitsStored) {
		s.BitsStored = f.Count(dcm.BitsStored)
		s.HighBit = s.BitsStored - 1
	}
	if f.Has(dcm.HighBit) {
		s.HighBit = f.Count(dcm.HighBit)
	}
	s.Signed = f.Count(dcm.PixelRepresentation) == 1
	return nil
}
