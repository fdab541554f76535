package nbtest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hcclab/kernel-ext/display"
	"hcclab/kernel-ext/nbtest"
)

// write writes a notebook file with the given content.
func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "n.ipynb")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCellsReadsEveryKindOfOutput(t *testing.T) {
	cells, err := nbtest.Cells(write(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
		{"id": "intro", "cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "text"]},
		{"cell_type": "code", "metadata": {}, "source": "x", "execution_count": 7, "outputs": [
			{"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
			{"output_type": "display_data", "metadata": {}, "data": {"text/html": ["<p>", "</p>"], "application/json": {"k": 1}}},
			{"output_type": "error", "ename": "ERROR", "evalue": "v", "traceback": ["one", "two"]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(cells) != 2 || cells[0].Source != "# Title\ntext" || cells[0].ID != "intro" || cells[1].ID != "cell-1" || cells[1].Count != 7 {
		t.Fatalf("%+v", cells)
	}
	out := cells[1].Outputs
	if out[0].Text() != "a\nb" || out[0].Name != "stdout" || out[1].HTML() != "<p></p>" || out[1].Data["application/json"] != `{"k": 1}` ||
		out[2].Text() != "one\ntwo" || out[2].Name != "ERROR" {
		t.Errorf("%+v", out)
	}
	if cells[0].Anchor() != "#cell-id=intro" {
		t.Error(cells[0].Anchor())
	}
}

func TestFiguresAreFoundByTheirMark(t *testing.T) {
	f := display.Figure{ID: "roc", SVG: []byte("<svg/>")}
	cell := nbtest.Cell{Outputs: []nbtest.Output{{Data: map[string]string{"text/html": f.HTML() + f.HTML()}}, {}}}
	refs := cell.Figures()
	if len(refs) != 2 || refs[0] != (nbtest.FigureRef{ID: "roc", SHA256: f.SHA256()}) {
		t.Errorf("%v", refs)
	}
}

func TestCellsRefusesWhatIsNoNotebook(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "text": "hello", "list": "[]", "format 3": `{"nbformat": 3, "worksheets": []}`,
		"source": `{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}`,
	} {
		if _, err := nbtest.Cells(write(t, content)); !errors.Is(err, nbtest.ErrRun) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := nbtest.Cells("missing.ipynb"); !errors.Is(err, nbtest.ErrRun) {
		t.Errorf("missing: %v", err)
	}
}

func ExampleCells() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "01.ipynb")
	os.WriteFile(path, []byte(`{"nbformat": 4, "cells": [{"id": "roc", "cell_type": "code", "source": "study.Draw()"}]}`), 0o600)
	cells, err := nbtest.Cells(path)
	if err != nil {
		panic(err)
	}
	for _, c := range cells {
		fmt.Println(strings.TrimPrefix(path, dir+"/")+c.Anchor(), c.Source)
	}
	// Output: 01.ipynb#cell-id=roc study.Draw()
}

func ExampleRun() {
	_, err := nbtest.Run(context.Background(), nbtest.Options{
		Python:   ".hccp53/venv/bin/python",
		Notebook: "notebooks/99_missing.ipynb",
		OutHTML:  "results/notebooks/99_missing.html",
		Timeout:  time.Hour,
	})
	fmt.Println(errors.Is(err, nbtest.ErrRun), strings.HasPrefix(err.Error(), "99_missing.ipynb: the notebook cannot be read"))
	// Output: true true
}
