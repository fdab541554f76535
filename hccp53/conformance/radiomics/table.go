package radiomics

import (
	"encoding/csv"
	"os"
	"path/filepath"

	"hcclab/hccp53/fault"
)

// readTable reads a CSV file of the reference as a map a row.
func readTable(path string) ([]map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(ErrReference, "%v", fault.Bare(err)).At("%s", filepath.Base(path)).Try("see docs/conformance.md for the layout of the reference")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fault.New(ErrReference, "the table cannot be read: %v", err).At("%s", filepath.Base(path)).Try("copy the reference again")
	}
	var all []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, key := range rows[0] {
			m[key] = row[i]
		}
		all = append(all, m)
	}
	return all, nil
}
