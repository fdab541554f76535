package regression_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"hcclab/hccp53/regression"
)

// The tolerances of the reference (its README): exact solutions at 1e-8, the
// numbers of glmnet itself at 1e-5.
const (
	lassoExact  = 1e-8
	lassoGlmnet = 1e-5
)

type referenceExact struct {
	Exact *struct {
		Lambda, A0, Deviance number
		DF                   int
		Coef                 []struct {
			Feature string
			Coef    number
		}
	}
}

type referenceCV struct {
	Error    string
	Lambda   []number
	CVM      []number
	CVSD     []number
	NZero    []number
	IndexMin int            `json:"index_min"`
	Index1SE int            `json:"index_1se"`
	Min      referenceExact `json:"exact_min"`
	OneSE    referenceExact `json:"exact_1se"`
}

// TestReferenceLasso judges the alpha = 1 blocks of lasso.json: the penalties,
// the exact solutions, the path at glmnet's own precision, and both variants of
// cross-validation by deviance.
func TestReferenceLasso(t *testing.T) {
	walk(t, "lasso.json", func(j *judge, dir string) {
		features, y, columns, folds := readFeatures(t, dir)
		var blocks []struct {
			Alpha       number
			MinRatio    number `json:"lambda_min_ratio"`
			Lambda      []number
			NullDev     number `json:"null_dev"`
			DF          []int
			DevRatio    []number `json:"dev_ratio"`
			A0          []number
			DefaultPath struct {
				Count int    `json:"nlambda_returned"`
				First number `json:"lambda_first"`
				Last  number `json:"lambda_last"`
			} `json:"default_ratio_path"`
			Merged   map[string]string `json:"merged_columns"`
			Selected []struct {
				Index int
				referenceExact
			}
			Interp referenceCV `json:"cv_deviance_interp"`
			Same   referenceCV `json:"cv_deviance_samelambda"`
		}
		read(t, filepath.Join(dir, "lasso.json"), &blocks)
		for _, r := range blocks {
			if r.Alpha != 1 {
				j.skip(fmt.Sprintf("elastic net (alpha %v)", r.Alpha))
				continue
			}
			options := regression.LassoOptions{MinRatio: float64(r.MinRatio)}
			path, err := regression.Lasso(y, columns, options)
			if err != nil {
				j.fail("path", err)
				continue
			}
			j.equal("number of penalties", len(path.Lambda), len(r.Lambda))
			j.near("null deviance", path.NullDeviance, r.NullDev, exact, 0)
			for k, want := range r.Lambda {
				j.near(fmt.Sprintf("penalty %d", k+1), path.Lambda[k], want, exact, 0)
				j.near(fmt.Sprintf("deviance ratio %d", k+1), path.DevianceRatio[k], r.DevRatio[k], lassoGlmnet, 1e-3)
				j.near(fmt.Sprintf("intercept %d", k+1), path.Intercept[k], r.A0[k], lassoGlmnet, 0)
			}
			var merged []string
			for _, k := range path.Duplicate {
				merged = append(merged, features[k])
			}
			j.equal("columns merged", merged, slices.Sorted(maps.Keys(r.Merged)))
			for _, s := range r.Selected {
				j.exact(fmt.Sprintf("penalty %d", s.Index), path, s.Index-1, s.referenceExact, features)
			}
			if long, err := regression.Lasso(y, columns, regression.LassoOptions{MinRatio: defaultRatio(r.DefaultPath.First, r.DefaultPath.Last, r.DefaultPath.Count)}); err != nil {
				j.fail("default path", err)
			} else {
				last := len(long.Lambda) - 1
				j.equal("length of the default path", last+1, r.DefaultPath.Count)
				j.near("last penalty of the default path", long.Lambda[last], r.DefaultPath.Last, exact, 0)
			}
			for name, cv := range map[string]referenceCV{"same penalties": r.Same, "interpolated": r.Interp} {
				options.Interpolate = name == "interpolated"
				got, err := regression.LassoCV(y, columns, folds, options)
				if err != nil {
					j.fail(name, err)
					continue
				}
				for k := range cv.Lambda {
					j.near(fmt.Sprintf("%s deviance %d", name, k+1), got.Mean[k], cv.CVM[k], lassoGlmnet, 0)
					j.near(fmt.Sprintf("%s SE %d", name, k+1), got.SE[k], cv.CVSD[k], lassoGlmnet, 0)
				}
				j.equal(name+" choices", []int{got.Min + 1, got.OneSE + 1}, []int{cv.IndexMin, cv.Index1SE})
				j.exact(name+" minimum", got.Path, got.Min, cv.Min, features)
				j.exact(name+" one SE", got.Path, got.OneSE, cv.OneSE, features)
			}
			j.skip("cross-validation by AUC and by class")
		}
	})
}

// exact compares one model with its exact solution. Where columns say the same
// the reference leaves all but the earliest out, as this package does.
func (j *judge) exact(where string, path *regression.LassoPath, k int, r referenceExact, features []string) {
	want := r.Exact
	if want == nil {
		j.skip("exact solution that the reference could not find")
		return
	}
	j.near(where+" λ", path.Lambda[k], want.Lambda, exact, 0)
	j.equal(where+" non-zero", path.NonZero[k], want.DF)
	j.near(where+" intercept", path.Intercept[k], want.A0, lassoExact, 0)
	j.near(where+" deviance", path.NullDeviance*(1-path.DevianceRatio[k]), want.Deviance, lassoExact, 0)
	coefficients := map[string]number{}
	for _, c := range want.Coef {
		coefficients[c.Feature] = c.Coef
	}
	for i, name := range features {
		j.near(where+" "+name, path.Coefficients[k][i], coefficients[name], lassoExact, 0)
	}
}

// defaultRatio recovers lambda.min.ratio from a path that may have ended early.
func defaultRatio(first, last number, count int) float64 {
	ratio := math.Pow(float64(last/first), 99/float64(count-1))
	return math.Pow(10, math.Round(math.Log10(ratio)))
}

// readFeatures reads a feature table without its incomplete rows.
func readFeatures(t *testing.T, dir string) ([]string, []bool, [][]float64, []int) {
	t.Helper()
	var spec specification
	read(t, filepath.Join(dir, "spec.json"), &spec)
	f, err := os.Open(filepath.Join(dir, "data.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var features []string
	var y []bool
	var folds []int
	var columns [][]float64
	for _, name := range rows[0] {
		if name != spec.Outcome && name != spec.Fold {
			features = append(features, name)
			columns = append(columns, nil)
		}
	}
	for _, row := range rows[1:] {
		var values []float64
		var outcome bool
		var fold int
		for c, cell := range row {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				break
			}
			switch rows[0][c] {
			case spec.Outcome:
				outcome = v == 1
			case spec.Fold:
				fold = int(v)
			default:
				values = append(values, v)
			}
		}
		if len(values) < len(features) {
			continue // incomplete
		}
		y, folds = append(y, outcome), append(folds, fold)
		for k, v := range values {
			columns[k] = append(columns[k], v)
		}
	}
	return features, y, columns, folds
}
