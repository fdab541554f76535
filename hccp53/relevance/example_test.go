package relevance_test

import (
	"fmt"

	"hcclab/hccp53/relevance"
)

func ExamplePrune() {
	volume := []float64{12, 40, 33, 8, 25, 51}
	diameter := []float64{2.9, 4.1, 4.2, 2.2, 3.6, 4.6} // follows from the volume
	entropy := []float64{4.2, 3.1, 4.9, 3.0, 4.4, 4.1}
	p, err := relevance.Prune([][]float64{volume, diameter, entropy}, relevance.Spearman, relevance.GreedyFirst, 0.9)
	fmt.Println(p.Kept, p.Removed, err)
	// Output: [0 2] [1] <nil>
}

func ExamplePruneMatrix() {
	r := [][]float64{{1, 0.95, 0.6}, {0.95, 1, 0.2}, {0.6, 0.2, 1}}
	p, err := relevance.PruneMatrix(r, relevance.CaretExact, 0.9)
	fmt.Println(p.Kept, p.Removed, err)
	// Output: [1 2] [0] <nil>
}

func ExampleMRMR() {
	// The second column repeats the first; the third says something else.
	columns := [][]float64{{1, 2, 3, 4, 5, 6}, {2, 4, 6, 8, 10, 12.1}, {3, 1, 2, 3, 2, 4}}
	mutated := []bool{false, false, false, true, true, true}
	r, err := relevance.MRMR(columns, mutated, 2, relevance.GaussianMID)
	for _, c := range r.Chosen {
		fmt.Printf("column %d: relevance %.2f, score %.2f\n", c.Column, c.Relevance, c.Score)
	}
	fmt.Println(err)
	// Output:
	// column 0: relevance 0.74, score 0.74
	// column 2: relevance 0.16, score 0.04
	// <nil>
}

func ExampleAUC() {
	auc, err := relevance.AUC([][]float64{{0.9, 0.7, 0.4, 0.2}, {1, 3, 3, 2}}, []bool{true, true, false, false})
	fmt.Println(auc, err)
	// Output: [1 0.375] <nil>
}
