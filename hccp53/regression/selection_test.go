package regression_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// Each move of a search by p is the best there was and within the limits, and at
// the end no move is; the p of each is that of the two deviances.
func TestStepwisePMakesTheBestMove(t *testing.T) {
	y, terms := simulate(11, 150, 8)
	for _, direction := range []regression.Direction{regression.Forward, regression.Backward, regression.Both, regression.BothFromNull} {
		s, err := regression.StepwiseP(y, terms, direction, 0.05, 0.10)
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range s.Path {
			in, out := 1.0, 0.0
			for _, c := range step.Candidates {
				names := slices.Clone(step.Terms)
				if c.Move == "+" {
					names = append(names, c.Term)
					in = min(in, c.P)
				} else {
					names = slices.DeleteFunc(names, func(n string) bool { return n == c.Term })
					out = max(out, c.P)
				}
				here, there := value(t, y, terms, step.Terms, 0), value(t, y, terms, names, 0)
				if want := inference.ChiSquareTail(math.Abs(here-there), float64(c.DF)); !near(c.P, want, 1e-9) {
					t.Errorf("%s%s: p %v, want %v", c.Move, c.Term, c.P, want)
				}
			}
			if i+1 == len(s.Path) {
				if direction != regression.Backward && in < 0.05 && !repeats(s) || direction != regression.Forward && out > 0.10 {
					t.Errorf("%s stopped with p %v to enter and %v to remove", direction, in, out)
				}
				continue
			}
			next := s.Path[i+1]
			for _, c := range step.Candidates {
				if c.Move == next.Move && c.Term == next.Term && (c.Move == "+" && (c.P != in || c.P >= 0.05) || c.Move == "-" && (c.P != out || c.P <= 0.10)) {
					t.Errorf("%s: %s%s with p %v; best in %v, worst %v", direction, c.Move, c.Term, c.P, in, out)
				}
			}
		}
		if by, err := regression.Stepwise(y, terms, direction, regression.LRTest); err != nil || !reflect.DeepEqual(by.Path, s.Path) {
			t.Errorf("Stepwise by p took another way, %v", err)
		}
		if _, err := json.Marshal(s); err != nil {
			t.Error(err)
		}
	}
	if _, err := regression.StepwiseP(y, terms, regression.Both, 0.2, 0.1); !errors.Is(err, regression.ErrLimits) {
		t.Error(err)
	}
}

// repeats reports whether a search ended because its terms came back.
func repeats(s *regression.Search) bool {
	last := slices.Sorted(slices.Values(s.Path[len(s.Path)-1].Terms))
	for _, step := range s.Path[:len(s.Path)-1] {
		if slices.Equal(slices.Sorted(slices.Values(step.Terms)), last) {
			return true
		}
	}
	return false
}

// In a large sample the restricted estimates are those of the smaller model.
func TestFastBackwardApproximatesTheRefit(t *testing.T) {
	y, terms := simulate(12, 4000, 6)
	full := fit(t, y, terms)
	s, err := regression.FastBackward(full, regression.FastP, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Removed) == 0 || !slices.Contains(s.Kept, "xA") || !slices.Contains(s.Kept, "xB") || !slices.Contains(s.Kept, "xC") {
		t.Fatalf("removed %+v, kept %v", s.Removed, s.Kept)
	}
	var kept []regression.Term
	for _, u := range terms {
		if slices.Contains(s.Kept, u.Name) {
			kept = append(kept, u)
		}
	}
	small := fit(t, y, kept)
	for k, c := range small.Coefficients[1:] {
		if math.Abs(s.Coefficients[k]-c.Estimate) > 0.1*c.SE {
			t.Errorf("%s: %v, refit %v ± %v", c.Term, s.Coefficients[k], c.Estimate, c.SE)
		}
	}
	if pooled := s.Removed[len(s.Removed)-1].Pooled; math.Abs(pooled.ChiSquare-(small.Deviance-full.Deviance)) > 0.02*pooled.ChiSquare {
		t.Errorf("pooled %v, deviances %v", pooled, small.Deviance-full.Deviance)
	}
	separated, sTerms := twoByTwo(5, 0, 6, 8)
	if _, err := regression.FastBackward(fit(t, separated, sTerms), regression.FastAIC, 0.05); !errors.Is(err, regression.ErrSeparated) {
		t.Error(err)
	}
}

func TestTermTestsByDefinition(t *testing.T) {
	y, terms := simulate(13, 200, 2)
	full := fit(t, y, terms)
	tests, err := regression.TermTests(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	for k, u := range tests {
		less := fit(t, y, slices.Delete(slices.Clone(terms), k, k+1))
		if !near(u.LikelihoodRatio.ChiSquare, less.Deviance-full.Deviance, 1e-9) || u.LikelihoodRatio.DF != full.Rank-less.Rank || !near(u.AICWithout, less.AIC, 1e-9) {
			t.Errorf("%+v", u)
		}
		if c := full.Coefficients[k+1]; terms[k].Levels == nil && !near(u.Wald.ChiSquare, c.Z*c.Z, 1e-9) {
			t.Errorf("Wald %v, z² %v", u.Wald, c.Z*c.Z)
		}
	}
	if ratio := full.LikelihoodRatio(); !near(ratio.ChiSquare, full.NullDeviance-full.Deviance, 1e-12) || ratio.DF != full.Rank-1 {
		t.Errorf("%+v", ratio)
	}
}

// For one column a term, the factor from a linear model is 1/(1-R²); two columns
// with correlation r have 1/(1-r²) each.
func TestVIFOfTwoColumns(t *testing.T) {
	y, terms := simulate(14, 300, 2)
	for i := range terms[1].Numbers {
		terms[1].Numbers[i] += terms[0].Numbers[i]
	}
	r, err := inference.Pearson(terms[0].Numbers, terms[1].Numbers)
	if err != nil {
		t.Fatal(err)
	}
	byTerm, byColumn, err := regression.VIFOfColumns(terms[:2])
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{1 / (1 - r.R*r.R), 1 / (1 - r.R*r.R)} {
		if !near(byTerm[k].GVIF, want, 1e-10) || !near(byColumn[k].GVIF, want, 1e-10) || !near(byTerm[k].PerColumn, math.Sqrt(want), 1e-10) {
			t.Errorf("%+v, %+v, want %v", byTerm[k], byColumn[k], want)
		}
	}
	fitted, err := regression.VIF(fit(t, y, terms))
	if err != nil || len(fitted) != 3 || fitted[2].DF != 2 || fitted[0].GVIF < 1 {
		t.Errorf("%+v, %v", fitted, err)
	}
	if _, err := regression.VIF(fit(t, y, terms[:1])); !errors.Is(err, regression.ErrTerm) {
		t.Error(err)
	}
	if _, _, err := regression.VIFOfColumns(append(slices.Clone(terms[:2]), regression.Numeric("same", terms[0].Numbers))); !errors.Is(err, regression.ErrAliased) {
		t.Error(err)
	}
}

func TestSelectionFrequency(t *testing.T) {
	y, terms := simulate(15, 200, 5)
	names := []string{"xA", "xB", "xC", "xD", "xE", "group"}
	resamples := regression.Resamples(len(y), 60, 1)
	choose := regression.StepwiseSelect(y, terms, regression.Backward, regression.AIC)
	f, err := regression.SelectionFrequency(names, resamples, choose)
	if err != nil {
		t.Fatal(err)
	}
	if f.Resamples != 60 || f.Used+len(f.Failed) != 60 || f.Terms[0].Share < 0.9 || f.Terms[4].Share > 0.6 {
		t.Errorf("%+v", f)
	}
	total := 0
	for k, m := range f.Models {
		total += m.Count
		if k > 0 && m.Count > f.Models[k-1].Count {
			t.Errorf("models out of order: %+v", f.Models)
		}
	}
	if total != f.Used {
		t.Errorf("%d models of %d", total, f.Used)
	}
	before := runtime.GOMAXPROCS(1)
	again, err := regression.SelectionFrequency(names, resamples, choose)
	runtime.GOMAXPROCS(before)
	if err != nil || !reflect.DeepEqual(f, again) {
		t.Errorf("other frequencies on one processor, %v", err)
	}
	if _, err := regression.SelectionFrequency(names, nil, choose); !errors.Is(err, regression.ErrResample) {
		t.Error(err)
	}
	one := make([]int, len(y)) // the same patient again and again
	if _, err := regression.SelectionFrequency(names, [][]int{one}, choose); !errors.Is(err, regression.ErrNoModel) {
		t.Error(err)
	}
}

func TestLassoSelectionFrequency(t *testing.T) {
	y, columns, folds := table(16, 120, 20)
	names := make([]string, len(columns))
	for j := range names {
		names[j] = string(rune('a' + j))
	}
	f, err := regression.SelectionFrequency(names, regression.Resamples(len(y), 20, 2), regression.LassoSelect(y, names, columns, folds, regression.LassoOptions{Count: 30}, true))
	if err != nil {
		t.Fatal(err)
	}
	most := slices.MaxFunc(f.Terms, func(a, b regression.Frequency) int { return a.Count - b.Count })
	if most.Share < 0.5 || f.Used != 20 {
		t.Errorf("%+v", f)
	}
}

// Cross-validation by AUC and by class, against the definition fold by fold.
func TestLassoCVMeasures(t *testing.T) {
	y, columns, _ := table(17, 120, 10)
	folds := make([]int, len(y))
	for i := range folds {
		folds[i] = i % 4
	}
	for _, measure := range []regression.Measure{regression.AUC, regression.Misclassification} {
		cv, err := regression.LassoCV(y, columns, folds, regression.LassoOptions{Measure: measure, Count: 20})
		if err != nil {
			t.Fatal(err)
		}
		k := 10
		want := 0.0
		for fold := range 4 {
			var rest, out []int
			for i, f := range folds {
				if f == fold {
					out = append(out, i)
				} else {
					rest = append(rest, i)
				}
			}
			take := func(rows []int) (o []bool, x [][]float64) {
				for _, r := range rows {
					o = append(o, y[r])
				}
				for _, c := range columns {
					var v []float64
					for _, r := range rows {
						v = append(v, c[r])
					}
					x = append(x, v)
				}
				return o, x
			}
			yIn, xIn := take(rest)
			yOut, xOut := take(out)
			path, err := regression.Lasso(yIn, xIn, regression.LassoOptions{Lambda: cv.Path.Lambda})
			if err != nil {
				t.Fatal(err)
			}
			eta := path.LogOdds(k, xOut)
			right, pairs, concordant := 0.0, 0.0, 0.0
			for i := range out {
				if (eta[i] > 0) == yOut[i] {
					right++
				}
				for j := range out {
					if yOut[i] && !yOut[j] {
						pairs++
						switch {
						case eta[i] > eta[j]:
							concordant++
						case eta[i] == eta[j]:
							concordant += 0.5
						}
					}
				}
			}
			if measure == regression.AUC {
				want += concordant / pairs / 4
			} else {
				want += (1 - right/float64(len(out))) / 4
			}
		}
		if !near(cv.Mean[k], want, 1e-9) {
			t.Errorf("%s: %v, want %v", measure, cv.Mean[k], want)
		}
		best := slices.Max(cv.Mean)
		if measure == regression.Misclassification {
			best = slices.Min(cv.Mean)
		}
		if math.Abs(cv.Mean[cv.Min]-best) > 1e-12 || cv.OneSE > cv.Min {
			t.Errorf("%s: chosen %d and %d of %v", measure, cv.Min, cv.OneSE, cv.Mean)
		}
	}
	small := make([]int, len(y))
	for i := range small {
		small[i] = i % 20
	}
	if _, err := regression.LassoCV(y, columns, small, regression.LassoOptions{Measure: regression.AUC}); !errors.Is(err, regression.ErrFolds) {
		t.Error(err)
	}
	if _, err := regression.Lasso(y, columns, regression.LassoOptions{Alpha: 1.5}); !errors.Is(err, regression.ErrLambda) {
		t.Error(err)
	}
}
