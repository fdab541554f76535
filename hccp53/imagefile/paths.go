package imagefile

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// files returns the regular files at or below path in the order of their paths.
// Hidden ones are left out, and the voxels of a NIfTI pair, which are read with
// its header.
func files(path string) ([]string, error) {
	root, err := filepath.EvalSymlinks(path)
	if path == "" {
		err = fs.ErrNotExist // and not the folder that one is in
	}
	if err != nil {
		return nil, fileFault(err, path)
	}
	var out []string
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := d.Name()[0] == '.' && p != root
		switch {
		case d.IsDir() && hidden:
			return filepath.SkipDir
		case hidden:
		case d.Type()&fs.ModeSymlink != 0:
			if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
				out = append(out, p)
			}
		case d.Type().IsRegular():
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fileFault(err, path)
	}
	slices.Sort(out)
	if len(out) > 1 {
		out = slices.DeleteFunc(slices.Clone(out), func(p string) bool { return partOfPair(p, out) })
	}
	return out, nil
}

// partOfPair reports whether p holds the voxels of a header among all.
func partOfPair(p string, all []string) bool {
	stem, ok := strings.CutSuffix(strings.TrimSuffix(strings.ToLower(p), ".gz"), ".img")
	return ok && slices.ContainsFunc(all, func(q string) bool {
		header, ok := strings.CutSuffix(strings.TrimSuffix(strings.ToLower(q), ".gz"), ".hdr")
		return ok && header == stem
	})
}

// fileFault says what cannot be read, without its folder.
func fileFault(err error, path string) error {
	return fault.Wrap(ErrFile, fault.Bare(err), "the path cannot be read").At("%s", filepath.Base(path)).Try("check the path")
}
