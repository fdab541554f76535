package dcm

import "strings"

// Tags of elements without which an object is not whole (PS3.3).
const (
	roiObservationsSequence Tag = 0x30060080
	pixelDataProviderURL    Tag = 0x00287FE0
)

// Missing returns the tags of elements that an object of the file's storage
// class must have and that the data set has not: those of identity, of an image
// its size and pixels, of region outlines the three sequences. A file that was
// cut exactly between two elements is a shorter data set, and nothing else shows
// it; since elements stand in the order of their tags, the last required one of
// each class tells that none before it is gone. A file read by [ParseHeader]
// always lacks its pixels.
func (f *File) Missing() (tags []Tag) {
	class := f.Class()
	need := []Tag{SOPClassUID, SOPInstanceUID}
	switch {
	case class == rtStructureSet:
		need = append(need, StructureSetROISequence, ROIContourSequence, roiObservationsSequence)
	case isImageClass(class), f.Has(Rows):
		need = append(need, Rows, Columns)
		if !f.HasPixels() {
			need = append(need, PixelData)
		}
	}
	for _, tag := range need {
		if f.Find(tag) == nil {
			tags = append(tags, tag)
		}
	}
	return tags
}

// Whole returns an error when the file lacks what [File.Missing] names.
func (f *File) Whole() error {
	missing := f.Missing()
	if len(missing) == 0 {
		return nil
	}
	names := make([]string, len(missing))
	for i, tag := range missing {
		names[i] = tag.Keyword() + " " + tag.String()
	}
	return damaged("the file lacks %s, which belongs to its class (%s)", strings.Join(names, ", "), Name(f.Class()))
}

// HasPixels reports whether the pixels are there, or somewhere else (PS3.5,
// annex A.6).
func (f *File) HasPixels() bool {
	for _, tag := range []Tag{PixelData, FloatPixelData, DoubleFloatPixelData, pixelDataProviderURL} {
		if f.Find(tag) != nil {
			return true
		}
	}
	return false
}

// Storage classes that are no image by their name (PS3.4, table B.5-1).
const (
	segmentation   = "1.2.840.10008.5.1.4.1.1.66.4"
	labelMap       = "1.2.840.10008.5.1.4.1.1.66.7"
	rtStructureSet = "1.2.840.10008.5.1.4.1.1.481.3"
)

// isImageClass reports whether objects of the class have pixels.
func isImageClass(class string) bool {
	switch name := Name(class); {
	case class == segmentation, class == labelMap, name == "Parametric Map Storage", name == "RT Dose Storage":
		return true
	default:
		return strings.Contains(name, "Image Storage")
	}
}
