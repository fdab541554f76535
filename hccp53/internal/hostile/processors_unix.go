//go:build unix

package hostile

import (
	"syscall"
	"time"
)

// processors returns the time that this process, all its threads together, and
// the child processes that it waited for have spent on the processors.
func processors() (busy time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			panic(err) // neither of the two can fail
		}
		busy += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return busy
}
