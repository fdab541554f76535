package seg

import (
	"fmt"
	"path/filepath"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel"
	"hcclab/hccp53/volume"
)

// Segmentation is one SEG file.
type Segmentation struct {
	// Segments are in the order of the file.
	Segments []Segment
	// Type is BINARY, FRACTIONAL or LABELMAP.
	Type string
	// Frames is the number of frames, Rows and Columns their size in voxels.
	Frames, Rows, Columns int
	// Grid is the lattice of the frames: columns along x, rows along y, slices
	// along the normal of both, from the lowest frame to the highest. It has no
	// voxel when [Segmentation.Readable] is not nil.
	Grid volume.Grid
	// FrameOfReference is the UID of the coordinates; images with the same one
	// lie in the same place. Referenced are the UIDs of the series that it was
	// drawn on. Both are empty where the file does not say.
	FrameOfReference string
	Referenced       []string
	// Warnings say what was taken for granted, a sentence each.
	Warnings []string

	size     int64 // of the file in bytes
	source   *pixel.Source
	planes   []plane
	numbered map[int]bool // the numbers of the segments
	max      float64      // of a FRACTIONAL one
	padding  int          // of a LABELMAP: the value that is no segment; -1: none
	noVolume error
}

// Segment is one structure.
type Segment struct {
	// Number counts from 1. A LABELMAP may describe its background as 0.
	Number int
	// Label names it; Description, if any, says more.
	Label, Description string
	// Category and Type say what it is: Anatomical Structure, Liver.
	Category, Type Concept
	// Algorithm is AUTOMATIC, SEMIAUTOMATIC or MANUAL; Program names the first
	// two.
	Algorithm, Program string
}

// Concept is a coded term (PS3.3, section 8.8): 10200004, SCT, Liver.
type Concept struct{ Value, Scheme, Meaning string }

// Read reads a SEG file. The errors are those of this package but
// [ErrNoVolume], [ErrNoSegment] and [ErrOtherGrid].
func Read(path string) (*Segmentation, error) {
	f, size, err := dcm.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := decode(f, size)
	if err != nil {
		return nil, fault.Place(err, filepath.Base(path))
	}
	return s, nil
}

// Decode is [Read] for the bytes of a file. The result refers to them.
func Decode(b []byte) (*Segmentation, error) {
	f, err := dcm.Parse(b)
	if err != nil {
		return nil, err
	}
	return decode(f, int64(len(b)))
}

func missing(format string, args ...any) *fault.Error {
	return fault.New(ErrMissing, format, args...).Try("export the segmentation again")
}

func decode(f *dcm.File, size int64) (*Segmentation, error) {
	class := f.Class()
	if class != segStorage && class != labelMapStorage {
		return nil, fault.New(ErrNotSEG, "the file is no segmentation but %s", dcm.Name(class)).
			Try("give the file that the outline was saved in")
	}
	s := &Segmentation{
		size: size, Type: f.Text(segmentationType), Rows: f.Count(dcm.Rows), Columns: f.Count(dcm.Columns),
		FrameOfReference: f.Text(dcm.FrameOfReferenceUID), padding: -1, numbered: map[int]bool{},
	}
	for _, item := range f.Items(referencedSeriesSequence) {
		s.Referenced = append(s.Referenced, item.Text(dcm.SeriesInstanceUID))
	}
	if err := s.kind(f); err != nil {
		return nil, err
	}
	if err := s.readSegments(f); err != nil {
		return nil, err
	}
	var err error
	if s.source, err = pixel.Of(f); err != nil {
		return nil, err
	}
	s.Frames = s.source.Frames
	if s.noVolume = s.volumeless(f); s.noVolume != nil {
		return s, nil
	}
	if err := s.readFrames(f); err != nil {
		return nil, err
	}
	return s, nil
}

// kind checks that the pixels are those of the segmentation's type.
func (s *Segmentation) kind(f *dcm.File) error {
	bits := f.Count(dcm.BitsAllocated)
	want := map[string][]int{"BINARY": {1}, "FRACTIONAL": {8}, "LABELMAP": {8, 16}}[s.Type]
	switch {
	case s.Type == "":
		return missing("the type of the segmentation (0062,0001) is missing")
	case want == nil:
		return fault.New(ErrUnsupported, "the segmentation is of type %q; BINARY, FRACTIONAL and LABELMAP are read", s.Type)
	case bits != want[0] && bits != want[len(want)-1]:
		return fault.New(ErrUnsupported, "the segmentation is %s and has %d bits a voxel; %v are read", s.Type, bits, want)
	case f.Has(dcm.SamplesPerPixel) && f.Count(dcm.SamplesPerPixel) != 1 || f.Count(dcm.PixelRepresentation) != 0:
		return fault.New(ErrUnsupported, "the voxels of the segmentation are not one unsigned number each")
	}
	switch s.Type {
	case "FRACTIONAL":
		if s.max = f.Number(maximumFractionalValue); !(s.max >= 1) {
			return missing("the largest value of the shares (0062,000E) is missing")
		}
	case "LABELMAP":
		if f.Has(dcm.PixelPaddingValue) {
			s.padding = f.Count(dcm.PixelPaddingValue)
		}
	}
	return nil
}

func (s *Segmentation) readSegments(f *dcm.File) error {
	lowest := 1
	if s.Type == "LABELMAP" {
		lowest = 0
	}
	for i, item := range f.Items(segmentSequence) {
		n := item.Count(segmentNumber)
		if !item.Has(segmentNumber) || n < lowest {
			return missing("segment %d of the list has no number", i+1)
		}
		if s.numbered[n] {
			return missing("two segments have the number %d", n)
		}
		s.numbered[n] = true
		s.Segments = append(s.Segments, Segment{
			Number: n, Label: item.Text(segmentLabel), Description: item.Text(segmentDescription),
			Category: conceptOf(item.Item(segmentedPropertyCategoryCode)), Type: conceptOf(item.Item(segmentedPropertyTypeCode)),
			Algorithm: item.Text(segmentAlgorithmType), Program: item.Text(segmentAlgorithmName),
		})
	}
	if len(s.Segments) == 0 {
		return missing("the file describes no segment")
	}
	return nil
}

func conceptOf(d *dcm.DataSet) Concept {
	return Concept{Value: d.Text(codeValue), Scheme: d.Text(codingSchemeDesignator), Meaning: d.Text(codeMeaning)}
}

// volumeless returns why the frames are no slices of a volume, or nil.
func (s *Segmentation) volumeless(f *dcm.File) error {
	refuse := func(what string) error {
		return fault.New(ErrNoVolume, "the segmentation is of %s: its frames are not slices of a volume", what).
			Try("take the segmentation of the MR or CT series")
	}
	shared := f.Item(dcm.SharedFunctionalGroupsSequence)
	first := f.Item(dcm.PerFrameFunctionalGroupsSequence)
	switch organization := f.Text(dimensionOrganizationType); {
	case strings.HasPrefix(organization, "TILED"), f.Has(totalPixelMatrixColumns), first.Has(planePositionSlideSequence):
		return refuse("a slide in tiles")
	case s.FrameOfReference == "" && !first.Has(dcm.PlanePositionSequence) && !shared.Has(dcm.PlanePositionSequence):
		return refuse("an image without a place in the patient")
	}
	return nil
}

// Readable returns nil when [Segmentation.Mask] can be called, otherwise why
// the frames make no volume.
func (s *Segmentation) Readable() error { return s.noVolume }

// String describes the segmentation for debugging.
func (s *Segmentation) String() string {
	return fmt.Sprintf("%s, %d segments in %d frames of %d×%d", s.Type, len(s.Segments), s.Frames, s.Columns, s.Rows)
}
