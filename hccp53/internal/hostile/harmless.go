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
	allocated, busy := measured(t, what, read)
	if allocated > memory {
		t.Errorf("%s: %d bytes allocated, allowed are %d", what, allocated, memory)
	}
	if busy > Time {
		t.Errorf("%s: %v of processor time, allowed are %v", what, busy, Time)
	}
}

// measured calls read. A panic ends the test.
func measured(t testing.TB, what string, read func()) (allocated uint64, busy time.Duration) {
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
	busy = processors() - start
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, busy
}
