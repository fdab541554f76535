package radiomics

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// scaling maps a raw intensity to a normalised one.
type scaling struct {
	mean, sd    float64
	clip, scale float64
}

// learn returns the scaling of a whole image: its mean and its standard
// deviation over N − 1 voxels.
func learn(image []float64, sum sums, s Settings) (scaling, error) {
	if !isFinite(sum.total) {
		if err := finite(image, "image"); err != nil {
			return scaling{}, err
		}
	}
	n := float64(len(image))
	variance := (sum.squares - sum.total*sum.total/n) / (n - 1)
	if sum.lowest == sum.highest || !(variance > 0) || math.IsInf(variance, 0) {
		return scaling{}, fault.New(ErrIntensity, "the image cannot be normalised: intensities run from %g to %g", sum.lowest, sum.highest).
			Try("check that the right image was read, or switch normalize off")
	}
	return scaling{mean: sum.total / n, sd: math.Sqrt(variance), clip: s.RemoveOutliers, scale: s.NormalizeScale}, nil
}

// apply normalises values in place: subtract the mean, divide by the standard
// deviation, clip, multiply by the scale. Division is by multiplication with
// the inverse, as in ITK, so that a value on the edge of a bin falls alike.
func (c scaling) apply(values []float64) {
	inverse := 1 / c.sd
	for i, x := range values {
		x = float64(x-c.mean) * inverse
		if c.clip > 0 {
			x = max(-c.clip, min(c.clip, x))
		}
		values[i] = x * c.scale
	}
}

// finite reports NaN and infinite values, with their number.
func finite(values []float64, what string) error {
	nans, infs := 0, 0
	for _, x := range values {
		switch {
		case math.IsNaN(x):
			nans++
		case math.IsInf(x, 0):
			infs++
		}
	}
	if nans+infs == 0 {
		return nil
	}
	return fault.New(ErrIntensity, "%d voxels of the %s are NaN and %d infinite, of %d", nans, what, infs, len(values)).
		Try("replace them in the image, or draw the VOI around them")
}

// image returns the normalised image.
func (c scaling) image(img *volume.Image) *volume.Image {
	out := volume.NewImage(img.Grid)
	area := img.Size[0] * img.Size[1]
	workers.Each(img.Size[2], func(z int) {
		plane := out.Data[z*area:][:area]
		copy(plane, img.Data[z*area:])
		c.apply(plane)
	})
	return out
}
