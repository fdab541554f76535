package perturb

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Robust is the least ICC(1,1) of a robust feature in the paper.
const Robust = 0.9

// Robustness says how much of the variance of a feature lies between patients.
type Robustness struct {
	Feature string `json:"feature"`
	// ICC is ICC(1,1), Low and High its 95 % interval. A feature that is the same
	// in all patients and repetitions has none: Defined is false, and all are 0.
	ICC     float64 `json:"icc"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Defined bool    `json:"defined"`
	// Robust says that ICC reaches the bound.
	Robust bool `json:"robust"`
}

// Judge computes ICC(1,1) of each feature over patients and repetitions. A
// feature is robust from an ICC of least on, see [Robust]. Give it training
// patients alone, where the result chooses features.
//
// Errors: [ErrPatients] for fewer than two patients, or for patients with
// other features or numbers of repetitions.
func Judge(patients []*Result, least float64) ([]Robustness, error) {
	if len(patients) < 2 {
		return nil, fault.New(ErrPatients, "%d patients", len(patients)).Try("robustness is judged on two patients or more, better thirty")
	}
	first := patients[0]
	for i, p := range patients {
		if len(p.Values) != len(first.Values) || !slices.Equal(p.Columns, first.Columns) {
			return nil, fault.New(ErrPatients, "patient %d of the list has %d repetitions of %d features, the first %d of %d",
				i+1, len(p.Values), len(p.Columns), len(first.Values), len(first.Columns)).Try("run all patients with the same chain and settings")
		}
	}
	all := make([]Robustness, len(first.Columns))
	ratings := make([][]float64, len(patients))
	for i := range ratings {
		ratings[i] = make([]float64, len(first.Values))
	}
	for j, name := range first.Columns {
		for i, p := range patients {
			for k, row := range p.Values {
				ratings[i][k] = row[j]
			}
		}
		all[j].Feature = name
		r, err := inference.ICC(ratings)
		if errors.Is(err, inference.ErrConstant) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all[j] = Robustness{Feature: name, ICC: r.ICC11, Low: r.ICC11CI[0], High: r.ICC11CI[1], Defined: true, Robust: r.ICC11 >= least}
	}
	return all, nil
}

// WriteCSV writes the columns feature, icc, low, high and robust, with all
// digits; the numbers of a feature without an ICC are empty.
func WriteCSV(w io.Writer, all []Robustness) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"feature", "icc", "low", "high", "robust"}) // Flush keeps the error
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 17, 64) }
	for _, r := range all {
		row := []string{r.Feature, "", "", "", "false"}
		if r.Defined {
			row = []string{r.Feature, number(r.ICC), number(r.Low), number(r.High), strconv.FormatBool(r.Robust)}
		}
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}
