package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
)

// errSetup reports a part that set-up should have put in place.
var errSetup = errors.New("hccp53-kernel: set-up incomplete")

// layout says where things are. Everything installed lies below home.
type layout struct {
	root string // the repository, where go.mod is
	home string // root/.hccp53
	gonb string // the kernel program of GoNB
	self string // this program, links resolved
	goes string // the real go command
}

// findLayout looks where this program lies, root/.hccp53/bin, unless
// HCCP53_ROOT names the repository.
func findLayout() (*layout, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return nil, err
	}
	root := os.Getenv("HCCP53_ROOT")
	if root == "" {
		root = filepath.Dir(filepath.Dir(filepath.Dir(self)))
	}
	if root, err = filepath.Abs(root); err != nil {
		return nil, err
	}
	if mod, err := os.ReadFile(filepath.Join(root, "go.mod")); err != nil || moduleOf(mod) != "hcclab" {
		return nil, fault.New(errSetup, "the repository is not where this program expects it: no go.mod of module hcclab").
			At("%s", root).Try("set HCCP53_ROOT to the repository, or run make setup there")
	}
	l := &layout{root: root, home: filepath.Join(root, ".hccp53"), self: self}
	l.gonb = filepath.Join(l.home, "bin", "gonb")
	if _, err := os.Stat(l.gonb); err != nil {
		return nil, fault.New(errSetup, "GoNB is not installed").At("%s", l.gonb).Try("run make setup in the repository")
	}
	if l.goes, err = realGo(os.Getenv("PATH"), self); err != nil {
		return nil, err
	}
	return l, nil
}

// realGo returns the first go command on path that is not this program.
func realGo(path, self string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		found, err := exec.LookPath(filepath.Join(dir, "go"))
		if err != nil {
			continue
		}
		if target, err := filepath.EvalSymlinks(found); err == nil && target != self {
			return filepath.Abs(found)
		}
	}
	return "", fault.New(errSetup, "no go command on PATH").Try("install Go 1.26.5 or newer and put its bin folder on PATH")
}

// moduleOf returns the module path that go.mod declares, or "".
func moduleOf(mod []byte) string {
	for line := range strings.Lines(string(mod)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "module" {
			return strings.Trim(fields[1], `"`)
		}
	}
	return ""
}

// writeSpec writes the kernelspec that starts this program into dir.
func writeSpec(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	spec, err := json.MarshalIndent(map[string]any{
		"argv":           []string{self, "--kernel", "{connection_file}"},
		"display_name":   "Go (hccp53)",
		"language":       "go",
		"interrupt_mode": "message",
		"metadata":       map[string]any{"debugger": false},
	}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dir, "kernel.json"), append(spec, '\n'), 0o644)
}
