package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

const repositoryMod = `module hcclab

go 1.26.5

tool example.com/tool

require (
	example.com/a/b v1.2.3
	example.com/a v0.1.0 // indirect
)

require example.com/local v0.0.0

replace example.com/local => ../local
`

func TestPinnedHoldsRequirementsAndRepository(t *testing.T) {
	text, err := pinned([]byte(repositoryMod), "gonb_1", "/home/a b/hcc")
	if err != nil {
		t.Fatal(err)
	}
	f, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if f.Module.Mod.Path != "gonb_1" || f.Go.Version != "1.26.5" || len(f.Tool) != 0 {
		t.Errorf("module %v, go %v, tools %v", f.Module.Mod, f.Go.Version, f.Tool)
	}
	versions := map[string]string{}
	for _, r := range f.Require {
		versions[r.Mod.Path] = r.Mod.Version
	}
	for path, want := range map[string]string{"example.com/a/b": "v1.2.3", "example.com/a": "v0.1.0", "hcclab": "v0.0.0"} {
		if versions[path] != want {
			t.Errorf("%s at %q, want %q", path, versions[path], want)
		}
	}
	replaced := map[string]string{}
	for _, r := range f.Replace {
		replaced[r.Old.Path] = r.New.Path
	}
	if replaced["hcclab"] != "/home/a b/hcc" || replaced["example.com/local"] != "/home/a b/local" {
		t.Errorf("replacements %v", replaced)
	}
	// What GoNB recognises as a folder to watch: goexec/tracking.go.
	if strings.Contains(string(text), "replace hcclab") {
		t.Error("GoNB would watch the whole repository")
	}
}

func TestProvidingTakesTheLongestModule(t *testing.T) {
	versions := map[string]string{"example.com/a": "v1", "example.com/a/b": "v2", "hcclab": "v0"}
	for pkg, want := range map[string]string{
		"example.com/a/b/c": "example.com/a/b", "example.com/a": "example.com/a", "hcclab/hccp53/volume": "hcclab",
		"example.com/ab": "", "example.com": "", "/": "", "": "",
	} {
		if got, ok := providing(versions, pkg); ok != (want != "") || ok && got != want {
			t.Errorf("providing %q = %q, %v; want %q", pkg, got, ok, want)
		}
	}
}

// cell makes the module of a cell as GoNB does, with main.go, and returns its
// folder. The variables of a kernel are set.
func cell(t *testing.T, source string) string {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	goes, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	t.Setenv(envRoot, root)
	t.Setenv(envWorkspace, tmp)
	t.Setenv(envGo, goes)
	dir := filepath.Join(tmp, "gonb_1")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if status, err := goTool([]string{"mod", "init", "gonb_1"}); status != 0 || err != nil {
		t.Fatalf("go mod init: %d, %v", status, err)
	}
	return dir
}

func TestCellBuildsOfflineAgainstThePinnedModule(t *testing.T) {
	dir := cell(t, "package main\n\nimport \"hcclab/hccp53/volume\"\n\nfunc main() { var g volume.Grid; _ = g }\n")
	before, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	env, err := environment(&layout{root: os.Getenv(envRoot), home: t.TempDir(), self: "/bin/true", goes: os.Getenv(envGo)}, t.TempDir(), os.Environ())
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"build", "-o", "cell"}, {"vet", "."}, {"list", "-deps", "."}, {"test", "-c", "-o", "tests"}} {
		cmd := exec.Command(os.Getenv(envGo), args...)
		cmd.Dir = dir
		cmd.Env = append(env, "GOPROXY=off", "PWD="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	if after, err := os.ReadFile(filepath.Join(dir, "go.mod")); err != nil || string(after) != string(before) {
		t.Errorf("go.mod was changed: %v\n%s", err, after)
	}
}

func TestGetKnowsThePinnedPackagesOnly(t *testing.T) {
	dir := cell(t, "package main\n\nimport (\n\t\"fmt\"\n\t\"hcclab/hccp53/volume\"\n\t\"C\"\n)\n")
	for _, c := range []struct {
		args   string
		status int
	}{
		{"get", 0},
		{"get -t", 0},
		{"get hcclab/hccp53/volume", 0},
		{"get github.com/google/renameio/v2@latest", 0},
		{"get example.com/stats@v1.0.0", 1},
	} {
		status, err := goTool(strings.Fields(c.args))
		if status != c.status || (err != nil) != (c.status != 0) {
			t.Errorf("go %s: %d, %v; want %d", c.args, status, err, c.status)
		}
		if err != nil && (!errors.Is(err, errNotPinned) || !strings.Contains(err.Error(), "go get example.com/stats@VERSION")) {
			t.Errorf("error %v", err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nimport \"example.com/stats\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _ := goTool([]string{"get"}); status != 1 {
		t.Errorf("a package outside the lock: status %d", status)
	}
}

func TestWorkspaceIsTheCellsFolderOnly(t *testing.T) {
	cell(t, "package main\n")
	if _, inside := workspace(); !inside {
		t.Error("the folder of a cell is not known as such")
	}
	t.Chdir(t.TempDir())
	if _, inside := workspace(); inside {
		t.Error("another folder is taken for a cell's")
	}
	t.Setenv(envWorkspace, "")
	if _, inside := workspace(); inside {
		t.Error("a cell's folder without a kernel")
	}
}
