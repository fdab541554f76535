package nbtest

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// ErrCell reports a cell that failed.
var ErrCell = errors.New("nbtest: cell failed")

// CellError is a cell that failed.
type CellError struct {
	// Notebook is the base name of the file.
	Notebook string
	// Cell is the position of the cell in the notebook, from 0.
	Cell int
	// Line is the line in the cell, from 1; 0 where it is not known.
	Line int
	// Message is what the cell, or the compiler, said: one line.
	Message string
	// Output is all that the cell wrote to standard error, and the traceback.
	Output string
}

// Error returns "notebook, cell 4, line 2: message". Cells are counted from 1,
// Markdown included, as a reader counts them on the page.
func (e *CellError) Error() string {
	where := fmt.Sprintf("%s, cell %d", e.Notebook, e.Cell+1)
	if e.Line > 0 {
		where += fmt.Sprintf(", line %d", e.Line)
	}
	return where + ": " + e.Message
}

// Unwrap returns [ErrCell].
func (e *CellError) Unwrap() error { return ErrCell }

// failure is the event that ended a run, with what its cell wrote to standard
// error before.
type failure struct {
	Event
	stderr string
}

// explain turns a failure into an error for a reader.
func (o *Options) explain(f *failure, log string) error {
	name := filepath.Base(o.Notebook)
	cell := &CellError{Notebook: name, Cell: f.Cell, Output: f.stderr + f.Text}
	switch f.Reason {
	case "cell":
		cell.Message, cell.Line = message(f.stderr, f.Text)
		return cell
	case "timeout":
		cell.Message = fmt.Sprintf("the cell ran longer than %s", o.Timeout)
		return cell
	case "died":
		cell.Message = "the kernel died while the cell ran; out of memory?"
		if why, _ := message(log, ""); strings.HasPrefix(why, "panic: ") || strings.HasPrefix(why, "fatal error: ") {
			cell.Message = "the kernel died while the cell ran: " + why
		}
		return cell
	case "interrupted":
		cell.Message = "interrupted"
		return cell
	}
	what := strings.Join(strings.Fields(f.Text), " ")
	if f.Cell < 0 && strings.Contains(what, "NoSuchKernel") {
		return fault.New(ErrRun, "there is no such kernel: %s", what).At("%s", name).Try("run make setup")
	}
	if what == "" {
		what = strings.Join(strings.Fields(log), " ")
	}
	return fault.New(ErrRun, "%s", what).At("%s", name)
}

var (
	escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")
	// Where GoNB says which line of which cell main.go:12 is.
	stderrPlace  = regexp.MustCompile(`\s*\[\[ Cell (?:\[\d+\] )?Line (\d+) \]\] \S*main(?:_test)?\.go:\d+`)
	compilePlace = regexp.MustCompile(`Cell\[?\d*\]?:? ?Line (\d+)`)
	exitLine     = regexp.MustCompile(`^(exit status \d+|signal: .*|\^C)$`)
)

// message finds the one line worth reading in what a failed cell left: the
// first of a panic, the last otherwise; for a cell that did not compile, the
// first error of the compiler. It returns the line of the cell where it is
// named, else 0.
func message(stderr, traceback string) (string, int) {
	stderr, traceback = escapes.ReplaceAllString(stderr, ""), escapes.ReplaceAllString(traceback, "")
	number := func(place *regexp.Regexp, text string) int {
		if m := place.FindStringSubmatch(text); m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
		return 0
	}
	var said []string
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(line)
		if line == "" || exitLine.MatchString(line) {
			continue
		}
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return line, number(stderrPlace, stderr)
		}
		said = append(said, line)
	}
	if compilePlace.MatchString(traceback) {
		return compiler(traceback), number(compilePlace, traceback)
	}
	if len(said) > 0 {
		last := said[len(said)-1]
		return strings.TrimSpace(stderrPlace.ReplaceAllString(last, "")), number(stderrPlace, last)
	}
	return lastOf(traceback), 0
}

// compiler returns the first error in a traceback of GoNB: for each error the
// place, an empty line, lines of code around it, an empty line, the error.
func compiler(traceback string) string {
	_, rest, _ := strings.Cut(traceback, "Line ")
	block, _, _ := strings.Cut(rest, "\nCell")
	return lastOf(block)
}

// lastOf returns the last line of text that is not empty.
func lastOf(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
