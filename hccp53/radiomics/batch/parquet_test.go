package batch_test

import (
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"hcclab/hccp53/radiomics/batch"
)

// TestParquetReadsBack reads the long form back with the library's own reader.
func TestParquetReadsBack(t *testing.T) {
	r := run(t, order(t, list(t, t.TempDir(), 2)))
	path := filepath.Join(t.TempDir(), "f.parquet")
	if err := batch.Write(path, r, batch.Layout{}); err != nil {
		t.Fatal(err)
	}
	type row struct {
		Case    string  `parquet:"case"`
		Setting string  `parquet:"setting"`
		Feature string  `parquet:"feature"`
		Value   float64 `parquet:"value"`
	}
	got, err := parquet.ReadFile[row](path)
	if err != nil {
		t.Fatal(err)
	}
	k := 0
	for i, results := range r.Results {
		for j, v := range results[0].Values {
			if want := (row{r.Order.Cases[i].ID, "default", results[0].Names[j], v}); k >= len(got) || got[k] != want {
				t.Fatalf("row %d is not %+v", k, want)
			}
			k++
		}
	}
	if len(got) != k {
		t.Errorf("%d rows, want %d", len(got), k)
	}
}
