package writer

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// check returns why s cannot be written, or nil.
func (s Series) check() error {
	bad := func(format string, args ...any) error { return fault.New(ErrWriting, format, args...) }
	// The longest texts allowed are those of PS3.5, table 6.2-1.
	for _, text := range []struct {
		name, value string
		longest     int
		needed      bool
	}{
		{"StudyUID", s.StudyUID, 64, true}, {"SeriesUID", s.SeriesUID, 64, true}, {"FrameOfReferenceUID", s.FrameOfReferenceUID, 64, true},
		{"PatientID", s.PatientID, 64, true}, {"PatientSex", s.PatientSex, 16, false}, {"Description", s.Description, 64, false},
		{"Manufacturer", s.Manufacturer, 64, false}, {"Model", s.Model, 64, false}, {"ContrastAgent", s.ContrastAgent, 64, false},
		{"Comments", s.Comments, 10240, false},
	} {
		switch {
		case text.needed && text.value == "":
			return bad("%s is empty", text.name)
		case len([]rune(text.value)) > text.longest:
			return bad("%s has %d characters; %d are allowed", text.name, len([]rune(text.value)), text.longest)
		case strings.ContainsRune(text.value, '\\') || strings.ContainsFunc(text.value, unicode.IsControl):
			return bad("%s holds a backslash or a control character", text.name)
		}
	}
	switch {
	case len(s.TimePoints) == 0:
		return bad("the series has no time point")
	case s.PatientAge < 0 || s.PatientAge > 999:
		return bad("the age %d is not in 0..999", s.PatientAge)
	case !vector.Finite(s.FieldStrength, s.RepetitionTime, s.EchoTime, s.FlipAngle):
		return bad("field strength, repetition time, echo time or flip angle is no number")
	}
	for t, point := range s.TimePoints {
		if err := point.check(s.TimePoints[0].Image); err != nil {
			return fault.Place(err, fmt.Sprintf("%s, time point %d", dcm.SeriesName(s.SeriesNumber, s.Description), t+1))
		}
	}
	return nil
}

// sameDirection is by how much the axes of a grid may deviate from right-handed
// unit vectors.
const sameDirection = 1e-4

func (p TimePoint) check(first *volume.Image) error {
	bad := func(format string, args ...any) error { return fault.New(ErrWriting, format, args...) }
	if p.Image == nil || first == nil || p.Image.Len() == 0 || len(p.Image.Data) != p.Image.Len() {
		return bad("there is no image, or its data do not fit its grid")
	}
	g := p.Image.Grid
	if d := first.Differs(g); d != "" {
		return bad("another grid than the first time point: %s", d)
	}
	if g.Size[0] > math.MaxUint16 || g.Size[1] > math.MaxUint16 {
		return bad("a slice has more than 65,535 rows or columns")
	}
	x, y, z := g.Direction[0], g.Direction[1], g.Direction[2]
	if !vector.Near(z, vector.Cross(x, y), sameDirection) || math.Abs(vector.Length(x)-1) > sameDirection || math.Abs(vector.Length(y)-1) > sameDirection || math.Abs(vector.Dot(x, y)) > sameDirection {
		return bad("the axes of the grid are not right-handed unit vectors at right angles")
	}
	if !vector.Finite(g.Origin[:]...) || !vector.Finite(g.Spacing[:]...) || !vector.Finite(p.Slope, p.Intercept) || p.Slope == 0 || min(g.Spacing[0], g.Spacing[1], g.Spacing[2]) <= 0 {
		return bad("origin, spacing, slope or intercept is no usable number")
	}
	if !vector.Finite(p.Image.Data...) {
		return bad("the image holds a value that is no number")
	}
	if p.Bits < 0 || p.Bits > 16 {
		return bad("%d bits; 1 to 16 can be stored", p.Bits)
	}
	if p.TemporalIndex < 0 {
		return bad("temporal index %d", p.TemporalIndex)
	}
	return nil
}
