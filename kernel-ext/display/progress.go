package display

import (
	"fmt"
	"html"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
	"golang.org/x/term"
)

// Progress is one line that says how far a step has come. In a notebook it is
// one output that changes; in a terminal a line that is written over; in a log
// file a line now and then. It is safe for concurrent use.
//
//	p := display.NewProgress("Extracting features")
//	for i, patient := range patients {
//		p.Update(i, len(patients), "")
//		…
//	}
//	p.Finish("%d patients", len(patients))
type Progress struct {
	what  string
	id    string // of the output in the notebook
	start time.Time
	every time.Duration
	put   func(line string, last bool)
	now   func() time.Time

	mu   sync.Mutex
	last time.Time
	done bool
}

// Updates come at most so often: a notebook keeps up with five a second, and
// a log file is read afterwards.
const (
	often  = 200 * time.Millisecond
	seldom = 10 * time.Second
)

// NewProgress begins a line for the step that what names. Nothing is shown
// before the first [Progress.Update] or [Progress.Finish].
func NewProgress(what string) *Progress {
	p := &Progress{what: what, every: often, now: time.Now}
	switch {
	case InNotebook():
		// Not the same id when the cell runs again: GoNB would look for the
		// output of the first run and show nothing.
		p.id = "progress-" + gonbui.UniqueId()
		p.put = p.notebook
	case term.IsTerminal(int(os.Stderr.Fd())):
		p.put = over(os.Stderr)
	default:
		p.every = seldom
		p.put = func(line string, _ bool) { fmt.Fprintln(os.Stderr, line) }
	}
	p.start = p.now()
	p.last = p.start
	if p.every == often {
		p.last = time.Time{}
	}
	return p
}

// Update says that done of total parts are finished, and adds a note such as
// the name of the part at hand. A total of 0 stands for unknown. Updates that
// follow each other too quickly are left out.
func (p *Progress) Update(done, total int, note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if p.done || now.Sub(p.last) < p.every {
		return
	}
	p.last = now
	p.put(p.line(done, total, note, now.Sub(p.start)), false)
}

func (p *Progress) line(done, total int, note string, spent time.Duration) string {
	line := plain(p.what)
	if total > 0 {
		line += fmt.Sprintf(" %d/%d (%d %%)", done, total, 100*done/total)
		if done > 0 && done < total && spent > 2*time.Second {
			left := time.Duration(float64(spent) / float64(done) * float64(total-done))
			line += fmt.Sprintf(", %s left", left.Round(time.Second))
		}
	} else if done > 0 {
		line += fmt.Sprintf(" %d", done)
	}
	if note != "" {
		line += " – " + plain(note)
	}
	return line
}

// Finish replaces the line for good by the step's name and what came of it,
// formatted by [fmt.Sprintf]. It tells no time, so that a notebook that was
// run twice is the same twice. Further calls do nothing.
func (p *Progress) Finish(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return
	}
	p.done = true
	p.put(plain(p.what+": "+fmt.Sprintf(format, args...)), true)
}

func (p *Progress) notebook(line string, last bool) {
	send(p.id, map[protocol.MIMEType]any{
		protocol.MIMETextPlain: line,
		protocol.MIMETextHTML:  `<div class="hccp53-progress">` + html.EscapeString(line) + "</div>",
	})
	if last {
		flush()
	}
}

// over returns a function that writes each line over the one before.
func over(w io.Writer) func(line string, last bool) {
	width := 0
	return func(line string, last bool) {
		n := len([]rune(line))
		fmt.Fprint(w, "\r"+line+strings.Repeat(" ", max(0, width-n)))
		width = n
		if last {
			fmt.Fprintln(w)
		}
	}
}
