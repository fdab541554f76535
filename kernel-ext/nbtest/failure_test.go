package nbtest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/fault"
)

// What GoNB 0.11.4 sends, with -raw_error, for cells that fail.
func TestMessageIsTheLineWorthReading(t *testing.T) {
	for _, c := range []struct {
		name, stderr, traceback string
		message                 string
		line                    int
	}{
		{
			"error of a verb",
			"warning: two series\ncohort.csv, line 1: column missing; add it    \x1b[7m[[ Cell [2] Line 4 ]]\x1b[0m /tmp/hccp53-1/gonb_67eb48dd/main.go:16\nexit status 1\n",
			"exit status 1",
			"cohort.csv, line 1: column missing; add it", 4,
		},
		{
			"panic",
			"working\npanic: oh no\n\ngoroutine 1 [running]:\nmain.main()\n\t \x1b[7m[[ Cell [5] Line 2 ]]\x1b[0m /tmp/hccp53-1/gonb_85b45f4f/main.go:10 +0x65\nexit status 2\n",
			"exit status 2",
			"panic: oh no", 2,
		},
		{
			"two errors of the compiler", "",
			"# gonb_1\nCell[4]: Line 2\n\nfunc main() {\nx := undefinedThing\n^\n}\n\ndeclared and not used: x\nCell[4]: Line 7\nx\n\nundefined: undefinedThing\n",
			"declared and not used: x", 2,
		},
		{
			"compiler without a place", "",
			"/repo/hccp53/train.go:20:2: package hcclab/x is not in std\n",
			"/repo/hccp53/train.go:20:2: package hcclab/x is not in std", 0,
		},
		{"status only", "exit status 3\n", "exit status 3", "exit status 3", 0},
		{"interrupted", "half done\n^C\nsignal: interrupt\n", "signal: interrupt", "half done", 0},
		{"nothing", "", "", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if message, line := message(c.stderr, c.traceback); message != c.message || line != c.line {
				t.Errorf("got %q, line %d; want %q, line %d", message, line, c.message, c.line)
			}
		})
	}
}

func TestExplainNamesNotebookAndCell(t *testing.T) {
	o := &Options{Notebook: "/home/patient/05_mc_resnet.ipynb", Timeout: time.Minute}
	for reason, want := range map[string]string{
		"timeout":     "05_mc_resnet.ipynb, cell 4: the cell ran longer than 1m0s",
		"died":        "05_mc_resnet.ipynb, cell 4: the kernel died while the cell ran; out of memory?",
		"interrupted": "05_mc_resnet.ipynb, cell 4: interrupted",
	} {
		err := o.explain(&failure{Event: Event{Reason: reason, Cell: 3}}, "")
		if err.Error() != want || !errors.Is(err, ErrCell) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	log := "[I] starting\npanic: strings: negative Repeat count\n\ngoroutine 9 [running]:\n"
	if err := o.explain(&failure{Event: Event{Reason: "died", Cell: 3}}, log); !strings.HasSuffix(err.Error(), "while the cell ran: panic: strings: negative Repeat count") {
		t.Error(err)
	}
	err := o.explain(&failure{Event: Event{Reason: "kernel", Cell: -1, Text: "NoSuchKernel: hccp53"}}, "")
	var f *fault.Error
	if !errors.Is(err, ErrRun) || !errors.As(err, &f) || f.Remedy == "" || strings.Contains(err.Error(), "/home") {
		t.Errorf("%v", err)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var log tail
	for range 100 {
		log.Write([]byte(strings.Repeat("x", 1000) + "\n"))
	}
	log.Write([]byte("the end\n"))
	if n := len(log.String()); n > 3*tailSize || !strings.HasSuffix(log.String(), "the end\n") {
		t.Errorf("%d bytes kept", n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x"], "outputs": [{"output_type": "stream", "text": "a"}]}]}`))
	f.Add([]byte(`{"nbformat": 4, "cells": [null, {"outputs": [{"data": {"text/html": [1]}}]}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		cells, err := decode(content, "n.ipynb")
		if (cells == nil) == (err == nil) {
			t.Errorf("%d cells, %v", len(cells), err)
		}
		for _, c := range cells {
			c.Figures()
		}
	})
}

func FuzzMessage(f *testing.F) {
	f.Add("panic: x\n [[ Cell [2] Line 4 ]] /tmp/main.go:16\n", "Cell[4]: Line 2\n\nx")
	f.Fuzz(func(t *testing.T, stderr, traceback string) {
		if m, line := message(stderr, traceback); strings.Contains(m, "\n") || line < 0 {
			t.Errorf("%q, line %d", m, line)
		}
	})
}
