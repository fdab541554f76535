package performance

import (
	"runtime"
	"sync"
)

// spread calls work for ranges that cover 0 to count, on all processors. Each
// call of work has one goroutine, so it may hold buffers; results go to places
// of their own by index, so that their order depends on nothing.
func spread(count int, work func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), count)
	if workers <= 1 {
		work(0, count)
		return
	}
	var wait sync.WaitGroup
	for w := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			work(w*count/workers, (w+1)*count/workers)
		}()
	}
	wait.Wait()
}
