package provenance_test

import (
	"path/filepath"
	"testing"
	"time"

	"hcclab/hccp53/provenance"
)

func TestLedgerCountsDistinctLooks(t *testing.T) {
	ledger := provenance.OpenLedger(filepath.Join(t.TempDir(), "looks.jsonl"))
	if looks, err := ledger.Looks(); err != nil || looks != nil {
		t.Fatalf("a new ledger holds %v, %v", looks, err)
	}
	start := time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC)
	for i, model := range []string{"clinical", "combined", "clinical"} {
		look := provenance.Look{Time: start.Add(time.Duration(i) * time.Minute), Model: provenance.HashBytes([]byte(model)), Name: model, Set: "VC", N: 96}
		if err := ledger.Record(look); err != nil {
			t.Fatal(err)
		}
	}
	looks, err := ledger.Looks()
	if err != nil || len(looks) != 2 || looks[0].Name != "clinical" || looks[1].Name != "combined" {
		t.Errorf("got %v, %v", looks, err)
	}
}
