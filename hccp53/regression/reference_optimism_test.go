package regression_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"hcclab/hccp53/regression"
)

// TestReferenceOptimism judges the optimism block of calibration.json on the
// resamples of boot_index.csv.
func TestReferenceOptimism(t *testing.T) {
	walk(t, "boot_index.csv", func(j *judge, dir string) {
		var file struct {
			Optimism struct {
				Formula   string
				B, Used   int
				Separated []int `json:"separated_resamples"`
				Indices   []struct {
					Index                                         string
					Apparent, Training, Test, Optimism, Corrected number
				}
				Runs struct {
					AUCTrain   []number `json:"auc_train"`
					AUCTest    []number `json:"auc_test"`
					BrierTrain []number `json:"brier_train"`
					BrierTest  []number `json:"brier_test"`
					SlopeTest  []number `json:"slope_test"`
				} `json:"per_resample"`
			}
		}
		read(t, filepath.Join(dir, "calibration.json"), &file)
		r := file.Optimism
		d, _ := readSet(t, dir)
		outcome, names := formula(r.Formula)
		terms := d.terms(names)
		rows := regression.CompleteRows(terms)
		terms = regression.Rows(terms, rows)
		all := d.outcome(outcome)
		y := make([]bool, len(rows))
		for i, row := range rows {
			y[i] = all[row]
		}
		resamples := readResamples(t, filepath.Join(dir, "boot_index.csv"))
		got, err := regression.Optimism(y, resamples, regression.LogisticRefit(y, terms))
		if err != nil {
			t.Fatal(err)
		}
		var failed []int
		for _, f := range got.Failed {
			failed = append(failed, f.Resample+1)
		}
		j.equal("resamples, used", []int{got.Resamples, got.Used}, []int{r.B, r.Used})
		j.equal("failed resamples", failed, r.Separated)
		for _, index := range r.Indices {
			var c regression.Corrected
			switch index.Index {
			case "auc":
				c = got.AUC
			case "brier":
				c = got.Brier
			case "intercept":
				c = got.Intercept
			case "slope":
				c = got.Slope
			default:
				j.skip("optimism of " + index.Index)
				continue
			}
			for what, pair := range map[string][2]float64{
				"apparent": {c.Apparent, float64(index.Apparent)}, "training": {c.Training, float64(index.Training)}, "test": {c.Test, float64(index.Test)},
				"optimism": {c.Optimism, float64(index.Optimism)}, "corrected": {c.Corrected, float64(index.Corrected)},
			} {
				// Apparent and training intercepts are 0 but for rounding: scale 1.
				scale := 0.0
				if index.Index == "intercept" {
					scale = 1
				}
				j.near(index.Index+" "+what, pair[0], number(pair[1]), exact, scale)
			}
		}
		for _, run := range got.Runs {
			if slices.Contains(r.Separated, run.Resample+1) {
				continue
			}
			for what, pair := range map[string][2]float64{
				"AUC training": {run.Training.AUC, float64(r.Runs.AUCTrain[run.Resample])}, "AUC test": {run.Test.AUC, float64(r.Runs.AUCTest[run.Resample])},
				"Brier training": {run.Training.Brier, float64(r.Runs.BrierTrain[run.Resample])}, "Brier test": {run.Test.Brier, float64(r.Runs.BrierTest[run.Resample])},
				"slope test": {run.Test.Slope, float64(r.Runs.SlopeTest[run.Resample])},
			} {
				j.near(fmt.Sprintf("resample %d %s", run.Resample+1, what), pair[0], number(pair[1]), exact, 0)
			}
		}
		j.skip("optimism-corrected calibration curve, rms validate")
	})
}

// readResamples returns the columns of boot_index.csv as rows from 0.
func readResamples(t *testing.T, path string) [][]int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	resamples := make([][]int, len(rows[0]))
	for _, row := range rows[1:] {
		for b, cell := range row {
			i, err := strconv.Atoi(cell)
			if err != nil {
				t.Fatal(err)
			}
			resamples[b] = append(resamples[b], i-1)
		}
	}
	return resamples
}
