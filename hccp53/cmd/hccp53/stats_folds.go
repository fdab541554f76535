package main

import (
	"hcclab/hccp53/provenance"
)

// stratifiedFolds deals the rows of each class in random order to so many folds.
func stratifiedFolds(outcome []bool, folds int, seed uint64) []int {
	fold := make([]int, len(outcome))
	next := 0
	for _, class := range []bool{true, false} {
		var rows []int
		for i, y := range outcome {
			if y == class {
				rows = append(rows, i)
			}
		}
		random := provenance.Rand(seed, "stats folds", class)
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		for _, r := range rows {
			fold[r] = next%folds + 1
			next++
		}
	}
	return fold
}
