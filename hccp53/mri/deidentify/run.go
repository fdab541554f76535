package deidentify

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// run is a run under way.
type run struct {
	Order
	*Deidentifier
	groups [][]found         // files of one instance each
	ids    map[string]string // by patient key

	total int

	mu   sync.Mutex
	done int
	sum  *Summary
	err  error // of writing
}

// parallel calls f for 0 to n−1 until the context ends or writing fails.
func (r *run) parallel(ctx context.Context, n int, f func(int)) {
	workers := r.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil && !r.failed(); i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	group.Wait()
}

func (r *run) failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err != nil
}

// look reads who a file is of.
func (d *Deidentifier) look(path string) (f found) {
	f.path = path
	file, err := os.Open(path)
	if err != nil {
		f.err = fileFault(err)
		return f
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		f.err = fileFault(err)
		return f
	}
	if info.Size() > maxFile {
		f.err = fault.New(dcm.ErrTooLarge, "the file has %d MiB; at most %d are read", info.Size()>>20, maxFile>>20)
		return f
	}
	h, err := dcm.ParseHeader(file, info.Size())
	if err != nil {
		f.err = err
		return f
	}
	f.who, f.err = d.identify(h.DataSet)
	return f
}

// admit counts the files that cannot be used, gives the patients of the others
// their new IDs, and gathers what claims to be one instance.
func (r *run) admit(all []found, b *book) {
	byInstance := map[string][]found{}
	var keys []string
	for _, f := range all {
		if f.err != nil {
			r.refuse(f.err)
			continue
		}
		keys = append(keys, f.who.Patient)
		byInstance[f.who.instance] = append(byInstance[f.who.instance], f)
	}
	r.ids = b.number(keys, r.Pattern)
	for _, f := range all {
		if f.err == nil {
			r.sum.NewIDs[f.who.patientID] = r.ids[f.who.Patient]
		}
	}
	slices.Sort(keys)
	r.sum.Patients = len(slices.Compact(keys))
	for _, group := range byInstance {
		r.groups = append(r.groups, group)
		r.total += len(group)
	}
}

// group de-identifies the files of one instance. Where they differ none is
// written: which is the right one cannot be known.
func (r *run) group(files []found) {
	var first *Made
	var id string
	differ := false
	var refused []error
	for _, f := range files {
		b, err := os.ReadFile(f.path)
		if err != nil {
			refused = append(refused, fileFault(err))
			continue
		}
		made, err := r.File(b, r.ids[f.who.Patient])
		switch {
		case err != nil:
			refused = append(refused, err)
		case first == nil:
			first, id = made, r.ids[f.who.Patient]
		default:
			differ = differ || !bytes.Equal(first.Bytes, made.Bytes)
		}
	}
	good := len(files) - len(refused)
	if differ {
		for range good {
			refused = append(refused, fault.New(ErrDuplicate, "two files claim to be the same instance and differ"))
		}
		good = 0
	}
	var fresh bool
	var err error
	if good > 0 {
		fresh, err = r.put(filepath.Join(r.Destination, id, first.Study, first.Series, first.Instance+".dcm"), first.Bytes)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, err := range refused {
		r.refuse(err)
	}
	switch {
	case err != nil:
		r.err = errors.Join(r.err, err)
	case good > 0:
		r.sum.Duplicates += good - 1
		r.sum.Elements.Add(first.Counts)
		if fresh {
			r.sum.Written++
		} else {
			r.sum.Unchanged++
		}
	}
	r.done += len(files)
	if r.Progress != nil {
		r.Progress(r.done, r.total)
	}
}

// refuse counts a file that is not written.
func (r *run) refuse(err error) {
	if errors.Is(err, dcm.ErrNotDICOM) {
		r.sum.NotDICOM++
		return
	}
	r.sum.Refused[reason(err)]++
}

// reason says why a file was refused in words that hold nothing of the file
// but the standard's name of its kind.
func reason(err error) string {
	var f *fault.Error
	for _, kind := range []error{ErrBurnedIn, ErrPixelText, ErrContent, ErrIncomplete, ErrDuplicate} {
		if errors.Is(err, kind) && errors.As(err, &f) {
			return f.What
		}
	}
	for _, kind := range []error{dcm.ErrDamaged, dcm.ErrTransferSyntax, dcm.ErrTooLarge} {
		if errors.Is(err, kind) {
			return strings.TrimPrefix(kind.Error(), "mri: ")
		}
	}
	return "the file cannot be read"
}

// fileFault hides the path in err.
func fileFault(err error) error {
	return fault.Wrap(ErrFolder, fault.Bare(err), "a file cannot be read or written")
}
