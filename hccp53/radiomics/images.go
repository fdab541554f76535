package radiomics

import (
	"context"
	"slices"
	"strings"

	"hcclab/hccp53/volume"
)

// Original is the name of the image that no filter was applied to.
const Original = "original"

// ImageType is one kind of image to measure.
type ImageType struct {
	// Type is "Original", or the name of a filter in PyRadiomics' parameter
	// files.
	Type string `yaml:"type" json:"type"`
	// Measurement, when given, replaces that of the settings for these images.
	Measurement *Measurement `yaml:"measurement" json:"measurement,omitempty"`
}

// filtered is an image that a filter made, cut to the box of the VOI.
type filtered struct {
	name  string
	image *volume.Image
	as    Measurement
}

// imageTypes returns Images or its default.
func (s Settings) imageTypes() []ImageType {
	if len(s.Images) == 0 {
		return []ImageType{{Type: "Original"}}
	}
	return s.Images
}

// measurement returns how images of this type are measured.
func (s Settings) measurement(t ImageType) Measurement {
	if t.Measurement != nil {
		return *t.Measurement
	}
	return s.Measurement
}

// names returns the names of the images of this type.
func (t ImageType) names() []string {
	return []string{Original}
}

// apply returns the images of this type within the box of the VOI.
func (t ImageType) apply(_ context.Context, img *volume.Image, lo, hi [3]int) ([]*volume.Image, error) {
	return []*volume.Image{img.Crop(lo, hi, 0)}, nil
}

// filter applies all filters of the settings.
func (p *Prepared) filter(ctx context.Context, s Settings) ([]filtered, error) {
	lo, hi, _ := p.Intensity.Box()
	var all []filtered
	for _, t := range s.imageTypes() {
		images, err := t.apply(ctx, p.Image, lo, hi)
		if err != nil {
			return nil, err
		}
		for i, name := range t.names() {
			all = append(all, filtered{name, images[i], s.measurement(t)})
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// typeNames are the values of ImageType.Type.
var typeNames = []string{"Original"}

func (s Settings) validateImages(bad complaint) error {
	for _, t := range s.Images {
		if !slices.Contains(typeNames, t.Type) {
			return bad("images", "image type %q is unknown", t.Type).Try("use names among %s", strings.Join(typeNames, ", "))
		}
		if t.Measurement != nil {
			if err := t.Measurement.validate(bad); err != nil {
				return err
			}
		}
	}
	return nil
}
