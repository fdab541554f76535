package pixel

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
)

// TestLossyOf12Bits compares minimum, maximum and mean of the files whose values
// the standard does not fix to the last bit: extended JPEG of 12 bits, which
// decoders may round differently. Package conformance/images judges the stored
// values of all files, by their sums.
func TestLossyOf12Bits(t *testing.T) {
	const extended = "1.2.840.10008.1.2.4.51"
	for _, file := range reference.Facts(t, func(_ string, f conformance.Fact) bool {
		return f.Text("transfer_syntax") == extended && f.Number("BitsStored") == 12 && f["stored_pixels"] != nil
	}) {
		var want struct {
			Stored struct{ Min, Max, Mean float64 } `json:"stored_pixels"`
		}
		if err := file.Fact.Decode(&want); err != nil {
			t.Fatal(err)
		}
		got, err := decode(file.Bytes(t))
		if errors.Is(err, gdcm.ErrMissing) {
			t.Skipf("%s is not installed (package libgdcm-tools): files of 12 bits not compared", gdcm.Program)
		}
		if err != nil {
			t.Errorf("%s: %v", file.Name, err)
			continue
		}
		values := make([]float64, got.Len())
		got.Float64s(values, 1, 0)
		mean := 0.0
		for _, v := range values {
			mean += v / float64(len(values))
		}
		within := func(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }
		if w := want.Stored; !within(slices.Min(values), w.Min, 1) || !within(slices.Max(values), w.Max, 1) || !within(mean, w.Mean, 0.05) {
			t.Errorf("%s: from %v to %v, mean %v; pydicom finds %+v", file.Name, slices.Min(values), slices.Max(values), mean, w)
		}
	}
}

func decode(b []byte) (Samples, error) {
	f, err := dcm.Parse(b)
	if err != nil {
		return Samples{}, err
	}
	s, err := Of(f)
	if err != nil {
		return Samples{}, err
	}
	return s.All(context.Background())
}
