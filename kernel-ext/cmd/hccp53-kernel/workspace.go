package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"golang.org/x/mod/modfile"
)

// pin writes go.mod and go.sum of a cell's module into dir: the requirements
// of the repository, and the repository itself as hcclab.
func pin(dir, module, root string) error {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	if mod, err = pinned(mod, module, root); err != nil {
		return err
	}
	if err := renameio.WriteFile(filepath.Join(dir, "go.mod"), mod, 0o644); err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o644)
}

// pinned turns go.mod of the repository into go.mod of a cell's module.
func pinned(mod []byte, module, root string) ([]byte, error) {
	f, err := modfile.Parse(filepath.Join(root, "go.mod"), mod, nil)
	if err != nil {
		return nil, err
	}
	if err := f.AddModuleStmt(module); err != nil {
		return nil, err
	}
	for _, t := range f.Tool {
		if err := f.DropTool(t.Path); err != nil {
			return nil, err
		}
	}
	for _, r := range f.Replace {
		if modfile.IsDirectoryPath(r.New.Path) && !filepath.IsAbs(r.New.Path) {
			if err := f.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(root, r.New.Path), ""); err != nil {
				return nil, err
			}
		}
	}
	f.Cleanup()
	text, err := f.Format()
	if err != nil {
		return nil, err
	}
	// The directive stands in a block although it is one line: GoNB watches
	// every folder below a replacement that it recognises, and it recognises
	// only the short form. Below the repository lie the virtual environment,
	// results and patients' images.
	return fmt.Appendf(text, "\nrequire hcclab v0.0.0\n\nreplace (\n\thcclab => %s\n)\n", modfile.AutoQuote(root)), nil
}

// required returns the versions of the modules that the go.mod file in dir
// requires, by module path.
func required(dir string) (map[string]string, error) {
	name := filepath.Join(dir, "go.mod")
	mod, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f, err := modfile.ParseLax(name, mod, nil)
	if err != nil {
		return nil, err
	}
	versions := map[string]string{}
	for _, r := range f.Require {
		versions[r.Mod.Path] = r.Mod.Version
	}
	return versions, nil
}

// providing returns the required module that holds the package: the longest
// module path that begins the package's path.
func providing(versions map[string]string, pkg string) (module string, ok bool) {
	for module = pkg; module != "." && module != "/"; module = path.Dir(module) {
		if _, ok := versions[module]; ok {
			return module, true
		}
	}
	return "", false
}

// standard reports whether the package belongs to Go itself: the first
// element of its path has no dot.
func standard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return !strings.Contains(first, ".")
}
