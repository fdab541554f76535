//go:build unix

package stats_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// benchTable reads a table of the folder that HCCP53_BENCH names.
func benchTable(b *testing.B, name string) *dataset.Table {
	b.Helper()
	f, err := os.Open(filepath.Join(os.Getenv("HCCP53_BENCH"), name))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	t, err := dataset.Read(f, dataset.Options{Name: name})
	if err != nil {
		b.Fatal(err)
	}
	return t
}

// columns returns the outcome and the numeric columns whose name has the prefix.
func columns(b *testing.B, t *dataset.Table, prefix string) (y []bool, names []string, x [][]float64, terms []regression.Term) {
	b.Helper()
	y, err := t.Outcome("y", "")
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range t.Names() {
		if strings.HasPrefix(name, prefix) {
			v, err := t.Numbers(name)
			if err != nil {
				b.Fatal(err)
			}
			names, x, terms = append(names, name), append(x, v), append(terms, regression.Numeric(name, v))
		}
	}
	return y, names, x, terms
}

// BenchmarkPeer does what environment/bench/stats.R does, on the same tables: see
// environment/bench/stats.sh.
func BenchmarkPeer(b *testing.B) {
	if os.Getenv("HCCP53_BENCH") == "" {
		b.Skip("HCCP53_BENCH names no folder with the tables")
	}
	y, _, _, terms := columns(b, benchTable(b, "patients.csv"), "x")
	features := benchTable(b, "features.csv")
	gy, _, gx, _ := columns(b, features, "f0")
	_, _, rest, _ := columns(b, features, "f1")
	gx = append(gx, rest...)
	foldNumbers, err := features.Numbers("fold")
	if err != nil {
		b.Fatal(err)
	}
	folds := make([]int, len(foldNumbers))
	for i, v := range foldNumbers {
		folds[i] = int(v)
	}
	risk := func(terms []regression.Term) (*regression.Fit, []float64) {
		fit, err := regression.Logistic(y, terms)
		if err != nil {
			b.Fatal(err)
		}
		p, err := fit.Model.Predict(terms)
		if err != nil {
			b.Fatal(err)
		}
		return fit, p.Probability
	}
	_, full := risk(terms)
	_, two := risk(terms[:2])
	six, _ := risk(terms[:6])
	stepwise := func(d regression.Direction) func() error {
		return func() error { _, err := regression.Stepwise(y, terms, d, regression.AIC); return err }
	}
	cv := func(m regression.Measure) func() error {
		return func() error {
			_, err := regression.LassoCV(gy, gx, folds, regression.LassoOptions{Interpolate: true, Measure: m})
			return err
		}
	}
	refits := func(then func(*performance.Refits) error) func() error {
		return func() error {
			r, err := performance.Refit(y, regression.Resamples(len(y), 1000, 1), regression.LogisticRefit(y, terms[:6]))
			if err != nil {
				return err
			}
			return then(r)
		}
	}
	for _, task := range []struct {
		name string
		do   func() error
	}{
		{"logistic", func() error { _, err := regression.Logistic(y, terms); return err }},
		{"stepwise_backward", stepwise(regression.Backward)},
		{"stepwise_both", stepwise(regression.Both)},
		{"stepwise_forward", stepwise(regression.Forward)},
		{"profile", func() error { _, err := regression.ProfileIntervals(y, terms); return err }},
		{"lasso_path", func() error { _, err := regression.Lasso(gy, gx, regression.LassoOptions{}); return err }},
		{"lasso_path_exact", func() error { _, err := regression.Lasso(gy, gx, regression.LassoOptions{}); return err }},
		{"lasso_cv_deviance", cv(regression.Deviance)},
		{"lasso_cv_auc", cv(regression.AUC)},
		{"delong", func() error { _, err := performance.DeLong(y, full); return err }},
		{"delong_paired", func() error { _, err := performance.DeLongTest(y, full, two); return err }},
		{"bootstrap_auc_2000", func() error {
			_, err := performance.BootstrapAUC(y, full, performance.Stratified(1, 2000))
			return err
		}},
		{"bootstrap_paired_2000", func() error {
			_, err := performance.BootstrapDifference(y, full, two, performance.Stratified(1, 2000))
			return err
		}},
		{"validate_1000", refits(func(r *performance.Refits) error { r.Validate(); return nil })},
		{"calibrate_1000", refits(func(r *performance.Refits) error { _, err := r.Curve(); return err })},
		{"nomogram", func() error { _, err := nomogram.New(six, terms[:6], nil); return err }},
		{"mann_whitney_1000", func() error { _, err := inference.MannWhitneyColumns(gx, gy); return err }},
		{"correlation_1000", func() error { _, err := inference.PearsonMatrix(gx); return err }},
		{"decision_curve_1000", func() error {
			resampling := performance.Unstratified(1, 1000)
			_, err := performance.CompareDecisions(y, []performance.RiskModel{{Name: "full", Risk: full}}, performance.DecisionOptions{Resampling: &resampling})
			return err
		}},
	} {
		b.Run(task.name, func(b *testing.B) {
			cpu, wall := processorTime(), time.Now()
			for b.Loop() {
				if err := task.do(); err != nil {
					b.Fatal(err)
				}
			}
			n := float64(b.N)
			b.ReportMetric((processorTime()-cpu).Seconds()/n, "cpu-s")
			b.ReportMetric(time.Since(wall).Seconds()/n, "wall-s")
		})
	}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(fmt.Sprint("no processor time: ", err))
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
