package radiomics

import (
	"context"
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// Intensity-volume histogram (IBSI P88C): ν(i) is the share of voxels with
// intensity i or more, γ(i) = (i − min G)/(max G − min G) the part of the range
// G. G is that of an absolute resegmentRange, else that of the VOI; IVHBinWidth
// makes it the centres of bins, IVHBinCount the numbers of bins.
var volumeHistogramFeatures = []definition{
	{"v10", "BC2M", "ν at the smallest i with γ ≥ 0.1", ""},
	{"v90", "BC2M", "ν at the smallest i with γ ≥ 0.9", ""},
	{"i10", "GBPN", "smallest i with ν ≤ 0.1", "intensity"},
	{"i90", "GBPN", "smallest i with ν ≤ 0.9", "intensity"},
	{"diff_v10_v90", "DDTU", "v10 − v90", ""},
	{"diff_i10_i90", "CNV2", "i10 − i90", "intensity"},
	{"auc", "9CMM", "area under ν over γ, by trapezia (not standardised)", ""},
}

// maxIVHLevels bounds the steps of the histogram; beyond it intensities need
// IVHBinWidth or IVHBinCount.
const maxIVHLevels = 1 << 20

func volumeHistogram(_ context.Context, r *region, s Settings) ([]float64, error) {
	values := slices.Clone(r.values)
	low, high := extremes(values)
	ranged := len(s.ResegmentRange) == 2 && s.ResegmentMode == "absolute" && isFinite(s.ResegmentRange[0]) && isFinite(s.ResegmentRange[1])
	step := 1.0
	switch {
	case s.IVHBinCount > 0:
		b, err := newBins(low, high, s.ivhBins())
		if err != nil {
			return nil, err
		}
		for i, x := range values {
			values[i] = float64(b.level(x))
		}
		low, high = 1, float64(s.IVHBinCount)
	case s.IVHBinWidth > 0:
		if ranged {
			low, high = slices.Min(s.ResegmentRange), slices.Max(s.ResegmentRange)
		}
		step = s.IVHBinWidth
		start := low
		bin := func(x float64) float64 { return start + (math.Floor((x-start)/step)+0.5)*step }
		for i, x := range values {
			values[i] = bin(x)
		}
		low, high = bin(low), bin(math.Nextafter(high, math.Inf(-1)))
		high = max(high, slices.Max(values))
	case ranged:
		low, high = slices.Min(s.ResegmentRange), slices.Max(s.ResegmentRange)
	}
	levels := (high-low)/step + 1
	if !(levels <= maxIVHLevels) {
		return nil, fault.New(ErrBins, "intensities %g to %g are %.0f levels of the intensity-volume histogram, at most %d can be held", low, high, levels, maxIVHLevels).
			Try("set ivhBinWidth to %.3g, or ivhBinCount to 1000", (high-low)/1000)
	}
	return shares(values, low, high, step), nil
}

// ivhBins are the settings that discretise for the histogram.
func (s Settings) ivhBins() Settings {
	s.BinCount, s.BinWidth = s.IVHBinCount, s.IVHBinWidth
	return s
}

// shares computes the features for levels low, low + step, … high.
func shares(values []float64, low, high, step float64) []float64 {
	slices.Sort(values)
	n := float64(len(values))
	share := func(level float64) float64 {
		k, _ := slices.BinarySearch(values, level)
		return (n - float64(k)) / n
	}
	if low == high {
		return []float64{1, 1, low, low, 0, 0, 1}
	}
	count := int(math.Floor((high-low)/step+1e-9)) + 1
	level := func(k int) float64 { return low + float64(k)*step }
	part := func(k int) float64 { return (level(k) - low) / (high - low) }
	atPart := func(f float64) float64 {
		for k := range count {
			if part(k) >= f {
				return share(level(k))
			}
		}
		return share(high)
	}
	atShare := func(f float64) float64 {
		for k := range count {
			if share(level(k)) <= f {
				return level(k)
			}
		}
		return high
	}
	area := 0.0
	for k := 1; k < count; k++ {
		area += (part(k) - part(k-1)) * (share(level(k)) + share(level(k-1))) / 2
	}
	v10, v90, i10, i90 := atPart(0.1), atPart(0.9), atShare(0.1), atShare(0.9)
	return []float64{v10, v90, i10, i90, v10 - v90, i10 - i90, area}
}
