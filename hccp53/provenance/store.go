package provenance

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
)

// ErrStore reports a store that cannot be opened, read or written.
var ErrStore = errors.New("provenance: store unusable")

// Store keeps the results of steps in a folder:
//
//	objects/ab/cdef…   content, named by its own SHA-256 sum
//	index.jsonl        one line a finished step, append-only
//	files.jsonl        sums of input files, by size and time of change
//
// Objects are written under a temporary name and renamed; every read checks
// the sum, so a truncated or altered object is computed again, never used.
// Several processes may share a store. A Store is safe for concurrent use.
type Store struct {
	dir string

	mu      sync.Mutex
	read    int64 // bytes of index.jsonl already read
	records map[Hash]Record
	files   *fileSums
}

// Record is one line of the index: what was computed, from what, into what.
type Record struct {
	Key     Hash              `json:"key"`
	Step    string            `json:"step"`
	Code    Hash              `json:"code"`
	Params  json.RawMessage   `json:"params,omitempty"`
	Inputs  map[string]Hash   `json:"inputs,omitempty"`
	Seed    uint64            `json:"seed,omitempty"`
	Machine map[string]string `json:"machine,omitempty"`
	Files   map[string]Hash   `json:"files"`
	Started time.Time         `json:"started"`
	Seconds float64           `json:"seconds"`
}

// OpenStore opens the store in dir and makes the folder if it is missing.
func OpenStore(dir string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, "objects"), 0o755); err != nil {
		return nil, fault.Wrap(ErrStore, fault.Bare(err), "the store cannot be made").At("%s", dir).
			Try("name a writable folder as store in study.yaml")
	}
	st := &Store{dir: dir, records: map[Hash]Record{}, files: newFileSums(filepath.Join(dir, "files.jsonl"))}
	if err := st.catchUp(); err != nil {
		return nil, err
	}
	return st, nil
}

// Dir returns the folder of the store.
func (st *Store) Dir() string { return st.dir }

// Do returns the kept result of the step or, when there is none that can be
// trusted, calls work and keeps what it writes. An error of work, or a
// cancelled context, leaves nothing behind.
func (st *Store) Do(ctx context.Context, step Step, work func(ctx context.Context, out *Output) error) (*Result, error) {
	key, err := step.Key()
	if err != nil {
		return nil, err
	}
	if res := st.lookup(key); res != nil {
		return res, nil
	}
	started := time.Now()
	out := &Output{store: st, files: map[string]Hash{}}
	if err := work(ctx, out); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	params, err := json.Marshal(step.Params)
	if err != nil {
		return nil, fmt.Errorf("step %s: %w", step.Name, err)
	}
	rec := Record{
		Key: key, Step: step.Name, Code: step.Code.Hash(), Params: params, Inputs: step.Inputs, Seed: step.Seed,
		Machine: step.Machine, Files: out.files, Started: started.UTC(), Seconds: time.Since(started).Seconds(),
	}
	if err := st.append(rec); err != nil {
		return nil, err
	}
	return &Result{Record: rec, store: st}, nil
}

// lookup returns the intact result kept under key, or nil.
func (st *Store) lookup(key Hash) *Result {
	st.mu.Lock()
	rec, ok := st.records[key]
	if !ok && st.catchUpLocked() == nil {
		rec, ok = st.records[key]
	}
	st.mu.Unlock()
	if !ok {
		return nil
	}
	res := &Result{Record: rec, Replayed: true, store: st}
	for name := range rec.Files {
		if _, err := res.Read(name); err != nil {
			return nil
		}
	}
	return res
}

func (st *Store) append(rec Record) error {
	line, err := json.Marshal(rec)
	if err != nil {
		return fmt.Errorf("step %s: %w", rec.Step, err)
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if err := appendLine(filepath.Join(st.dir, "index.jsonl"), line); err != nil {
		return err
	}
	st.records[rec.Key] = rec
	return nil
}

func (st *Store) catchUp() error {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.catchUpLocked()
}

// catchUpLocked reads the lines that this or another process has appended
// since the last look. A line that is not a record (a write torn by a crash)
// is passed over: its step is computed again.
func (st *Store) catchUpLocked() error {
	f, err := os.Open(filepath.Join(st.dir, "index.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Wrap(ErrStore, fault.Bare(err), "the index cannot be read").At("%s", st.dir).Try("check the permissions of the folder")
	}
	defer f.Close()
	if _, err := f.Seek(st.read, 0); err != nil {
		return fault.Wrap(ErrStore, fault.Bare(err), "the index cannot be read").At("%s", st.dir)
	}
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return nil // the end, or a last line still being written
		}
		st.read += int64(len(line))
		var rec Record
		if json.Unmarshal(line, &rec) == nil && rec.intact() {
			st.records[rec.Key] = rec
		}
	}
}

func (r Record) intact() bool {
	if !r.Key.valid() || len(r.Files) == 0 {
		return false
	}
	for _, h := range r.Files {
		if !h.valid() {
			return false
		}
	}
	return true
}

// Records returns the index, one record a key.
func (st *Store) Records() []Record {
	st.mu.Lock()
	defer st.mu.Unlock()
	all := make([]Record, 0, len(st.records))
	for _, rec := range st.records {
		all = append(all, rec)
	}
	return all
}

// put keeps content under its own hash.
func (st *Store) put(content []byte) (Hash, error) {
	h := HashBytes(content)
	path := st.object(h)
	if have, err := os.ReadFile(path); err == nil && HashBytes(have) == h {
		return h, nil
	}
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = renameio.WriteFile(path, content, 0o644)
	}
	if err != nil {
		return "", fault.Wrap(ErrStore, fault.Bare(err), "a result cannot be kept").At("%s", st.dir).
			Try("free some disk space or name another store in study.yaml; what was finished before is kept")
	}
	return h, nil
}

func (st *Store) object(h Hash) string {
	return filepath.Join(st.dir, "objects", string(h[:2]), string(h[2:]))
}

// appendLine adds line and a line feed to the file in one write, so that lines
// of processes that share the file do not mix. If an earlier writer died in
// the middle of a line, that line is ended first.
func appendLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err == nil {
		if torn(f) {
			line = append([]byte{'\n'}, line...)
		}
		_, err = f.Write(append(bytes.Clone(line), '\n'))
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}
	if err != nil {
		return fault.Wrap(ErrStore, fault.Bare(err), "a line cannot be added").At("%s", path).
			Try("free some disk space and run again; what was finished before is kept")
	}
	return nil
}

func torn(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], info.Size()-1)
	return err == nil && last[0] != '\n'
}
