package filter

import (
	"math"

	"hcclab/hccp53/volume"
)

// Square returns (c·x)² with c = 1/√m, where m is the largest |x| of the whole
// image, as PyRadiomics (imageoperations.py, getSquareImage). An image of
// zeros stays as it is.
func Square(img *volume.Image, in Box) *volume.Image {
	m := largest(img.Data)
	if m == 0 {
		return in.mapped(img, same)
	}
	c := 1 / math.Sqrt(m)
	return in.mapped(img, func(x float64) float64 { return (c * x) * (c * x) })
}

// SquareRoot returns √(m·|x|) with the sign of x, where m is the largest |x| of
// the whole image, as PyRadiomics (getSquareRootImage).
func SquareRoot(img *volume.Image, in Box) *volume.Image {
	m := largest(img.Data)
	return in.mapped(img, func(x float64) float64 { return math.Copysign(math.Sqrt(math.Abs(x)*m), x) })
}

// Logarithm returns log(|x| + 1) with the sign of x, scaled so that the largest
// |x| of the whole image is kept, as PyRadiomics (getLogarithmImage). An image
// of zeros stays as it is.
func Logarithm(img *volume.Image, in Box) *volume.Image {
	m := largest(img.Data)
	if m == 0 {
		return in.mapped(img, same)
	}
	scale := m / math.Log(m+1)
	return in.mapped(img, func(x float64) float64 {
		return math.Copysign(math.Log(math.Abs(x)+1), x) * scale
	})
}

// Exponential returns exp(c·x) with c = log(m)/m, where m is the largest |x| of
// the whole image, as PyRadiomics (getExponentialImage): the largest value is
// kept. The error is [ErrImage] for an image of zeros, where c is not defined.
func Exponential(img *volume.Image, in Box) (*volume.Image, error) {
	m := largest(img.Data)
	if m == 0 {
		return nil, errZeros("Exponential")
	}
	c := math.Log(m) / m
	return in.mapped(img, func(x float64) float64 { return math.Exp(c * x) }), nil
}

func same(x float64) float64 { return x }

// largest returns the largest absolute value.
func largest(data []float64) float64 {
	low, high := 0.0, 0.0
	for _, x := range data {
		low, high = min(low, x), max(high, x)
	}
	return max(-low, high)
}
