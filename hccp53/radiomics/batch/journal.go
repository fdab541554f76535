package batch

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"

	"github.com/gofrs/flock"

	"hcclab/hccp53/fault"
)

// journal keeps the cases that are done, a line each, so that a run that was
// ended goes on from there. A line that was cut off is passed over.
type journal struct {
	mu    sync.Mutex
	file  *os.File
	lock  *flock.Flock
	done  map[string][]Result // by key
	names [][]string          // of features, those that lines refer to by number
}

// line is a line of the journal: names of features, or a case.
type line struct {
	Names   []string `json:"names,omitempty"`
	Key     string   `json:"key,omitempty"`
	Results []kept   `json:"results,omitempty"`
}

// kept is a [Result] in the journal.
type kept struct {
	Result
	Features int `json:"features"` // which of the names
}

// HasJournal reports whether a run was ended before all its cases were done.
func HasJournal(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// openJournal opens the journal at path, or makes it. Fresh forgets what is in
// it. It returns nothing for an empty path.
func openJournal(path string, fresh bool) (*journal, error) {
	if path == "" {
		return nil, nil
	}
	bad := func(err error) error {
		return fault.Wrap(ErrJournal, fault.Bare(err), "the journal cannot be used").At("%s", base(path)).Try("choose an output in a folder that you may write to")
	}
	flags := os.O_RDWR | os.O_CREATE
	f, err := os.OpenFile(path, flags, 0o644)
	if err != nil {
		return nil, bad(err)
	}
	j := &journal{file: f, lock: flock.New(path), done: map[string][]Result{}}
	if free, err := j.lock.TryLock(); err != nil || !free {
		f.Close()
		if err != nil {
			return nil, bad(err)
		}
		return nil, fault.New(ErrJournal, "another run writes to the same output").At("%s", base(path)).Try("wait for its end, or choose another output")
	}
	if fresh {
		err = f.Truncate(0)
	} else {
		err = j.read()
	}
	if err != nil {
		j.close()
		return nil, bad(err)
	}
	return j, nil
}

// read takes up what is in the file and leaves it at its end.
func (j *journal) read() error {
	r := bufio.NewReader(j.file)
	good := int64(0)
	for {
		text, err := r.ReadBytes('\n')
		if err == io.EOF {
			break // what has no end of line was cut off
		}
		if err != nil {
			return err
		}
		good += int64(len(text))
		var l line
		if json.Unmarshal(text, &l) != nil {
			continue
		}
		if l.Names != nil {
			j.names = append(j.names, l.Names)
		}
		if results, ok := j.results(l); ok {
			j.done[l.Key] = results
		}
	}
	if err := j.file.Truncate(good); err != nil {
		return err
	}
	_, err := j.file.Seek(good, io.SeekStart)
	return err
}

func (j *journal) results(l line) ([]Result, bool) {
	if l.Key == "" || len(l.Results) == 0 {
		return nil, false
	}
	var all []Result
	for _, k := range l.Results {
		if k.Features < 0 || k.Features >= len(j.names) || len(j.names[k.Features]) != len(k.Values) {
			return nil, false
		}
		k.Result.Names = j.names[k.Features]
		all = append(all, k.Result)
	}
	return all, true
}

// find returns the results of a case that is done.
func (j *journal) find(key string) ([]Result, bool) {
	if j == nil {
		return nil, false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	results, ok := j.done[key]
	return results, ok
}

// add keeps a case. The names of results are made to share their memory with
// those of other cases.
func (j *journal) add(key string, results []Result) error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	l := line{Key: key}
	var text []byte
	for i := range results {
		n := slices.IndexFunc(j.names, func(names []string) bool { return slices.Equal(names, results[i].Names) })
		if n < 0 {
			n = len(j.names)
			j.names = append(j.names, results[i].Names)
			names, err := json.Marshal(line{Names: results[i].Names})
			if err != nil {
				return err
			}
			text = append(append(text, names...), '\n')
		}
		results[i].Names = j.names[n]
		l.Results = append(l.Results, kept{results[i], n})
	}
	content, err := json.Marshal(l)
	if err != nil {
		return err
	}
	text = append(append(text, content...), '\n')
	if _, err := j.file.Write(text); err != nil {
		return fault.Wrap(ErrJournal, fault.Bare(err), "the journal cannot be written").Try("check the space on the disk")
	}
	return nil
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return errors.Join(j.file.Close(), j.lock.Unlock())
}

// RemoveJournal removes the journal of a run all of whose cases are done.
func RemoveJournal(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(ErrJournal, fault.Bare(err), "the journal cannot be removed").At("%s", base(path))
	}
	return nil
}
