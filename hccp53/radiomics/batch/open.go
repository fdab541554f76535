package batch

import (
	"context"

	"hcclab/hccp53/volume"
)

// Region is one region of a case, as it was read.
type Region struct {
	// Label is its number in the mask, Name its name there.
	Label int
	Name  string
	Image *volume.Image
	Mask  *volume.Mask // on the grid of Image
	// Warnings are those of reading.
	Warnings []string
}

// Open reads the image of a case and those regions of its mask that [Run] would
// measure. Labels are those that are meant where the case names none. The errors
// are those of reading, [ErrLabel] and [ErrGeometry].
func Open(ctx context.Context, c Case, labels []string, g Geometry) ([]Region, error) {
	p, err := readImage(ctx, c.Image, c.Choice)
	if err != nil {
		return nil, err
	}
	drawn, err := openMask(c.Mask, p, g)
	if err != nil {
		return nil, err
	}
	o := Order{Labels: labels}
	chosen, err := drawn.choose(o.labels(c), base(c.Mask))
	if err != nil {
		return nil, err
	}
	var all []Region
	for _, r := range chosen {
		mask, _, warnings, err := drawn.take(r)
		if err != nil {
			return nil, err
		}
		all = append(all, Region{Label: r.Number, Name: r.Name, Image: p.image, Mask: mask, Warnings: append(append([]string(nil), p.warnings...), warnings...)})
	}
	return all, nil
}
