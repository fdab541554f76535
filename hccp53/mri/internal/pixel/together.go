package pixel

import (
	"context"
	"runtime"
	"slices"
	"sync"
)

// batchBytes is the most that [Together] lets one child process decode.
const batchBytes = 64 << 20

// Together decodes the pixels of many files, of a series for instance, in few
// child processes instead of one a file: most of the time of a small image is
// that of starting the process. It is for speed alone. Sources of other codecs,
// and those that a shared process cannot decode, stay as they are:
// [Source.Frame] decodes them one by one and says what is wrong.
func Together(ctx context.Context, sources []*Source) {
	groups := make(map[Format][]*Source)
	for _, s := range sources {
		if ByChild(s.Syntax) {
			alike := s.Format
			alike.Frames = 0
			groups[alike] = append(groups[alike], s)
		}
	}
	var wait sync.WaitGroup
	for _, group := range groups {
		size := (len(group) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
		for batch := range slices.Chunk(group, size) {
			wait.Go(func() { decodeBatch(ctx, batch) })
		}
	}
	wait.Wait()
}

// decodeBatch decodes sources of one format, as many at a time as batchBytes
// allow.
func decodeBatch(ctx context.Context, batch []*Source) {
	for len(batch) > 1 {
		e := Encoded{Format: batch[0].Format}
		e.Frames = 0
		n := 0
		for n < len(batch) && (n == 0 || (e.Frames+batch[n].Frames)*e.frameBytes() <= batchBytes) {
			frames, err := batch[n].frames()
			if err != nil {
				return
			}
			e.Frames += batch[n].Frames
			e.Fragments = append(e.Fragments, frames...)
			n++
		}
		share(ctx, e, batch[:n])
		batch = batch[n:]
	}
}

// share decodes the frames of all sources as one file and hands them out.
func share(ctx context.Context, e Encoded, sources []*Source) {
	all, err := New(e)
	if err != nil {
		return
	}
	b, err := all.decodeAll(ctx)
	if err != nil {
		return
	}
	for _, s := range sources {
		n := s.Frames * s.frameBytes()
		s.child.Lock()
		s.decoded = b[:n:n]
		s.child.Unlock()
		b = b[n:]
	}
}
