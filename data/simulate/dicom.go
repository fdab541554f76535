package simulate

import (
	"fmt"
	"path/filepath"
	"time"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// notice starts the image comments of every file.
const notice = "SIMULATED by hccp53; not a patient"

// writeDICOM writes the series of one patient below dir, a folder each.
func (e *examination) writeDICOM(dir string, phases [4]*volume.Image, slopes [4]float64) error {
	number := 1
	add := func(w mri.Writing) error {
		w.SeriesNumber = number
		w.SeriesUID = e.uid("series", number)
		err := mri.WriteSeries(filepath.Join(dir, fmt.Sprintf("s%02d", number)), w)
		number++
		return err
	}
	if e.localiser {
		if err := add(e.scout(phases[0])); err != nil {
			return err
		}
	}
	for _, part := range e.truth.Layout.parts(e.patient.Scanner) {
		w := e.writing(part.description)
		if part.phases[0] == 0 && len(part.phases) == 1 {
			w.ContrastAgent = "" // not given yet
		}
		// GE and Philips number the time points; on a Siemens the time of
		// acquisition tells them apart.
		numbered := len(part.phases) > 1 && e.patient.Scanner.Vendor != "Siemens"
		for k, i := range part.phases {
			point := mri.TimePoint{Image: phases[i], Acquired: e.acquired[i], Slope: slopes[i]}
			if numbered {
				point.TemporalIndex = k + 1
			}
			w.TimePoints = append(w.TimePoints, point)
		}
		if err := add(w); err != nil {
			return err
		}
	}
	if e.subtraction {
		return add(e.difference(phases[1], phases[0]))
	}
	return nil
}

// writing returns what the series of the study have in common.
func (e *examination) writing(description string) mri.Writing {
	s := e.patient.Scanner
	w := mri.Writing{
		StudyUID: e.uid("study"), FrameOfReferenceUID: e.uid("frame"),
		PatientID: e.patient.ID, PatientSex: pick(e.patient.Male, "M", "F"), PatientAge: e.patient.Age,
		StudyTime: e.start, Description: description,
		Manufacturer: s.Manufacturer, Model: s.Model, FieldStrength: s.FieldStrength,
		RepetitionTime: s.RepetitionTime, EchoTime: s.EchoTime, FlipAngle: s.FlipAngle,
		ContrastAgent: s.Agent, Comments: notice + ". Preset " + e.options.Preset + ".",
	}
	if e.timed {
		w.Injection = e.injected
	}
	return w
}

// uid differs between any two cohorts, also of the same seed.
func (e *examination) uid(parts ...any) string {
	return mri.UID(e.options.Seed, append([]any{"simulate", e.cohort, e.row}, parts...)...)
}

// scout is a coarse coronal localiser of three slices, which a reader must
// pass over.
func (e *examination) scout(pre *volume.Image) mri.Writing {
	w := e.writing(map[string]string{"Siemens": "localizer", "GE": "3-plane Loc", "Philips": "Survey"}[e.patient.Scanner.Vendor])
	w.ContrastAgent = ""
	g := pre.Grid
	const slices = 3
	third := g.Size[1] / 4
	coronal := volume.NewImage(volume.Grid{
		Size:      [3]int{g.Size[0], g.Size[2], slices},
		Spacing:   [3]float64{g.Spacing[0], g.Spacing[2], float64(third) * g.Spacing[1]},
		Origin:    g.Point(0, float64(third), float64(g.Size[2]-1)),
		Direction: [3][3]float64{{1, 0, 0}, {0, 0, -1}, {0, 1, 0}},
	})
	for k := range slices {
		for z := range g.Size[2] {
			for x := range g.Size[0] {
				coronal.Data[coronal.Index(x, z, k)] = pre.At(x, (k+1)*third, g.Size[2]-1-z)
			}
		}
	}
	w.TimePoints = []mri.TimePoint{{Image: coronal, Acquired: e.start.Add(time.Minute), Slope: slopeOf(coronal, 0)}}
	return w
}

// difference is AP minus pre, which a reader must not take for AP.
func (e *examination) difference(ap, pre *volume.Image) mri.Writing {
	w := e.writing(map[string]string{"Siemens": "t1_vibe_fs_tra_bh_SUB", "GE": "Ax LAVA SUB", "Philips": "e-THRIVE SUB"}[e.patient.Scanner.Vendor])
	sub := volume.NewImage(ap.Grid)
	lowest := 0.0
	for i := range sub.Data {
		sub.Data[i] = ap.Data[i] - pre.Data[i]
		lowest = min(lowest, sub.Data[i])
	}
	lowest = -tidy(-lowest)
	w.TimePoints = []mri.TimePoint{{Image: sub, Acquired: e.acquired[1], Slope: slopeOf(sub, lowest), Intercept: lowest}}
	return w
}

func slopeOf(img *volume.Image, lowest float64) float64 {
	brightest := 0.0
	for _, v := range img.Data {
		brightest = max(brightest, v-lowest)
	}
	return tidy(brightest / maxStored)
}
