// Package augment varies training images: each time a patient is shown to a
// network, the image is turned, shifted, scaled, mirrored and its intensities
// are stretched a little, by amounts drawn anew. All phases of a patient are
// varied alike, so the relation between phases, which is what fusion learns
// from, stays as it was.
package augment

import (
	"math"
	"math/rand/v2"
)

// Settings bound the variation. The zero value varies nothing.
type Settings struct {
	// Flip mirrors left and right with probability one half.
	Flip bool `yaml:"flip" json:"flip"`
	// Rotate is the largest turn in degrees, either way.
	Rotate float64 `yaml:"rotate" json:"rotate"`
	// Shift is the largest shift along each axis, as a fraction of the side.
	Shift float64 `yaml:"shift" json:"shift"`
	// Scale is the largest relative change in size.
	Scale float64 `yaml:"scale" json:"scale"`
	// Intensity is the largest relative change of contrast, and the largest
	// change of brightness in standard deviations (images are standardised).
	Intensity float64 `yaml:"intensity" json:"intensity"`
}

// Image returns a varied copy of an image of size×size pixels with interleaved
// phases, value i of pixel (x, y) at (y·size + x)·phases + i. Positions are
// interpolated bilinearly; outside the image its nearest pixel is taken. The
// draws from rng are the same in number whatever the settings.
func Image(img []float32, size, phases int, s Settings, rng *rand.Rand) []float32 {
	u := func() float64 { return 2*rng.Float64() - 1 }
	mirror := rng.Float64() < 0.5 && s.Flip
	sin, cos := math.Sincos(u() * s.Rotate * math.Pi / 180)
	zoom := 1 + u()*s.Scale
	dx, dy := u()*s.Shift*float64(size), u()*s.Shift*float64(size)
	contrast, brightness := float32(1+u()*s.Intensity), float32(u()*s.Intensity)
	out := make([]float32, len(img))
	centre := float64(size-1) / 2
	for y := range size {
		for x := range size {
			// Where does this pixel come from?
			px, py := (float64(x)-centre)/zoom, (float64(y)-centre)/zoom
			sx, sy := cos*px-sin*py, sin*px+cos*py
			if mirror {
				sx = -sx
			}
			sample(img, size, phases, sx+centre+dx, sy+centre+dy, out[(y*size+x)*phases:][:phases])
		}
	}
	for i := range out {
		out[i] = out[i]*contrast + brightness
	}
	return out
}

// sample writes the phases at position (x, y) into out.
func sample(img []float32, size, phases int, x, y float64, out []float32) {
	limit := float64(size - 1)
	x, y = math.Min(math.Max(x, 0), limit), math.Min(math.Max(y, 0), limit)
	x0, y0 := int(x), int(y)
	x1, y1 := min(x0+1, size-1), min(y0+1, size-1)
	fx, fy := float32(x-float64(x0)), float32(y-float64(y0))
	row0, row1 := y0*size, y1*size
	for p := range out {
		top := img[(row0+x0)*phases+p]*(1-fx) + img[(row0+x1)*phases+p]*fx
		bottom := img[(row1+x0)*phases+p]*(1-fx) + img[(row1+x1)*phases+p]*fx
		out[p] = top*(1-fy) + bottom*fy
	}
}
