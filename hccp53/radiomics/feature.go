package radiomics

import (
	"context"
	"slices"
)

// Feature is one number measured in a VOI.
type Feature struct {
	// Image is the image that was measured, such as original.
	Image string `json:"image"`
	// Class is one of the class names, such as [GLCM].
	Class string `json:"class"`
	// Name is PyRadiomics' name, such as JointEntropy.
	Name string `json:"name"`
	// Value is finite.
	Value float64 `json:"value"`
}

// ID returns the name of the column that PyRadiomics writes, such as
// original_glcm_JointEntropy.
func (f Feature) ID() string { return id(f.Image, f.Class, f.Name) }

func id(image, class, name string) string { return image + "_" + class + "_" + name }

// Definition says what a feature is.
type Definition struct {
	Image, Class, Name string
	// IBSI is the identifier of the same quantity in the IBSI reference manual
	// (doi:10.17195/candat.2016.08.1), such as TU9B, or "" where there is none.
	IBSI string
	// Formula is how the value comes about. The symbols of a class are
	// explained in the file of that class.
	Formula string
	// Unit is that of the value, "" for a pure number. Intensity is that of the
	// image as measured; level and voxel are counts of grey levels and voxels.
	Unit string
}

// ID returns the identifier of the feature, as [Feature.ID].
func (d Definition) ID() string { return id(d.Image, d.Class, d.Name) }

// Definitions returns what Extract computes under these settings, in the order
// of its output. Unknown classes are left out; [Settings.Validate] reports them.
func Definitions(s Settings) []Definition {
	var all []Definition
	add := func(image string, shape bool) {
		for _, c := range s.classes() {
			if c.shape != shape {
				continue
			}
			for _, k := range s.chosen(c) {
				f := c.features[k]
				all = append(all, Definition{Image: image, Class: c.name, Name: f.name, IBSI: f.ibsi, Formula: f.formula, Unit: f.unit})
			}
		}
	}
	add(Original, true)
	for _, t := range s.imageTypes() {
		for _, name := range t.names(s.measurement(t)) {
			add(name, false)
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
	// shape classes are measured in the morphological mask, once; the others in
	// the intensity mask of each image.
	shape bool
}

// definition is a line of a class's table. The values that the class computes
// are in the order of its table, which is PyRadiomics' (alphabetical) order.
type definition struct{ name, ibsi, formula, unit string }

// allClasses returns all classes of the profile in the order of the output.
func (s Settings) allClasses() []class {
	if s.Profile == IBSI {
		return s.ibsiClasses()
	}
	return []class{
		{Shape, shapeFeatures, shape, true},
		{Shape2D, shape2DFeatures, shape2D, true},
		{FirstOrder, firstOrderFeatures, firstOrder, false},
		{GLCM, glcmFeatures, glcm, false},
		{GLRLM, glrlmFeatures, glrlm, false},
		{GLSZM, glszmFeatures, glszm, false},
		{GLDM, gldmFeatures, gldm, false},
		{NGTDM, ngtdmFeatures, ngtdm, false},
	}
}

// classes returns those that are asked for and can be computed.
func (s Settings) classes() []class {
	return slices.DeleteFunc(s.allClasses(), func(c class) bool {
		if c.name == Shape2D && !s.Force2D {
			return true
		}
		if len(s.Classes) == 0 {
			return c.name == Shape2D
		}
		return !slices.Contains(s.Classes, c.name)
	})
}

// ClassNames returns the names of the classes of the profile, in the order of
// the output.
func (s Settings) ClassNames() []string {
	var names []string
	for _, c := range s.allClasses() {
		names = append(names, c.name)
	}
	return names
}

// reach returns the distances of all images, which set the border of a region.
func (s Settings) reach() []int {
	all := slices.Clone(s.distances())
	for _, t := range s.Images {
		if t.Measurement != nil {
			all = append(all, t.Measurement.distances()...)
		}
	}
	return all
}
