// Package lab is what every cell of a notebook imports. It lets a cell read
// like the method it carries out, without error handling on each line:
//
//	import (
//		"hcclab/hccp53"
//		"hcclab/kernel-ext/lab"
//	)
//	%%
//	study := lab.Do(hccp53.Open("study.yaml"))
//	train, valid := lab.Do2(study.Split())
//	lab.Show(lab.Do(study.Table1(train)))
//
// When the verb inside [Do] fails, the cell ends there, is marked as failed,
// and shows one line: what was found, what to do about it, and the line of the
// cell. There is no stack of calls to read through.
//
//	[[ Cell [3] Line 2 ]] … study.yaml, line 4: outcome "p53" is no column; the columns are …
//
// The package works in a terminal as well, for programs that grew out of a
// notebook.
package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// Do returns v, or ends the cell when err is not nil.
func Do[T any](v T, err error) T {
	Check(err)
	return v
}

// Do2 is [Do] for a verb with two results.
func Do2[A, B any](a A, b B, err error) (A, B) {
	Check(err)
	return a, b
}

// Check ends the cell when err is not nil: it writes one line to standard
// error and exits with status 1, or 130 when the cell was interrupted.
// Deferred functions do not run.
func Check(err error) {
	if err == nil {
		return
	}
	status := report(os.Stderr, err, location())
	os.Exit(status)
}

// report writes the line and returns the exit status.
func report(w io.Writer, err error, at string) int {
	if errors.Is(err, context.Canceled) {
		io.WriteString(w, "interrupted; steps that were finished are kept, run the cell again to go on\n")
		return 130
	}
	line := strings.Join(strings.Fields(err.Error()), " ")
	if at != "" {
		// In front: GoNB 0.11.4 looks for a column number behind the second colon
		// before a place in the cell, and panics where that is no number.
		line = at + "   " + line
	}
	io.WriteString(w, line+"\n")
	return 1
}

// location returns "file:line" of the innermost call in the cell. GoNB puts
// the number of the cell and of its line before the full path of main.go;
// outside a notebook the file's base name says enough.
func location() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	workspace := os.Getenv(protocol.GONB_TMP_DIR_ENV)
	own := ""
	for {
		f, more := frames.Next()
		switch {
		case own == "":
			own = f.File // this function's
		case f.File == own:
		case workspace == "":
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		case filepath.Dir(f.File) == filepath.Clean(workspace):
			return fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		if !more {
			return ""
		}
	}
}

// Context returns a context that ends when the cell is interrupted, for verbs
// that take long. The verb then stops in good order; a cell that does not end
// within five seconds is killed.
func Context() context.Context { return interruptible() }

var interruptible = sync.OnceValue(func() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	return ctx
})
