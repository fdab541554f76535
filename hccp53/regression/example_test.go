package regression_test

import (
	"encoding/json"
	"fmt"
	"math"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

// patients returns eighty made-up patients: outcome, log AFP and grade.
func patients() ([]bool, []regression.Term) {
	rng := provenance.Rand(2026, "regression/example")
	var mutated []bool
	var logAFP []float64
	var grade []string
	for range 80 {
		x := 4 + 2*rng.NormFloat64()
		g := []string{"I", "II", "III"}[rng.IntN(3)]
		eta := 0.6 * (x - 4)
		if g == "III" {
			eta += 1
		}
		mutated = append(mutated, rng.Float64() < 1/(1+math.Exp(-eta)))
		logAFP = append(logAFP, math.Round(100*x)/100)
		grade = append(grade, g)
	}
	return mutated, []regression.Term{
		regression.Numeric("log_afp", logAFP),
		regression.Factor("grade", []string{"I", "II", "III"}, grade),
	}
}

func ExampleLogistic() {
	mutated, terms := patients()
	fit, err := regression.Logistic(mutated, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range fit.Coefficients {
		fmt.Printf("%-11s %-3s OR %7.3f (%.3f to %.1f), p %.3f\n", c.Term, c.Level, c.OR, c.ORCI[0], c.ORCI[1], c.P)
	}
	fmt.Printf("AIC %.2f, n %d, separated %v\n", fit.AIC, fit.N, fit.Separated)
	// Output:
	// (Intercept)     OR   0.041 (0.007 to 0.2), p 0.000
	// log_afp         OR   2.358 (1.591 to 3.5), p 0.000
	// grade       II  OR   1.186 (0.319 to 4.4), p 0.799
	// grade       III OR   0.652 (0.170 to 2.5), p 0.533
	// AIC 87.42, n 80, separated false
}

func ExampleModel_Predict() {
	fit, _ := regression.Logistic(patients())
	stored, _ := json.Marshal(fit.Model)
	var model regression.Model
	_ = json.Unmarshal(stored, &model)
	p, err := model.Predict([]regression.Term{
		regression.Factor("grade", nil, []string{"III", "II"}),
		regression.Numeric("log_afp", []float64{4, 12}),
	})
	fmt.Printf("%.3f %v %v\n", p.Probability, p.OutOfRange, err)
	_, err = model.Predict([]regression.Term{
		regression.Factor("grade", nil, []string{"IV"}),
		regression.Numeric("log_afp", []float64{4}),
	})
	fmt.Println(err)
	// Output:
	// [0.455 0.999] [{1 log_afp 12 -0.2 9.86}] <nil>
	// row 1 of term "grade" has the level "IV", the model knows ["I" "II" "III"]
}

func ExampleStepwise() {
	mutated, terms := patients()
	search, err := regression.Stepwise(mutated, terms, regression.Backward, regression.AIC)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range search.Path {
		fmt.Printf("%1s%-5s %v AIC %.2f\n", step.Move, step.Term, step.Terms, step.Value)
	}
	// Output:
	// [log_afp grade] AIC 87.42
	// -grade [log_afp] AIC 84.24
}

func ExampleLasso() {
	marker := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	noise := []float64{3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2}
	y := []bool{false, false, true, false, false, true, false, true, true, false, true, true}
	path, err := regression.Lasso(y, [][]float64{marker, noise}, regression.LassoOptions{Count: 5, MinRatio: 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for k, lambda := range path.Lambda {
		fmt.Printf("λ %.4f: %.4f, %.0f %% of the deviance\n", lambda, path.Coefficients[k], 100*path.DevianceRatio[k])
	}
	// Output:
	// λ 0.2414: [0.0000 0.0000], 0 % of the deviance
	// λ 0.1358: [0.1197 -0.2920], 17 % of the deviance
	// λ 0.0763: [0.2014 -0.6189], 25 % of the deviance
	// λ 0.0429: [0.2626 -0.8554], 29 % of the deviance
	// λ 0.0241: [0.3062 -1.0204], 30 % of the deviance
}

func ExampleLassoCV() {
	mutated, terms := patients()
	rng := provenance.Rand(2026, "regression/example/noise")
	noise, folds := make([]float64, len(mutated)), make([]int, len(mutated))
	for i := range noise {
		noise[i], folds[i] = rng.NormFloat64(), i%5
	}
	v, err := regression.LassoCV(mutated, [][]float64{terms[0].Numbers, noise}, folds, regression.LassoOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("smallest deviance %.3f at λ %.4f; within one SE: λ %.4f, coefficients %.3f\n",
		v.Mean[v.Min], v.Path.Lambda[v.Min], v.Path.Lambda[v.OneSE], v.Path.Coefficients[v.OneSE])
	// Output: smallest deviance 1.017 at λ 0.0090; within one SE: λ 0.0694, coefficients [0.510 0.121]
}

func ExampleLassoPath_LogOdds() {
	x := [][]float64{{1, 2, 3, 4, 5, 6}}
	y := []bool{false, true, false, true, false, true}
	path, _ := regression.Lasso(y, x, regression.LassoOptions{Lambda: []float64{0.05}})
	fmt.Printf("%.3f\n", path.LogOdds(0, [][]float64{{0, 10}}))
	// Output: [-0.808 1.500]
}

func ExampleStepwiseRefit() {
	mutated, terms := patients()
	refit := regression.StepwiseRefit(mutated, terms, regression.Backward, regression.AIC)
	logOdds, err := refit(regression.Resamples(len(mutated), 1, 2026)[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", logOdds([]int{0, 3}))
	// Output: [3.33 -1.19]
}

func ExampleLogisticRefit() {
	refit := regression.LogisticRefit(patients())
	everyone := make([]int, 80)
	for i := range everyone {
		everyone[i] = i
	}
	logOdds, err := refit(everyone)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", logOdds([]int{0, 3}))
	// Output: [2.966 -0.544]
}

func ExampleResamples() {
	fmt.Println(len(regression.Resamples(320, 200, 1)), len(regression.Resamples(320, 200, 1)[0]))
	// Output: 200 320
}

func ExampleCompleteRows() {
	terms := []regression.Term{
		regression.Numeric("log_afp", []float64{6.1, 7, 5.2}),
		regression.Factor("grade", []string{"II", "III"}, []string{"III", "", "II"}),
	}
	rows := regression.CompleteRows(terms)
	fmt.Println(rows, regression.Rows(terms, rows)[1].Labels)
	// Output: [0 2] [III II]
}

func ExampleProfileIntervals() {
	mutated, terms := patients()
	intervals, err := regression.ProfileIntervals(mutated, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range intervals[1:] {
		fmt.Printf("%s %s: OR %.2f to %.2f\n", r.Term, r.Level, r.OR[0], r.OR[1])
	}
	// Output:
	// log_afp : OR 1.66 to 3.68
	// grade II: OR 0.32 to 4.52
	// grade III: OR 0.16 to 2.49
}

// Nobody with the marker is a control: maximum likelihood has no odds ratio.
func ExampleFirth() {
	marker := []float64{1, 1, 1, 1, 0, 0, 0, 0, 0, 0}
	mutated := []bool{true, true, true, true, true, false, false, true, false, false}
	terms := []regression.Term{regression.Numeric("marker", marker)}
	fit, _ := regression.Logistic(mutated, terms)
	fmt.Println("separated by", fit.SeparatedTerms)
	firth, intervals, err := regression.Firth(mutated, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("OR %.1f (%.2f to %.0f)\n", firth.Coefficients[1].OR, intervals[1].OR[0], intervals[1].OR[1])
	// Output:
	// separated by [marker]
	// OR 16.2 (1.03 to 2518)
}

func ExampleSpline() {
	mutated, terms := patients()
	logAFP := terms[0].Numbers
	knots, _ := regression.Knots(logAFP, 3)
	fit, err := regression.Logistic(mutated, []regression.Term{regression.Spline("log_afp", logAFP, knots)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("knots %.2f, %d coefficients, at 4: %.2f\n", knots, fit.Rank, fit.Model.Terms[0].At(4))
	// Output:
	// knots [0.74 4.04 7.17], 3 coefficients, at 4: 3.00
}

func ExampleTermTests() {
	tests, err := regression.TermTests(patients())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range tests {
		fmt.Printf("%s: chi-square %.2f on %d, p %.4f\n", t.Term, t.LikelihoodRatio.ChiSquare, t.LikelihoodRatio.DF, t.LikelihoodRatio.P)
	}
	// Output:
	// log_afp: chi-square 31.18 on 1, p 0.0000
	// grade: chi-square 0.82 on 2, p 0.6640
}

func ExampleStepwiseP() {
	mutated, terms := patients()
	search, err := regression.StepwiseP(mutated, terms, regression.BothFromNull, 0.05, 0.10)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range search.Path {
		fmt.Println(step.Move, step.Term, step.Terms)
	}
	// Output:
	// []
	// + log_afp [log_afp]
}

func ExampleFastBackward() {
	fit, _ := regression.Logistic(patients())
	search, err := regression.FastBackward(fit, regression.FastAIC, 0.05)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("removed", search.Removed[0].Term, "kept", search.Kept)
	// Output:
	// removed grade kept [log_afp]
}

func ExampleVIF() {
	fit, _ := regression.Logistic(patients())
	factors, err := regression.VIF(fit)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range factors {
		fmt.Printf("%s: %.2f, %d columns\n", v.Term, v.GVIF, v.DF)
	}
	// Output:
	// log_afp: 1.03, 1 columns
	// grade: 1.03, 2 columns
}

func ExampleSelectionFrequency() {
	mutated, terms := patients()
	frequencies, err := regression.SelectionFrequency([]string{"log_afp", "grade"}, regression.Resamples(len(mutated), 100, 1),
		regression.StepwiseSelect(mutated, terms, regression.Backward, regression.AIC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range frequencies.Terms {
		fmt.Printf("%s: %.0f %%\n", t.Term, 100*t.Share)
	}
	// Output:
	// log_afp: 100 %
	// grade: 23 %
}
