package radiomics

import (
	"context"
	"math"
)

// Intensity histogram (IBSI ZVCW): the statistics of the grey levels of the
// voxels, and those of the counts H of grey levels 1 to the highest that occurs.
// p is a count over the number of voxels, H' the gradient of the counts: central
// differences, at both ends of the neighbours.
var histogramFeatures = []definition{
	{"mean", "X6K6", "mean grey level μ", "grey level"},
	{"var", "CH89", "mean of (g−μ)²", "grey level²"},
	{"skew", "88K1", "mean of (g−μ)³ over var^1.5; 0 if var is 0", ""},
	{"kurt", "C3I7", "mean of (g−μ)⁴ over var², less 3; 0 if var is 0", ""},
	{"median", "WIFQ", "median grey level", "grey level"},
	{"min", "1PR8", "smallest grey level", "grey level"},
	{"p10", "GPMT", "10th percentile", "grey level"},
	{"p90", "OZ0C", "90th percentile", "grey level"},
	{"max", "3NCY", "largest grey level", "grey level"},
	{"mode", "AMMC", "commonest grey level; of several the one nearest to the mean, then the lower", "grey level"},
	{"iqr", "WR0O", "75th less 25th percentile", "grey level"},
	{"range", "5Z3W", "max − min", "grey level"},
	{"mad", "D2ZX", "mean of |g−μ|", "grey level"},
	{"rmad", "WRZB", "mean of |g−their mean| over g from the 10th to the 90th percentile; 0 if there are none", "grey level"},
	{"medad", "4RNL", "mean of |g−median|", "grey level"},
	{"cov", "CWYJ", "√var / μ", ""},
	{"qcod", "SLWD", "(P75 − P25) / (P75 + P25)", ""},
	{"entropy", "TLU2", "−Σ p·log2 p", "bit"},
	{"uniformity", "BJ5W", "Σ p²", ""},
	{"max_grad", "12CE", "largest H'; 0 for one grey level", "voxel"},
	{"max_grad_g", "8E6O", "the first grey level with that", "grey level"},
	{"min_grad", "VQB3", "smallest H'; 0 for one grey level", "voxel"},
	{"min_grad_g", "RHQZ", "the first grey level with that", "grey level"},
}

func intensityHistogram(_ context.Context, r *region, s Settings) ([]float64, error) {
	levels := make([]float64, len(r.at))
	for i, place := range r.at {
		levels[i] = r.grey[r.level[place]-1]
	}
	n := float64(len(levels))
	count := make([]float64, r.bins)
	for i, c := range r.histogram() {
		count[int(r.grey[i])-1] = float64(c)
	}
	d := describe(levels, s)
	mode, entropy, uniformity := 0, 0.0, 0.0
	for i, c := range count {
		if c == 0 {
			continue
		}
		p := c / n
		entropy -= p * math.Log2(p)
		uniformity += p * p
		level := float64(i + 1)
		if c > count[mode] || c == count[mode] && math.Abs(level-d.mean) < math.Abs(float64(mode+1)-d.mean) {
			mode = i
		}
	}
	steepest, flattest := 0, 0
	gradient := gradientOf(count)
	for i, g := range gradient {
		if g > gradient[steepest] {
			steepest = i
		}
		if g < gradient[flattest] {
			flattest = i
		}
	}
	v := d.ibsi()
	// The statistics have the mode in their midst and no energy.
	all := append(v[:9:9], float64(mode+1))
	all = append(all, v[9:16]...)
	return append(all, entropy, uniformity, gradient[steepest], float64(steepest+1), gradient[flattest], float64(flattest+1)), nil
}

// gradientOf returns central differences, at both ends the difference to the
// neighbour; 0 for a single value.
func gradientOf(count []float64) []float64 {
	out := make([]float64, len(count))
	last := len(count) - 1
	for i := range count {
		before, behind := max(i-1, 0), min(i+1, last)
		if behind > before {
			out[i] = (count[behind] - count[before]) / float64(behind-before)
		}
	}
	return out
}
