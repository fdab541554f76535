package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// reproduceStudy writes a study file for a small simulated cohort into dir:
// that of the repository, with everything made smaller that takes time.
func reproduceStudy(t *testing.T, dir string) string {
	t.Helper()
	content, err := os.ReadFile("../../../notebooks/study.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := yaml.Unmarshal(content, &s); err != nil {
		t.Fatal(err)
	}
	s["cohort"], s["new_patients"], s["store"], s["results"] = "data/cohort.csv", "new/cohort.csv", "store", "results"
	s["demo"] = map[string]any{"preset": "strong", "n": 60, "seed": 1, "small": true}
	s["folds"] = 2
	s["selection"].(map[string]any)["icc"] = 0 // too few of 60 patients are read twice
	s["selection"].(map[string]any)["lasso_folds"] = 5
	s["combined"] = map[string]any{"bootstrap": 10}
	networks := s["networks"].(map[string]any)
	networks["list"], networks["size"] = []string{"MC ResNet18", "FF ResNet18"}, 32
	networks["training"].(map[string]any)["epochs"] = map[string]any{"floor": 1, "cap": 2, "patience": 1}
	if content, err = yaml.Marshal(s); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "study.yaml")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reproduce runs the command as a process of its own, with further arguments.
func reproduce(ctx context.Context, t *testing.T, program, study string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.CommandContext(ctx, program, append([]string{"reproduce", "--study", study, "--notebooks", "../../../notebooks"}, args...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = time.Minute
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// program builds the command, which the go command remembers, and skips where
// no notebook can be run.
func program(t *testing.T) string {
	t.Helper()
	if os.Getenv("HCCP53_PYTHON") == "" {
		t.Skip("HCCP53_PYTHON is not set: no notebook is run; make test sets it")
	}
	path := filepath.Join(t.TempDir(), "hccp53")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// TestReproduce walks all notebooks on a small cohort, is interrupted on the
// way, and goes on to the same bytes as a run that was left alone.
func TestReproduce(t *testing.T) {
	program := program(t)
	alone, broken := t.TempDir(), t.TempDir()

	study := reproduceStudy(t, alone)
	stdout, stderr, err := reproduce(t.Context(), t, program, study)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	if !strings.Contains(stdout, "Simulated cohort, tuned to this range: agreement is not evidence") || !strings.Contains(stdout, "index.html in a browser") {
		t.Errorf("the run ends with\n%s", stdout)
	}
	checkPage(t, filepath.Join(alone, "results"))

	// Again: nothing is run, nothing changes.
	first := tree(t, filepath.Join(alone, "results"))
	begun := time.Now()
	if _, stderr, err = reproduce(t.Context(), t, program, study); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(stderr, "nothing changed, kept"); n != 10 {
		t.Errorf("%d notebooks were kept of 10, in %s:\n%s", n, time.Since(begun), stderr)
	}
	compare(t, first, tree(t, filepath.Join(alone, "results")))

	// For a program: where everything is, and the tables.
	if stdout, _, err = reproduce(t.Context(), t, program, study, "--json", "--quiet"); err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Page   string
		Tables []struct {
			Name string
			Rows [][]string
		}
	}
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil || filepath.Base(answer.Page) != "index.html" ||
		len(answer.Tables) != 2 || answer.Tables[0].Name != "reproduction" || len(answer.Tables[0].Rows) != 5 {
		t.Errorf("as JSON: %v, %+v", err, answer)
	}

	// A figure that was changed by hand is made anew, by its notebook alone.
	roc := filepath.Join(alone, "results", "figures", "roc.svg")
	if err := os.WriteFile(roc, []byte("<svg/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, err = reproduce(t.Context(), t, program, study); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(stderr, "nothing changed, kept"); n != 9 {
		t.Errorf("%d notebooks were kept of 9:\n%s", n, stderr)
	}
	compare(t, first, tree(t, filepath.Join(alone, "results")))

	// Elsewhere: interrupted in the middle of a notebook, killed in a later one.
	study = reproduceStudy(t, broken)
	for _, stop := range []struct {
		at    string // file that appears before the run is ended
		kill  syscall.Signal
		wants string
	}{
		{"results/notebooks/02_images_phases.json", syscall.SIGINT, "interrupted; steps that were finished are kept"},
		{"results/notebooks/05_mc_resnet.json", syscall.SIGKILL, ""},
	} {
		cmd := exec.Command(program, "reproduce", "--study", study, "--notebooks", "../../../notebooks")
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for waiting := true; waiting; {
			select {
			case err := <-ended:
				t.Fatalf("ended early: %v\n%s", err, errs.String())
			case <-time.After(20 * time.Millisecond):
				_, err := os.Stat(filepath.Join(broken, stop.at))
				waiting = errors.Is(err, fs.ErrNotExist)
			}
		}
		time.Sleep(time.Second) // into the notebook that follows
		cmd.Process.Signal(stop.kill)
		if err := <-ended; err == nil || !strings.Contains(errs.String(), stop.wants) {
			t.Errorf("%v: %v\n%s", stop.kill, err, errs.String())
		}
		if _, err := os.Stat(filepath.Join(broken, "results", "index.html")); err == nil {
			t.Error("there is a results page of a run that did not end")
		}
	}
	if _, stderr, err = reproduce(t.Context(), t, program, study); err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	if !strings.Contains(stderr, "02_images_phases: nothing changed, kept") {
		t.Errorf("a finished notebook was run again:\n%s", stderr)
	}
	compare(t, first, tree(t, filepath.Join(broken, "results")))
}

// checkPage follows every link of the results page that leads to a file, and
// checks that each figure names its cell and its data.
func checkPage(t *testing.T, results string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(results, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	links := regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 60 {
		t.Errorf("the page has %d links", len(links))
	}
	for _, link := range links {
		file, anchor, _ := strings.Cut(link[1], "#")
		target, err := os.ReadFile(filepath.Join(results, file))
		if err != nil {
			t.Errorf("the page leads to %s, which is not there", link[1])
			continue
		}
		if anchor != "" && !strings.Contains(string(target), `id="`+anchor+`"`) {
			t.Errorf("%s has no place %s", file, anchor)
		}
	}
	figures := strings.Count(page, "<figure ")
	if made := strings.Count(page, "Made by <a href=\"notebooks/"); figures < 13 || made != figures {
		t.Errorf("%d figures, %d of them with their cell", figures, made)
	}
	for _, want := range []string{"Simulated patients.", "TC out-of-fold", "TC optimism-corrected", "0.731 (0.654–0.808)", "too wide", `id="nomogram"`, `href="figures/nomogram.html"`, `id="roc"`, `id="dca"`, `id="calibration"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(page, results) {
		t.Error("the page names a folder of this machine")
	}
}

// tree returns the content of all files below dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// compare reports the files that differ.
func compare(t *testing.T, want, got map[string]string) {
	t.Helper()
	for name, content := range want {
		switch other, there := got[name]; {
		case !there:
			t.Errorf("%s is missing", name)
		case other != content:
			t.Errorf("%s differs", name)
		}
	}
	for name := range got {
		if _, there := want[name]; !there {
			t.Errorf("%s is too many", name)
		}
	}
}
