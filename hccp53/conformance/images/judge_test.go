package images_test

import (
	"context"
	"os"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/images"
)

// TestReference is what `hccp53 conformance images` does.
func TestReference(t *testing.T) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: reading of images not judged")
	}
	report, err := images.Judge(context.Background(), root)
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
