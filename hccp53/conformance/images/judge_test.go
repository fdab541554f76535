package images_test

import (
	"context"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/images"
	"hcclab/hccp53/internal/reference"
)

// TestReference is what `hccp53 conformance images` does.
func TestReference(t *testing.T) {
	report, err := images.Judge(context.Background(), reference.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range report.Findings {
		if f.Outcome == conformance.Wrong {
			t.Errorf("%s, %s: %s: %s", f.Group, f.Item, f.Fact, f.Detail)
		}
	}
	t.Log(report.Summary())
}
