package volume

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls do for 0 to n−1, several at a time. Each call must write to
// places of its own, so that the result does not depend on the number of
// processors.
func parallel(n int, do func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}
