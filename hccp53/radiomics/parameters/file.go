package parameters

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
)

// ErrFile is a file of settings that cannot be read, or that has a key or a
// value that is unknown.
var ErrFile = errors.New("radiomics parameters: unusable file")

// Budget is the largest file that is read, in bytes.
const Budget = 1 << 17

// File is what a file of settings says.
type File struct {
	// Settings of the engine.
	Settings radiomics.Settings
	// Label is the value of the VOI's voxels in a mask, 1 if not said.
	Label int
	// LabelChannel is the channel of a mask with several.
	LabelChannel int
	// GeometryTolerance is how far the grids of image and mask may differ, in
	// parts of the voxel's side along x, as ITK has it; 0 if not said.
	GeometryTolerance float64
	// CorrectMask brings a mask on another grid to that of the image.
	CorrectMask bool
	// AdditionalInfo asks for diagnostics in the output, true if not said.
	AdditionalInfo bool
	// Voxel are the settings of feature maps.
	Voxel Voxel
	// Idle lists the keys of the file that have no effect, and why.
	Idle []string
}

// Voxel are the settings of feature maps (PyRadiomics' voxelSetting).
type Voxel struct {
	// KernelRadius is the reach of the window in voxels, 1 if not said.
	KernelRadius int
	// MaskedKernel leaves out voxels of the window that are not in the VOI,
	// true if not said.
	MaskedKernel bool
	// InitValue is the value of the map outside of the VOI.
	InitValue float64
}

// newFile is what an empty file says.
func newFile() File {
	return File{
		Settings:       radiomics.PyRadiomicsSettings(),
		Label:          1,
		AdditionalInfo: true,
		Voxel:          Voxel{KernelRadius: 1, MaskedKernel: true},
	}
}

// Read reads a file of settings. Errors: [ErrFile] with the file and the line,
// and [radiomics.ErrSettings] for values that cannot be used together.
func Read(path string) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		var at *os.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		return File{}, fault.New(ErrFile, "%v", err).At("%s", filepath.Base(path)).Try("check the name of the file of settings")
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, Budget+1))
	if err != nil {
		return File{}, fault.New(ErrFile, "the file cannot be read").At("%s", filepath.Base(path)).Try("check that it is a file of settings")
	}
	return Parse(filepath.Base(path), text)
}

// Parse is Read for a text; name is what errors call it.
func Parse(name string, text []byte) (File, error) {
	if len(text) > Budget {
		return File{}, fault.New(ErrFile, "the file is longer than %d bytes", Budget).At("%s", name).Try("check that it is a file of settings")
	}
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return File{}, syntax(name, err)
	}
	r := &reader{name: name, file: newFile()}
	sections := map[string]*ast.MappingNode{}
	for _, doc := range tree.Docs {
		if doc.Body == nil {
			continue
		}
		if doc.Body.Type() == ast.NullType || doc.Body.Type() == ast.CommentType {
			continue
		}
		top, err := r.group(doc.Body, "the file")
		if err != nil {
			return File{}, err
		}
		if len(tree.Docs) == 1 && isFlat(top) {
			return r.whole(r.flat(top, text))
		}
		for _, entry := range top.Values {
			key := keyOf(entry)
			if _, known := sectionOrder[key]; !known {
				return File{}, r.unknown(entry, key, "section", keysOf(sectionOrder))
			}
			if _, twice := sections[key]; twice {
				return File{}, r.bad(entry, "section %q is there twice", key).Try("put its keys together")
			}
			if entry.Value.Type() == ast.NullType {
				sections[key] = &ast.MappingNode{}
				continue
			}
			if sections[key], err = r.group(entry.Value, key); err != nil {
				return File{}, err
			}
		}
	}
	return r.whole(r.read(sections))
}

// whole returns the file when it was read without error and can be used.
func (r *reader) whole(err error) (File, error) {
	if err != nil {
		return File{}, err
	}
	if err := r.file.Settings.Validate(); err != nil {
		return File{}, fmt.Errorf("%s: %w", r.name, err)
	}
	return r.file, nil
}

// syntax says where a text is no YAML.
func syntax(name string, err error) error {
	what, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
	return fault.New(ErrFile, "this is no YAML: %s", brief(what)).At("%s", name).Try("see the examples in hccp53/docs/radiomics.md")
}

// brief bounds what a message quotes of a file: it may be a file of something
// else.
func brief(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if letters := []rune(text); len(letters) > 60 {
		return string(letters[:60]) + "…"
	}
	return text
}
