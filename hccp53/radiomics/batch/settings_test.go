package batch_test

import (
	"testing"

	"hcclab/hccp53/radiomics"
)

// settingsOf returns the settings of the reference, by their names.
func settingsOf(t *testing.T, root string) map[string]radiomics.Settings {
	mr := radiomics.PyRadiomicsSettings()
	mr.Normalize, mr.NormalizeScale, mr.BinWidth, mr.VoxelArrayShift = true, 100, 5, 300
	mr.ResampledPixelSpacing = []float64{2, 2, 2}
	mr.MinimumROISize = 50
	return map[string]radiomics.Settings{"a_default_bw25": radiomics.PyRadiomicsSettings(), "b_mr_norm100_rs222_bw5": mr}
}
