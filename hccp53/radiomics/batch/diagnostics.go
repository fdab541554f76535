package batch

import (
	"fmt"
	"strings"

	"hcclab/hccp53/radiomics"
)

// Diagnostic is a value that describes how features came about, under the name
// that PyRadiomics gives it.
type Diagnostic struct {
	Name string `json:"name"`
	// Text is the value when it is a text; else it is Numbers, which are Whole or
	// not.
	Text    string    `json:"text,omitempty"`
	Numbers []float64 `json:"numbers,omitempty"`
	Whole   bool      `json:"whole,omitempty"`
}

// String returns the value as PyRadiomics writes it: several numbers as a tuple.
func (d Diagnostic) String() string {
	parts := make([]string, len(d.Numbers))
	for i, x := range d.Numbers {
		if d.Whole {
			parts[i] = fmt.Sprint(int(x))
		} else {
			parts[i] = pythonFloat(x)
		}
	}
	switch len(parts) {
	case 0:
		return d.Text
	case 1:
		return parts[0]
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// described is what the diagnostics tell of a case.
type described struct {
	versions            []Diagnostic
	imageHash, maskHash string
	own                 *ownGrid // nil for a mask on the grid of the image
}

// versions are the diagnostics that are the same for all cases: that there is no
// Python, and the settings.
func versions(profile, settings, imageTypes string) []Diagnostic {
	kind := "as PyRadiomics 3.0.1"
	if profile == radiomics.IBSI {
		kind = "profile ibsi"
	}
	none := "none"
	code := string(Code.Hash())
	return []Diagnostic{
		text("Versions_PyRadiomics", fmt.Sprintf("hccp53 %s (%s)", code[:min(12, len(code))], kind)),
		text("Versions_Numpy", none), text("Versions_SimpleITK", none), text("Versions_PyWavelet", none), text("Versions_Python", none),
		text("Configuration_Settings", settings), text("Configuration_EnabledImageTypes", imageTypes),
	}
}

const diagnosticPrefix = "diagnostics_"

func text(name, value string) Diagnostic {
	return Diagnostic{Name: diagnosticPrefix + name, Text: value}
}

func floats(name string, x ...float64) Diagnostic {
	return Diagnostic{Name: diagnosticPrefix + name, Numbers: x}
}

func whole(name string, x ...int) Diagnostic {
	d := Diagnostic{Name: diagnosticPrefix + name, Whole: true}
	for _, v := range x {
		d.Numbers = append(d.Numbers, float64(v))
	}
	return d
}

// diagnostics returns what PyRadiomics says of a case, in its order
// (generalinfo.py): the image and the mask as read, and after each step that
// changed them.
func (d described) diagnostics(stages []radiomics.Stage) []Diagnostic {
	all := append([]Diagnostic(nil), d.versions...)
	for _, s := range stages {
		switch s.Name {
		case "original":
			all = append(all, text("Image-original_Hash", d.imageHash), text("Image-original_Dimensionality", "3D"))
			all = append(all, image(s)...)
			all = append(all, text("Mask-original_Hash", d.maskHash))
			if d.own != nil {
				all = append(all, mask("original", d.own.size, d.own.spacing, d.own.stage, false)...)
				if len(stages) < 2 || stages[1].Name != "interpolated" {
					all = append(all, mask("corrected", s.Size, s.Spacing, s.Intensity, true)...)
				}
			} else {
				all = append(all, mask("original", s.Size, s.Spacing, s.Intensity, false)...)
			}
		case "interpolated":
			all = append(all, image(s)...)
			all = append(all, mask(s.Name, s.Size, s.Spacing, s.Intensity, true)...)
		default:
			all = append(all, mask(s.Name, s.Size, s.Spacing, s.Intensity, true)...)
		}
	}
	return all
}

func image(s radiomics.Stage) []Diagnostic {
	name := "Image-" + s.Name
	return []Diagnostic{
		floats(name+"_Spacing", s.Spacing[:]...), whole(name+"_Size", s.Size[:]...),
		floats(name+"_Mean", s.Image.Mean), floats(name+"_Minimum", s.Image.Min), floats(name+"_Maximum", s.Image.Max),
	}
}

func mask(stage string, size [3]int, spacing [3]float64, m radiomics.MaskStage, values bool) []Diagnostic {
	name := "Mask-" + stage
	lo, hi := m.BoxLow, m.BoxHigh
	all := []Diagnostic{
		floats(name+"_Spacing", spacing[:]...), whole(name+"_Size", size[:]...),
		whole(name+"_BoundingBox", lo[0], lo[1], lo[2], hi[0]-lo[0], hi[1]-lo[1], hi[2]-lo[2]),
		whole(name+"_VoxelNum", m.Voxels), whole(name+"_VolumeNum", m.Parts),
		floats(name+"_CenterOfMassIndex", m.Centre[:]...), floats(name+"_CenterOfMass", m.Point[:]...),
	}
	if values {
		all = append(all, floats(name+"_Mean", m.Values.Mean), floats(name+"_Minimum", m.Values.Min), floats(name+"_Maximum", m.Values.Max))
	}
	return all
}
