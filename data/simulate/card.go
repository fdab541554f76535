package simulate

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// identity tells cohorts apart: options and code.
type identity struct {
	Options   provenance.Hash `json:"options_hash"`
	Generator provenance.Hash `json:"generator"`
}

func identify(o Options) identity { return identity{Options: o.hash(), Generator: Code.Hash()} }

// card is cohort.json.
type card struct {
	Simulated bool   `json:"simulated"`
	Notice    string `json:"notice"`
	Preset    string `json:"preset"`
	About     string `json:"about"`
	Seed      uint64 `json:"seed"`
	N         int    `json:"n"`
	Positive  int    `json:"positive"`
	Negative  int    `json:"negative"`
	Men       int    `json:"men"`
	Readings  int    `json:"readings"`
	// Files and Bytes are those below patients/.
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
	// Table is the sum of cohort.csv.
	Table provenance.Hash `json:"cohort_csv"`
	identity
	Options Options `json:"options"`
}

func newCard(o Options, about string, id identity) card {
	return card{
		Simulated: true, Notice: notice, Preset: o.Preset, About: about, Seed: o.Seed, N: o.N, Positive: o.Positive,
		Negative: o.N - o.Positive, Men: o.Men, Readings: o.Readings, identity: id, Options: o,
	}
}

// inspect looks at what is in dir. Kept is true when that is the cohort asked
// for; it is false without an error when the folder is free or what it holds
// may be replaced.
func inspect(dir string, id identity, force bool) (s Summary, kept bool, err error) {
	name := filepath.Base(dir)
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return s, false, nil
	case err != nil:
		return s, false, fault.Wrap(ErrForeign, fault.Bare(err), "the folder cannot be read").At("%s", name).Try("name another folder")
	}
	var there card
	b, err := os.ReadFile(filepath.Join(dir, "cohort.json"))
	if err != nil || json.Unmarshal(b, &there) != nil || !there.Simulated {
		return s, false, fault.New(ErrForeign, "the folder holds something that is no simulated cohort").At("%s", name).
			Try("name another folder, or empty this one by hand: what may be patients' data is never replaced")
	}
	switch {
	case there.identity == id && there.intact(dir):
		return Summary{Dir: dir, Patients: there.N, Positive: there.Positive, Files: there.Files, Bytes: there.Bytes, Kept: true}, true, nil
	case there.identity == id, force:
		return s, false, nil // damaged, or to be replaced
	case there.Generator != id.Generator && there.identity.Options == id.Options:
		return s, false, fault.New(ErrOtherCohort, "the folder holds this cohort made by other code (%s, now %s)", there.Generator.Short(), id.Generator.Short()).
			At("%s", name).Try("replace it with --force, or name another folder")
	}
	return s, false, fault.New(ErrOtherCohort, "the folder holds another cohort: preset %s, seed %d, %d patients", there.Preset, there.Seed, there.N).
		At("%s", name).Try("replace it with --force, or name another folder")
}

// intact reports whether the files that are quick to check are as written: the
// table by its sum, the patients by the number and size of their files.
func (c card) intact(dir string) bool {
	table, err := os.ReadFile(filepath.Join(dir, "cohort.csv"))
	if err != nil || provenance.HashBytes(table) != c.Table {
		return false
	}
	if _, err := os.Stat(filepath.Join(dir, "truth.json")); err != nil {
		return false
	}
	files, bytes, err := weigh(filepath.Join(dir, "patients"))
	return err == nil && files == c.Files && bytes == c.Bytes
}
