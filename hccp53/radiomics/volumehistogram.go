package radiomics

import (
	"context"
	"math"
	"slices"
	"sort"

	"hcclab/hccp53/fault"
)

// Intensity-volume histogram (IBSI P88C): ν(i) is the share of voxels with
// intensity i or more, γ(i) = (i − min G)/(max G − min G) the part of the range
// G. G is that of an absolute resegmentRange, else that of the VOI; IVHBinWidth
// makes it the centres of bins, IVHBinCount the numbers of bins. Without either
// the levels of G are 1 apart or, where an intensity has a fraction, a thousandth
// of the range.
var volumeHistogramFeatures = []definition{
	{"v10", "BC2M", "ν at the smallest i with γ ≥ 0.1", ""},
	{"v90", "BC2M", "ν at the smallest i with γ ≥ 0.9", ""},
	{"i10", "GBPN", "smallest i with ν ≤ 0.1; max G if there is none", "intensity"},
	{"i90", "GBPN", "smallest i with ν ≤ 0.9; max G if there is none", "intensity"},
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
	if len(s.ResegmentRange) == 2 && s.ResegmentMode == "absolute" && s.IVHBinCount == 0 {
		from, to := slices.Min(s.ResegmentRange), slices.Max(s.ResegmentRange)
		// The range says nothing about an image that a filter made.
		if isFinite(from) && isFinite(to) && from <= low && to >= high {
			low, high = from, to
		}
	}
	// Level k of G is the intensity first + k·step; values are brought to levels,
	// where binned to whole ones, so that comparing them is exact.
	first, step, levels := low, 1.0, 0.0
	switch {
	case s.IVHBinCount > 0:
		b, err := newBins(low, high, s.ivhBins())
		if err != nil {
			return nil, err
		}
		for i, x := range values {
			values[i] = float64(b.level(x) - 1)
		}
		first, levels = 1, float64(s.IVHBinCount)
	case s.IVHBinWidth > 0:
		step = s.IVHBinWidth
		for i, x := range values {
			values[i] = math.Floor((x - low) / step)
		}
		first = low + step/2
		levels = max(math.Ceil((high-low)/step), slices.Max(values)+1)
	default:
		if !integers(values) && high > low {
			step = (high - low) / 1000
		}
		for i, x := range values {
			values[i] = (x - low) / step
		}
		levels = math.Round((high-low)/step) + 1
	}
	if !(levels <= maxIVHLevels) {
		return nil, fault.New(ErrBins, "intensities %g to %g are %.0f levels of the intensity-volume histogram, at most %d can be held", low, high, levels, maxIVHLevels).
			Try("set ivhBinWidth to %.3g, or ivhBinCount to 1000", (high-low)/1000)
	}
	return shares(values, int(levels), func(k int) float64 { return first + float64(k)*step }), nil
}

// ivhBins are the settings that discretise for the histogram.
func (s Settings) ivhBins() Settings {
	s.BinCount, s.BinWidth = s.IVHBinCount, s.IVHBinWidth
	return s
}

// shares computes the features for levels 0, 1, … before count, to which the
// values have been brought; intensity returns what a level stands for.
func shares(values []float64, count int, intensity func(level int) float64) []float64 {
	if count == 1 {
		return []float64{1, 1, intensity(0), intensity(0), 0, 0, 1}
	}
	slices.Sort(values)
	share := make([]float64, count)
	below := 0
	for k := range share {
		for below < len(values) && values[below] < float64(k) {
			below++
		}
		share[k] = float64(len(values)-below) / float64(len(values))
	}
	last := count - 1
	atPart := func(f float64) float64 {
		k := sort.Search(last, func(k int) bool { return float64(k)/float64(last) >= f })
		return share[k]
	}
	atShare := func(f float64) float64 {
		k := sort.Search(last, func(k int) bool { return share[k] <= f })
		return intensity(k)
	}
	area := 0.0
	for k := range last {
		area += (share[k] + share[k+1]) / 2 / float64(last)
	}
	v10, v90, i10, i90 := atPart(0.1), atPart(0.9), atShare(0.1), atShare(0.9)
	return []float64{v10, v90, i10, i90, v10 - v90, i10 - i90, area}
}
