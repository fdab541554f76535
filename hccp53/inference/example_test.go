package inference_test

import (
	"fmt"
	"math"

	"hcclab/hccp53/inference"
)

func ExampleMannWhitney() {
	mutated := []float64{320, 41, 1210, 87, math.NaN(), 560}
	wildType := []float64{12, 4, 90, 33, 7}
	r, err := inference.MannWhitney(mutated, wildType)
	fmt.Printf("U %v, P(mutated > wild type) %.2f, p %.4f, exact %v, n %v, dropped %d, %v\n",
		r.U, r.CommonLanguage, r.P, r.Exact, r.N, r.Dropped, err)
	// Output: U 23, P(mutated > wild type) 0.92, p 0.0317, exact true, n [5 5], dropped 1, <nil>
}

func ExampleCommonLanguage() {
	fmt.Println(inference.CommonLanguage([]float64{0.9, 0.5}, []float64{0.5, 0.1}))
	// Output: 0.875
}

func ExampleRanks() {
	fmt.Println(inference.Ranks([]float64{30, 10, 20, 20}))
	// Output: [4 1 2.5 2.5]
}

func ExampleWelch() {
	r, err := inference.Welch([]float64{1, 2, 3, 4}, []float64{3, 5, 7, 9, 11})
	fmt.Printf("t %.4f, df %.3f, p %.5f, difference %.1f (%.3f to %.3f), %v\n", r.T, r.DF, r.P, r.Difference, r.CI[0], r.CI[1], err)
	// Output: t -2.8947, df 5.521, p 0.03029, difference -4.5 (-8.385 to -0.615), <nil>
}

func ExampleMannWhitneyColumns() {
	// Two features of six patients, of whom the first three are mutated.
	features := [][]float64{{5.1, 4.8, 6.0, 3.9, 4.1, 3.0}, {1, 2, 2, 1, 2, 1}}
	mutated := []bool{true, true, true, false, false, false}
	results, err := inference.MannWhitneyColumns(features, mutated)
	for _, r := range results {
		fmt.Printf("AUC %.2f, p %.2f\n", r.CommonLanguage, r.P)
	}
	fmt.Println(err)
	// Output:
	// AUC 1.00, p 0.10
	// AUC 0.67, p 0.62
	// <nil>
}

func ExampleStudent() {
	r, err := inference.Student([]float64{1, 2, 3, 4}, []float64{3, 5, 7, 9, 11})
	fmt.Printf("t %.4f, df %v, p %.5f, difference %.1f (%.3f to %.3f), %v\n", r.T, r.DF, r.P, r.Difference, r.CI[0], r.CI[1], err)
	// Output: t -2.6458, df 7, p 0.03315, difference -4.5 (-8.522 to -0.478), <nil>
}

func ExampleShapiroWilk() {
	r, err := inference.ShapiroWilk([]float64{12, 4, 90, 33, 7, 320, 41, 1210, 87, 560})
	fmt.Printf("W %.4f, p %.5f, %v\n", r.W, r.P, err)
	// Output: W 0.6717, p 0.00040, <nil>
}

func ExampleKolmogorovSmirnov() {
	r, err := inference.KolmogorovSmirnov([]float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{5, 6, 7, 8, 9, 10, 11, 12})
	fmt.Printf("D %.2f, p %.3f, %v\n", r.D, r.P, err)
	// Output: D 0.50, p 0.270, <nil>
}

func ExampleGTest() {
	r, err := inference.GTest([][]int{{12, 5}, {6, 14}})
	fmt.Printf("G %.3f, df %d, p %.4f, %v\n", r.G, r.DF, r.P, err)
	// Output: G 6.234, df 1, p 0.0125, <nil>
}

func ExampleSummarise() {
	s, err := inference.Summarise([]float64{12, 4, math.NaN(), 90, 33, 7})
	fmt.Printf("%d patients, %d missing: %.1f ± %.1f, median %v (%v to %v), %v\n", s.N, s.Dropped, s.Mean, s.SD, s.Median, s.Q1, s.Q3, err)
	// Output: 5 patients, 1 missing: 29.2 ± 35.8, median 12 (7 to 33), <nil>
}

func ExampleChiSquare() {
	table := [][]int{{12, 5}, {6, 14}}
	r, err := inference.ChiSquare(table, true)
	fmt.Printf("X² %.4f, df %d, p %.4f, Yates %v, %v\n", r.X2, r.DF, r.P, r.Yates, err)
	// Output: X² 4.5439, df 1, p 0.0330, Yates true, <nil>
}

func ExampleFisher() {
	r, err := inference.Fisher([][]int{{3, 1}, {1, 3}}) // the lady tasting tea
	o := r.OddsRatio
	fmt.Printf("p %.4f, odds ratio %.2f (%.2f to %.0f), %v\n", r.P, o.Estimate, o.CI[0], o.CI[1], err)
	// Output: p 0.4857, odds ratio 6.41 (0.21 to 626), <nil>
}

func ExamplePearson() {
	r, err := inference.Pearson([]float64{1, 2, 3, 4, 5}, []float64{2, 1, 4, 3, 5})
	fmt.Printf("%.2f %.4f %d %v\n", r.R, r.P, r.N, err)
	// Output: 0.80 0.1041 5 <nil>
}

func ExampleSpearman() {
	r, err := inference.Spearman([]float64{1, 2, 3, 4}, []float64{1, 8, 27, 64})
	fmt.Println(r.R, err)
	// Output: 1 <nil>
}

func ExamplePearsonMatrix() {
	r, err := inference.PearsonMatrix([][]float64{{1, 2, 3}, {2, 4, 6}, {1, 0, 1}})
	fmt.Printf("%.2f %v\n", r, err)
	// Output: [[1.00 1.00 0.00] [1.00 1.00 0.00] [0.00 0.00 1.00]] <nil>
}

func ExampleSpearmanMatrix() {
	r, err := inference.SpearmanMatrix([][]float64{{1, 2, 3}, {9, 4, 1}})
	fmt.Printf("%.2f %v\n", r, err)
	// Output: [[1.00 -1.00] [-1.00 1.00]] <nil>
}

func ExampleICC() {
	// Six targets rated by four judges: Shrout & Fleiss 1979, table 2, who
	// print .29 and .71.
	r, err := inference.ICC([][]float64{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}})
	fmt.Printf("ICC(2,1) %.2f (%.2f to %.2f), ICC(3,1) %.2f (%.2f to %.2f), %v\n",
		r.ICC21, r.ICC21CI[0], r.ICC21CI[1], r.ICC31, r.ICC31CI[0], r.ICC31CI[1], err)
	// Output: ICC(2,1) 0.29 (0.02 to 0.76), ICC(3,1) 0.71 (0.34 to 0.95), <nil>
}

func ExampleAdjust() {
	p := []float64{0.01, 0.04, 0.03}
	for _, method := range []inference.Adjustment{inference.Bonferroni, inference.Holm, inference.BH} {
		adjusted, err := inference.Adjust(p, method)
		fmt.Printf("%s %.3f %v\n", method, adjusted, err)
	}
	// Output:
	// bonferroni [0.030 0.120 0.090] <nil>
	// holm [0.030 0.060 0.060] <nil>
	// BH [0.030 0.040 0.040] <nil>
}

func ExampleQuantiles() {
	q, err := inference.Quantiles([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.25, 0.5, 0.75)
	fmt.Println(q, err)
	// Output: [3.25 5.5 7.75] <nil>
}

func ExampleSMD() {
	d, err := inference.SMD([]float64{4, 5, 6}, []float64{2, 3, 4})
	fmt.Println(d, err)
	// Output: 2 <nil>
}

func ExampleSMDLevels() {
	// 30 of 100 against 50 of 100: 0.2/√((0.21+0.25)/2).
	d, err := inference.SMDLevels([]int{30, 70}, []int{50, 50})
	fmt.Printf("%.4f %v\n", d, err)
	// Output: 0.4170 <nil>
}

func ExampleNormalTail() {
	fmt.Printf("%.4g %.4g\n", inference.NormalTail(1.6449), inference.NormalTail(12))
	// Output: 0.05 1.776e-33
}

func ExampleNormalTwoSided() {
	fmt.Printf("%.5g\n", inference.NormalTwoSided(8)) // R: 1.2442e-15
	// Output: 1.2442e-15
}

func ExampleNormalQuantile() {
	fmt.Println(inference.NormalQuantile(0.975) == inference.Z95)
	// Output: true
}

func ExampleChiSquareTail() {
	fmt.Printf("%.4f\n", inference.ChiSquareTail(3.841459, 1))
	// Output: 0.0500
}

func ExampleTTwoSided() {
	fmt.Printf("%.4f\n", inference.TTwoSided(2.228139, 10))
	// Output: 0.0500
}

func ExampleTQuantile() {
	fmt.Printf("%.6f\n", inference.TQuantile(0.975, 10))
	// Output: 2.228139
}

func ExampleFTail() {
	fmt.Printf("%.4f\n", inference.FTail(4.102821, 2, 10))
	// Output: 0.0500
}

func ExampleFQuantile() {
	fmt.Printf("%.6f\n", inference.FQuantile(0.95, 2, 10))
	// Output: 4.102821
}
