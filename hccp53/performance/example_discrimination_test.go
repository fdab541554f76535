package performance_test

import (
	"fmt"

	"hcclab/hccp53/performance"
)

func ExampleROC_Partial() {
	mutated, good, _ := patients()
	roc, _ := performance.NewROC(mutated, good)
	p, err := roc.Partial(performance.OverSpecificity, 0.9, 1)
	fmt.Printf("area %.4f of at most 0.1, corrected %.3f, %v\n", p.Area, p.Corrected, err)
	// Output: area 0.0201 of at most 0.1, corrected 0.580, <nil>
}

// Training against Validation: other patients, so the unpaired test.
func ExampleDeLongUnpaired() {
	mutated, good, _ := patients()
	u, err := performance.DeLongUnpaired(mutated[:80], good[:80], mutated[80:], good[80:])
	fmt.Printf("%.3f and %.3f: t %.2f with %.1f degrees of freedom, p %.3f, %v\n", u.First.AUC, u.Second.AUC, u.T, u.DF, u.P, err)
	// Output: 0.739 and 0.760: t -0.21 with 73.8 degrees of freedom, p 0.834, <nil>
}

func ExampleBootstrapAUC() {
	mutated, good, _ := patients()
	r, err := performance.BootstrapAUC(mutated, good, performance.Stratified(1, 2000))
	fmt.Printf("AUC %.3f (%.3f to %.3f), %d %s resamples, seed %d, %v\n", r.Estimate, r.CI[0], r.CI[1], r.Used, r.Resampling.Kind, r.Resampling.Seed, err)
	// Output: AUC 0.740 (0.648 to 0.823), 2000 stratified resamples, seed 1, <nil>
}

func ExampleBootstrapDifference() {
	mutated, good, poor := patients()
	d, err := performance.BootstrapDifference(mutated, good, poor, performance.Stratified(1, 2000))
	fmt.Printf("difference %.3f (%.3f to %.3f), p %.3f, %v\n", d.Difference.Estimate, d.Difference.CI[0], d.Difference.CI[1], d.P, err)
	// Output: difference 0.077 (-0.035 to 0.194), p 0.179, <nil>
}

func ExampleSensitivityBand() {
	mutated, good, _ := patients()
	band, err := performance.SensitivityBand(mutated, good, []float64{0.8, 0.9}, performance.Stratified(1, 2000))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range band.Points {
		fmt.Printf("specificity %.1f: sensitivity %.2f (%.2f to %.2f)\n", p.X, p.Y, p.CI[0], p.CI[1])
	}
	// Output:
	// specificity 0.8: sensitivity 0.52 (0.29 to 0.69)
	// specificity 0.9: sensitivity 0.29 (0.13 to 0.53)
}

// A cut-off learnt on some patients, applied to others.
func ExampleCutoff_Apply() {
	mutated, good, _ := patients()
	training, err := performance.NewROC(mutated[:80], good[:80])
	if err != nil {
		fmt.Println(err)
		return
	}
	cut, err := training.FixedSensitivity(0.9)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cut)
	c, err := cut.Apply(mutated[80:], good[80:])
	fmt.Printf("sensitivity %.2f (exact %.2f to %.2f), LR+ %.2f, F1 %.2f, %v\n", c.Sensitivity.Estimate, c.Sensitivity.Exact[0], c.Sensitivity.Exact[1], c.LRPlus, c.F1, err)
	// Output:
	// score >= 0.2379 (fixed sensitivity of at least 0.9, learnt on 80 patients, 37 of them cases)
	// sensitivity 0.96 (exact 0.80 to 1.00), LR+ 1.60, F1 0.83, <nil>
}

func ExampleROC_TopLeft() {
	mutated, good, _ := patients()
	roc, _ := performance.NewROC(mutated, good)
	cut, err := roc.TopLeft()
	fmt.Println(cut, err)
	// Output: score >= 0.5415 (closest to the top left corner, learnt on 120 patients, 62 of them cases) <nil>
}

func ExampleROC_FixedSpecificity() {
	mutated, good, _ := patients()
	roc, _ := performance.NewROC(mutated, good)
	cut, err := roc.FixedSpecificity(0.8)
	fmt.Printf("%v: sensitivity %.2f, %v\n", cut, cut.Chosen.Sensitivity, err)
	// Output: score >= 0.617 (fixed specificity of at least 0.8, learnt on 120 patients, 62 of them cases): sensitivity 0.52, <nil>
}

func ExampleAutoDirection() {
	mutated, good, _ := patients()
	protective := performance.LowerIsCase.Turn(good)
	direction, err := performance.AutoDirection(mutated, protective)
	before, _ := performance.AUC(mutated, protective)
	after, _ := performance.AUC(mutated, direction.Turn(protective))
	fmt.Printf("%s: %.3f becomes %.3f, %v\n", direction, before, after, err)
	// Output: >: 0.260 becomes 0.740, <nil>
}
