package radiomics

import (
	"slices"
)

// cell is an entry of a size matrix: n things of a grey level and a size.
type cell struct {
	// grey is the index of the grey level among those that occur.
	grey, size int
	n          float64
}

// emphases are the features that runs (glrlm), zones (glszm) and dependences
// (gldm) have in common. With P(i,j) the number of things of grey level i and
// size j, N = ΣP and p = P/N:
type emphases struct {
	n      float64 // N
	voxels float64 // Σ P·j

	small, large        float64 // Σ p/j², Σ p·j²
	low, high           float64 // Σ p/i², Σ p·i²
	smallLow, smallHigh float64 // Σ p/(i²j²), Σ p·i²/j²
	largeLow, largeHigh float64 // Σ p·j²/i², Σ p·i²j²
	greyNonUniformity   float64 // Σi (Σj P)² / N
	sizeNonUniformity   float64 // Σj (Σi P)² / N
	greyVariance        float64 // Σ p·(i − Σ p·i)²
	sizeVariance        float64 // Σ p·(j − Σ p·j)²
	entropy             float64 // −Σ p·log2 p
}

// emphasise computes the features of a matrix. Each combination of grey level
// and size occurs once at most. N must not be 0.
func emphasise(cells []cell, grey []float64) emphases {
	var e emphases
	greySum := 0.0
	for _, c := range cells {
		e.n += c.n
		e.voxels += c.n * float64(c.size)
		greySum += c.n * grey[c.grey]
	}
	// The sums are integers, so that the variance of equal things is exactly 0.
	greyMean, sizeMean := greySum/e.n, e.voxels/e.n
	ofGrey := make([]float64, len(grey))
	for _, c := range cells {
		p, i, j := c.n/e.n, grey[c.grey], float64(c.size)
		ii, jj := i*i, j*j
		e.small += p / jj
		e.large += p * jj
		e.low += p / ii
		e.high += p * ii
		e.smallLow += p / (ii * jj)
		e.smallHigh += p * ii / jj
		e.largeLow += p * jj / ii
		e.largeHigh += p * ii * jj
		e.entropy -= plogp(p)
		ofGrey[c.grey] += c.n
	}
	for _, c := range cells {
		p, i, j := c.n/e.n, grey[c.grey]-greyMean, float64(c.size)-sizeMean
		e.greyVariance += p * i * i
		e.sizeVariance += p * j * j
	}
	for _, n := range ofGrey {
		e.greyNonUniformity += n * n / e.n
	}
	bySize := slices.Clone(cells)
	slices.SortStableFunc(bySize, func(a, b cell) int { return a.size - b.size })
	for len(bySize) > 0 {
		sum, k := 0.0, 0
		for ; k < len(bySize) && bySize[k].size == bySize[0].size; k++ {
			sum += bySize[k].n
		}
		e.sizeNonUniformity += sum * sum / e.n
		bySize = bySize[k:]
	}
	return e
}

// cellsOf lists the entries of a dense matrix that holds the sizes 1, 2, … of
// one grey level after the other, times a weight.
func cellsOf(count []uint32, sizes int) []cell {
	var cells []cell
	for k, n := range count {
		if n > 0 {
			cells = append(cells, cell{grey: k / sizes, size: k%sizes + 1, n: float64(n)})
		}
	}
	return cells
}
