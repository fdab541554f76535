package radiomics

import "context"

// Grey level dependence matrix (Sun and Wee 1983; IBSI: neighbouring grey level
// dependence): P(i,j) is the number of voxels of grey level i that have j − 1
// neighbours whose grey level differs by gldm_a at most. N = ΣP voxels, p = P/N.
var gldmFeatures = []definition{
	{"DependenceEntropy", "FCBV", "−Σ p·log2 p", "bit"},
	{"DependenceNonUniformity", "Z87G", "Σj (Σi P)² / N", ""},
	{"DependenceNonUniformityNormalized", "OKJI", "Σj (Σi P)² / N²", ""},
	{"DependenceVariance", "DNX2", "Σ p·(j−μj)², μj = Σ p·j", "voxel²"},
	{"GrayLevelNonUniformity", "FP8K", "Σi (Σj P)² / N", ""},
	{"GrayLevelVariance", "1PFV", "Σ p·(i−μi)², μi = Σ p·i", "level²"},
	{"HighGrayLevelEmphasis", "OAE7", "Σ p·i²", "level²"},
	{"LargeDependenceEmphasis", "IMOQ", "Σ p·j²", "voxel²"},
	{"LargeDependenceHighGrayLevelEmphasis", "9QMG", "Σ p·i²·j²", "voxel²·level²"},
	{"LargeDependenceLowGrayLevelEmphasis", "NBZI", "Σ p·j²/i²", "voxel²·level⁻²"},
	{"LowGrayLevelEmphasis", "TL9H", "Σ p/i²", "level⁻²"},
	{"SmallDependenceEmphasis", "SODN", "Σ p/j²", "voxel⁻²"},
	{"SmallDependenceHighGrayLevelEmphasis", "JA6D", "Σ p·i²/j²", "voxel⁻²·level²"},
	{"SmallDependenceLowGrayLevelEmphasis", "EQ3F", "Σ p/(i²·j²)", "voxel⁻²·level⁻²"},
}

// gldm computes the dependence features.
func gldm(_ context.Context, r *region, s Settings) ([]float64, error) {
	neighbours := r.neighbours(s.distances(), s.flat())
	e := emphasise(r.dependences(neighbours, s.GLDMAlpha), r.grey)
	return []float64{
		e.entropy,
		e.sizeNonUniformity,
		e.sizeNonUniformity / e.n,
		e.sizeVariance,
		e.greyNonUniformity,
		e.greyVariance,
		e.high,
		e.large,
		e.largeHigh,
		e.largeLow,
		e.low,
		e.small,
		e.smallHigh,
		e.smallLow,
	}, nil
}

// dependences counts the voxels by grey level and number of dependent
// neighbours, the voxel itself included.
func (r *region) dependences(neighbours []int, alpha int) []cell {
	sizes := len(neighbours) + 1
	count := make([]uint32, len(r.grey)*sizes)
	// A neighbour depends when its grey level, by index, is one of the width
	// levels from low on.
	low := make([]uint16, len(r.grey)+1)
	width := make([]uint16, len(r.grey)+1)
	for i, g := range r.grey {
		from, to := i, i
		for from > 0 && g-r.grey[from-1] <= float64(alpha) {
			from--
		}
		for to+1 < len(r.grey) && r.grey[to+1]-g <= float64(alpha) {
			to++
		}
		low[i+1], width[i+1] = uint16(from+1), uint16(to-from+1)
	}
	for _, place := range r.at {
		level := r.level[place]
		from, wide := low[level], width[level]
		dependent := uint32(0)
		for _, step := range neighbours {
			// 1 where from ≤ neighbour < from + wide. The subtraction wraps
			// below from, outside (level 0) always does; the sign bit of the
			// difference replaces a branch that cannot be predicted.
			above := uint32(r.level[int(place)+step] - from)
			dependent += (above - uint32(wide)) >> 31
		}
		count[int(level-1)*sizes+int(dependent)]++
	}
	return cellsOf(count, sizes)
}
