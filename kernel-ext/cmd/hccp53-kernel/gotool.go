package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"hcclab/hccp53/fault"
)

// errNotPinned reports a package outside the repository's go.mod.
var errNotPinned = errors.New("hccp53-kernel: package not pinned")

// Variables through which the kernel tells its go command where it is.
const (
	envGo        = "HCCP53_GO"        // the real go command
	envRoot      = "HCCP53_ROOT"      // the repository
	envWorkspace = "HCCP53_WORKSPACE" // the kernel's temporary folder
	envGopls     = "HCCP53_GOPLS"     // "off" for no language server
)

// goTool is the go command as GoNB and its cells see it. Two verbs mean
// something else within the workspace of a cell:
//
//   - "go mod init" writes the pinned go.mod and go.sum;
//   - "go get" finds every pinned package there already, and refuses others.
//
// Anything else, and anything outside the workspace, is the real go command,
// which takes the place of this process.
func goTool(args []string) (int, error) {
	dir, inside := workspace()
	if inside && len(args) >= 2 {
		if args[0] == "mod" && args[1] == "init" {
			module := filepath.Base(dir)
			if len(args) > 2 {
				module = args[2]
			}
			return 0, pin(dir, module, os.Getenv(envRoot))
		}
	}
	if inside && len(args) >= 1 && args[0] == "get" {
		return get(dir, args[1:])
	}
	real := os.Getenv(envGo)
	if real == "" {
		return 1, fault.New(errSetup, "%s is not set", envGo).Try("start this program as a kernel, not as go")
	}
	return 1, syscall.Exec(real, append([]string{"go"}, args...), os.Environ())
}

// workspace returns the current folder and whether it belongs to a cell.
func workspace() (dir string, inside bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	parent, err := filepath.EvalSymlinks(os.Getenv(envWorkspace))
	if err != nil || os.Getenv(envWorkspace) == "" {
		return dir, false
	}
	real, err := filepath.EvalSymlinks(dir)
	return dir, err == nil && filepath.Dir(real) == parent
}

// get answers "go get". Without package names, as GoNB calls it before each
// build, it looks at what the cell imports.
func get(dir string, args []string) (int, error) {
	versions, err := required(dir)
	if err != nil {
		return 1, err
	}
	var named []string
	for _, a := range args {
		if !strings.HasPrefix(a, "-") && a != "." && a != "./..." {
			named = append(named, a)
		}
	}
	if len(named) == 0 {
		return imports(dir, versions)
	}
	for _, a := range named {
		pkg, version, _ := strings.Cut(a, "@")
		module, ok := providing(versions, pkg)
		switch {
		case !ok:
			return 1, notPinned(pkg)
		case version != "" && version != versions[module]:
			fmt.Fprintf(os.Stderr, "%s stays at %s, as go.mod of the repository says\n", module, versions[module])
		}
	}
	return 0, nil
}

// imports checks that every package a cell imports is pinned. Its message has
// the form of a compiler's, so that GoNB shows the line of the cell.
func imports(dir string, versions map[string]string) (int, error) {
	for _, name := range []string{"main.go", "main_test.go"} {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, filepath.Join(dir, name), nil, parser.ImportsOnly)
		if err != nil {
			continue // not there, or not Go: the compiler says it better
		}
		for _, spec := range file.Imports {
			pkg := strings.Trim(spec.Path.Value, "`\"")
			if pkg == "C" || standard(pkg) {
				continue
			}
			if _, ok := providing(versions, pkg); !ok {
				at := files.Position(spec.Path.Pos())
				fmt.Fprintf(os.Stderr, "%s: %v\n", at, notPinned(pkg))
				return 1, nil
			}
		}
	}
	return 0, nil
}

func notPinned(pkg string) error {
	return fault.New(errNotPinned, "package %s is not among the pinned modules", pkg).
		Try("run \"go get %s@VERSION\" in the repository, then restart the kernel", pkg)
}

// gopls takes the place of the language server. GoNB puts it into a process
// group of its own, where it would outlive a kernel that is killed.
func gopls(args []string) (int, error) {
	if os.Getenv(envGopls) == "off" {
		return 0, nil
	}
	dieWithParent()
	real := filepath.Join(os.Getenv(envRoot), ".hccp53", "bin", "gopls")
	return 1, syscall.Exec(real, append([]string{"gopls"}, args...), os.Environ())
}
