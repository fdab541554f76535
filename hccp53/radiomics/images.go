package radiomics

import (
	"context"

	"hcclab/hccp53/radiomics/filter"
	"hcclab/hccp53/volume"
)

// filtered is an image that a filter made, cut to the box of the VOI.
type filtered struct {
	name  string
	image *volume.Image
	as    Measurement
}

// apply returns the images of this type within a box, in the order of names.
func (t ImageType) apply(ctx context.Context, img *volume.Image, in filter.Box, m Measurement) ([]*volume.Image, error) {
	t = t.filled()
	one := func(out *volume.Image, err error) ([]*volume.Image, error) { return []*volume.Image{out}, err }
	switch t.Type {
	case "LoG":
		var all []*volume.Image
		for _, mm := range t.Sigma {
			out, err := filter.RecursiveLoG(img, mm, in)
			if err != nil {
				return nil, err
			}
			all = append(all, out)
		}
		return all, nil
	case "Wavelet":
		levels, err := filter.StationaryWavelet(img, t.Wavelet, t.StartLevel, t.Level, m.flat(), in)
		var all []*volume.Image
		for i, level := range levels {
			all = append(all, level.Images[1:]...)
			if i == len(levels)-1 {
				all = append(all, level.Images[0])
			}
		}
		return all, err
	case "Square":
		return one(filter.Square(img, in), nil)
	case "SquareRoot":
		return one(filter.SquareRoot(img, in), nil)
	case "Logarithm":
		return one(filter.Logarithm(img, in), nil)
	case "Exponential":
		return one(filter.Exponential(img, in))
	case "Gradient":
		return one(filter.Gradient(img, t.GradientInVoxels, in), nil)
	case "LBP2D":
		l := filter.LBP2D{Radius: t.LBP2DRadius, Samples: t.LBP2DSamples, Method: t.LBP2DMethod, Across: 2 - m.Force2DDimension}
		l.Whole = l.Method == "var" && integers(img.Data)
		return one(l.Apply(img, in))
	case "Response":
		out, err := t.Response.Apply(ctx, img)
		if err != nil {
			return nil, err
		}
		return one(out.Crop(in.Low, in.High, 0), nil)
	}
	return one(img.Crop(in.Low, in.High, 0), nil)
}

// filter applies all filters of the settings.
func (p *Prepared) filter(ctx context.Context, s Settings) ([]filtered, error) {
	var in filter.Box
	in.Low, in.High, _ = p.Intensity.Box()
	var all []filtered
	for _, t := range s.imageTypes() {
		as := s.measurement(t)
		images, err := t.apply(ctx, p.Image, in, as)
		if err != nil {
			return nil, err
		}
		for i, name := range t.names(as) {
			all = append(all, filtered{name, images[i], as})
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
