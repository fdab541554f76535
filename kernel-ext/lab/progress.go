package lab

import (
	"fmt"
	"sync"
	"time"

	"hcclab/hccp53"
	"hcclab/kernel-ext/display"
)

// quick is how long a stage may take without being shown: steps that are
// remembered take less.
const quick = 500 * time.Millisecond

// Progress returns what tells a study's progress: one line a stage, below the
// cell or on standard error. A stage that ends at once is not shown.
func Progress() func(hccp53.Progress) {
	s := &stages{at: map[string]*stage{}, said: map[string]bool{}, now: time.Now}
	return s.tell
}

type stages struct {
	mu   sync.Mutex
	at   map[string]*stage // stages under way, by name
	said map[string]bool   // remarks
	now  func() time.Time
}

type stage struct {
	begun time.Time
	line  *display.Progress // nil until it is shown
}

func (s *stages) tell(p hccp53.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Total == 0 { // a remark, once
		if !s.said[p.Stage] {
			s.said[p.Stage] = true
			display.NewProgress(p.Stage).Finish("%s", p.Note)
		}
		return
	}
	at := s.at[p.Stage]
	if at == nil {
		at = &stage{begun: s.now()}
		s.at[p.Stage] = at
	}
	finished := p.Done == p.Total
	if finished {
		delete(s.at, p.Stage)
	}
	if at.line == nil {
		if s.now().Sub(at.begun) < quick && (finished || p.Note == "") {
			return
		}
		at.line = display.NewProgress(p.Stage)
	}
	switch {
	case !finished:
		at.line.Update(p.Done, p.Total, p.Note)
	case p.Note != "":
		at.line.Finish("%s", p.Note)
	default:
		at.line.Finish("%s", fmt.Sprintf("%d of %d", p.Done, p.Total))
	}
}
