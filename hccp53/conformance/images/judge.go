// Package images judges how images are read: DICOM files and series, NIfTI and
// NRRD, against the facts that pydicom, SimpleITK, nibabel, pynrrd and dcm2niix
// found in the same files.
//
// The reference folder holds dicom/facts.json and, beside it, the folders that
// it names; a folder ibsi/ with phantoms as DICOM and as NIfTI is compared, too,
// when it is there. Group names are read from facts.json, never from code.
package images

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"hcclab/hccp53/conformance"
)

// tolerance is how near numbers must be, relative above 1: positions are
// decimal text of at most 16 characters, affines of NIfTI are float32.
const tolerance = 1e-6

// Judge compares all that lies in the reference folder root.
func Judge(ctx context.Context, root string) (*conformance.Report, error) {
	r := &conformance.Report{
		Title:     "Conformance of image reading",
		Source:    "pydicom 3.0.2, SimpleITK 2.5.7, nibabel 5.4.2, pynrrd 1.1.3 and dcm2niix v1.0.20260724, as the reference folder states them",
		Tolerance: "Hashes and texts are compared exactly, numbers to 1e-6 (relative above 1); 12-bit lossy JPEG to one step.",
	}
	dir := filepath.Join(root, "dicom")
	groups, err := conformance.ReadFacts(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, name := range sorted(groups) {
		g := groups[name]
		folder := filepath.Join(dir, filepath.FromSlash(name))
		for _, file := range sorted(g.Files) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r.Add(judgeFile(ctx, name, filepath.Join(folder, filepath.FromSlash(file)), g.Files[file])...)
		}
		r.Add(judgeVolumes(ctx, name, folder, g)...)
	}
	converted, err := judgeConverted(ctx, dir, groups)
	if err != nil {
		return nil, err
	}
	r.Add(converted...)
	phantoms, err := judgePhantoms(ctx, filepath.Join(root, "ibsi"))
	if err != nil {
		return nil, err
	}
	r.Add(phantoms...)
	return r, nil
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
