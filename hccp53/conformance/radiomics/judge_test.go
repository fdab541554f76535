package radiomics_test

import (
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/radiomics"
	"hcclab/hccp53/internal/reference"
)

// TestReference judges the engine by the reference.
func TestReference(t *testing.T) {
	report, err := radiomics.Judge(t.Context(), reference.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Outcome != conformance.Equal {
			t.Errorf("%s: %s, %s: %s: %s", f.Outcome, f.Group, f.Item, f.Fact, f.Detail)
		}
	}
	for _, row := range report.Rows() {
		t.Logf("%s, %s: %d equal, %d refused, %d wrong, worst %.2g", row.Group, row.Fact, row.Equal, row.Refused, row.Wrong, row.Worst)
	}
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}
