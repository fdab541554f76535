package filter

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls work(0) … work(n−1) on as many goroutines as there are
// processors, each index once. Work on one index must not depend on another.
func parallel(n int, work func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}
