package radiomics

import (
	"context"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// filtered is an image that a filter made, cut to the box of the VOI.
type filtered struct {
	name  string
	image *volume.Image
	as    Measurement
}

// apply returns the images of this type within the box of the VOI.
func (t ImageType) apply(_ context.Context, img *volume.Image, lo, hi [3]int) ([]*volume.Image, error) {
	if t.Type != "Original" {
		return nil, fault.New(ErrSettings, "filter %s is not there yet", t.Type).Try("leave it out")
	}
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
		as := s.measurement(t)
		for i, name := range t.names(as) {
			all = append(all, filtered{name, images[i], as})
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
