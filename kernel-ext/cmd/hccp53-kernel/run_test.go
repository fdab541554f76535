package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEnvironmentPutsOurGoFirst(t *testing.T) {
	home, tmp := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, "pjrt"), 0o700); err != nil {
		t.Fatal(err)
	}
	l := &layout{root: "/repo", home: home, self: "/repo/.hccp53/bin/hccp53-kernel", goes: "/usr/local/go/bin/go"}
	env, err := environment(l, tmp, []string{"PATH=/usr/bin", "GOFLAGS=-tags=noxla", "GOWORK=/x/go.work", "KEEP=me", "TMPDIR=/elsewhere"})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"PATH":                     filepath.Join(tmp, "tools") + ":" + filepath.Join(home, "bin") + ":/usr/bin",
		"TMPDIR":                   tmp,
		"GOWORK":                   "off",
		"KEEP":                     "me",
		"GOMLX_NO_AUTO_INSTALL":    "1",
		"PJRT_PLUGIN_LIBRARY_PATH": filepath.Join(home, "pjrt"),
		envGo:                      l.goes,
		envRoot:                    "/repo",
		envWorkspace:               tmp,
	} {
		if got := lookup(env, key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if got := lookup(env, "GOFLAGS"); !strings.HasSuffix(got, " -tags=noxla") || !strings.Contains(got, "-linkmode=internal") {
		t.Errorf("GOFLAGS = %q", got)
	}
	if target, err := os.Readlink(filepath.Join(tmp, "tools", "go")); err != nil || target != l.self {
		t.Errorf("go is a link to %q, %v", target, err)
	}
	// Without gopls there is no link to it, so that GoNB does not start one.
	if exists(filepath.Join(tmp, "tools", "gopls")) {
		t.Error("a link to gopls, which is not installed")
	}
}

func TestRealGoIsNotThisProgram(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	self := filepath.Join(t.TempDir(), "hccp53-kernel")
	for _, name := range []string{self, filepath.Join(b, "go")} {
		if err := os.WriteFile(name, []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(self, filepath.Join(a, "go")); err != nil {
		t.Fatal(err)
	}
	if got, err := realGo(a+":/nonexistent:"+b, self); err != nil || got != filepath.Join(b, "go") {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := realGo(a, self); err == nil {
		t.Error("this program was taken for the go command")
	}
}

func TestTemporaryFoldersOfDeadKernelsAreSwept(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	if len(os.TempDir()) > 60 {
		short, err := os.MkdirTemp("/tmp", "k")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(short) })
		t.Setenv("TMPDIR", short)
	}
	alive, err := openTemp()
	if err != nil {
		t.Fatal(err)
	}
	dead := filepath.Join(os.TempDir(), tempPrefix+"dead")
	other := filepath.Join(os.TempDir(), tempPrefix+"other") // without a lock: not a kernel's
	for _, dir := range []string{dead, other} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dead, "lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := openTemp()
	if err != nil {
		t.Fatal(err)
	}
	if !exists(alive.dir) || exists(dead) || !exists(other) {
		t.Errorf("alive %v, dead %v, other %v", exists(alive.dir), exists(dead), exists(other))
	}
	alive.remove()
	second.remove()
	if exists(alive.dir) || exists(second.dir) {
		t.Error("a folder was not removed")
	}
}

func TestCommandTeaches(t *testing.T) {
	var out bytes.Buffer
	if status, err := command([]string{"--help"}, &out); status != 0 || err != nil {
		t.Fatal(status, err)
	}
	for _, want := range []string{"--kernel FILE", "lab.Do", "go get PACKAGE@VERSION", "HCCP53_GOPLS"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the help lacks %q", want)
		}
	}
	for _, args := range [][]string{nil, {"--kernel"}, {"--spec"}, {"run"}, {"--kernel", "f", "extra"}} {
		if status, err := command(args, &out); status == 0 || err == nil {
			t.Errorf("%q: status %d, %v", args, status, err)
		}
	}
}

func TestSpecNamesThisProgram(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kernels", "hccp53")
	if err := writeSpec(dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec struct {
		Argv      []string `json:"argv"`
		Name      string   `json:"display_name"`
		Language  string   `json:"language"`
		Interrupt string   `json:"interrupt_mode"`
	}
	if err := json.Unmarshal(b, &spec); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if len(spec.Argv) != 3 || spec.Argv[0] != self || spec.Argv[2] != "{connection_file}" || spec.Name != "Go (hccp53)" ||
		spec.Language != "go" || spec.Interrupt != "message" {
		t.Errorf("%+v", spec)
	}
}
