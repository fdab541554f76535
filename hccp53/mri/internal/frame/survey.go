package frame

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// Finding is what the header of one file says: one of Foreign, Kind and Images,
// or none of them with Err.
type Finding struct {
	Source *Source
	// Foreign is true for a file that is no DICOM.
	Foreign bool
	// Kind says what a DICOM file without images is.
	Kind string
	// Images are those in the file. With Refused or Err it is one that stands
	// for the file and says which series it is of.
	Images []*Image
	// Refused says why the images of a whole file make no volume.
	Refused error
	// Err says why the file was not read: [ErrFolder], [dcm.ErrNotDICOM],
	// [dcm.ErrDamaged] …
	Err error
}

// Key tells series apart, also those of different patients that have,
// against the standard, one UID.
type Key struct{ Patient, Study, Series string }

// Key returns the series that the image is of.
func (img *Image) Key() Key { return Key{img.Patient, img.Study, img.Series} }

// Look reads the header of a file.
func Look(path string) Finding {
	found := Finding{Source: &Source{Path: path}}
	f, err := found.Source.header()
	switch {
	case err != nil:
		found.damaged(f, err)
	case f == nil:
		found.Foreign = true
	case holdsImages(f):
		found.Images, err = frames(f, found.Source)
		if err = found.Source.placed(err); errors.Is(err, dcm.ErrDamaged) {
			found.damaged(f, err)
		} else {
			found.Refused = err
		}
	case strings.HasSuffix(dcm.Name(found.Source.Class), " Image Storage") || Examination(found.Source.Class, f.Text(dcm.Modality)):
		// Cut before its rows, between two elements.
		found.damaged(f, found.Source.placed(fault.New(dcm.ErrDamaged, "the file is an image (%s) without rows or columns", KindOf(found.Source.Class)).
			Try("copy or export the file again")))
	default:
		found.Kind = KindOf(found.Source.Class)
	}
	return found
}

// damaged notes why the file was not read, and which series it is of where f,
// what could be read or nil, tells.
func (found *Finding) damaged(f *dcm.File, err error) {
	found.Err, found.Images = err, nil
	if f != nil && f.DataSet != nil && f.Has(dcm.SeriesInstanceUID) {
		found.Images = []*Image{describe(f, found.Source)}
	}
}

// holdsImages reports whether the file has pixels that are an image, not a
// segmentation of one.
func holdsImages(f *dcm.File) bool {
	return f.Class() != segmentation && f.Class() != labelMap && f.Count(dcm.Rows) > 0 && f.Count(dcm.Columns) > 0
}

// batch is the number of files whose headers are read before they are looked
// at, so that memory does not grow with the folder.
const batch = 2048

// Survey looks at all files, in parallel, and calls do for each in the order of
// paths. It ends at the first error of do, or the context's.
func Survey(ctx context.Context, paths []string, do func(Finding) error) error {
	for some := range slices.Chunk(paths, batch) {
		found := make([]Finding, len(some))
		if err := parallel(ctx, len(some), func(i int) { found[i] = Look(some[i]) }); err != nil {
			return err
		}
		for _, f := range found {
			if err := do(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// parallel calls do for 0 to n−1 with as many workers as there are processors.
// The error is that of the context, when it ended before all was done.
func parallel(ctx context.Context, n int, do func(i int)) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mri: %w", err)
	}
	return nil
}
