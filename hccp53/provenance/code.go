package provenance

import (
	_ "embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"sync"
)

// goSum is the digest of the module's go.sum. A test compares it with the
// file; `go generate ./hccp53/provenance` renews it.
//
//go:generate sh -c "sha256sum ../../go.sum | cut -c1-64 > gosum.sha256"
//go:embed gosum.sha256
var goSum string

// Code identifies the source of one package together with all packages of
// this module that it imports, directly or not. It is fixed when the program
// is built, because each package embeds its own source:
//
//	//go:embed *.go
//	var sources embed.FS
//
//	// Code identifies this package for provenance.
//	var Code = provenance.NewCode("hcclab/hccp53/radiomics", sources, volume.Code)
//
// A test in the parent package checks that every list of imports is complete.
type Code struct {
	path    string
	sources fs.FS
	imports []*Code
	hash    func() Hash
}

// NewCode describes the package with the given import path, its source files
// (the top level of sources; *_test.go is ignored) and the packages of this
// module that it imports.
func NewCode(path string, sources fs.FS, imports ...*Code) *Code {
	c := &Code{path: path, sources: sources, imports: imports}
	c.hash = sync.OnceValue(c.compute)
	return c
}

// Path returns the import path.
func (c *Code) Path() string { return c.path }

// Imports returns the codes given to [NewCode].
func (c *Code) Imports() []*Code { return c.imports }

// Hash returns the sum over the sources of the package and of everything it
// imports from this module.
func (c *Code) Hash() Hash { return c.hash() }

func (c *Code) compute() Hash {
	lines := make([]string, 0, len(c.imports)+1)
	for _, imported := range c.imports {
		lines = append(lines, imported.path+" "+string(imported.Hash()))
	}
	entries, err := fs.ReadDir(c.sources, ".")
	if err != nil {
		panic(fmt.Sprintf("provenance: sources of %s: %v", c.path, err)) // an embed.FS always has a root
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		b, err := fs.ReadFile(c.sources, e.Name())
		if err != nil {
			panic(fmt.Sprintf("provenance: source %s of %s: %v", e.Name(), c.path, err))
		}
		lines = append(lines, c.path+"/"+e.Name()+" "+string(HashBytes(b)))
	}
	sort.Strings(lines)
	return HashBytes([]byte(strings.Join(lines, "\n")))
}
