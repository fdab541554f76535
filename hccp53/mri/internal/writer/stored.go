package writer

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// Storable returns img as a time point that [Write] can write, and the
// largest difference between a value and the one that is read back.
//
// Whole numbers are stored without loss where 16 bits can hold them, if need be
// from the least on, or divided by what all have in common; the difference is
// then 0. Other values are spread over 65,536 steps from the least to the
// greatest, so the difference is at most half a step.
//
// DICOM images are stacked along row × column. Where the grid is left-handed,
// its slices are put into the other order; every value stays at its point. The
// error is [ErrWriting]: a value is no number, or the axes are not at right
// angles.
func Storable(img *volume.Image) (p TimePoint, worst float64, err error) {
	if img == nil || img.Len() == 0 || len(img.Data) != img.Len() || !vector.Finite(img.Data...) {
		return p, 0, fault.New(ErrWriting, "the image is empty or holds a value that is no number").Try("replace such values")
	}
	p = TimePoint{Image: rightHanded(img), Bits: 16}
	if err := p.choose(); err != nil {
		return p, 0, err
	}
	if err := p.check(p.Image); err != nil {
		return p, 0, err
	}
	least, most := p.limits()
	for _, v := range img.Data {
		n := math.Min(math.Max(math.Round((v-p.Intercept)/p.Slope), least), most)
		worst = math.Max(worst, math.Abs(n*p.Slope+p.Intercept-v))
	}
	return p, worst, nil
}

// choose sets slope, intercept and sign.
func (p *TimePoint) choose() error {
	const steps = 1<<16 - 1
	low, high := slices.Min(p.Image.Data), slices.Max(p.Image.Data)
	p.Slope = 1
	step := commonStep(p.Image.Data, low)
	switch {
	case step > 0 && low >= 0 && high <= steps:
		return nil
	case step > 0 && low >= math.MinInt16 && high <= math.MaxInt16:
		p.Signed = true
		return nil
	case step > 0 && (high-low)/step <= steps && dcm.Rounded(low) == low && dcm.Rounded(step) == step:
		p.Slope, p.Intercept = step, low
		return nil
	}
	p.Intercept = dcm.Rounded(low)
	if high > low {
		p.Slope = dcm.Rounded((high - low) / steps)
	}
	if !vector.Finite(p.Slope, p.Intercept) || p.Slope == 0 {
		return fault.New(ErrWriting, "the values reach from %g to %g, which 16 bits and a slope cannot hold", low, high).Try("rescale them")
	}
	return nil
}

// commonStep returns the greatest whole number of which all differences from
// low are multiples, 0 when a value is no whole number, 1 when all are equal.
func commonStep(values []float64, low float64) float64 {
	const exact = 1 << 53 // float64 holds whole numbers up to here
	step := 0.0
	for _, v := range values {
		if v != math.Trunc(v) || math.Abs(v) > exact {
			return 0
		}
		for a, b := step, v-low; ; a, b = b, math.Mod(a, b) {
			if b == 0 {
				step = a
				break
			}
		}
	}
	return math.Max(step, 1)
}

// rightHanded returns img, with its slices in the other order when its axes are
// left-handed.
func rightHanded(img *volume.Image) *volume.Image {
	x, y, z := img.Direction[0], img.Direction[1], img.Direction[2]
	if vector.Dot(vector.Cross(x, y), z) >= 0 {
		return img
	}
	g := img.Grid
	g.Origin = g.Point(0, 0, float64(g.Size[2]-1))
	for k := range 3 {
		g.Direction[2][k] = -z[k]
	}
	out := volume.NewImage(g)
	area := g.Size[0] * g.Size[1]
	for i := range g.Size[2] {
		copy(out.Data[i*area:(i+1)*area], img.Data[(g.Size[2]-1-i)*area:])
	}
	return out
}
