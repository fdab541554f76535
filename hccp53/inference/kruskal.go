package inference

import (
	"slices"

	"hcclab/hccp53/fault"
)

// KruskalWallisResult is the outcome of [KruskalWallis].
type KruskalWallisResult struct {
	// H is the statistic, corrected for ties, DF its degrees of freedom and P the
	// p value of the chi-square approximation.
	H  float64
	DF int
	P  float64
	// N is the number of values used in each group.
	N []int
	// Dropped is the number of NaN left out.
	Dropped int
}

// KruskalWallis compares two or more groups by the rank test of Kruskal & Wallis
// (1952), as kruskal.test of R does. For two groups it is the Mann–Whitney test
// in its normal approximation without continuity correction. It returns
// [ErrTooFew] for fewer than two groups or an empty one, and [ErrConstant] when
// all values are equal.
func KruskalWallis(groups [][]float64) (KruskalWallisResult, error) {
	kept, dropped, err := presentGroups(groups)
	if err != nil {
		return KruskalWallisResult{}, err
	}
	r := KruskalWallisResult{DF: len(kept) - 1, Dropped: dropped}
	for g, x := range kept {
		if len(x) == 0 {
			return KruskalWallisResult{}, fault.New(ErrTooFew, "group %d holds no values", g+1)
		}
		r.N = append(r.N, len(x))
	}
	ranks, ties := rank(slices.Concat(kept...))
	n := float64(len(ranks))
	correction := 1 - ties/(n*n*n-n)
	if !(correction > 0) {
		return KruskalWallisResult{}, fault.New(ErrConstant, "all %v values are equal", n)
	}
	// Centred at the mean rank, which loses no digits: Σ n (R̄−(n+1)/2)².
	from := 0
	for _, size := range r.N {
		sum := 0.0
		for _, v := range ranks[from : from+size] {
			sum += v - (n+1)/2
		}
		r.H += sum * sum / float64(size)
		from += size
	}
	r.H *= 12 / (n * (n + 1)) / correction
	r.P = ChiSquareTail(r.H, float64(r.DF))
	return r, nil
}
