package imagefile

import (
	"fmt"

	"hcclab/hccp53/mri"
)

// writeDICOM writes the volume as an MR series into a folder of its own. It
// says nothing that is not in the volume: no name, no date, no settings; the
// description is the phase, if that is known. UIDs come from the voxels and
// their place, so the same volume gives the same files.
func writeDICOM(dst string, v *Volume) (note string, err error) {
	p, worst, err := mri.Storable(v.Image)
	if err != nil {
		return "", err
	}
	id := func(what string) string { return mri.UID(0, "converted", what, v.SHA256, v.Image.Grid) }
	w := mri.Writing{
		StudyUID: id("study"), SeriesUID: id("series"), FrameOfReferenceUID: id("frame"),
		PatientID: "CONVERTED", SeriesNumber: 1, Converted: true, Comments: "Converted from another format",
		TimePoints: []mri.TimePoint{p},
	}
	if v.Phase != "unknown" {
		w.Description = v.Phase
	}
	if worst > 0 {
		note = fmt.Sprintf("stored in 16 bits, values differ by up to %.3g", worst)
		w.Comments += "; " + note
	}
	return note, mri.WriteSeries(dst, w)
}
