package performance_test

import (
	"fmt"
	"math"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
)

// patients returns outcomes with a good and a poor predicted risk.
func patients() (mutated []bool, good, poor []float64) {
	rng := provenance.Rand(2026, "performance/example")
	for range 120 {
		logOdds := 1.3 * rng.NormFloat64()
		mutated = append(mutated, rng.Float64() < 1/(1+math.Exp(-logOdds)))
		good = append(good, 1/(1+math.Exp(-logOdds-0.3*rng.NormFloat64())))
		poor = append(poor, 1/(1+math.Exp(-logOdds-2*rng.NormFloat64())))
	}
	return mutated, good, poor
}

func ExampleAUC() {
	auc, err := performance.AUC([]bool{true, true, false, false}, []float64{0.9, 0.4, 0.4, 0.1})
	fmt.Println(auc, err)
	// Output: 0.875 <nil>
}

func ExampleNewROC() {
	roc, err := performance.NewROC([]bool{true, true, false, false}, []float64{0.9, 0.4, 0.5, 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range roc.Points {
		fmt.Printf("%.2f: sensitivity %.1f, specificity %.1f\n", p.Threshold, p.Sensitivity, p.Specificity)
	}
	// Output:
	// -Inf: sensitivity 1.0, specificity 0.0
	// 0.25: sensitivity 1.0, specificity 0.5
	// 0.45: sensitivity 0.5, specificity 0.5
	// 0.70: sensitivity 0.5, specificity 1.0
	// +Inf: sensitivity 0.0, specificity 1.0
}

func ExampleDeLong() {
	mutated, good, _ := patients()
	r, err := performance.DeLong(mutated, good)
	fmt.Printf("AUC %.3f (%.3f to %.3f), %d cases, %d controls, %v\n", r.AUC, r.CI[0], r.CI[1], r.Cases, r.Controls, err)
	// Output: AUC 0.740 (0.651 to 0.829), 62 cases, 58 controls, <nil>
}

func ExampleDeLongTest() {
	t, err := performance.DeLongTest(patients())
	fmt.Printf("%.3f against %.3f: difference %.3f (%.3f to %.3f), p %.4f, %v\n", t.AUC[0], t.AUC[1], t.Difference, t.CI[0], t.CI[1], t.P, err)
	// Output: 0.740 against 0.663: difference 0.077 (-0.034 to 0.188), p 0.1751, <nil>
}

func ExampleROC_Youden() {
	mutated, good, _ := patients()
	roc, _ := performance.NewROC(mutated, good)
	cut, err := roc.Youden()
	fmt.Printf("J %.3f at %.3f, %d ties, %v\n", cut.J, cut.Chosen.Threshold, len(cut.Best)-1, err)
	// Output: J 0.405 at 0.381, 0 ties, <nil>
}

func ExampleClassify() {
	mutated, good, _ := patients()
	c, err := performance.Classify(mutated, good, 0.5)
	fmt.Printf("sensitivity %d/%d = %.2f (%.2f to %.2f), specificity %.2f, PPV %.2f, %v\n",
		c.Sensitivity.X, c.Sensitivity.N, c.Sensitivity.Estimate, c.Sensitivity.CI[0], c.Sensitivity.CI[1], c.Specificity.Estimate, c.PPV.Estimate, err)
	// Output: sensitivity 43/62 = 0.69 (0.57 to 0.79), specificity 0.60, PPV 0.65, <nil>
}

func ExampleNewProportion() {
	p := performance.NewProportion(0, 20)
	fmt.Printf("%.2f (%.2f to %.3f)\n", p.Estimate, p.CI[0], p.CI[1])
	// Output: 0.00 (0.00 to 0.161)
}

func ExampleCalibrate() {
	mutated, good, poor := patients()
	for _, risk := range [][]float64{good, poor} {
		c, err := performance.Calibrate(mutated, risk)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("in the large %.2f, slope %.2f (%.2f to %.2f), Brier %.3f, scaled %.2f, ICI %.3f\n",
			c.InTheLarge.Value, c.Slope.Value, c.Slope.CI[0], c.Slope.CI[1], c.Brier, c.ScaledBrier, c.ICI)
	}
	// Output:
	// in the large 0.05, slope 0.81 (0.44 to 1.19), Brier 0.206, scaled 0.18, ICI 0.036
	// in the large -0.25, slope 0.25 (0.07 to 0.44), Brier 0.260, scaled -0.04, ICI 0.147
}

func ExampleHosmerLemeshow() {
	mutated, good, _ := patients()
	r, err := performance.HosmerLemeshow(mutated, good, 10)
	fmt.Printf("%d groups, X² %.2f, p %.3f, %v\n", len(r.Groups), r.X2, r.PGroups, err)
	// Output: 10 groups, X² 5.63, p 0.689, <nil>
}

func ExampleLowess() {
	for _, p := range performance.Lowess([]float64{3, 1, 2, 4, 5}, []float64{5, 1, 3, 7, 9}, 2.0/3) {
		fmt.Printf("(%.0f, %.2f) ", p.X, p.Y)
	}
	// Output: (1, 1.00) (2, 3.00) (3, 5.00) (4, 7.00) (5, 9.00)
}

func ExampleDecisionCurve() {
	mutated, good, _ := patients()
	d, err := performance.DecisionCurve(mutated, good, []float64{0.2, 0.4, 0.6})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range d.Points {
		fmt.Printf("%.1f: net benefit %.3f, treat all %.3f, avoided %.0f in 100\n", p.Threshold, p.NetBenefit, p.All, p.Avoided)
	}
	// Output:
	// 0.2: net benefit 0.404, treat all 0.396, avoided 3 in 100
	// 0.4: net benefit 0.267, treat all 0.194, avoided 11 in 100
	// 0.6: net benefit 0.092, treat all -0.208, avoided 20 in 100
}

// An interval that 55 cases and 41 controls cannot give.
func ExampleCheckInterval() {
	c, err := performance.CheckInterval(0.652, [2]float64{0.447, 0.858}, 55, 41, 3)
	fmt.Printf("%s: at most %.3f to %.3f, usually %.3f to %.3f; fits %.0f in the smaller class, %v\n",
		c.Verdict, c.WidestCI[0], c.WidestCI[1], c.HanleyMcNeilCI[0], c.HanleyMcNeilCI[1], c.SmallerClass, err)
	// Output: too wide: at most 0.506 to 0.798, usually 0.543 to 0.761; fits 21 in the smaller class, <nil>
}

func ExampleHanleyMcNeilSE() {
	fmt.Printf("%.4f\n", performance.HanleyMcNeilSE(0.652, 55, 41))
	// Output: 0.0556
}
