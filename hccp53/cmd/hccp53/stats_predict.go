package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// predictFlags are those of predict alone.
type predictFlags struct {
	statsFlags
	id string
}

func statsPredictCommand(s *session) *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:   "predict [FILE]",
		Short: "Apply a saved model to new rows",
		Long: `predict gives the risk of each row by a model that logistic, stepwise or lasso
saved, with its 95 % interval where the model has one. The outcome is not read. A
row with a missing value, or a level that no training row had, gets no risk, unless
the model says what to fill in; a value outside the range of the training rows is a
warning. Rows are named by their number, with --id by a column.

For research only: no risk printed here is for the care of a patient.`,
		Example: `  hccp53 stats predict new.csv --model results/model.json
  hccp53 stats predict new.csv --model results/model.json --id code --out results`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.predict(cmd, s, args) },
	}
	f.dataFlags(cmd)
	cmd.Flags().StringSliceVar(&f.models, "model", nil, "the model that logistic, stepwise or lasso saved")
	cmd.Flags().StringVar(&f.id, "id", "", "a column that is written beside each risk")
	f.outputFlags(cmd)
	return cmd
}

// rowRisk is the risk of one row.
type rowRisk struct {
	Row  int              `json:"row"` // of the file, from 1
	ID   string           `json:"id,omitempty"`
	Risk inference.Number `json:"risk"` // null where there is none
	// CI is the 95 % confidence interval of the risk, by the covariance of the fit.
	CI *[2]inference.Number `json:"ci,omitempty"`
}

func (f *predictFlags) predict(cmd *cobra.Command, s *session, args []string) error {
	if len(f.models) != 1 {
		return fault.New(errStats, "predict takes one model, not %d", len(f.models)).Try("give --model FILE")
	}
	m, err := readModel(f.models[0])
	if err != nil {
		return err
	}
	if err := f.early("predict"); err != nil {
		return err
	}
	d, err := f.read(args)
	if err != nil {
		return err
	}
	d.simulated = d.simulated || m.Simulated
	var ids []string
	if f.id != "" {
		if ids, err = d.table.Labels(f.id); err != nil {
			return err
		}
	}
	risk, err := m.predict(d)
	if err != nil {
		return err
	}
	ci, has, err := m.intervals(d, risk)
	if err != nil {
		return err
	}
	t := hccp53.Table{Name: "predict", Title: fmt.Sprintf("Predicted risk of %s", m.Outcome.class(m.Outcome.Positive)), Header: []string{"row", "risk"}}
	header := []string{"row", "risk"}
	if has {
		t.Header[1], header = "risk (95 % CI)", append(header, "low", "high")
	}
	if ids != nil {
		t.Header, header = append(t.Header, f.id), append(header, f.id)
	}
	results := make([]rowRisk, len(risk))
	var rows [][]any
	for i, p := range risk {
		results[i] = rowRisk{Row: d.numbers[i], Risk: inference.Number(p)}
		cells, row := []string{fmt.Sprint(d.numbers[i]), decimals(p, 3)}, []any{d.numbers[i], p}
		if has {
			cells[1], row = withInterval(p, ci[i], 3), append(row, ci[i][0], ci[i][1])
			results[i].CI = &[2]inference.Number{inference.Number(ci[i][0]), inference.Number(ci[i][1])}
		}
		if ids != nil {
			results[i].ID = ids[i]
			cells, row = append(cells, ids[i]), append(row, noFormula(ids[i]))
		}
		t.Rows, rows = append(t.Rows, cells), append(rows, row)
		if math.IsNaN(p) {
			t.Notes = []string{"–: no risk, for a value is missing or a level unknown to the model."}
		}
	}
	if has && m.Selected {
		t.Notes = append(t.Notes, "Intervals are "+notAdjusted+".")
	}
	t.Notes = append(t.Notes, "Research use only.")
	a := d.answer("predict")
	a.Settings["model"], a.Settings["fitted_on"] = m.name, m.Training
	a.Result, a.tables = results, []hccp53.Table{t}
	a.csvFile("predict", header, rows)
	return f.finish(cmd, s, d, a)
}

// noFormula marks a text that a spreadsheet would run as a formula as text.
func noFormula(cell string) string {
	if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") || strings.HasPrefix(cell, "@") || strings.HasPrefix(cell, "\t") {
		return "'" + cell
	}
	return cell
}
