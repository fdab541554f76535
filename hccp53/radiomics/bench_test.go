package radiomics_test

import (
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// The synthetic VOIs have about 40,000 and 200,000 voxels of 0.8×0.8×2.5 mm
// and some 50 grey levels, as those that PyRadiomics was timed on (1.0 s and
// 3.2 s of CPU for the 107 features).
func BenchmarkExtract40k(b *testing.B)  { benchmark(b, [3]int{128, 128, 32}, 24.4) }
func BenchmarkExtract200k(b *testing.B) { benchmark(b, [3]int{192, 192, 48}, 41.7) }

func benchmark(b *testing.B, size [3]int, radius float64) {
	img, voi := lesion(size, radius)
	b.Run("width25", func(b *testing.B) { extract(b, img, voi, radiomics.PyRadiomicsSettings()) })
	b.Run("mr", func(b *testing.B) { extract(b, img, voi, radiomics.DefaultSettings()) })
	for _, class := range []string{radiomics.Shape, radiomics.FirstOrder, radiomics.GLCM, radiomics.GLRLM, radiomics.GLSZM, radiomics.GLDM, radiomics.NGTDM} {
		s := radiomics.PyRadiomicsSettings()
		s.Classes = []string{class}
		b.Run(class, func(b *testing.B) { extract(b, img, voi, s) })
	}
}

func extract(b *testing.B, img *volume.Image, voi *volume.Mask, s radiomics.Settings) {
	b.ReportMetric(float64(voi.Count()), "voxels")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := radiomics.Extract(b.Context(), img, voi, s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(voi.Count()), "voxels")
}
