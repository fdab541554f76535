package batch

import (
	"path/filepath"
	"strings"

	"hcclab/hccp53/imagefile"
)

// Case is an image and a mask to be measured.
type Case struct {
	// ID names the case in the output. It is the user's, and should name no
	// patient.
	ID string
	// Image is a NIfTI or NRRD file or a folder with a DICOM series, Mask a file of
	// outlines or a folder with it.
	Image, Mask string
	// Labels are the numbers or names of the regions to measure, each on its own;
	// "all" stands for all that there are. Without one it is that of the [Order].
	Labels []string
	// Choice tells which volume is meant where Image holds several.
	Choice imagefile.Options
	// Cells are those of the list, in the order of its columns.
	Cells []string
	// Line is that of the list, 0 for a case from elsewhere.
	Line int
}

// List is a list of cases.
type List struct {
	// Columns are the names in the first line.
	Columns []string
	Cases   []Case
}

// One returns the list of one case, as PyRadiomics has it; with its ID in a
// column of its own when that was named.
func One(c Case, named bool) List {
	l := List{Columns: []string{columnImage, columnMask}}
	c.Cells = []string{c.Image, c.Mask}
	if named {
		l.Columns = append([]string{columnsID[0]}, l.Columns...)
		c.Cells = append([]string{c.ID}, c.Cells...)
	}
	l.Cases = []Case{c}
	return l
}

// ParseLabels parts labels written with commas between: "1,2" or "all". Empty
// text names none.
func ParseLabels(text string) (labels []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			labels = append(labels, part)
		}
	}
	return labels
}

// base is the last part of a path, as it may stand in an output.
func base(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(strings.ReplaceAll(path, `\`, "/"))
}
