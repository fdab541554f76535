package deidentify

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// book is what a run leaves in the destination so that the next one can go on:
// no identifiers, only keyed hashes, which say nothing without the salt.
type book struct {
	Format  int    `json:"format"`
	Salt    string `json:"salt"` // a keyed hash of nothing, to know the salt again
	Pattern string `json:"pattern"`
	// Settings that change files.
	KeepCharacteristics bool `json:"keep_characteristics"`
	// Patients leads from the keyed hash of the patient ID to the number.
	Patients map[string]int `json:"patients"`
}

const (
	bookName   = "hccp53-deidentify.json"
	bookFormat = 1
	// temporary is how the names of files begin that are being written.
	temporary = ".hccp53-writing-"
)

// open returns the book of the destination, a new one for a new or empty
// folder. The error is [ErrSettings] when the folder holds anything else, or a
// run with other settings.
func (o Order) open(d *Deidentifier) (*book, error) {
	sum := d.digest("check", "")
	fresh := &book{
		Format: bookFormat, Salt: hex.EncodeToString(sum[:8]), Pattern: o.Pattern,
		KeepCharacteristics: o.KeepCharacteristics, Patients: map[string]int{},
	}
	if err := checkPattern(o.Pattern); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(o.Destination)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0:
		return fresh, nil
	case err != nil:
		return nil, fileFault(err)
	}
	text, err := os.ReadFile(filepath.Join(o.Destination, bookName))
	if err != nil {
		return nil, fault.New(ErrSettings, "the destination is neither empty nor that of a run before").Try("name an empty folder")
	}
	old := &book{}
	if err := json.Unmarshal(text, old); err != nil || old.Format != bookFormat || old.Patients == nil {
		return nil, fault.New(ErrSettings, "%s in the destination cannot be read", bookName).Try("name an empty folder")
	}
	for _, c := range []struct {
		what string
		same bool
	}{
		{"another salt", old.Salt == fresh.Salt}, {"another pattern of patient IDs", old.Pattern == fresh.Pattern},
		{"the other choice about patient characteristics", old.KeepCharacteristics == fresh.KeepCharacteristics},
	} {
		if !c.same {
			return nil, fault.New(ErrSettings, "the destination was made with %s", c.what).Try("repeat the call of that time, or name an empty folder")
		}
	}
	return old, o.tidy(entries)
}

// tidy removes what a run that was cut off was writing.
func (o Order) tidy(entries []fs.DirEntry) error {
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), temporary) && e.Type().IsRegular() && !o.DryRun {
			if err := os.Remove(filepath.Join(o.Destination, e.Name())); err != nil {
				return fileFault(err)
			}
		}
	}
	return nil
}

// save writes the book.
func (o Order) save(b *book) error {
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return fileFault(err)
	}
	_, err = o.put(filepath.Join(o.Destination, bookName), append(text, '\n'))
	return err
}

// put writes a file under a temporary name and renames it. It reports false
// when the file was there with the same content.
func (o Order) put(path string, content []byte) (fresh bool, err error) {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(content) {
		return false, nil
	}
	if o.DryRun {
		return true, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, fileFault(err)
	}
	f, err := os.CreateTemp(o.Destination, temporary)
	if err != nil {
		return false, fileFault(err)
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name()) // what is left is not used
		return false, fileFault(err)
	}
	return true, nil
}

// number gives new numbers to the patients that have none, in the order of
// their keyed hashes, and returns the new IDs of all.
func (b *book) number(keys []string, pattern string) map[string]string {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	last := 0
	for _, n := range b.Patients {
		last = max(last, n)
	}
	ids := map[string]string{}
	for _, k := range slices.Compact(keys) {
		if b.Patients[k] == 0 {
			last++
			b.Patients[k] = last
		}
		ids[k] = numbered(pattern, b.Patients[k])
	}
	return ids
}

// numbered puts n in the place of the # signs, with zeros before it.
func numbered(pattern string, n int) string {
	from := strings.IndexByte(pattern, '#')
	width := strings.Count(pattern, "#")
	return fmt.Sprintf("%s%0*d%s", pattern[:from], width, n, pattern[from+width:])
}

func checkPattern(pattern string) error {
	width := strings.Count(pattern, "#")
	if width == 0 || !strings.Contains(pattern, strings.Repeat("#", width)) || !usableID(numbered(pattern, 1)) || len(pattern) > 48 {
		return fault.New(ErrSettings, "the pattern of new patient IDs is %q", pattern).
			Try("use letters, digits and -_. with # signs, which stand together, for the number: SUBJ-####")
	}
	return nil
}
