package radiomics

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// MaxBins is the highest grey level that can be held. First order features
// work up to here; texture needs [MaxGreyLevels] or fewer to occur.
const MaxBins = 65535

// MaxGreyLevels is the largest number of grey levels in a VOI for which
// texture is computed. It bounds the memory: a co-occurrence matrix of 2,048
// levels takes 48 MB with its counts, and one is held for each processor.
const MaxGreyLevels = 2048

// bins are the edges lo, lo + width, … of grey levels 1, 2, …
type bins struct {
	lo, width float64
	count     int
	// top is the last edge; it differs from lo + count·width for a fixed
	// number of bins, where all that is higher belongs to the last bin.
	top float64
}

// edge returns the lower edge of grey level i + 1. The conversion keeps the
// compiler from fusing the operations, which would move edges by one digit.
func (b bins) edge(i int) float64 {
	if i == b.count {
		return b.top
	}
	return b.lo + float64(float64(i)*b.width)
}

// level returns the grey level of x: the number of edges that are not above x.
// A value on an edge belongs to the bin above it.
func (b bins) level(x float64) int {
	i := int((x - b.lo) / b.width)
	i = max(0, min(i, b.count-1))
	for i+1 < b.count && x >= b.edge(i+1) {
		i++
	}
	for i > 0 && x < b.edge(i) {
		i--
	}
	return i + 1
}

// newBins lays bins over a range of intensities as PyRadiomics does
// (imageoperations.getBinEdges). Fixed width: the first edge is the multiple
// of the width at or below the minimum, or where BinOrigin says. Fixed number:
// the range is divided evenly, and the maximum belongs to the last bin; a range
// of zero is widened by 0.5 on either side first.
func newBins(lowest, highest float64, s Settings) (bins, error) {
	if s.BinCount > 0 {
		lo, hi := lowest, highest
		if lo == hi {
			lo, hi = lo-0.5, hi+0.5
		}
		b := bins{lo: lo, width: (hi - lo) / float64(s.BinCount), count: s.BinCount, top: hi + 1}
		return b, b.resolved(lowest, highest)
	}
	w, lo := s.BinWidth, s.firstEdge(lowest)
	if count := (highest-lo)/w + 1; !(count < MaxBins) {
		return bins{}, fault.New(ErrBins, "binWidth %g divides the intensities %g to %g of the VOI into %.0f bins, at most %d can be held", w, lowest, highest, count, MaxBins).
			Try("set binWidth to %.3g for 64 bins", (highest-lowest)/64)
	}
	// The edges of numpy.arange(lo, highest + 2w, w), whose step is taken
	// between the first two edges.
	count := int(math.Ceil((highest + 2*w - lo) / w))
	width := float64(lo+w) - lo
	b := bins{lo: lo, width: width, count: count, top: lo + float64(float64(count)*width)}
	return b, b.resolved(lowest, highest)
}

// firstEdge returns where bins of fixed width begin.
func (s Settings) firstEdge(lowest float64) float64 {
	if s.BinOrigin == "range" {
		if s.ResegmentMode == "absolute" && len(s.ResegmentRange) > 0 {
			if low := slices.Min(s.ResegmentRange); isFinite(low) && low <= lowest {
				return low
			}
		}
		return lowest
	}
	over := math.Mod(lowest, s.BinWidth)
	if over < 0 {
		over += s.BinWidth
	}
	return lowest - over
}

// resolved reports bins that floating point numbers of this size cannot tell
// apart.
func (b bins) resolved(lowest, highest float64) error {
	if b.edge(1) > b.lo && !math.IsInf(b.width, 0) {
		return nil
	}
	return fault.New(ErrBins, "intensities %g to %g cannot be divided into bins of %g", lowest, highest, b.width).
		Try("rescale the image, or set another bin width")
}

// discretise fills in the grey levels of the region.
func (r *region) discretise(s Settings) (bins, error) {
	lowest, highest := extremes(r.values)
	b, err := newBins(lowest, highest, s)
	if err != nil {
		return b, err
	}
	levels := make([]int32, len(r.values))
	index := make([]uint16, b.count+1)
	for i, x := range r.values {
		l := b.level(x)
		levels[i] = int32(l)
		index[l] = 1
		r.bins = max(r.bins, l)
	}
	for l := range index {
		if index[l] == 1 {
			r.grey = append(r.grey, float64(l))
			index[l] = uint16(len(r.grey))
		}
	}
	r.level = make([]uint16, len(r.inside))
	for i, place := range r.at {
		r.level[place] = index[levels[i]]
	}
	return b, nil
}

func extremes(values []float64) (lowest, highest float64) {
	lowest, highest = values[0], values[0]
	for _, x := range values {
		lowest, highest = min(lowest, x), max(highest, x)
	}
	return lowest, highest
}

// crowded returns a warning when the number of bins is outside 16 to 128,
// where texture is little robust (PyRadiomics' documentation advises the
// range; Tixier et al., J Nucl Med 2012;53:693 used 64).
func (r *region) crowded(s Settings) string {
	if r.bins >= 16 && r.bins <= 128 {
		return ""
	}
	lowest, highest := extremes(r.values)
	if lowest == highest {
		return "all voxels of the VOI have the same intensity: texture takes its conventional values"
	}
	if s.BinCount > 0 {
		return fmt.Sprintf("binCount %d is outside 16 to 128: texture may not be robust", s.BinCount)
	}
	return fmt.Sprintf("binWidth %g divides the VOI into %d grey levels, 16 to 128 are usual; %.3g would give 64", s.BinWidth, r.bins, (highest-lowest)/64)
}
