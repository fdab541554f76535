package simulate

import (
	"os"

	"github.com/gofrs/flock"

	"hcclab/hccp53/fault"
)

// acquire locks a file for this process, or reports [ErrBusy]. The lock ends
// with the process, whatever ends it; unlock removes the file.
func acquire(path string) (unlock func(), err error) {
	busy := fault.New(ErrBusy, "another process is writing this cohort").Try("wait until it has finished and run again")
	lock := flock.New(path)
	got, err := lock.TryLock()
	if err != nil {
		return nil, writeFault(err)
	}
	if !got {
		return nil, busy
	}
	// Whoever had the lock before may have removed the file between our
	// opening and locking it: then what we hold is no longer the lock.
	held, err := lock.Stat()
	if err == nil {
		var there os.FileInfo
		if there, err = os.Stat(path); err == nil && os.SameFile(held, there) {
			return func() {
				os.Remove(path) // before unlocking, see above
				lock.Unlock()
			}, nil
		}
	}
	lock.Unlock()
	return nil, busy
}
