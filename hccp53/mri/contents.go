package mri

import (
	"cmp"
	"context"
	"slices"

	"hcclab/hccp53/mri/internal/frame"
)

// Contents is what the headers in a folder say.
type Contents struct {
	// Series are in the order of study UID and series number.
	Series []Series
	// Files is the number of DICOM files, Skipped that of files without images,
	// by what they are.
	Files   int
	Skipped map[string]int
	// Damaged says of each file that could not be read why.
	Damaged []error
}

// Series is one series, as far as the headers of its files tell.
type Series struct {
	StudyUID, UID                       string
	Number                              int // 0 when absent
	Description, Modality, Manufacturer string
	// Files and Images count its files and the slice images in them; Rows and
	// Columns are those of the first.
	Files, Images, Rows, Columns int
}

// Scan reads the headers of the DICOM file, or of all DICOM files below the
// folder, at path, in parallel. It keeps nothing but what it returns. A file is
// as damaged as its header shows: what is wrong with compressed pixels is found
// by [Volumes] only.
//
// The errors are [ErrFolder] and the context's.
func Scan(ctx context.Context, path string) (*Contents, error) {
	paths, _, err := frame.List(path)
	if err != nil {
		return nil, err
	}
	c := &Contents{Skipped: map[string]int{}}
	at := map[frame.Key]int{}
	err = frame.Survey(ctx, paths, func(f frame.Finding) error {
		switch {
		case f.Err != nil:
			c.Damaged = append(c.Damaged, f.Err)
			return nil
		case f.Foreign:
			c.Skipped["no DICOM file"]++
			return nil
		case f.Kind != "":
			c.Skipped[f.Kind]++
		default:
			img := f.Images[0]
			i, ok := at[img.Key()]
			if !ok {
				i = len(c.Series)
				at[img.Key()] = i
				c.Series = append(c.Series, Series{
					StudyUID: img.Study, UID: img.Series, Number: frame.Whole(img.SeriesNumber), Description: img.Description,
					Modality: img.Modality, Manufacturer: img.Manufacturer, Rows: img.Rows, Columns: img.Columns,
				})
			}
			c.Series[i].Files++
			c.Series[i].Images += len(f.Images)
		}
		c.Files++
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(c.Series, func(a, b Series) int {
		return cmp.Or(cmp.Compare(a.StudyUID, b.StudyUID), cmp.Compare(a.Number, b.Number), cmp.Compare(a.UID, b.UID))
	})
	return c, nil
}
