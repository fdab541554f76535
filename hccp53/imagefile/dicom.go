package imagefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
)

// writeDICOM writes the volume as an MR series into a folder of its own. It
// says nothing that is not in the volume: no name, no date, no settings; the
// description is the phase, if that is known. UIDs come from the voxels and
// their place, so the same volume gives the same files. The folder appears under
// its name when it is whole.
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
	if v.Phase != string(mri.Unknown) {
		w.Description = v.Phase
	}
	if worst > 0 {
		note = fmt.Sprintf("stored in 16 bits, values differ by up to %.3g", worst)
		w.Comments += "; " + note
	}
	return note, wholeFolder(filepath.Clean(dst), func(dir string) error { return mri.WriteSeries(dir, w) })
}

// seriesFile is the name of a file that [mri.WriteSeries] writes.
var seriesFile = regexp.MustCompile(`^IM[0-9]{5,}\.dcm$`)

// wholeFolder lets write fill a hidden folder beside dst and renames that when all is
// done. A folder that is there is replaced when it holds nothing but a series
// that was written here: deleting other files is for their owner.
func wholeFolder(dst string, write func(dir string) error) error {
	old, err := os.ReadDir(dst)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return targetFault(err, dst)
	}
	for _, e := range old {
		if !seriesFile.MatchString(e.Name()) {
			return fault.New(ErrTarget, "the folder holds something else than a series that was written here").At("%s", filepath.Base(dst)).
				Try("name a folder that is empty or not there")
		}
	}
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return targetFault(err, dst)
	}
	scratch, err := os.MkdirTemp(filepath.Dir(dst), ".converting-")
	if err != nil {
		return targetFault(err, dst)
	}
	keep := false
	defer func() {
		if !keep {
			os.RemoveAll(scratch)
		}
	}()
	made := filepath.Join(scratch, "series")
	if err := write(made); err != nil {
		return err
	}
	before := filepath.Join(scratch, "before")
	if err := os.Rename(dst, before); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return targetFault(err, dst)
	}
	if err := os.Rename(made, dst); err != nil {
		if back := os.Rename(before, dst); back != nil && !errors.Is(back, fs.ErrNotExist) {
			keep = true // the series that was there lies in it
		}
		return targetFault(err, dst)
	}
	return nil
}
