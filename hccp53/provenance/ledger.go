package provenance

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"time"
)

// Look is one evaluation against the outcomes of a validation set.
type Look struct {
	Time time.Time `json:"time"`
	// Model is the hash of the frozen model that was judged, Name its name.
	Model Hash   `json:"model"`
	Name  string `json:"name"`
	// Set is the hash of the validation set, N its number of patients.
	Set Hash `json:"set"`
	N   int  `json:"n"`
}

// Ledger counts the looks at validation outcomes: every choice made after a
// look is no longer independent of it, so a report states their number. The
// file is append-only JSON lines.
type Ledger struct{ path string }

// OpenLedger returns the ledger kept in the named file, which is made by the
// first look.
func OpenLedger(path string) *Ledger { return &Ledger{path: path} }

// Record adds a look.
func (l *Ledger) Record(look Look) error {
	line, err := json.Marshal(look)
	if err != nil {
		return fmt.Errorf("provenance: ledger: %w", err)
	}
	return appendLine(l.path, line)
}

// Looks returns the distinct pairs of model and validation set, in the order
// of their first look. Judging the same frozen model again tells nothing new
// and is not counted twice.
func (l *Ledger) Looks() ([]Look, error) {
	f, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("provenance: ledger: %w", err)
	}
	defer f.Close()
	type pair struct{ model, set Hash }
	seen := map[pair]bool{}
	var looks []Look
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var look Look
		if json.Unmarshal(lines.Bytes(), &look) != nil {
			continue // a line torn by a crash
		}
		if p := (pair{look.Model, look.Set}); !seen[p] {
			seen[p] = true
			looks = append(looks, look)
		}
	}
	sort.SliceStable(looks, func(i, j int) bool { return looks[i].Time.Before(looks[j].Time) })
	return looks, nil
}
