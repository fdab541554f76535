package rtstruct

import (
	"fmt"
	"path/filepath"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// Structures is one structure set.
type Structures struct {
	// ROIs are the regions in the order of the file.
	ROIs []ROI
	// Referenced are the UIDs of the series that it was drawn on; empty where
	// the file does not say.
	Referenced []string
}

// ROI is one region.
type ROI struct {
	Number int
	// Name is what it was called, Description says more.
	Name, Description string
	// Algorithm is AUTOMATIC, SEMIAUTOMATIC or MANUAL, Type what the region is
	// for in radiotherapy: GTV, ORGAN. Both may be empty.
	Algorithm, Type string
	// FrameOfReference is the UID of the coordinates of the contours.
	FrameOfReference string
	Contours         []Contour
}

// Contour is one polygon, line or point.
type Contour struct {
	// Type is CLOSED_PLANAR, CLOSEDPLANAR_XOR, OPEN_PLANAR, OPEN_NONPLANAR or
	// POINT.
	Type string
	// Points are in mm LPS. A closed contour does not repeat its first point.
	Points [][3]float64
	// Images are the UIDs of the images that it was drawn on; mostly empty or
	// one.
	Images []string
}

// Read reads an RTSTRUCT file. The errors are the first group of this package.
func Read(path string) (*Structures, error) {
	f, _, err := dcm.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := decode(f)
	if err != nil {
		return nil, fault.Place(err, filepath.Base(path))
	}
	return s, nil
}

// Decode is [Read] for the bytes of a file.
func Decode(b []byte) (*Structures, error) {
	f, err := dcm.Parse(b)
	if err != nil {
		return nil, err
	}
	return decode(f)
}

func missing(format string, args ...any) *fault.Error {
	return fault.New(ErrMissing, format, args...).Try("export the structure set again")
}

func decode(f *dcm.File) (*Structures, error) {
	if class := f.Class(); class != storage {
		return nil, fault.New(ErrNotRTSTRUCT, "the file is no structure set but %s", dcm.Name(class)).
			Try("give the file that the outline was saved in")
	}
	s := &Structures{Referenced: referenced(f)}
	regions, err := required(f, structureSetROISequence, "regions")
	if err != nil {
		return nil, err
	}
	at := map[int]int{}
	for i, d := range regions {
		n, ok := integer(d, roiNumber)
		if !ok {
			return nil, missing("region %d of the list has no number (3006,0022)", i+1)
		}
		if _, twice := at[n]; twice {
			return nil, missing("two regions have the number %d", n)
		}
		at[n] = len(s.ROIs)
		s.ROIs = append(s.ROIs, ROI{
			Number: n, Name: d.Text(roiName), Description: d.Text(roiDescription),
			Algorithm: d.Text(roiGenerationAlgorithm), FrameOfReference: d.Text(referencedFrameOfReferenceUID),
		})
	}
	if len(s.ROIs) == 0 {
		return nil, missing("the file has no region")
	}
	observations, err := required(f, rtROIObservationsSequence, "observations")
	if err != nil {
		return nil, err
	}
	for _, d := range observations {
		if n, ok := integer(d, referencedROINumber); ok {
			if i, known := at[n]; known {
				s.ROIs[i].Type = d.Text(rtROIInterpretedType)
			}
		}
	}
	outlines, err := required(f, roiContourSequence, "outlines")
	if err != nil {
		return nil, err
	}
	for i, d := range outlines {
		n, ok := integer(d, referencedROINumber)
		if !ok {
			return nil, missing("outline %d of the list names no region (3006,0084)", i+1)
		}
		k, known := at[n]
		if !known {
			return nil, missing("outline %d is of region %d, which is not described", i+1, n)
		}
		if err := s.ROIs[k].read(d); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// referenced returns the series that the set was drawn on.
func referenced(f *dcm.File) (series []string) {
	for _, frame := range f.Items(referencedFrameOfReferenceSequence) {
		for _, study := range frame.Items(rtReferencedStudySequence) {
			for _, d := range study.Items(rtReferencedSeriesSequence) {
				series = append(series, d.Text(dcm.SeriesInstanceUID))
			}
		}
	}
	return series
}

// items returns the items of a sequence, none when it is absent. One that is
// there and cannot be read is an error: its items would be missing.
func items(d *dcm.DataSet, tag dcm.Tag, what string) ([]*dcm.DataSet, error) {
	e := d.Find(tag)
	if e != nil && e.Items == nil && len(e.Value) > 0 {
		return nil, missing("the list of %s %s cannot be read", what, tag)
	}
	return d.Items(tag), nil
}

// required is items for a sequence that every structure set has, if only an
// empty one: a file may have been cut between two sequences.
func required(f *dcm.File, tag dcm.Tag, what string) ([]*dcm.DataSet, error) {
	if f.Find(tag) == nil {
		return nil, missing("the list of %s %s is missing", what, tag)
	}
	return items(f.DataSet, tag, what)
}

// read adds the contours of an item of the outlines.
func (r *ROI) read(d *dcm.DataSet) error {
	contours, err := items(d, contourSequence, "contours")
	if err != nil {
		return err
	}
	for _, d := range contours {
		number := len(r.Contours) + 1
		c := Contour{Type: plain(d, contourGeometricType)}
		count, ok := integer(d, numberOfContourPoints)
		if c.Type == "" || !ok {
			return missing("contour %d of region %d has no type (3006,0042) or no number of points (3006,0046)", number, r.Number)
		}
		e := d.Find(contourData)
		if e == nil {
			return missing("contour %d of region %d has no points (3006,0050)", number, r.Number)
		}
		if c.Points, ok = points(e.Value); !ok {
			return missing("the points of contour %d of region %d are not all triples of numbers", number, r.Number)
		}
		if len(c.Points) != count {
			return missing("contour %d of region %d has %d points and states %d", number, r.Number, len(c.Points), count)
		}
		for _, image := range d.Items(contourImageSequence) {
			c.Images = append(c.Images, image.Text(dcm.ReferencedSOPInstanceUID))
		}
		r.Contours = append(r.Contours, c)
	}
	return nil
}

// String describes the structure set for debugging.
func (s *Structures) String() string {
	n := 0
	for _, r := range s.ROIs {
		n += len(r.Contours)
	}
	return fmt.Sprintf("%d regions, %d contours", len(s.ROIs), n)
}
