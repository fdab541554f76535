//go:build !unix

package hostile

import "time"

var start = time.Now()

// processors returns the time on the clock: the standard library does not tell
// that on the processors here. On a busy machine tests may fail without reason.
func processors() time.Duration { return time.Since(start) }
