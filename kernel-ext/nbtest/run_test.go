package nbtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	_ "hcclab/kernel-ext/lab" // what the cells import, so that a change runs the tests again
	"hcclab/kernel-ext/nbtest"
)

// python returns the interpreter of the virtual environment, or skips.
func python(t *testing.T) string {
	t.Helper()
	p := os.Getenv("HCCP53_PYTHON")
	if p == "" {
		t.Skip("HCCP53_PYTHON is not set: no notebook is run; make test sets it")
	}
	// The go command runs a test again when a file that it asked for changed.
	if _, err := os.Stat(filepath.Join(filepath.Dir(p), "..", "..", "bin", "hccp53-kernel")); err != nil {
		t.Fatal(err)
	}
	return p
}

// notebook writes a notebook of format 4.5 whose cells are the given texts. A
// text that begins with "md:" is Markdown.
func notebook(t *testing.T, cells ...string) string {
	t.Helper()
	var list []map[string]any
	for i, source := range cells {
		cell := map[string]any{"id": "c" + string(rune('a'+i)), "metadata": map[string]any{}}
		if md, ok := strings.CutPrefix(source, "md:"); ok {
			cell["cell_type"], cell["source"] = "markdown", md
		} else {
			cell["cell_type"], cell["source"], cell["outputs"], cell["execution_count"] = "code", source, []any{}, nil
		}
		list = append(list, cell)
	}
	b, err := json.Marshal(map[string]any{
		"nbformat": 4, "nbformat_minor": 5, "cells": list,
		"metadata": map[string]any{"kernelspec": map[string]any{"name": "hccp53", "display_name": "Go (hccp53)", "language": "go"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "study.ipynb")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a notebook of the given cells and returns where its outputs are.
func run(t *testing.T, o nbtest.Options, cells ...string) (nbtest.Result, nbtest.Options, error) {
	t.Helper()
	o.Python = python(t)
	o.Notebook = notebook(t, cells...)
	o.OutNotebook = filepath.Join(t.TempDir(), "out", "study.ipynb")
	o.OutHTML = filepath.Join(t.TempDir(), "out", "study.html")
	res, err := nbtest.Run(t.Context(), o)
	return res, o, err
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// showing is a cell that imports a package of the study without any set-up
// cell, and shows a table with a hostile name and a figure.
const showing = `import (
	"hcclab/hccp53/volume"
	"hcclab/kernel-ext/display"
	"hcclab/kernel-ext/lab"
)
%%
var img volume.Image
lab.Show(display.Table{Header: []string{"<script>alert(1)</script>", "AUC"}, Rows: [][]string{{"clinical", "0.67"}}})
lab.Show(display.Figure{ID: "roc", Caption: "ROC", SVG: []byte("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>")})
fmt.Printf("%T\n", img)`

func TestRunShowsTablesAndFigures(t *testing.T) {
	var kinds []string
	note := func(e nbtest.Event) { kinds = append(kinds, e.Kind) }
	res, o, err := run(t, nbtest.Options{Progress: note}, "md:# Title\nThe area is $A = \\int_0^1 x^2$, [bad](javascript:alert(1))", showing)
	if err != nil {
		t.Fatal(err)
	}
	if res.Cells != 1 || res.Seconds[1] <= 0 {
		t.Errorf("result %+v", res)
	}
	if got := strings.Join(kinds, " "); !strings.HasPrefix(got, "ready start output") || !strings.HasSuffix(got, "done finished") {
		t.Errorf("events: %s", got)
	}

	cells, err := nbtest.Cells(o.OutNotebook)
	if err != nil {
		t.Fatal(err)
	}
	if len(cells) != 2 || cells[1].Count != 1 || len(cells[1].Outputs) != 3 {
		t.Fatalf("cells %+v", cells)
	}
	refs := cells[1].Figures()
	if len(refs) != 1 || refs[0].ID != "roc" || len(refs[0].SHA256) != 64 {
		t.Errorf("figures %v", refs)
	}
	if out := cells[1].Outputs[2]; out.Type != "stream" || out.Text() != "volume.Image\n" {
		t.Errorf("last output %+v", out)
	}

	page := read(t, o.OutHTML)
	for _, want := range []string{`id="` + strings.TrimPrefix(cells[1].Anchor(), "#") + `"`, refs[0].SHA256, "<math ", `<span class="kd">var</span>`, "&lt;script&gt;alert(1)"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"<script", "javascript:alert"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if m := outside.FindString(page); m != "" {
		t.Errorf("the page asks another computer: %s", m)
	}
}

// outside matches what makes a browser fetch something when it opens a page.
var outside = regexp.MustCompile(`(?i)(src|srcset|data)\s*=\s*["']?(https?:)?//[^"'\s>]*|url\(\s*["']?(https?:)?//[^)]*|@import[^;]*|<link[^>]*href\s*=[^>]*`)

func TestEqualRunsWriteEqualBytes(t *testing.T) {
	_, first, err := run(t, nbtest.Options{}, showing)
	if err != nil {
		t.Fatal(err)
	}
	_, second, err := run(t, nbtest.Options{}, showing)
	if err != nil {
		t.Fatal(err)
	}
	if read(t, first.OutNotebook) != read(t, second.OutNotebook) {
		t.Error("the notebooks differ")
	}
	if read(t, first.OutHTML) != read(t, second.OutHTML) {
		t.Error("the pages differ")
	}
}

func TestCellsThatFail(t *testing.T) {
	const unknown = -1 // GoNB does not map every import to its line
	const imports = "import (\n\t\"errors\"\n\t\"hcclab/hccp53/fault\"\n\t\"hcclab/kernel-ext/lab\"\n)\n"
	for _, c := range []struct {
		name, cell string
		line       int
		message    string // what the message begins with
	}{
		{"error of a verb", imports + "%%\n// Read.\nlab.Check(fault.New(errors.New(\"kind\"), \"column %q is missing\", \"afp\").At(\"cohort.csv, line 1\").Try(\"add it\"))", 8,
			`cohort.csv, line 1: column "afp" is missing; add it`},
		{"does not compile", "%%\nx := undefined\nfmt.Println(x)", 2, "undefined: undefined"},
		{"panic", "%%\nfmt.Println()\npanic(\"no such phase\")", 3, "panic: no such phase"},
		{"package outside the lock", "import \"example.com/other/stats\"\n%%\nstats.Fit()", unknown,
			"package example.com/other/stats is not among the pinned modules"},
		{"exit", "%%\nos.Exit(3)", 0, "exit status 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, o, err := run(t, nbtest.Options{}, "%%\nfmt.Println(\"before\")", c.cell, "%%\nfmt.Println(\"after\")")
			var failed *nbtest.CellError
			if !errors.As(err, &failed) || !errors.Is(err, nbtest.ErrCell) {
				t.Fatalf("error %v", err)
			}
			// GoNB marks the line of the cell in each piece of standard error that it
			// reads, and the runtime writes a trace in many: now and then the mark of
			// a panic is lost. It must be there in one of a few runs.
			for again := 0; c.name == "panic" && failed.Line == 0 && again < 4; again++ {
				if _, o, err = run(t, nbtest.Options{}, "%%\nfmt.Println(\"before\")", c.cell, "%%\nfmt.Println(\"after\")"); !errors.As(err, &failed) {
					t.Fatalf("error %v", err)
				}
			}
			if failed.Cell != 1 || (failed.Line != c.line && c.line != unknown) || !strings.HasPrefix(failed.Message, c.message) {
				t.Errorf("got %v (cell %d, line %d)", err, failed.Cell, failed.Line)
			}
			if strings.ContainsAny(failed.Message, "\n\x1b") || strings.Contains(failed.Message, "main.go") {
				t.Errorf("message %q", failed.Message)
			}
			cells, err := nbtest.Cells(o.OutNotebook)
			if err != nil {
				t.Fatal(err)
			}
			if len(cells[0].Outputs) != 1 || cells[0].Outputs[0].Text() != "before\n" || cells[2].Count != 0 {
				t.Errorf("notebook so far: %+v", cells)
			}
		})
	}
}

func TestTimeoutNamesTheCell(t *testing.T) {
	_, _, err := run(t, nbtest.Options{Timeout: 3 * time.Second}, "%%\ntime.Sleep(time.Minute)")
	if !errors.Is(err, nbtest.ErrCell) || !strings.Contains(err.Error(), "longer than 3s") {
		t.Errorf("error %v", err)
	}
}

func TestCancelEndsKernelAndKeepsTheNotebook(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tmp := t.TempDir()
	mark := filepath.Join(tmp, "alive")
	o := nbtest.Options{
		Python:      python(t),
		Notebook:    notebook(t, "%%\nfmt.Println(\"kept\")", "%%\nfmt.Println(os.Getpid())\nos.WriteFile(os.Getenv(\"MARK\"), nil, 0o600)\ntime.Sleep(time.Minute)\nos.Remove(os.Getenv(\"MARK\"))"),
		OutNotebook: filepath.Join(tmp, "out.ipynb"),
		Env:         []string{"MARK=" + mark, "TMPDIR=" + tmp},
		Progress: func(e nbtest.Event) {
			if e.Kind == "output" && e.Cell == 1 {
				cancel()
			}
		},
	}
	began := time.Now()
	_, err := nbtest.Run(ctx, o)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
	cells, err := nbtest.Cells(o.OutNotebook)
	if err != nil {
		t.Fatal(err)
	}
	if len(cells[0].Outputs) != 1 {
		t.Errorf("cells %+v", cells)
	}
	left, err := filepath.Glob(filepath.Join(tmp, "hccp53-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary folders left: %v %v", left, err)
	}
}

func TestDirIsWhereCellsWork(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	_, o, err := run(t, nbtest.Options{Dir: dir, Env: []string{"FROM_TEST=yes"}}, "%%\nd, _ := os.Getwd()\nfmt.Println(d, os.Getenv(\"FROM_TEST\"))")
	if err != nil {
		t.Fatal(err)
	}
	cells, err := nbtest.Cells(o.OutNotebook)
	if err != nil {
		t.Fatal(err)
	}
	if got := cells[0].Outputs[0].Text(); got != dir+" yes\n" {
		t.Errorf("got %q", got)
	}
}

func TestWhatCannotRun(t *testing.T) {
	if _, err := nbtest.Run(t.Context(), nbtest.Options{Python: "python3", Notebook: "missing.ipynb"}); !errors.Is(err, nbtest.ErrRun) {
		t.Errorf("missing notebook: %v", err)
	}
	path := filepath.Join(t.TempDir(), "n.ipynb")
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := nbtest.Run(t.Context(), nbtest.Options{Python: "/nonexistent/python", Notebook: path}); !errors.Is(err, nbtest.ErrRun) {
		t.Errorf("missing Python: %v", err)
	}
	_, o, err := run(t, nbtest.Options{Kernel: "no-such-kernel"}, "%%")
	if !errors.Is(err, nbtest.ErrRun) || !strings.Contains(err.Error(), "make setup") {
		t.Errorf("missing kernel: %v", err)
	}
	if err := os.WriteFile(o.Notebook, []byte(`{"nbformat": 4, "cells": [{"cell_type": "what"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := nbtest.Run(t.Context(), nbtest.Options{Python: o.Python, Notebook: o.Notebook}); !errors.Is(err, nbtest.ErrRun) {
		t.Errorf("no notebook: %v", err)
	}
}
