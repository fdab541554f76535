package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
)

// checkFolder says what the DICOM files below a folder are, whatever patients
// and studies they are of.
func (s *session) checkFolder(cmd *cobra.Command, folder string) error {
	found, err := mri.Volumes(cmd.Context(), folder)
	if err != nil {
		return err
	}
	table := folderTable(found)
	if s.asJSON {
		err = writeJSON(cmd.OutOrStdout(), table)
	} else {
		_, err = fmt.Fprint(cmd.OutOrStdout(), table)
	}
	if err == nil && len(found.Volumes) == 0 {
		err = fault.New(mri.ErrNoVolume, "the folder holds no series that makes a volume").Try("see the remarks above; check that the folder is that of an MR study")
	}
	return err
}

// folderTable has a row a volume and one for each series that makes none, study
// by study.
func folderTable(found *mri.Collection) hccp53.Table {
	t := hccp53.Table{Name: "folder", Title: "Series and volumes", Header: []string{
		"study", "series", "modality, description", "matrix × slices", "voxel (mm)", "volume in time", "phase", "remarks",
	}}
	studies := 0
	rows := map[int][][]string{} // by study
	for _, v := range found.Volumes {
		g := v.Image.Grid
		studies = max(studies, v.Study)
		remarks := v.Warnings
		if v.Phase == mri.Unknown && v.Evidence != "" {
			remarks = append([]string{v.Evidence}, remarks...)
		}
		rows[v.Study] = append(rows[v.Study], []string{
			fmt.Sprint(v.Study), numberOrDash(v.SeriesNumber), orDash(v.Modality + " " + v.Description),
			fmt.Sprintf("%d×%d × %d", g.Size[0], g.Size[1], g.Size[2]), fmt.Sprintf("%.3g×%.3g×%.3g", g.Spacing[0], g.Spacing[1], g.Spacing[2]),
			fmt.Sprintf("%d of %d", v.Time, v.Times), phaseText(v), strings.Join(remarks, "; "),
		})
	}
	for _, r := range found.Refused {
		studies = max(studies, r.Study)
		rows[r.Study] = append(rows[r.Study], []string{
			numberOrDash(r.Study), numberOrDash(r.SeriesNumber), orDash(r.Modality + " " + r.Description), "–", "–", "–", "–",
			fmt.Sprintf("NOT USABLE (%s): %v", counted(r.Files, "file", "files"), r.Err),
		})
	}
	for n := range studies {
		t.Rows = append(t.Rows, rows[n+1]...)
	}
	t.Rows = append(t.Rows, rows[0]...) // files too damaged to say of which study they are
	t.Notes = append(t.Notes, fmt.Sprintf("%s, %s, %d series that make none; %s.",
		counted(studies, "study", "studies"), counted(len(found.Volumes), "volume", "volumes"), len(found.Refused), counted(found.Files, "DICOM file", "DICOM files")))
	t.Notes = append(t.Notes, remaining(found)...)
	return t
}

// numberOrDash shows a number that is 0 when it is not known.
func numberOrDash(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}

// orDash shows a text, blanks around it cut off.
func orDash(text string) string {
	return cmp.Or(strings.TrimSpace(text), "–")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// remaining returns the warnings that stand in no row.
func remaining(found *mri.Collection) []string {
	var shown []string
	for _, v := range found.Volumes {
		shown = append(shown, v.Warnings...)
	}
	for _, r := range found.Refused {
		shown = append(shown, r.Err.Error())
	}
	return slices.DeleteFunc(slices.Clone(found.Warnings), func(w string) bool {
		return slices.ContainsFunc(shown, func(s string) bool { return strings.HasSuffix(w, s) })
	})
}

// phaseText names the phase with what it was found from.
func phaseText(v mri.Volume) string {
	switch {
	case v.Phase == mri.Unknown:
		return "unknown"
	case !math.IsNaN(v.Seconds) && !strings.Contains(v.Evidence, "injection"):
		return fmt.Sprintf("%s: %s; %.0f s after the start of injection", v.Phase, v.Evidence, v.Seconds)
	}
	return fmt.Sprintf("%s: %s", v.Phase, v.Evidence)
}
