package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// key names a case by all that its values depend on: the content of its files,
// the settings and the code.
func (o *Order) key(ctx context.Context, c Case, settings string) (string, error) {
	var files []string
	for _, path := range []string{c.Image, c.Mask} {
		h, err := fingerprint(ctx, path)
		if err != nil {
			return "", err
		}
		files = append(files, h)
	}
	h, err := provenance.HashJSON(struct {
		Code     provenance.Hash
		Settings string
		Geometry Geometry
		Files    []string
		Labels   []string
		Choice   string
	}{Code.Hash(), settings, o.Geometry, files, o.labels(c), fmt.Sprint(c.Choice.Series, c.Choice.Time, c.Choice.Volume, c.Choice.Phase)})
	return string(h), err
}

// headers are the endings of files whose voxels may lie in files beside them.
var headers = []string{".hdr", ".img", ".nhdr"}

// fingerprint returns the SHA-256 of a file, or of all files of a folder with
// their names.
func fingerprint(ctx context.Context, path string) (string, error) {
	bad := func(err error) error {
		return fault.Wrap(ErrCases, fault.Bare(err), "the file cannot be read").At("%s", base(path)).Try("check the path")
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", bad(err)
	}
	h := sha256.New()
	add := func(name, path string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return bad(err)
		}
		defer f.Close()
		fmt.Fprintf(h, "%q\n", name)
		if _, err := io.Copy(h, f); err != nil {
			return bad(err)
		}
		return nil
	}
	switch {
	case info.IsDir():
	case slices.Contains(headers, strings.ToLower(filepath.Ext(strings.TrimSuffix(path, ".gz")))):
		fmt.Fprintf(h, "%q\n", filepath.Base(path))
		path = filepath.Dir(path)
	default:
		if err := add("", path); err != nil {
			return "", err
		}
		return hex.EncodeToString(h.Sum(nil)), nil
	}
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(path, p)
		if err != nil {
			return err
		}
		return add(filepath.ToSlash(name), p)
	})
	if err != nil && ctx.Err() == nil {
		return "", bad(err)
	}
	return hex.EncodeToString(h.Sum(nil)), err
}
