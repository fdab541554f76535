package performance_test

import (
	"errors"
	"fmt"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

// clinical returns outcomes that depend on two of three variables.
func clinical() (mutated []bool, terms []regression.Term) {
	mutated, good, _ := patients()
	rng := provenance.Rand(2026, "performance/example/clinical")
	var score, afp, age []float64
	for _, v := range good {
		score = append(score, 10*v)
		afp = append(afp, 2+2*v+rng.NormFloat64())
		age = append(age, 55+9*rng.NormFloat64())
	}
	return mutated, []regression.Term{regression.Numeric("score", score), regression.Numeric("log_afp", afp), regression.Numeric("age", age)}
}

func ExampleRefit() {
	mutated, terms := clinical()
	// Each resample repeats the whole search for terms.
	search := regression.StepwiseRefit(mutated, terms, regression.Backward, regression.AIC)
	refits, err := performance.Refit(mutated, regression.Resamples(len(mutated), 200, 1), search)
	if err != nil {
		fmt.Println(err)
		return
	}
	v := refits.Validate()
	fmt.Printf("%d of %d resamples\n", v.Used, v.Resamples)
	fmt.Printf("AUC %.3f, corrected %.3f; slope %.2f, Brier %.3f\n", v.AUC.Apparent, v.AUC.Corrected, v.Slope.Corrected, v.Brier.Corrected)
	// Output:
	// 200 of 200 resamples
	// AUC 0.740, corrected 0.721; slope 0.90, Brier 0.219
}

func ExampleRefits_Curve() {
	mutated, terms := clinical()
	refits, err := performance.Refit(mutated, regression.Resamples(len(mutated), 200, 1), regression.LogisticRefit(mutated, terms))
	if err != nil {
		fmt.Println(err)
		return
	}
	curve, err := refits.Curve()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range curve.Points {
		if p.X > 0.5 {
			fmt.Printf("at %.2f: apparent %.2f, corrected %.2f\n", p.X, p.Apparent, p.Corrected)
			break
		}
	}
	fmt.Printf("mean error %.3f\n", curve.MeanError)
	// Output:
	// at 0.51: apparent 0.53, corrected 0.55
	// mean error 0.024
}

func ExampleSquaresOfFit() {
	mutated, terms := clinical()
	fit, err := regression.Logistic(mutated, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	g, err := performance.SquaresOfFit(mutated, terms, fit)
	fmt.Printf("%.2f, expected %.2f: z %.2f, p %.2f, %v\n", g.Squares, g.Expected, g.Z, g.P, err)
	// Output: 24.23, expected 24.15: z 0.66, p 0.51, <nil>
}

func ExampleCalibrationBand() {
	mutated, good, _ := patients()
	band, err := performance.CalibrationBand(mutated, good, []float64{0.3, 0.5, 0.7}, performance.Unstratified(1, 1000))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range band.Points {
		fmt.Printf("risk %.1f: %.2f (%.2f to %.2f)\n", p.X, p.Y, p.CI[0], p.CI[1])
	}
	// Output:
	// risk 0.3: 0.34 (0.22 to 0.45)
	// risk 0.5: 0.55 (0.42 to 0.67)
	// risk 0.7: 0.66 (0.54 to 0.78)
}

// Two models, a range that was chosen beforehand, and bands.
func ExampleCompareDecisions() {
	mutated, good, poor := patients()
	resampling := performance.Unstratified(1, 1000)
	c, err := performance.CompareDecisions(mutated, []performance.RiskModel{{Name: "good", Risk: good}, {Name: "poor", Risk: poor}}, performance.DecisionOptions{
		Range: performance.ThresholdRange{From: 0.4, To: 0.6, Reason: "a biopsy is offered at risks about one half"},
		Step:  0.1, Resampling: &resampling,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range c.Models {
		for k, p := range m.Points {
			fmt.Printf("%s at %.1f: net benefit %.3f (%.3f to %.3f), treat all %.3f\n", m.Name, p.Threshold, p.NetBenefit, m.Bands[k].NetBenefit[0], m.Bands[k].NetBenefit[1], p.All)
		}
	}
	// Output:
	// good at 0.4: net benefit 0.267 (0.144 to 0.383), treat all 0.194
	// good at 0.5: net benefit 0.167 (0.033 to 0.300), treat all 0.033
	// good at 0.6: net benefit 0.092 (-0.050 to 0.217), treat all -0.208
	// poor at 0.4: net benefit 0.264 (0.144 to 0.386), treat all 0.194
	// poor at 0.5: net benefit 0.150 (0.025 to 0.283), treat all 0.033
	// poor at 0.6: net benefit 0.042 (-0.108 to 0.192), treat all -0.208
}

func ExampleClinicalImpact() {
	mutated, good, _ := patients()
	points, err := performance.ClinicalImpact(mutated, good, []float64{0.5}, performance.Unstratified(1, 1000))
	if err != nil {
		fmt.Println(err)
		return
	}
	p := points[0]
	fmt.Printf("of 1000 patients %.0f (%.0f to %.0f) are called high risk, %.0f of them cases\n", p.HighRisk, p.HighRiskCI[0], p.HighRiskCI[1], p.Cases)
	// Output: of 1000 patients 550 (467 to 633) are called high risk, 358 of them cases
}

func ExampleCompareNested() {
	mutated, terms := clinical()
	small, err := regression.Logistic(mutated, terms[1:])
	if err != nil {
		fmt.Println(err)
		return
	}
	large, err := regression.Logistic(mutated, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := performance.CompareNested(mutated, terms, small, large)
	fmt.Printf("%v adds: likelihood ratio %.1f, p %.4f; AUC %+.3f (no p), %v\n", a.Added, a.LikelihoodRatio.ChiSquare, a.LikelihoodRatio.P, a.DeltaAUC, err)
	// Output: [score] adds: likelihood ratio 12.3, p 0.0005; AUC +0.046 (no p), <nil>
}

func ExampleCompareFits() {
	mutated, terms := clinical()
	small, _ := regression.Logistic(mutated, terms[1:])
	large, _ := regression.Logistic(mutated, terms)
	_, err := performance.CompareFits(performance.FittedOn, mutated, terms, small, large)
	fmt.Println(errors.Is(err, performance.ErrNested))
	// Output: true
}

func ExampleContinuousNRI() {
	mutated, good, poor := patients()
	n, err := performance.ContinuousNRI(mutated, poor, good)
	fmt.Printf("%.2f of the cases, %.2f of the controls: %.2f (%.2f to %.2f), %v\n", n.OfCases.Value, n.OfControls.Value, n.Total.Value, n.Total.CI[0], n.Total.CI[1], err)
	// Output: -0.16 of the cases, 0.07 of the controls: -0.09 (-0.45 to 0.26), <nil>
}

func ExampleCategoricalNRI() {
	mutated, good, poor := patients()
	n, err := performance.CategoricalNRI(mutated, poor, good, []float64{0.3, 0.6})
	fmt.Printf("cases %d up and %d down, controls %d up and %d down: %.2f, p %.3f, %v\n", n.UpCases, n.DownCases, n.UpControls, n.DownControls, n.Total.Value, n.Test.P, err)
	// Output: cases 13 up and 15 down, controls 12 up and 18 down: 0.07, p 0.574, <nil>
}

func ExampleIDI() {
	mutated, good, poor := patients()
	i, err := performance.IDI(mutated, poor, good)
	fmt.Printf("from %.3f to %.3f: %.3f (%.3f to %.3f), %v\n", i.Before, i.After, i.IDI.Value, i.IDI.CI[0], i.IDI.CI[1], err)
	// Output: from 0.177 to 0.208: 0.031 (-0.078 to 0.140), <nil>
}

// The example of the paper: 24 candidate parameters.
func ExampleRequiredSampleSize() {
	s, err := performance.RequiredSampleSize(performance.SampleSizePlan{Parameters: 24, Prevalence: 0.174, CoxSnell: 0.288})
	fmt.Printf("%d, %d and %d patients: %d with %d events, %.1f for each parameter, %v\n", s.ForShrinkage, s.ForOptimism, s.ForPrevalence, s.N, s.Events, s.EventsPerParameter, err)
	// Output: 623, 662 and 221 patients: 662 with 116 events, 4.8 for each parameter, <nil>
}

func ExampleExpectedShrinkage() {
	s, err := performance.ExpectedShrinkage(224, 8, 0.2)
	fmt.Printf("%.2f %v\n", s, err)
	// Output: 0.86 <nil>
}

func ExampleExpectAUC() {
	w, err := performance.ExpectAUC(0.7, 55, 41)
	fmt.Printf("%.3f to %.3f, differences from %.2f, %v\n", w.CI[0], w.CI[1], w.Detectable, err)
	// Output: 0.597 to 0.803, differences from 0.15, <nil>
}

func ExamplePatientsForWidth() {
	n, err := performance.PatientsForWidth(0.7, 0.57, 0.1)
	fmt.Println(n, err)
	// Output: 408 <nil>
}

func ExampleEventsPerParameter() {
	mutated, terms := clinical()
	fit, err := regression.Logistic(mutated, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f\n", performance.EventsPerParameter(fit))
	// Output: 19.3
}

func ExampleCoxSnellFrom() {
	fmt.Printf("%.3f\n", performance.CoxSnellFrom(0.48, 0.174))
	// Output: 0.290
}
