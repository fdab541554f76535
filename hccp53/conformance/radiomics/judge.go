package radiomics

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"hcclab/hccp53/conformance"
)

// ErrReference is a reference folder that is not laid out as documented.
var ErrReference = errors.New("radiomics conformance: unusable reference")

// Judge compares all that lies in the reference folder root.
func Judge(ctx context.Context, root string) (*conformance.Report, error) {
	r := &conformance.Report{
		Title:     "Conformance of radiomics",
		Source:    "the consensus values and maps of IBSI 1 and 2, and PyRadiomics 3.0.1, as the reference folder states them",
		Tolerance: "IBSI: the tolerance of each value, printed to 3 digits; 1 % of the range of a response map. PyRadiomics: 1e-9 for shape and for original and integer images, 1e-6 for resampled and wavelet images, 1e-4 for LoG and gradient, relative to the value or, where that is near 0, to the natural size of the feature.",
	}
	for _, part := range []struct {
		file  string
		judge func(context.Context, string) ([]conformance.Finding, error)
	}{
		{"ibsi/ibsi1_reference_values.csv", judgeFeatures},
		{"ibsi/ibsi2_phase1_response_maps.csv", judgeMaps},
		{"ibsi/ibsi2_phase2_reference_values.csv", judgeFiltered},
		{"pyradiomics/cases.csv", judgePyRadiomics},
		{"pyradiomics/diagnostics.csv", judgeDiagnostics},
	} {
		path := filepath.Join(root, filepath.FromSlash(part.file))
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		found, err := part.judge(ctx, filepath.Dir(path))
		if err != nil {
			return nil, err
		}
		r.Add(found...)
	}
	return r, nil
}
