package stats_test

import (
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/stats"
	"hcclab/hccp53/internal/reference"
)

// TestReference judges the statistics by the reference.
func TestReference(t *testing.T) {
	report, err := stats.Judge(t.Context(), reference.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]int{}
	for _, f := range report.Findings {
		if f.Outcome == conformance.Refused { // where the reference contradicts itself
			t.Logf("%s: %s, %s: %s: %s", f.Outcome, f.Group, f.Fact, f.Item, f.Detail)
		}
		if f.Outcome == conformance.Wrong {
			if shown[f.Group+f.Fact]++; shown[f.Group+f.Fact] <= 20 {
				t.Errorf("%s: %s, %s: %s: %s", f.Outcome, f.Group, f.Fact, f.Item, f.Detail)
			}
		}
	}
	for _, row := range report.Rows() {
		t.Logf("%s, %s: %d equal, %d refused, %d wrong, worst %.2g", row.Group, row.Fact, row.Equal, row.Refused, row.Wrong, row.Worst)
	}
	t.Log(report.Tolerance)
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}
