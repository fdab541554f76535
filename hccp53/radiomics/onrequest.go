package radiomics

import "slices"

// onRequest lists by class the features that are computed only when
// Settings.Features names them: PyRadiomics has given them up because others
// say the same.
var onRequest = map[string][]string{
	Shape:      {"Compactness1", "Compactness2", "SphericalDisproportion"},
	Shape2D:    {"SphericalDisproportion"},
	FirstOrder: {"StandardDeviation"},
}

// withdrawn lists by class the features that PyRadiomics knows but computes no
// more, and what takes their place.
var withdrawn = map[string]map[string]string{
	GLCM: {
		"Dissimilarity": "glcm DifferenceAverage, which is equal",
		"Homogeneity1":  "glcm Id, which is equal",
		"Homogeneity2":  "glcm Idm, which is equal",
		"SumVariance":   "glcm ClusterTendency, which is equal",
	},
	GLDM: {
		"DependencePercentage":             "nothing: it is always 1",
		"GrayLevelNonUniformityNormalized": "firstorder Uniformity, which is equal",
	},
}

// Withdrawn says what to use instead of a feature that PyRadiomics still knows
// by name but computes no more, such as glcm Dissimilarity. It reports false for
// all other names.
func Withdrawn(class, name string) (instead string, ok bool) {
	instead, ok = withdrawn[class][name]
	return instead, ok
}

// FeatureNames returns the features of a class that Settings.Features can name,
// those on request included, or none for a class that the profile does not have.
func (s Settings) FeatureNames(class string) []string {
	var names []string
	for _, c := range s.allClasses() {
		if c.name == class {
			for _, f := range c.features {
				names = append(names, f.name)
			}
		}
	}
	return names
}

// chosen returns the places of the features of a class that are asked for, in
// the order of the output: as named, or else as in the table without those on
// request. A name that is repeated counts once.
func (s Settings) chosen(c class) []int {
	var places []int
	named := s.Features[c.name]
	for _, name := range named {
		k := slices.IndexFunc(c.features, func(f definition) bool { return f.name == name })
		if k >= 0 && !slices.Contains(places, k) {
			places = append(places, k)
		}
	}
	if len(named) > 0 {
		return places
	}
	for k, f := range c.features {
		if !slices.Contains(onRequest[c.name], f.name) {
			places = append(places, k)
		}
	}
	return places
}
