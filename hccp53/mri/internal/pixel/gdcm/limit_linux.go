package gdcm

import (
	"errors"

	"golang.org/x/sys/unix"
)

// limit sets the limits of the process. It has run for a moment without them,
// but has not read a file of that size yet.
func limit(pid int, l Limits) error {
	seconds := uint64(l.CPU.Seconds() + 0.999)
	for resource, value := range map[int]uint64{
		unix.RLIMIT_CPU:   seconds,
		unix.RLIMIT_AS:    uint64(l.Memory),
		unix.RLIMIT_FSIZE: uint64(l.Output),
		unix.RLIMIT_CORE:  0,
	} {
		if err := unix.Prlimit(pid, resource, &unix.Rlimit{Cur: value, Max: value}, nil); err != nil && !errors.Is(err, unix.ESRCH) { // ESRCH: it has ended already
			return err
		}
	}
	return nil
}
