package hostile

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// recorder is a test that notes how it fails.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) + "\n" }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failure returns what Harmless says of read, for a file of 1 MiB.
func failure(read func()) string {
	r := &recorder{}
	elsewhere(func() { Harmless(r, "file.x", 1<<20, read) })()
	return r.said
}

// loop works until the process has used so much time.
func loop(long time.Duration) {
	for start := processors(); processors()-start < long; {
	}
}

var sink []byte

func TestHarmless(t *testing.T) {
	for name, c := range map[string]struct {
		read func()
		want string // "": nothing
	}{
		"nothing":          {func() {}, ""},
		"all that may be":  {func() { sink = make([]byte, 84<<20-1<<16) }, ""},
		"too much":         {func() { sink = make([]byte, 84<<20+1) }, "allowed are 88080384"},
		"too much garbage": {func() { garbage(85) }, "allowed are 88080384"},
		"a panic":          {func() { panic("lost") }, "file.x: panic: lost"},
		"a wrong index":    {func() { _ = sink[len(sink)] }, "index out of range"},
		"a loop":           {func() { loop(Time + Time/50) }, "of processor time, allowed are 2s"},
	} {
		got := failure(c.read)
		sink = nil
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: it says %q, want %q", name, got, c.want)
		}
	}
}

// garbage allocates as many MiB and keeps one.
func garbage(n int) {
	for range n {
		sink = bytes.Repeat([]byte{1}, 1<<20)
	}
}

// TestTimeOnTheProcessors: what goroutines and child processes do counts, and
// waiting does not.
func TestTimeOnTheProcessors(t *testing.T) {
	const long = 100 * time.Millisecond
	for name, c := range map[string]struct {
		read  func()
		least time.Duration
		most  time.Duration
	}{
		"loop":      {func() { loop(long) }, long, Time},
		"goroutine": {elsewhere(func() { loop(long) }), long, Time},
		"child":     {child, long, Time},
		"waiting":   {func() { time.Sleep(5 * long) }, 0, 5*long - 1},
	} {
		if got := Measure(t, name, c.read).Busy; got < c.least || got > c.most {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// elsewhere runs f in a goroutine of its own.
func elsewhere(f func()) func() {
	return func() {
		var wait sync.WaitGroup
		wait.Go(f)
		wait.Wait()
	}
}

// child runs TestChild in a process of its own.
func child() {
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), "HOSTILE_CHILD=loop")
	if out, err := c.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v: %s", err, out))
	}
}

func TestChild(t *testing.T) {
	if os.Getenv("HOSTILE_CHILD") == "" {
		t.Skip("for TestTimeOnTheProcessors alone")
	}
	loop(100 * time.Millisecond)
}

// TestWithin: the bound is the one that was named.
func TestWithin(t *testing.T) {
	for memory, fails := range map[uint64]bool{1 << 20: true, 3 << 20: false} {
		r := &recorder{}
		Within(r, "file.x", memory, func() { garbage(2) })
		if (r.said != "") != fails {
			t.Errorf("2 MiB of at most %d bytes: %q", memory, r.said)
		}
	}
}
