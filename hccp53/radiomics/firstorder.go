package radiomics

import (
	"context"
	"math"
)

// First order statistics of the N intensities x of the VOI. μ is their mean,
// s the setting voxelArrayShift, Pq the q-th percentile (linear interpolation
// between order statistics) and p(g) the share of voxels with grey level g.
var firstOrderFeatures = []definition{
	{"10Percentile", "QG58", "P10", "intensity"},
	{"90Percentile", "8DWT", "P90", "intensity"},
	{"Energy", "N8CA", "Σ (x+s)²", "intensity²"},
	{"Entropy", "TLU2", "−Σ p(g)·log2 p(g)", "bit"},
	{"InterquartileRange", "SALO", "P75 − P25", "intensity"},
	{"Kurtosis", "IPH6", "m4/m2² with moments m about μ; IBSI subtracts 3; 0 if flat", ""},
	{"Maximum", "84IY", "max x", "intensity"},
	{"MeanAbsoluteDeviation", "4FUA", "mean |x−μ|", "intensity"},
	{"Mean", "Q4LE", "μ", "intensity"},
	{"Median", "Y12H", "P50", "intensity"},
	{"Minimum", "1GSF", "min x", "intensity"},
	{"Range", "2OJQ", "max x − min x", "intensity"},
	{"RobustMeanAbsoluteDeviation", "1128", "mean |x − mean x| over x in [P10, P90]", "intensity"},
	{"RootMeanSquared", "5ZWQ", "√(Energy/N)", "intensity"},
	{"Skewness", "KE2A", "m3/m2^1.5; 0 if flat", ""},
	{"StandardDeviation", "", "√m2", "intensity"},
	{"TotalEnergy", "", "Energy × volume of a voxel", "intensity²·mm³"},
	{"Uniformity", "BJ5W", "Σ p(g)²", ""},
	{"Variance", "ECT3", "m2, over N", "intensity²"},
}

// firstOrder computes the first order features.
func firstOrder(_ context.Context, r *region, s Settings) ([]float64, error) {
	d := describe(r.values, s)
	n := float64(len(r.values))
	energy := 0.0
	for _, x := range r.values {
		energy += (x + s.VoxelArrayShift) * (x + s.VoxelArrayShift)
	}
	entropy, uniformity := 0.0, 0.0
	for _, count := range r.histogram() {
		p := float64(count) / n
		entropy -= plogp(p)
		uniformity += p * p
	}
	return []float64{
		d.p10,
		d.p90,
		energy,
		entropy,
		d.iqr,
		d.kurtosis,
		d.max,
		d.deviation,
		d.mean,
		d.median,
		d.min,
		d.max - d.min,
		d.robustDeviation,
		math.Sqrt(energy / n),
		d.skewness,
		math.Sqrt(d.variance),
		energy * r.voxelVolume(),
		uniformity,
		d.variance,
	}, nil
}

// histogram returns the number of voxels of each grey level that occurs.
func (r *region) histogram() []int {
	count := make([]int, len(r.grey))
	for _, place := range r.at {
		count[r.level[place]-1]++
	}
	return count
}

// percentile returns the value at share q (0 to 1) of the sorted values, by
// linear interpolation between the two nearest (Hyndman and Fan 1996, type 7).
func percentile(sorted []float64, q float64) float64 {
	at := float64(len(sorted)-1) * q
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	a, b, t := sorted[i], sorted[i+1], at-float64(i)
	// From the nearer end, so that an integer position gives the value itself.
	if t >= 0.5 {
		return b - (b-a)*(1-t)
	}
	return a + (b-a)*t
}

func average(values []float64) float64 {
	var sum neumaier
	for _, x := range values {
		sum.add(x)
	}
	return sum.value() / float64(len(values))
}

// epsilon keeps logarithms and quotients of zero finite: the distance from 1
// to the next number, as in PyRadiomics.
const epsilon = 0x1p-52

// plogp returns p·log2(p + ε). For p = 1 that is not 0 but 3.2·10⁻¹⁶, which is
// why PyRadiomics and this package give a certain outcome an entropy of
// −3.2·10⁻¹⁶.
func plogp(p float64) float64 { return p * log2(p+epsilon) }

// log2 keeps the digits near 1 that [math.Log2] loses.
func log2(x float64) float64 { return math.Log(x) * math.Log2E }
