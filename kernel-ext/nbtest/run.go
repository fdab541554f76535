package nbtest

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"hcclab/hccp53/fault"
)

// ErrRun reports a notebook that could not be run: no Python, no kernel, no
// such file. A cell that fails is [ErrCell].
var ErrRun = errors.New("nbtest: notebook not run")

//go:embed execute.py page.py
var programs embed.FS

// Options say what to run and where to write.
type Options struct {
	// Python is the interpreter of the virtual environment.
	Python string
	// Notebook is the .ipynb file to run. It is not changed.
	Notebook string
	// OutNotebook and OutHTML are the files to write: the notebook with its
	// outputs, and the same as a page. Either may be empty.
	OutNotebook, OutHTML string
	// Dir is the working folder of the cells; empty for the notebook's own.
	Dir string
	// Kernel is the name of the kernel, "hccp53" when empty.
	Kernel string
	// Env holds further variables of the cells, as "KEY=value".
	Env []string
	// Timeout is the longest that one cell may take; 0 for no limit.
	Timeout time.Duration
	// Progress is called for each event, one at a time. May be nil.
	Progress func(Event)
}

// Event is something that happened during a run.
type Event struct {
	// Kind is "ready" (the kernel runs), "start", "output", "done" (of a cell),
	// "error" or "finished" (of the notebook).
	Kind string `json:"event"`
	// Cell is the position of the cell in the notebook, from 0.
	Cell int `json:"cell"`
	// Name is the stream of an output: "stdout", "stderr", "display" for a table
	// or a figure, "progress" for a line that says how far a step is. Text is its
	// plain form.
	Name string `json:"name"`
	Text string `json:"text"`
	// Seconds is the time that the cell took, with Kind "done".
	Seconds float64 `json:"seconds"`

	// Reason is what ended the run, with Kind "error".
	Reason string `json:"kind"`
}

// Result is a finished run.
type Result struct {
	// Cells is the number of code cells that ran.
	Cells int
	// Seconds is the time of each cell, by its position in the notebook.
	Seconds map[int]float64
}

// Run runs the notebook. When ctx ends, the cell at work is interrupted, the
// kernel shut down, and the notebook written as far as it came.
func Run(ctx context.Context, o Options) (Result, error) {
	job, err := o.job()
	if err != nil {
		return Result{}, err
	}
	tmp, err := os.MkdirTemp("", "nbtest-")
	if err != nil {
		return Result{}, fault.Wrap(ErrRun, err, "no temporary folder can be made").Try("free some space, or set TMPDIR to a writable folder")
	}
	defer os.RemoveAll(tmp)
	if err := os.CopyFS(tmp, programs); err != nil {
		return Result{}, err
	}

	cmd := exec.CommandContext(ctx, o.Python, "-E", "-s", filepath.Join(tmp, "execute.py"))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	cmd.Stdin = bytes.NewReader(job)
	cmd.Env = environment(os.Environ(), tmp, o.Env)
	var stderr tail
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return Result{}, err
	}
	if err := cmd.Start(); err != nil {
		return Result{}, fault.Wrap(ErrRun, err, "Python does not start").At("%s", o.Python).Try("run make setup")
	}
	res, failure := follow(stdout, o)
	err = cmd.Wait()
	switch {
	case failure != nil && failure.Reason == "interrupted" && ctx.Err() != nil:
		return res, fmt.Errorf("%s: %w", filepath.Base(o.Notebook), context.Cause(ctx))
	case failure != nil:
		return res, o.explain(failure, stderr.String())
	case err != nil && ctx.Err() != nil:
		return res, fmt.Errorf("%s: %w", filepath.Base(o.Notebook), context.Cause(ctx))
	case err != nil:
		return res, fault.Wrap(ErrRun, err, "the notebook was not run: %s", lastOf(stderr.String())).At("%s", filepath.Base(o.Notebook)).
			Try("check that the notebook is valid and that make doctor finds nothing missing")
	}
	return res, nil
}

// job returns what execute.py reads, with absolute paths.
func (o *Options) job() ([]byte, error) {
	if _, err := os.Stat(o.Notebook); err != nil {
		return nil, fault.Wrap(ErrRun, err, "the notebook cannot be read").At("%s", filepath.Base(o.Notebook))
	}
	job := map[string]any{"kernel": o.Kernel, "timeout": o.Timeout.Seconds()}
	if o.Kernel == "" {
		job["kernel"] = "hccp53"
	}
	dir := o.Dir
	if dir == "" {
		dir = filepath.Dir(o.Notebook)
	}
	for key, path := range map[string]string{"notebook": o.Notebook, "out_notebook": o.OutNotebook, "out_html": o.OutHTML, "dir": dir} {
		if path == "" {
			continue
		}
		path, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		job[key] = path
	}
	return json.Marshal(job)
}

// environment returns the variables of a run that does not depend on the
// user's settings of Jupyter and leaves nothing in their folders. The kernel
// is found through the virtual environment.
func environment(env []string, tmp string, more []string) []string {
	own := []string{
		"JUPYTER_CONFIG_DIR=" + filepath.Join(tmp, "config"),
		"JUPYTER_DATA_DIR=" + filepath.Join(tmp, "data"),
		"JUPYTER_RUNTIME_DIR=" + filepath.Join(tmp, "runtime"),
		"IPYTHONDIR=" + filepath.Join(tmp, "ipython"),
		"JUPYTER_PLATFORM_DIRS=1",
		// A language server completes what somebody types, and nobody does.
		"HCCP53_GOPLS=off",
		"PYTHONDONTWRITEBYTECODE=1",
	}
	kept := make([]string, 0, len(env)+len(own)+len(more))
	for _, e := range env {
		if !strings.HasPrefix(e, "JUPYTER_") && !strings.HasPrefix(e, "PYTHON") {
			kept = append(kept, e)
		}
	}
	return append(append(kept, own...), more...)
}

// follow reads the events of a run to their end. It returns the event of the
// failure, if there was one, with the output of its cell before it.
func follow(events io.Reader, o Options) (Result, *failure) {
	res := Result{Seconds: map[int]float64{}}
	var failed *failure
	var said strings.Builder
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		var e Event
		if json.Unmarshal(line, &e) == nil {
			switch e.Kind {
			case "start":
				said.Reset()
			case "output":
				if e.Name == "stderr" && said.Len() < 1<<20 {
					said.WriteString(e.Text)
				}
			case "done":
				res.Cells++
				res.Seconds[e.Cell] = e.Seconds
			case "error":
				failed = &failure{Event: e, stderr: said.String()}
			}
			if o.Progress != nil {
				o.Progress(e)
			}
		}
		if err != nil {
			return res, failed
		}
	}
}

// tail keeps the end of what is written to it.
type tail struct{ buf []byte }

const tailSize = 16 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.buf = append(t.buf, p...)
	if len(t.buf) > 2*tailSize {
		t.buf = append(t.buf[:0], t.buf[len(t.buf)-tailSize:]...)
	}
	return len(p), nil
}

func (t *tail) String() string { return string(t.buf) }
