package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"hcclab/hccp53"
)

// progressOn returns a function that keeps one line a stage on w: written over
// on a terminal, a line at the beginning and the end elsewhere. Stages that end
// within half a second are not shown.
func progressOn(w io.Writer) func(hccp53.Progress) {
	file, _ := w.(*os.File)
	p := &stages{w: w, terminal: file != nil && term.IsTerminal(int(file.Fd())), begun: map[string]time.Time{}, shown: map[string]time.Time{}}
	return p.tell
}

type stages struct {
	w        io.Writer
	terminal bool

	mu    sync.Mutex
	begun map[string]time.Time
	shown map[string]time.Time
	open  bool // a line on the terminal has no end yet
}

func (s *stages) tell(p hccp53.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	begun, known := s.begun[p.Stage]
	if !known {
		s.begun[p.Stage], begun = now, now
	}
	finished := p.Done == p.Total
	last, shown := s.shown[p.Stage]
	pause := 200 * time.Millisecond
	if !s.terminal {
		pause = 15 * time.Second
	}
	switch {
	case p.Total == 0: // a remark, once
		if !known {
			s.line(fmt.Sprintf("%s: %s", p.Stage, p.Note), true)
		}
		return
	case finished && !shown && now.Sub(begun) < 500*time.Millisecond:
		return
	case !finished && (now.Sub(begun) < 500*time.Millisecond && p.Note == "" || shown && now.Sub(last) < pause):
		return
	}
	s.shown[p.Stage] = now
	text := fmt.Sprintf("%s: %d of %d", p.Stage, p.Done, p.Total)
	if p.Note != "" {
		text += ", " + p.Note
	}
	if elapsed := now.Sub(begun); !finished && p.Done > 0 && elapsed > 3*time.Second {
		left := time.Duration(float64(elapsed) * float64(p.Total-p.Done) / float64(p.Done))
		text += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	s.line(text, finished)
	if finished {
		delete(s.begun, p.Stage)
		delete(s.shown, p.Stage)
	}
}

func (s *stages) line(text string, end bool) {
	if !s.terminal {
		fmt.Fprintln(s.w, text)
		return
	}
	fmt.Fprintf(s.w, "\r\033[K%s", text)
	if s.open = !end; end {
		fmt.Fprintln(s.w)
	}
}
