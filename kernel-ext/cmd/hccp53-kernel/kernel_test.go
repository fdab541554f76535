package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// installed returns the Python of the virtual environment and the kernel
// program beside it, or skips.
func installed(t *testing.T) (python, kernel string) {
	t.Helper()
	python = os.Getenv("HCCP53_PYTHON")
	if python == "" {
		t.Skip("HCCP53_PYTHON is not set: no kernel is started; make test sets it")
	}
	home := filepath.Dir(filepath.Dir(filepath.Dir(python)))
	kernel = filepath.Join(home, "bin", "hccp53-kernel")
	// The go command runs a test again when a file that it asked for changed.
	if _, err := os.Stat(kernel); err != nil {
		t.Fatal(err)
	}
	return python, kernel
}

// run is what lifecycle.py says of a cell: status, text, seconds.
type run struct {
	Status, Text string
	Seconds      float64
}

func (r *run) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&r.Status, &r.Text, &r.Seconds})
}

type remains struct{ Before, Processes, Folders []string }

func TestLifeOfKernels(t *testing.T) {
	python, kernel := installed(t)
	tmp, err := os.MkdirTemp("", "life") // short: a socket lies in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(tmp) })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, python, "-E", filepath.Join("testdata", "lifecycle.py"), kernel)
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp, "JUPYTER_RUNTIME_DIR="+filepath.Join(tmp, "runtime"))
	cmd.WaitDelay = 5 * time.Second // a process left behind may hold the pipe
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var got struct {
		Two       []run    `json:"two at once"`
		TwoDirs   int      `json:"folders of two"`
		Interrupt run      `json:"interrupted"`
		Alive     run      `json:"after interrupt"`
		Restarted []string `json:"left by restart"`
		Again     run      `json:"after restart"`
		Complete  []string `json:"completions"`
		Named     []string `json:"named"`
		Stop      float64  `json:"seconds to stop"`
		Shutdown  remains  `json:"left by shutdown"`
		NoGonb    remains  `json:"gonb killed"`
		NoKernel  remains  `json:"kernel killed"`
		NoGroup   remains  `json:"group killed"`
		Quiet     []string `json:"without gopls"`
		Swept     []string `json:"swept"`
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("interrupt took %.1f s, two shutdowns %.1f s", got.Interrupt.Seconds, got.Stop)

	if got.Two[0].Text != "volume.Grid" || got.Two[1].Text != "b" || got.TwoDirs != 2 {
		t.Errorf("two kernels at once: %+v in %d folders", got.Two, got.TwoDirs)
	}
	if got.Interrupt.Status != "error" || got.Interrupt.Seconds > 30 || !strings.Contains(got.Interrupt.Text, "signal: interrupt") {
		t.Errorf("interrupted cell: %+v", got.Interrupt)
	}
	if got.Alive.Text != "alive" || got.Again.Text != "again" || len(got.Restarted) > 0 {
		t.Errorf("after interrupt %+v, after restart %+v, left %v", got.Alive, got.Again, got.Restarted)
	}
	if !slices.Contains(got.Complete, "Grid") {
		t.Errorf("completions of volume.: %v", got.Complete)
	}
	for _, name := range []string{"gonb", "gopls", "sleep"} {
		if !slices.Contains(got.Named, name) {
			t.Errorf("no process %s among %v: the test sees nothing", name, got.Named)
		}
	}
	if len(got.Shutdown.Processes)+len(got.Shutdown.Folders) > 0 {
		t.Errorf("left by shutdown: %+v", got.Shutdown)
	}
	if len(got.NoGonb.Processes)+len(got.NoGonb.Folders) > 0 || len(got.NoGonb.Before) < 3 {
		t.Errorf("left when gonb is killed: %+v", got.NoGonb)
	}
	// Killed outright, the kernel cannot remove its folder; the next one does.
	if len(got.NoKernel.Processes)+len(got.NoGroup.Processes) > 0 || len(got.Swept) > 0 {
		t.Errorf("left when the kernel is killed: %+v, with its group: %+v, folders after the next %v", got.NoKernel, got.NoGroup, got.Swept)
	}
	if slices.Contains(got.Quiet, "gopls") || len(got.Quiet) != 2 {
		t.Errorf("without a language server: %v", got.Quiet)
	}
}

func TestExitStatusPassesThrough(t *testing.T) {
	for _, c := range []struct {
		script string
		status int
	}{{"exit 0", 0}, {"exit 7", 7}, {"kill -TERM $$", 128 + 15}} {
		status, err := statusOf(exec.Command("sh", "-c", c.script).Run())
		if status != c.status || err != nil {
			t.Errorf("%s: status %d, %v; want %d", c.script, status, err, c.status)
		}
	}
	if _, err := statusOf(errors.New("other")); err == nil {
		t.Error("an error that is no exit status is lost")
	}
}
