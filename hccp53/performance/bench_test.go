package performance_test

import (
	"testing"

	"hcclab/hccp53/performance"
)

func BenchmarkBootstrapAUC2000(b *testing.B) {
	y, risk, _ := scores(1, 320)
	for b.Loop() {
		if _, err := performance.BootstrapAUC(y, risk, performance.Stratified(1, 2000)); err != nil {
			b.Fatal(err)
		}
	}
}

// What R's roc.test(method = "bootstrap", boot.n = 2000) does.
func BenchmarkBootstrapDifference2000(b *testing.B) {
	y, risk, coarse := scores(1, 320)
	for b.Loop() {
		if _, err := performance.BootstrapDifference(y, risk, coarse, performance.Stratified(1, 2000)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSensitivityBand2000(b *testing.B) {
	y, risk, _ := scores(1, 320)
	for b.Loop() {
		if _, err := performance.SensitivityBand(y, risk, nil, performance.Stratified(1, 2000)); err != nil {
			b.Fatal(err)
		}
	}
}

// 100 thresholds and 1,000 resamples, as in the plain R of the speed anchors.
func BenchmarkDecisionBands1000(b *testing.B) {
	y, risk, _ := scores(1, 320)
	r := performance.Unstratified(1, 1000)
	for b.Loop() {
		if _, err := performance.CompareDecisions(y, []performance.RiskModel{{Risk: risk}}, performance.DecisionOptions{Resampling: &r}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCalibrationBand1000(b *testing.B) {
	y, risk, _ := scores(1, 320)
	for b.Loop() {
		if _, err := performance.CalibrationBand(y, risk, nil, performance.Unstratified(1, 1000)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLowess(b *testing.B) {
	y, risk, _ := scores(1, 320)
	numbers := make([]float64, len(y))
	for i, v := range y {
		if v {
			numbers[i] = 1
		}
	}
	for b.Loop() {
		performance.Lowess(risk, numbers, 2.0/3)
	}
}
