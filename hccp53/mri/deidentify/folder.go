package deidentify

import (
	"context"
	"fmt"
)

// Order is one run over a folder.
type Order struct {
	Settings
	// Source is read, with all folders below it. Destination is made, or is
	// that of a run before with the same salt, settings and pattern. Neither
	// may lie in the other.
	Source, Destination string
	// Pattern makes the new patient IDs: its # signs, which stand together,
	// become a number: "SUBJ-####".
	Pattern string
	// Workers is the number of files read at a time; 0: one a processor.
	Workers int
	// DryRun writes nothing.
	DryRun bool
	// Progress, if not nil, is called after each file, by one goroutine at a time.
	Progress func(done, total int)
}

// Summary is what a run did.
type Summary struct {
	Patients   int            `json:"patients"`
	Files      int            `json:"files"`      // in the source
	Written    int            `json:"written"`    // with DryRun: that would be
	Unchanged  int            `json:"unchanged"`  // there already from a run before
	Duplicates int            `json:"duplicates"` // the same file again
	NotDICOM   int            `json:"not_dicom"`
	Refused    map[string]int `json:"refused"` // by reason
	Elements   Counts         `json:"elements"`
	// NewIDs leads from old to new patient IDs. It identifies.
	NewIDs map[string]string `json:"-"`
}

// maxFile bounds the size of one file: 1 GiB.
const maxFile = 1 << 30

// found is one file of the source.
type found struct {
	path string
	who  identity
	err  error
}

// Run de-identifies all files below o.Source. The new files are called
// PATIENT/STUDY/SERIES/INSTANCE.dcm after the new ID and the new UIDs: old names
// of files and folders are not kept, since they name patients. Each file is
// written under a temporary name and renamed; a run that was interrupted is
// gone on with by the same call. Neither the order nor the number of workers
// changes a byte.
//
// Files that cannot be de-identified are counted in the summary by reason, and
// do not end the run. The errors are [ErrSettings], [ErrFolder] and the
// context's.
func Run(ctx context.Context, o Order) (*Summary, error) {
	d, err := New(o.Settings)
	if err != nil {
		return nil, err
	}
	paths, err := o.sources()
	if err != nil {
		return nil, err
	}
	book, err := o.open(d)
	if err != nil {
		return nil, err
	}
	r := &run{Order: o, Deidentifier: d, sum: &Summary{Files: len(paths), Refused: map[string]int{}, NewIDs: map[string]string{}}}
	all := make([]found, len(paths))
	r.parallel(ctx, len(paths), func(i int) { all[i] = d.look(paths[i]) })
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("deidentify: %w", err)
	}
	r.admit(all, book)
	if err := o.save(book); err != nil {
		return nil, err
	}
	r.parallel(ctx, len(r.groups), func(i int) { r.group(r.groups[i]) })
	switch {
	case ctx.Err() != nil:
		return r.sum, fmt.Errorf("deidentify: %w", ctx.Err())
	case r.err != nil:
		return r.sum, r.err
	}
	return r.sum, nil
}
