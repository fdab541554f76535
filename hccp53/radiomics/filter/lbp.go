package filter

import (
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// LBPMethods are the values of LBP2D's Method.
var LBPMethods = []string{"uniform", "default", "ror", "var"}

// LBP2D is a local binary pattern (Ojala, Pietikäinen and Mäenpää, IEEE Trans
// Pattern Anal 2002;24:971): each voxel is compared with samples on a circle
// around it, within one plane. It follows scikit-image's local_binary_pattern,
// which PyRadiomics uses; beyond the image all is 0.
type LBP2D struct {
	// Radius of the circle in voxels.
	Radius float64
	// Samples on the circle, 1 to 30.
	Samples int
	// Method makes a number of the samples: "default" reads them, 1 where not
	// lower than the voxel, as bits; "ror" turns these to the least number;
	// "uniform" counts the ones where they change to the other at most twice,
	// and is Samples + 1 elsewhere; "var" is the variance of the samples, not a
	// number where they are alike.
	Method string
	// Across is the axis (0 = x) that the planes lie across; 2 for slices.
	Across int
	// Whole cuts the fraction of the variance, as PyRadiomics does when the
	// image has whole intensities.
	Whole bool
}

// Validate reports the first parameter that cannot be used, as [ErrSettings].
func (l LBP2D) Validate() error {
	switch {
	case !(l.Radius > 0 && l.Radius <= 100):
		return fault.New(ErrSettings, "%g voxels is not a radius of a local binary pattern", l.Radius).Try("use 1")
	case l.Samples < 1 || l.Samples > 30:
		return fault.New(ErrSettings, "%d is not a number of samples of a local binary pattern", l.Samples).Try("use 8")
	case !slices.Contains(LBPMethods, l.Method):
		return fault.New(ErrSettings, "method %q of a local binary pattern is unknown", brief(l.Method)).Try("use one of %s", strings.Join(LBPMethods, ", "))
	case l.Across < 0 || l.Across > 2:
		return fault.New(ErrSettings, "axis %d does not exist", l.Across).Try("use 2 for slices")
	}
	return nil
}

// Apply returns the pattern of each voxel of the box. The error is that of
// Validate.
func (l LBP2D) Apply(img *volume.Image, in Box) (*volume.Image, error) {
	if err := l.Validate(); err != nil {
		return nil, err
	}
	out := in.image(img.Grid)
	// The rows and columns of a plane, as PyRadiomics' swapaxes leaves them.
	row, column := [3]int{1, 2, 1}[l.Across], [3]int{2, 0, 0}[l.Across]
	offsets := make([][2]float64, l.Samples)
	for i := range offsets {
		angle := 2 * math.Pi * float64(i) / float64(l.Samples)
		offsets[i] = [2]float64{decimals(-l.Radius * math.Sin(angle)), decimals(l.Radius * math.Cos(angle))}
	}
	workers.Each(in.size(2), func(z int) {
		samples := make([]float64, l.Samples)
		for y := range in.size(1) {
			for x := range in.size(0) {
				at := [3]int{in.Low[0] + x, in.Low[1] + y, in.Low[2] + z}
				centre := img.At(at[0], at[1], at[2])
				for i, o := range offsets {
					samples[i] = bilinear(img, at, row, column, o)
				}
				v := l.pattern(samples, centre)
				if l.Whole {
					v = math.Trunc(v)
				}
				out.Data[out.Index(x, y, z)] = v
			}
		}
	})
	return out, nil
}

// decimals rounds to five decimals, so that a sample meant to lie on a voxel
// does.
func decimals(x float64) float64 { return math.RoundToEven(x*1e5) / 1e5 }

// bilinear returns the intensity at a place of the plane, 0 beyond the image.
func bilinear(img *volume.Image, at [3]int, row, column int, offset [2]float64) float64 {
	r, c := float64(at[row])+offset[0], float64(at[column])+offset[1]
	value := func(r, c float64) float64 {
		p := at
		p[row], p[column] = int(r), int(c)
		if p[row] < 0 || p[row] >= img.Size[row] || p[column] < 0 || p[column] >= img.Size[column] {
			return 0
		}
		return img.At(p[0], p[1], p[2])
	}
	r0, r1, c0, c1 := math.Floor(r), math.Ceil(r), math.Floor(c), math.Ceil(c)
	dr, dc := r-r0, c-c0
	top := (1-dc)*value(r0, c0) + dc*value(r0, c1)
	bottom := (1-dc)*value(r1, c0) + dc*value(r1, c1)
	return (1-dr)*top + dr*bottom
}

func (l LBP2D) pattern(samples []float64, centre float64) float64 {
	n := len(samples)
	if l.Method == "var" {
		var sum, squares float64
		for _, v := range samples {
			sum += v
			squares += v * v
		}
		if v := (squares - sum*sum/float64(n)) / float64(n); v != 0 {
			return v
		}
		return math.NaN()
	}
	bits, ones, changes := 0, 0, 0
	for i, v := range samples {
		bit := 0
		if v-centre >= 0 {
			bit = 1
		}
		if i > 0 && bit != bits>>(i-1)&1 {
			changes++
		}
		bits |= bit << i
		ones += bit
	}
	switch l.Method {
	case "uniform":
		if changes > 2 {
			return float64(n + 1)
		}
		return float64(ones)
	case "ror":
		least := bits
		for range n - 1 {
			bits = bits>>1 | bits&1<<(n-1)
			least = min(least, bits)
		}
		return float64(least)
	}
	return float64(bits)
}
