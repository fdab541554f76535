package radiomics

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// scaling maps a raw intensity to a normalised one.
type scaling struct {
	mean, sd    float64
	clip, scale float64
}

// learn returns the scaling of a whole image: its mean and its standard
// deviation over N − 1 voxels, both from compensated sums (Neumaier 1974), so
// that the order of the voxels does not matter beyond the last digit.
func learn(image []float64, s Settings) (scaling, error) {
	if err := finite(image, "image"); err != nil {
		return scaling{}, err
	}
	lowest, highest := math.Inf(1), math.Inf(-1)
	var sum, squares neumaier
	for _, x := range image {
		lowest, highest = min(lowest, x), max(highest, x)
		sum.add(x)
		squares.add(x * x)
	}
	n := float64(len(image))
	total := sum.value()
	variance := (squares.value() - total*total/n) / (n - 1)
	if lowest == highest || !(variance > 0) || math.IsInf(variance, 0) {
		return scaling{}, fault.New(ErrIntensity, "the image cannot be normalised: intensities run from %g to %g", lowest, highest).
			Try("check that the right image was read, or switch normalize off")
	}
	return scaling{mean: total / n, sd: math.Sqrt(variance), clip: s.RemoveOutliers, scale: s.NormalizeScale}, nil
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

// neumaier is a sum that carries its rounding error along.
type neumaier struct{ sum, lost float64 }

func (n *neumaier) add(x float64) {
	t := n.sum + x
	if math.Abs(n.sum) >= math.Abs(x) {
		n.lost += (n.sum - t) + x
	} else {
		n.lost += (x - t) + n.sum
	}
	n.sum = t
}

func (n *neumaier) value() float64 { return n.sum + n.lost }

// image returns the normalised image.
func (c scaling) image(img *volume.Image) *volume.Image {
	out := volume.NewImage(img.Grid)
	copy(out.Data, img.Data)
	c.apply(out.Data)
	return out
}
