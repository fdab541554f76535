package hostile

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// Time bounds how long a reader is busy with one file. It is time on the
// processors, not on the clock, so that a test does not fail because the machine
// has other work to do. A reader that waits for ever is ended by go test.
const Time = 2 * time.Second

// Memory bounds the bytes that a reader allocates for a file of the size: 64 MiB,
// which is an image that a few bytes may rightly describe, and 20 times the
// size. What is freed again counts, too: garbage takes time.
func Memory(size int) uint64 { return 64<<20 + 20*uint64(size) }

// Harmless calls read, which reads a file of the size, and fails the test when
// that panics, allocates more than [Memory] of the size, or takes longer than
// [Time]. What says which file it is. No other test may run meanwhile.
func Harmless(t testing.TB, what string, size int, read func()) {
	t.Helper()
	Within(t, what, Memory(size), read)
}

// Within is [Harmless] for a reader that promises another bound of memory, in
// bytes.
func Within(t testing.TB, what string, memory uint64, read func()) {
	t.Helper()
	c := Measure(t, what, read)
	if c.Allocated > memory {
		t.Errorf("%s: %d bytes allocated, allowed are %d", what, c.Allocated, memory)
	}
	if c.Busy > Time {
		t.Errorf("%s: %v of processor time, allowed are %v", what, c.Busy, Time)
	}
}

// Cost is what a call took: bytes, and time on the processors, its own and that
// of child processes.
type Cost struct {
	Allocated uint64
	Busy      time.Duration
}

// Measure calls read and says what that takes. A panic fails and ends the test.
func Measure(t testing.TB, what string, read func()) (c Cost) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("%s: panic: %v\n%s", what, p, debug.Stack())
		}
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := processors()
	read()
	c.Busy = processors() - start
	runtime.ReadMemStats(&after)
	c.Allocated = after.TotalAlloc - before.TotalAlloc
	return c
}
