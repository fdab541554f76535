package radiomics

import (
	"context"
	"math"
	"slices"
)

// Grey level size zone matrix (Thibault et al. 2009): P(i,j) is the number of
// zones of j voxels with grey level i, where voxels that touch by face, edge or
// corner belong together. N = ΣP zones, p = P/N.
var glszmFeatures = []definition{
	{"GrayLevelNonUniformity", "JNSA", "Σi (Σj P)² / N", ""},
	{"GrayLevelNonUniformityNormalized", "Y1RO", "Σi (Σj P)² / N²", ""},
	{"GrayLevelVariance", "BYLV", "Σ p·(i−μi)², μi = Σ p·i", "level²"},
	{"HighGrayLevelZoneEmphasis", "5GN9", "Σ p·i²", "level²"},
	{"LargeAreaEmphasis", "48P8", "Σ p·j²", "voxel²"},
	{"LargeAreaHighGrayLevelEmphasis", "J17V", "Σ p·i²·j²", "voxel²·level²"},
	{"LargeAreaLowGrayLevelEmphasis", "YH51", "Σ p·j²/i²", "voxel²·level⁻²"},
	{"LowGrayLevelZoneEmphasis", "XMSY", "Σ p/i²", "level⁻²"},
	{"SizeZoneNonUniformity", "4JP3", "Σj (Σi P)² / N", ""},
	{"SizeZoneNonUniformityNormalized", "VB3A", "Σj (Σi P)² / N²", ""},
	{"SmallAreaEmphasis", "5QRC", "Σ p/j²", "voxel⁻²"},
	{"SmallAreaHighGrayLevelEmphasis", "HW1V", "Σ p·i²/j²", "voxel⁻²·level²"},
	{"SmallAreaLowGrayLevelEmphasis", "5RAI", "Σ p/(i²·j²)", "voxel⁻²·level⁻²"},
	{"ZoneEntropy", "GU8N", "−Σ p·log2 p", "bit"},
	{"ZonePercentage", "P30P", "N / number of voxels", ""},
	{"ZoneVariance", "3NSA", "Σ p·(j−μj)², μj = Σ p·j", "voxel²"},
}

// glszm computes the size zone features.
func glszm(_ context.Context, r *region, s Settings) ([]float64, error) {
	e := emphasise(r.zones(r.neighbours([]int{1}, s.flat()), nil), r.grey)
	return []float64{
		e.greyNonUniformity,
		e.greyNonUniformity / e.n,
		e.greyVariance,
		e.high,
		e.large,
		e.largeHigh,
		e.largeLow,
		e.low,
		e.sizeNonUniformity,
		e.sizeNonUniformity / e.n,
		e.small,
		e.smallHigh,
		e.smallLow,
		e.entropy,
		e.n / e.voxels,
		e.sizeVariance,
	}, nil
}

// zones counts the connected zones of equal grey level by size or, where the
// distance of each place to the border is given, by their least distance. Each
// voxel is put on the stack once and looks at its neighbours once.
func (r *region) zones(neighbours []int, distance []int32) []cell {
	left := slices.Clone(r.level) // voxels that belong to no zone yet
	var zones []uint64
	var stack []int32
	for _, seed := range r.at {
		level := left[seed]
		if level == 0 {
			continue
		}
		left[seed] = 0
		stack = append(stack[:0], seed)
		size, near := uint64(0), int32(math.MaxInt32)
		for len(stack) > 0 {
			place := int(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			size++
			if distance != nil {
				near = min(near, distance[place])
			}
			for _, step := range neighbours {
				if left[place+step] == level {
					left[place+step] = 0
					stack = append(stack, int32(place+step))
				}
			}
		}
		if distance != nil {
			size = uint64(near)
		}
		zones = append(zones, uint64(level-1)<<32|size)
	}
	slices.Sort(zones)
	var cells []cell
	for i, z := range zones {
		if i > 0 && z == zones[i-1] {
			cells[len(cells)-1].n++
			continue
		}
		cells = append(cells, cell{grey: int(z >> 32), size: int(z & (1<<32 - 1)), n: 1})
	}
	return cells
}
