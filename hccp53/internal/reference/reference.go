// Package reference finds the real files that tests compare with. It is for
// tests alone.
//
// The environment variable HCCP53_REFERENCE names a folder of images and of
// facts about them, see package conformance. It is not part of the source, so a
// test that needs it is skipped, with a line that says so, where the variable is
// not set. Where it is set and holds nothing of the kind, the test fails: it
// would prove nothing. No file is named here or in the tests: what lies in the
// folder is taken.
package reference

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/conformance"
)

const variable = "HCCP53_REFERENCE"

// File is a file of the reference.
type File struct {
	// Name is the path below the reference, with slashes.
	Name, Path string
}

// Bytes returns the content.
func (f File) Bytes(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Set reports whether there is a reference.
func Set() bool { return os.Getenv(variable) != "" }

// Root returns the folder of the reference, or skips the test.
func Root(t testing.TB) string {
	t.Helper()
	if !Set() {
		t.Skip(variable + " is not set: nothing is compared with the reference")
	}
	return os.Getenv(variable)
}

// Files returns the files below a folder of the reference, "." for all, of whose
// bytes wanted says so, in the order of their names.
func Files(t testing.TB, folder string, wanted func(b []byte) bool) (all []File) {
	t.Helper()
	root := Root(t)
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil || !wanted(b) {
			return err
		}
		name, err := filepath.Rel(root, path)
		all = append(all, File{Name: filepath.ToSlash(name), Path: path})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("%s is set, and holds no such file", variable)
	}
	return all
}

// Seeds adds the wanted files of at most so many bytes to those that a fuzz
// target starts from, where there is a reference. Larger ones slow the search
// down.
func Seeds(f *testing.F, most int, wanted func(b []byte) bool) {
	f.Helper()
	if !Set() {
		return
	}
	for _, file := range Files(f, ".", func(b []byte) bool { return len(b) <= most && wanted(b) }) {
		f.Add(file.Bytes(f))
	}
}

// Inputs returns the files of testdata that match and, where there is a
// reference, those of a kind that have facts and at most so many bytes.
func Inputs(t testing.TB, pattern, kind string, most int64) (all []File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("testdata has no %s (%v)", pattern, err)
	}
	for _, path := range paths {
		all = append(all, File{Name: filepath.ToSlash(path), Path: path})
	}
	if !Set() {
		return all
	}
	for _, file := range Facts(t, func(k string, _ conformance.Fact) bool { return k == kind }) {
		if info, err := os.Stat(file.Path); err != nil {
			t.Fatal(err)
		} else if info.Size() <= most {
			all = append(all, file.File)
		}
	}
	return all
}

// Judged is a file with its facts.
type Judged struct {
	File
	// Kind is that of its group.
	Kind string
	Fact conformance.Fact
}

// Facts returns the files that have facts and are wanted, in the order of their
// names.
func Facts(t testing.TB, wanted func(kind string, fact conformance.Fact) bool) (all []Judged) {
	t.Helper()
	root := Root(t)
	groups, err := conformance.ReadFacts(root)
	if err != nil {
		t.Fatal(err)
	}
	for group, g := range groups {
		for file, fact := range g.Files {
			if wanted(g.Kind, fact) {
				name := path.Join("dicom", group, file)
				all = append(all, Judged{File: File{Name: name, Path: filepath.Join(root, filepath.FromSlash(name))}, Kind: g.Kind, Fact: fact})
			}
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s is set, and holds no facts of such files", variable)
	}
	slices.SortFunc(all, func(a, b Judged) int { return strings.Compare(a.Name, b.Name) })
	return all
}
