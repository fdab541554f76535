// Package workers spreads work over the processors.
package workers

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls work(0) … work(n−1) on as many goroutines as there are processors,
// each index once. Work on one index must not depend on another, so the result
// is the same for any number of processors.
func Each(n int, work func(i int)) {
	// Without an end of the context there is no error.
	_ = Until(context.Background(), n, work)
}

// Until is Each that starts no further call when ctx is done, and returns its
// error.
func Until(ctx context.Context, n int, work func(i int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
