package provenance

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"hcclab/hccp53/fault"
)

// fileSums remembers the sums of input files, so that asking again costs one
// stat a file. A file counts as unchanged while its size and time of change
// are the same, as in git. Paths are kept as hashes only: a folder of patients
// may carry their names.
type fileSums struct {
	path string
	once sync.Once
	mu   sync.Mutex
	sums map[Hash]fileSum
	new  []fileSum
}

type fileSum struct {
	Path  Hash  `json:"path"`
	Size  int64 `json:"size"`
	Mtime int64 `json:"mtime"`
	Sum   Hash  `json:"sum"`
}

func newFileSums(path string) *fileSums { return &fileSums{path: path, sums: map[Hash]fileSum{}} }

func (f *fileSums) load() {
	file, err := os.Open(f.path)
	if err != nil {
		return // nothing remembered yet
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var s fileSum
		if json.Unmarshal(lines.Bytes(), &s) == nil && s.Path.valid() && s.Sum.valid() {
			f.sums[s.Path] = s
		}
	}
}

// ErrInput reports an input file or folder that is not there or cannot be read.
var ErrInput = errors.New("provenance: input not readable")

// inputFault leaves the folder out of the message: it may be named after a
// patient.
func inputFault(err error, what, path string) error {
	return fault.Wrap(ErrInput, fault.Bare(err), "the %s cannot be read", what).At("%s", filepath.Base(path)).
		Try("check the path in the cohort file and the permissions of the %s", what)
}

// HashFile returns the sum of the file's content. A file that cannot be read is
// [ErrInput].
func (st *Store) HashFile(path string) (Hash, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", inputFault(err, "file", path)
	}
	sum, err := st.files.hash(path, info)
	if err != nil {
		return "", inputFault(err, "file", path)
	}
	return sum, st.files.flush()
}

// HashTree returns one sum over the names, relative to root, and contents of
// all files below root. Links to files are followed, hidden files left out. A
// folder or file that cannot be read is [ErrInput].
func (st *Store) HashTree(root string) (Hash, error) {
	all := sha256.New()
	named := root
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return "", inputFault(err, "folder", named)
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && path != root {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return nil
		}
		sum, err := st.files.hash(path, info)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(all, "%s\x00%s\n", filepath.ToSlash(rel), sum)
		return nil
	})
	if err != nil {
		return "", inputFault(err, "folder", named)
	}
	return Hash(hex.EncodeToString(all.Sum(nil))), st.files.flush()
}

func (f *fileSums) hash(path string, info fs.FileInfo) (Hash, error) {
	f.once.Do(f.load)
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	name := HashBytes([]byte(abs))
	f.mu.Lock()
	known, ok := f.sums[name]
	f.mu.Unlock()
	if ok && known.Size == info.Size() && known.Mtime == info.ModTime().UnixNano() {
		return known.Sum, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", err
	}
	s := fileSum{Path: name, Size: info.Size(), Mtime: info.ModTime().UnixNano(), Sum: Hash(hex.EncodeToString(h.Sum(nil)))}
	f.mu.Lock()
	f.sums[name] = s
	f.new = append(f.new, s)
	f.mu.Unlock()
	return s.Sum, nil
}

// flush appends the new sums to the file.
func (f *fileSums) flush() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.new) == 0 {
		return nil
	}
	lines := make([]string, len(f.new))
	for i, s := range f.new {
		b, err := json.Marshal(s)
		if err != nil {
			return err
		}
		lines[i] = string(b)
	}
	f.new = nil
	return appendLine(f.path, []byte(strings.Join(lines, "\n")))
}
