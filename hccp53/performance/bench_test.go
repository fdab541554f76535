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
