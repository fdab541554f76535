package mri

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

// finding is what the header of one file says: one of foreign, kind and images,
// or none of them with err.
type finding struct {
	source *source
	// foreign is true for a file that is no DICOM.
	foreign bool
	// kind says what a DICOM file without images is.
	kind string
	// images are those in the file. With refused or err it is one that stands
	// for the file and says which series it is of.
	images []*frame
	// refused says why the images of a whole file make no volume.
	refused error
	// err says why the file was not read: [ErrFolder], [dcm.ErrNotDICOM],
	// [dcm.ErrDamaged] …
	err error
}

// seriesKey tells series apart, also those of different patients that have,
// against the standard, one UID.
type seriesKey struct{ patient, study, series string }

func (img *frame) key() seriesKey { return seriesKey{img.Patient, img.Study, img.Series} }

// look reads the header of a file.
func look(path string) finding {
	found := finding{source: &source{path: path}}
	f, err := found.source.header()
	switch {
	case err != nil:
		found.damaged(f, err)
	case f == nil:
		found.foreign = true
	case holdsImages(f):
		found.images, err = frames(f, found.source)
		if err = found.source.placed(err); errors.Is(err, dcm.ErrDamaged) {
			found.damaged(f, err)
		} else {
			found.refused = err
		}
	case strings.HasSuffix(dcm.Name(found.source.class), " Image Storage") || examination(found.source.class, f.Text(dcm.Modality)):
		// Cut before its rows, between two elements.
		found.damaged(f, found.source.placed(fault.New(dcm.ErrDamaged, "the file is an image (%s) without rows or columns", kindOf(found.source.class)).
			Try("copy or export the file again")))
	default:
		found.kind = kindOf(found.source.class)
	}
	return found
}

// damaged notes why the file was not read, and which series it is of where f,
// what could be read or nil, tells.
func (found *finding) damaged(f *dcm.File, err error) {
	found.err, found.images = err, nil
	if f != nil && f.DataSet != nil && f.Has(dcm.SeriesInstanceUID) {
		found.images = []*frame{describe(f, found.source)}
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

// survey looks at all files, in parallel, and calls do for each in the order of
// paths. It ends at the first error of do, or the context's.
func survey(ctx context.Context, paths []string, do func(finding) error) error {
	for some := range slices.Chunk(paths, batch) {
		found := make([]finding, len(some))
		if err := parallel(ctx, len(some), func(i int) { found[i] = look(some[i]) }); err != nil {
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
