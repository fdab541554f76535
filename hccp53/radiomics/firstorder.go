package radiomics

import (
	"context"
	"math"
	"slices"
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
	sorted := slices.Clone(r.values)
	slices.Sort(sorted)
	n := float64(len(sorted))
	mean := average(sorted)

	var energy, deviation, m2, m3, m4 float64
	for _, x := range sorted {
		energy += (x + s.VoxelArrayShift) * (x + s.VoxelArrayShift)
		d := x - mean
		deviation += math.Abs(d)
		m2 += d * d
		m3 += d * d * d
		m4 += d * d * d * d
	}
	m2, m3, m4 = m2/n, m3/n, m4/n
	skewness, kurtosis := 0.0, 0.0
	if sorted[0] != sorted[len(sorted)-1] && m2 > 0 {
		skewness = m3 / math.Pow(m2, 1.5)
		kurtosis = m4 / (m2 * m2)
	} else {
		m2, deviation = 0, 0 // what is left is the rounding of the mean
	}

	p10, p90 := percentile(sorted, 0.1), percentile(sorted, 0.9)
	from, _ := slices.BinarySearch(sorted, p10)
	to, _ := slices.BinarySearch(sorted, math.Nextafter(p90, math.Inf(1)))
	robust := sorted[from:to]
	robustMean, robustDeviation := average(robust), 0.0
	for _, x := range robust {
		robustDeviation += math.Abs(x - robustMean)
	}

	entropy, uniformity := 0.0, 0.0
	for _, count := range r.histogram() {
		p := float64(count) / n
		entropy -= plogp(p)
		uniformity += p * p
	}
	return []float64{
		p10,
		p90,
		energy,
		entropy,
		percentile(sorted, 0.75) - percentile(sorted, 0.25),
		kurtosis,
		sorted[len(sorted)-1],
		deviation / n,
		mean,
		percentile(sorted, 0.5),
		sorted[0],
		sorted[len(sorted)-1] - sorted[0],
		robustDeviation / float64(len(robust)),
		math.Sqrt(energy / n),
		skewness,
		math.Sqrt(m2),
		energy * r.voxelVolume(),
		uniformity,
		m2,
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
