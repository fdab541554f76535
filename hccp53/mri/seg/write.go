package seg

import (
	"errors"
	"math"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// Writing is a segmentation to be written.
type Writing struct {
	// UIDs of the study of the image, of the new series and of the new file; see
	// package mri for how they are made. FrameOfReferenceUID is the image's.
	StudyUID, SeriesUID, InstanceUID, FrameOfReferenceUID string
	// PatientSex is "M", "F", "O" or empty.
	PatientID, PatientName, PatientSex string
	// StudyTime is that of the study, zero when it is not known; Created is that
	// of the segmentation. Times
	// are written as the clock shows them, without time zone.
	StudyTime, Created time.Time
	SeriesNumber       int
	// Label names the segmentation in a list, in capital letters, digits, _ and
	// spaces, at most 16; Description says more.
	Label, Description string
	// Source is the series that it was drawn on. The zero value is not written.
	Source Source
	// Segments are numbered from 1 in this order; their Number is not used. They
	// may overlap.
	Segments []Outline
}

// Source is an image series that a segmentation was drawn on.
type Source struct {
	// SeriesUID and Class are those of the series; Class is MR Image Storage
	// when it is empty.
	SeriesUID, Class string
	// Instances are the UIDs of its images, one for each slice of the masks in
	// the order of z, or none.
	Instances []string
}

// Outline is a segment and its voxels.
type Outline struct {
	Segment
	Mask *volume.Mask
}

// Write writes a BINARY segmentation in explicit little endian with text in
// UTF-8. Slices without a voxel of a segment are left out, as most programs do.
// The file appears under its name when it is whole. The same Writing makes the
// same bytes.
//
// The masks must lie on one grid and hold at least one voxel each. The axes of
// the grid may run in any direction. A segment without category or type is
// written as a morphologically abnormal structure, a lesion. The error is
// [ErrWriting].
func Write(path string, w Writing) error {
	b, err := w.encode()
	if err == nil {
		err = renameio.WriteFile(path, b, 0o644)
	}
	if err == nil {
		return nil
	}
	name := filepath.Base(path)
	var f *fault.Error
	if errors.As(err, &f) {
		return fault.Place(err, name)
	}
	return fault.Wrap(ErrWriting, fault.Bare(err), "the file cannot be written").At("%s", name)
}

// class returns the storage class of the source's images.
func (s Source) class() string {
	if s.Class == "" {
		return mrStorage
	}
	return s.Class
}

func refuse(format string, args ...any) error { return fault.New(ErrWriting, format, args...) }

// check returns why w cannot be written, or nil.
func (w *Writing) check() error {
	type text struct {
		name, value string
		longest     int
		needed      bool
	}
	texts := []text{
		{"StudyUID", w.StudyUID, 64, true}, {"SeriesUID", w.SeriesUID, 64, true}, {"InstanceUID", w.InstanceUID, 64, true},
		{"FrameOfReferenceUID", w.FrameOfReferenceUID, 64, true}, {"PatientID", w.PatientID, 64, false}, {"PatientName", w.PatientName, 64, false},
		{"PatientSex", w.PatientSex, 1, false}, {"Label", w.Label, 16, true}, {"Description", w.Description, 64, false},
		{"the UID of the source", w.Source.SeriesUID, 64, len(w.Source.Instances) > 0}, {"the class of the source", w.Source.Class, 64, false},
	}
	for _, id := range w.Source.Instances {
		texts = append(texts, text{"the UID of a source image", id, 64, true})
	}
	for _, o := range w.Segments {
		texts = append(texts, text{"the label of a segment", o.Label, 64, true}, text{"the description of a segment", o.Segment.Description, 1024, false},
			text{"the algorithm of a segment", o.Algorithm, 16, true}, text{"the program of a segment", o.Program, 64, o.Algorithm != "MANUAL"})
		for _, c := range []Concept{o.Category, o.Type} {
			texts = append(texts, text{"a code value", c.Value, 16, c != Concept{}}, text{"a coding scheme", c.Scheme, 16, c != Concept{}}, text{"a code meaning", c.Meaning, 64, c != Concept{}})
		}
	}
	for _, t := range texts {
		switch {
		case t.needed && t.value == "":
			return refuse("%s is empty", t.name)
		case len([]rune(t.value)) > t.longest:
			return refuse("%s has %d characters; %d are allowed", t.name, len([]rune(t.value)), t.longest)
		case strings.ContainsRune(t.value, '\\') || strings.ContainsFunc(t.value, unicode.IsControl):
			return refuse("%s holds a backslash or a control character", t.name)
		}
	}
	if bad := strings.Trim(w.Label, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ "); bad != "" {
		return refuse("Label holds %q; capital letters, digits, _ and spaces are allowed", bad)
	}
	return w.checkMasks()
}

func (w *Writing) checkMasks() error {
	if n := len(w.Segments); n == 0 || n > math.MaxUint16 {
		return refuse("there are %d segments; 1 to 65,535 can be written", n)
	}
	for i, o := range w.Segments {
		switch m := o.Mask; {
		case m == nil || len(m.Data) != m.Len():
			return refuse("segment %d has no mask, or its data do not fit its grid", i+1)
		case m.Count() == 0:
			return refuse("segment %d has no voxel", i+1)
		case m.Size[0] > math.MaxUint16 || m.Size[1] > math.MaxUint16:
			return refuse("a slice has more than 65,535 rows or columns")
		}
		if d := w.Segments[0].Mask.Differs(o.Mask.Grid); d != "" {
			return refuse("segment %d lies on another grid than the first: %s", i+1, d)
		}
		switch a := o.Algorithm; a {
		case "MANUAL", "SEMIAUTOMATIC", "AUTOMATIC":
		default:
			return refuse("the algorithm of segment %d is %q; MANUAL, SEMIAUTOMATIC and AUTOMATIC are known", i+1, a)
		}
	}
	g := w.Segments[0].Mask.Grid
	if n := len(w.Source.Instances); n != 0 && n != g.Size[2] {
		return refuse("the source has %d images for %d slices", n, g.Size[2])
	}
	for i := range 3 {
		if !vector.Finite(g.Direction[i][:]...) || !vector.Finite(g.Origin[i], g.Spacing[i]) || g.Spacing[i] <= 0 {
			return refuse("origin, spacing or direction is no usable number")
		}
		if math.Abs(vector.Dot(g.Direction[i], g.Direction[i])-1) > sameDirection || math.Abs(vector.Dot(g.Direction[i], g.Direction[(i+1)%3])) > sameDirection {
			return refuse("the axes of the grid are not unit vectors at right angles")
		}
	}
	return nil
}
