package mri

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/stack"
	"hcclab/hccp53/volume"
)

// Study is the volumes of one MR examination.
type Study struct {
	// Volumes are in the order of series number, then image type, then time. The
	// phases that are known carry their names; all others are [Unknown].
	Volumes []Volume
	Scanner Scanner
	// Simulated is true when the image comments (0020,4000) of every image
	// start with "SIMULATED".
	Simulated bool
	// Warnings say what was left out, refused or looks odd, a sentence each.
	Warnings []string
	// Files is the number of DICOM files read.
	Files int

	// refused and refusals say why series make no volumes.
	refused  []error
	refusals []Refusal
	// floating asks for Philips' floating-point values.
	floating bool
	// grids are the warnings about phases on different grids.
	grids []string
}

// Volume is one volume of a study.
type Volume struct {
	Phase Phase
	// Evidence says what the phase was found from, or why it is unknown.
	Evidence string
	// Seconds is the time from the start of the injection to the start of the
	// acquisition, NaN when it is not known.
	Seconds float64
	// SeriesNumber and Description are the scanner's (0 and "" when absent).
	SeriesNumber int
	Description  string
	// Study counts the studies of a [Collection] from 1; it is 0 in a [Study].
	Study     int
	Modality  string
	ImageType []string
	EchoTime  float64 // ms, NaN when absent
	// Time is the place of the volume among the Times volumes of its series
	// that differ in nothing but time, from 1.
	Time, Times int
	// Acquired is the start of the acquisition as the scanner's clock showed it;
	// zero when unknown, and in 1970 in files without dates.
	Acquired time.Time
	// Files is the number of files that the volume lies in.
	Files int
	// Image holds the values, in LPS; [Scaling] says which. The z index grows
	// along row × column direction.
	Image   *volume.Image
	Scaling Scaling
	// Warnings say what looks odd in this volume, a sentence each.
	Warnings []string

	reference Reference
}

// Scaling says how the values of a volume came from the stored ones: by Slope
// and Intercept, which are NaN where they differ between the slices. Images of
// Philips scanners have a Divisor, too: a value divided by it is on the
// floating-point scale, which compares between series. FloatingPoint is true
// when the values are on that scale already, as those of [Load] are.
type Scaling = stack.Scaling

// Reference says which images a volume was made of, for objects that are drawn
// on them (segmentations). It identifies the patient and belongs in no message,
// table or log.
type Reference struct {
	StudyUID, SeriesUID, FrameOfReferenceUID string
	// Class is the storage class of the images.
	Class     string
	PatientID string
	// Acquired is that of the volume.
	Acquired time.Time
	// Instances are the UIDs of the images, one for each slice of the volume.
	Instances []string
}

// Reference returns the images that the volume was made of.
func (v *Volume) Reference() Reference {
	r := v.reference
	r.Acquired = v.Acquired
	return r
}

// Scanner is the equipment and the settings of the dynamic series, or of the
// first MR series when there is none. Numbers that the files do not state are
// NaN; times in ms, the flip angle in degrees, the field strength in tesla.
type Scanner struct {
	Manufacturer, Model                                string
	FieldStrength, RepetitionTime, EchoTime, FlipAngle float64
	ContrastAgent                                      string
}

// Phase returns the volume of phase p. The error is [ErrMissingPhase] or, when
// two volumes claim the phase, [ErrAmbiguousPhase]; it lists what is there.
func (s *Study) Phase(p Phase) (*Volume, error) {
	var found []*Volume
	for i := range s.Volumes {
		if p != Unknown && s.Volumes[i].Phase == p {
			found = append(found, &s.Volumes[i])
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fault.Wrap(ErrMissingPhase, errors.Join(s.refused...), "no volume is known to be %s; there are %s", p, s.list()).
			Try("check that the series was exported; if it is there, name it by hand: phase_series in the cohort file")
	}
	names := make([]string, len(found))
	for i, v := range found {
		names[i] = dcm.SeriesName(v.SeriesNumber, v.Description) + ": " + v.Evidence
	}
	return nil, fault.New(ErrAmbiguousPhase, "%d volumes claim to be %s: %s", len(found), p, strings.Join(names, "; ")).
		Try("leave the series that is not wanted out of the folder, or say which it is: phase_series in the cohort file, for example %s=%d", p, found[0].SeriesNumber)
}

// listed bounds the volumes named in a message.
const listed = 12

func (s *Study) list() string {
	var names []string
	for i, v := range s.Volumes {
		if i == listed {
			names = append(names, fmt.Sprintf("%d more", len(s.Volumes)-listed))
			break
		}
		names = append(names, fmt.Sprintf("%s %s", v.Phase, dcm.SeriesName(v.SeriesNumber, v.Description)))
	}
	if len(names) == 0 {
		return "no volumes"
	}
	return strings.Join(names, ", ")
}
