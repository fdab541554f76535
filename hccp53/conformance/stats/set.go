package stats

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/dataset"
	"hcclab/hccp53/regression"
)

// set is a data set of the reference.
type set struct {
	dir, name string
	spec      spec
	// table has all rows; training those that models are fitted on, validation
	// the others, nil where the set has no split. All are nil for a folder of
	// several tables.
	table, training, validation *dataset.Table
}

// spec is spec.json.
type spec struct {
	Outcome   string `json:"outcome"`
	Variables []struct {
		Name   string `json:"name"`
		Type   string `json:"type"`
		Levels names  `json:"levels"`
	} `json:"variables"`
	Candidates names `json:"candidates"`
	// Model is a formula such as "y ~ a + b".
	Model      string `json:"model"`
	SetColumn  string `json:"set_column"`
	FoldColumn string `json:"fold_column"`
	Constant   names  `json:"constant_features"`
}

// names are a list; R writes a list of one as a scalar.
type names []string

// UnmarshalJSON implements [json.Unmarshaler].
func (n *names) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*n = names{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(n))
}

// openSet reads the table of a data set, if it is of one table.
func openSet(dir string) (*set, error) {
	s := &set{dir: dir, name: filepath.Base(dir)}
	if err := readFacts(filepath.Join(dir, "spec.json"), &s.spec); err != nil {
		if !os.IsNotExist(err) {
			return nil, err
		}
		if _, err := os.Stat(filepath.Join(dir, "data.csv")); err == nil {
			s.table, err = s.read("data", nil)
			return s, err
		}
		return s, nil
	}
	levels := map[string][]string{}
	for _, v := range s.spec.Variables {
		if v.Type == "factor" {
			levels[v.Name] = v.Levels
		}
	}
	var err error
	if s.table, err = s.read("data", levels); err != nil {
		return nil, err
	}
	s.training = s.table
	if s.spec.SetColumn != "" {
		if s.training, err = s.table.Where(s.spec.SetColumn, "TC"); err != nil {
			return nil, err
		}
		if s.validation, err = s.table.Where(s.spec.SetColumn, "VC"); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// read reads NAME.csv of the data set.
func (s *set) read(name string, levels map[string][]string) (*dataset.Table, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, name+".csv"))
	if err != nil {
		return nil, err
	}
	return dataset.Read(bytes.NewReader(b), dataset.Options{Name: s.name + "/" + name + ".csv", Levels: levels})
}

// outcome returns the outcome of a table, 1 for a case.
func outcome(t *dataset.Table, name string) []bool {
	x := numbers(t, name)
	y := make([]bool, len(x))
	for i, v := range x {
		y[i] = v == 1
	}
	return y
}

// numbers returns a numeric column, nil if there is none.
func numbers(t *dataset.Table, name string) []float64 {
	x, err := t.Numbers(name)
	if err != nil {
		return nil
	}
	return x
}

// formula splits "y ~ a + b" into the outcome and the names of the terms.
func formula(s string) (outcome string, terms []string) {
	left, right, _ := strings.Cut(s, "~")
	for _, name := range strings.Split(right, "+") {
		if name = strings.TrimSpace(name); name != "" && name != "1" {
			terms = append(terms, name)
		}
	}
	return strings.TrimSpace(left), terms
}

// model returns the outcome and terms of a formula.
func model(t *dataset.Table, text string) ([]bool, []regression.Term, error) {
	y, names := formula(text)
	terms, err := t.Terms(names...)
	return outcome(t, y), terms, err
}

// resamples reads boot_index.csv: rows from 0, a slice a resample.
func (s *set) resamples() ([][]int, error) {
	t, err := s.read("boot_index", nil)
	if err != nil {
		return nil, err
	}
	var all [][]int
	for _, name := range t.Names() {
		rows := make([]int, 0, t.Rows())
		for _, v := range numbers(t, name) {
			rows = append(rows, int(v)-1)
		}
		all = append(all, rows)
	}
	return all, nil
}

// readFacts reads a file of JSON.
func readFacts(path string, into any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return conformance.FromPython(b, into)
}

// decode puts facts into a struct, by its json tags.
func decode(facts, into any) error {
	b, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}
