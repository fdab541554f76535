package radiomics

import (
	"context"
	"slices"
)

// Feature is one number measured in a VOI.
type Feature struct {
	// Class is one of the class names, such as [GLCM].
	Class string `json:"class"`
	// Name is PyRadiomics' name, such as JointEntropy.
	Name string `json:"name"`
	// Value is finite.
	Value float64 `json:"value"`
}

// ID returns the name of the column that PyRadiomics writes, such as
// original_glcm_JointEntropy.
func (f Feature) ID() string { return id(f.Class, f.Name) }

func id(class, name string) string { return "original_" + class + "_" + name }

// Definition says what a feature is.
type Definition struct {
	Class, Name string
	// IBSI is the identifier of the same quantity in the IBSI reference manual
	// (doi:10.17195/candat.2016.08.1), such as TU9B, or "" where there is none.
	IBSI string
	// Formula is how the value comes about. The symbols of a class are
	// explained in the file of that class.
	Formula string
}

// ID returns the identifier of the feature, as [Feature.ID].
func (d Definition) ID() string { return id(d.Class, d.Name) }

// Definitions returns what Extract computes under these settings, in the order
// of its output. Unknown classes are left out; [Settings.Validate] reports them.
func Definitions(s Settings) []Definition {
	var all []Definition
	for _, c := range classes() {
		if !s.wants(c.name) {
			continue
		}
		for _, f := range c.features {
			all = append(all, Definition{Class: c.name, Name: f.name, IBSI: f.ibsi, Formula: f.formula})
		}
	}
	return all
}

// Names returns the identifiers of the features that Extract computes under
// these settings, in the order of its output, without computing anything.
func Names(s Settings) []string {
	var names []string
	for _, d := range Definitions(s) {
		names = append(names, d.ID())
	}
	return names
}

// class is a family of features that share a matrix.
type class struct {
	name     string
	features []definition
	// compute returns one value for each of features.
	compute func(context.Context, *region, Settings) ([]float64, error)
}

// definition is a line of a class's table. The values that the class computes
// are in the order of its table, which is PyRadiomics' (alphabetical) order.
type definition struct{ name, ibsi, formula string }

// classes returns all classes in the order of the output.
func classes() []class {
	return []class{
		{Shape, shapeFeatures, shape},
		{FirstOrder, firstOrderFeatures, firstOrder},
		{GLCM, glcmFeatures, glcm},
		{GLRLM, glrlmFeatures, glrlm},
		{GLSZM, glszmFeatures, glszm},
		{GLDM, gldmFeatures, gldm},
		{NGTDM, ngtdmFeatures, ngtdm},
	}
}

func classNames() []string {
	var names []string
	for _, c := range classes() {
		names = append(names, c.name)
	}
	return names
}

// wants reports whether the class is asked for.
func (s Settings) wants(class string) bool {
	return len(s.Classes) == 0 || slices.Contains(s.Classes, class)
}
