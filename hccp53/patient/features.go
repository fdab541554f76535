package patient

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// Features are the radiomics features of one lesion in all phases.
type Features struct {
	// Columns begin with the phase, "AP_original_glcm_Contrast", but for shape,
	// which knows no phase.
	Columns  []string  `json:"columns"`
	Values   []float64 `json:"values"`
	Warnings []string  `json:"warnings"`
}

// Features measures the lesion: the shape once, in the first phase, intensity and
// texture in each phase, where that has a VOI of its own in this. The error is
// [ErrCover] where a phase that was resampled does not cover it, or one of package
// radiomics.
func (img *Images) Features(ctx context.Context, lesion *volume.Mask, s radiomics.Settings) (Features, error) {
	f := Features{Warnings: []string{}}
	for k, v := range img.Phases {
		if k == 1 {
			if s.Classes = slices.DeleteFunc(classes(s), func(c string) bool { return c == radiomics.Shape }); len(s.Classes) == 0 {
				break
			}
		}
		image, drawn, err := img.measured(v, lesion)
		if err != nil {
			return f, err
		}
		res, err := radiomics.Extract(ctx, image, drawn, s)
		if err != nil {
			return f, fmt.Errorf("%s: %w", v.Phase, err)
		}
		for _, feature := range res.Features {
			f.Columns = append(f.Columns, column(v.Phase, feature.Class, feature.ID()))
			f.Values = append(f.Values, feature.Value)
		}
		for _, w := range res.Warnings {
			f.Warnings = append(f.Warnings, fmt.Sprintf("%s: %s", v.Phase, w))
		}
	}
	return f, nil
}

// Measurable reports what keeps the lesion from being measured, at a fraction of
// the cost of [Images.Features]: a single voxel, an image without contrast.
func (img *Images) Measurable(ctx context.Context, lesion *volume.Mask, s radiomics.Settings) error {
	s.Classes = []string{radiomics.FirstOrder}
	_, err := img.Features(ctx, lesion, s)
	return err
}

func column(p mri.Phase, class, id string) string {
	if class == radiomics.Shape {
		return id
	}
	return fmt.Sprintf("%s_%s", p, id)
}

// ColumnClass returns the phase and the feature class of a column, such as AP
// and glcm of "AP_original_glcm_Contrast". The phase of a shape feature is "".
func ColumnClass(column string) (phase, class string) {
	parts := strings.Split(column, "_")
	for i, part := range parts {
		if part == "original" && i+1 < len(parts) {
			return strings.Join(parts[:i], "_"), parts[i+1]
		}
	}
	return "", column
}

// classes returns the classes that the settings ask for, all if they name none.
func classes(s radiomics.Settings) []string {
	if len(s.Classes) > 0 {
		return slices.Clone(s.Classes)
	}
	return []string{radiomics.Shape, radiomics.FirstOrder, radiomics.GLCM, radiomics.GLRLM, radiomics.GLSZM, radiomics.GLDM, radiomics.NGTDM}
}
