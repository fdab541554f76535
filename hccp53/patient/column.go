package patient

import (
	"slices"
	"strings"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/radiomics"
)

// The values of Column.Change.
const (
	// Delta is the value in the later phase less that in the earlier one.
	Delta = "delta"
	// Ratio is the value in the later phase over that in the earlier one.
	Ratio = "ratio"
)

// Column is what the name of a column of features says:
//
//	original_shape_MeshVolume                  shape, which knows no phase
//	AP_original_glcm_Contrast                  in a phase
//	PVP_wavelet-LLH_glcm_Contrast              of a filtered image
//	delta_AP_PVP_original_glcm_Contrast        from a phase to the next
//	ring_AP_original_glcm_Contrast             in the ring around the lesion
//	ring_ratio_PVP_DP_original_glcm_Contrast
type Column struct {
	Ring bool
	// Change is "", [Delta] or [Ratio]; From is the earlier phase.
	Change string
	From   mri.Phase
	// Phase is "" for shape.
	Phase mri.Phase
	// Image, Class and Name are those of [radiomics.Feature].
	Image, Class, Name string
}

// String returns the name.
func (c Column) String() string {
	var parts []string
	if c.Ring {
		parts = append(parts, "ring")
	}
	if c.Change != "" {
		parts = append(parts, c.Change, string(c.From))
	}
	if c.Phase != "" && !isShape(c.Class) {
		parts = append(parts, string(c.Phase))
	}
	f := radiomics.Feature{Image: c.Image, Class: c.Class, Name: c.Name}
	return strings.Join(append(parts, f.ID()), "_")
}

// ParseColumn reads the name of a column. Ok is false where it is none of those;
// the name may contain underscores, as those of IBSI do.
func ParseColumn(name string) (c Column, ok bool) {
	parts := strings.Split(name, "_")
	take := func(words ...string) string {
		if len(parts) == 0 || !slices.Contains(words, parts[0]) {
			return ""
		}
		first := parts[0]
		parts = parts[1:]
		return first
	}
	phase := func() mri.Phase {
		return mri.Phase(take(string(mri.Pre), string(mri.AP), string(mri.PVP), string(mri.DP), string(mri.HBP)))
	}
	c.Ring = take("ring") != ""
	if c.Change = take(Delta, Ratio); c.Change != "" {
		if c.From = phase(); c.From == "" {
			return Column{}, false
		}
	}
	c.Phase = phase()
	if c.Change != "" && c.Phase == "" || len(parts) < 3 {
		return Column{}, false
	}
	// The image may have a name of the user's with underscores; the class is the
	// first word after it that names one.
	at := 1
	for i := 1; i < len(parts)-1; i++ {
		if slices.Contains(classNames, parts[i]) {
			at = i
			break
		}
	}
	c.Image, c.Class, c.Name = strings.Join(parts[:at], "_"), parts[at], strings.Join(parts[at+1:], "_")
	if c.Phase == "" && !isShape(c.Class) {
		return Column{}, false
	}
	return c, true
}

// classNames are the classes of both profiles.
var classNames = append(radiomics.Settings{}.ClassNames(), radiomics.Settings{Profile: radiomics.IBSI}.ClassNames()...)

// ColumnClass returns the phase and the feature class of a column, such as AP
// and glcm of "AP_original_glcm_Contrast". The phase of a shape feature is "",
// that of a change "AP–PVP"; the class of the ring is "ring glcm".
func ColumnClass(column string) (phase, class string) {
	c, ok := ParseColumn(column)
	if !ok {
		return "", column
	}
	phase, class = string(c.Phase), c.Class
	if c.Change != "" {
		phase = string(c.From) + "–" + phase
	}
	if c.Ring {
		class = "ring " + class
	}
	return phase, class
}
