package radiomics

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls work(0) … work(n−1) on as many goroutines as there are
// processors, each index once. Work on one index must not depend on another,
// so the result is the same for any number of processors. When ctx is done no
// further call is started and its error is returned.
func parallel(ctx context.Context, n int, work func(i int)) error {
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
