package radiomics

// ibsiClasses returns the families of the IBSI reference manual, by the first
// part of their tags: morphology, local intensity, intensity-based statistics,
// intensity histogram, intensity-volume histogram and texture. The first two are
// measured once, the rest in each image.
func (s Settings) ibsiClasses() []class {
	all := []class{
		{"morph", morphologyFeatures, morphology, true},
		{"loc", localFeatures, localIntensity, true},
		{"stat", statisticsFeatures, statistics, false},
		{"ih", histogramFeatures, intensityHistogram, false},
		{"ivh", volumeHistogramFeatures, volumeHistogram, false},
	}
	for _, f := range ibsiFamilies {
		if c := f.class(s); len(c.features) > 0 {
			all = append(all, c)
		}
	}
	return all
}
