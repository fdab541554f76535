package radiomics

import (
	"context"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
)

// Grey level run length matrix (Galloway 1975): P(i,j) is the number of runs
// of j voxels in a row with grey level i along one direction. N = ΣP runs,
// p = P/N. Each feature is the mean over the directions.
var glrlmFeatures = []definition{
	{"GrayLevelNonUniformity", "R5YN", "Σi (Σj P)² / N", ""},
	{"GrayLevelNonUniformityNormalized", "OVBL", "Σi (Σj P)² / N²", ""},
	{"GrayLevelVariance", "8CE5", "Σ p·(i−μi)², μi = Σ p·i", "level²"},
	{"HighGrayLevelRunEmphasis", "G3QZ", "Σ p·i²", "level²"},
	{"LongRunEmphasis", "W4KF", "Σ p·j²", "voxel²"},
	{"LongRunHighGrayLevelEmphasis", "3KUM", "Σ p·i²·j²", "voxel²·level²"},
	{"LongRunLowGrayLevelEmphasis", "IVPO", "Σ p·j²/i²", "voxel²·level⁻²"},
	{"LowGrayLevelRunEmphasis", "V3SW", "Σ p/i²", "level⁻²"},
	{"RunEntropy", "HJ9O", "−Σ p·log2 p", "bit"},
	{"RunLengthNonUniformity", "W92Y", "Σj (Σi P)² / N", ""},
	{"RunLengthNonUniformityNormalized", "IC23", "Σj (Σi P)² / N²", ""},
	{"RunPercentage", "9ZK5", "N / number of voxels", ""},
	{"RunVariance", "SXLW", "Σ p·(j−μj)², μj = Σ p·j", "voxel²"},
	{"ShortRunEmphasis", "22OV", "Σ p/j²", "voxel⁻²"},
	{"ShortRunHighGrayLevelEmphasis", "GD3A", "Σ p·i²/j²", "voxel⁻²·level²"},
	{"ShortRunLowGrayLevelEmphasis", "HTZT", "Σ p/(i²·j²)", "voxel⁻²·level⁻²"},
}

// glrlm computes the run length features. A direction in which no line holds
// two voxels of the VOI is left out: all its runs would be of length 1.
func glrlm(ctx context.Context, r *region, s Settings) ([]float64, error) {
	all := directions(r.box, []int{1}, s.flat())
	matrices := make([][]cell, len(all))
	err := workers.Until(ctx, len(all), func(k int) {
		if r.rows(all[k]) {
			matrices[k] = r.runs(r.step(all[k]))
		}
	})
	if err != nil {
		return nil, err
	}
	if s.WeightingNorm != "" {
		matrices = [][]cell{merged(matrices, func(k int) float64 { return all[k].length(r.spacing, s.WeightingNorm) })}
	}
	perDirection := make([][]float64, len(matrices))
	for k, cells := range matrices {
		if cells != nil {
			perDirection[k] = runFeatures(emphasise(cells, r.grey))
		}
	}
	values := meanOver(perDirection)
	if values == nil {
		return nil, fault.New(ErrUndefined, "no two voxels of the VOI lie in a row, so there are no runs to measure").
			Try("redraw the VOI, or leave glrlm out of classes")
	}
	return values, nil
}

func runFeatures(e emphases) []float64 {
	return []float64{
		e.greyNonUniformity,
		e.greyNonUniformity / e.n,
		e.greyVariance,
		e.high,
		e.large,
		e.largeHigh,
		e.largeLow,
		e.low,
		e.entropy,
		e.sizeNonUniformity,
		e.sizeNonUniformity / e.n,
		e.n / e.voxels,
		e.sizeVariance,
		e.small,
		e.smallHigh,
		e.smallLow,
	}
}

// runs counts the runs along a step. A run starts where the voxel before has
// another grey level or is outside.
func (r *region) runs(step int) []cell {
	longest := max(r.box[0], r.box[1], r.box[2])
	count := make([]uint32, len(r.grey)*longest)
	for _, start := range r.at {
		place := int(start)
		level := r.level[place]
		if r.level[place-step] == level {
			continue
		}
		length := 1
		for place += step; r.level[place] == level; place += step {
			length++
		}
		count[int(level-1)*longest+length-1]++
	}
	return cellsOf(count, longest)
}

// rows reports whether any line along the direction holds two voxels of the
// VOI, neighbours or not.
func (r *region) rows(d direction) bool {
	step := r.step(d)
	for _, place := range r.at {
		if r.inside[int(place)+step] == 1 {
			return true
		}
	}
	for _, place := range r.at {
		x, y, z := r.voxel(int(place))
		for {
			x, y, z = x+d[0], y+d[1], z+d[2]
			if x < 0 || y < 0 || z < 0 || x >= r.box[0] || y >= r.box[1] || z >= r.box[2] {
				break
			}
			if r.inside[r.place(x, y, z)] == 1 {
				return true
			}
		}
	}
	return false
}

// merged adds up the matrices of all directions with their weights.
func merged(matrices [][]cell, weight func(k int) float64) []cell {
	var all []cell
	for k, cells := range matrices {
		for _, c := range cells {
			c.n *= weight(k)
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b cell) int {
		if a.grey != b.grey {
			return a.grey - b.grey
		}
		return a.size - b.size
	})
	var sum []cell
	for _, c := range all {
		if n := len(sum); n > 0 && sum[n-1].grey == c.grey && sum[n-1].size == c.size {
			sum[n-1].n += c.n
		} else {
			sum = append(sum, c)
		}
	}
	return sum
}

// meanOver returns the mean of each feature over the directions that have
// values, or nil when none has.
func meanOver(perDirection [][]float64) []float64 {
	var sum []float64
	n := 0.0
	for _, values := range perDirection {
		if values == nil {
			continue
		}
		if sum == nil {
			sum = make([]float64, len(values))
		}
		for i, v := range values {
			sum[i] += v
		}
		n++
	}
	for i := range sum {
		sum[i] /= n
	}
	return sum
}
