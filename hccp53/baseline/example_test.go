package baseline_test

import (
	"fmt"
	"math"
	"os"

	"hcclab/hccp53/baseline"
)

func small() *baseline.Table {
	table, err := baseline.New(
		[]baseline.Variable{
			{Name: "Age", Unit: "years", Numbers: []float64{61, 54, 70, 48, 66, 59, 73, math.NaN()}},
			{Name: "AFP", Unit: "ng/mL", Numbers: []float64{320.4, 41, 1210, 87.5, 12, 4.1, 90, 33}, Summary: baseline.Median, Scale: baseline.Log10},
			{Name: "Sex", Words: []string{"male", "male", "female", "male", "female", "male", "male", "female"}, Levels: []string{"female", "male"}, Show: "male"},
			{Name: "BCLC stage", Words: []string{"A", "B", "B", "B", "0", "A", "A", ""}},
		},
		baseline.Grouping{Name: "P53", Of: []string{"+", "+", "+", "+", "−", "−", "−", "−"}, Order: []string{"+", "−"}, Overall: true},
		baseline.Settings{Title: "Patients by P53"},
	)
	if err != nil {
		fmt.Println(err)
	}
	return table
}

func ExampleNew() {
	err := small().WriteText(os.Stdout)
	fmt.Println(err)
	// Output:
	// Patients by P53
	//
	// Variable     All patients (n = 8)  P53 + (n = 4)       P53 − (n = 4)     p      test          SMD
	// ───────────  ────────────────────  ──────────────────  ────────────────  ─────  ────────────  ─────
	// Age (years)  61.6 ± 8.8            58.2 ± 9.5          66.0 ± 7.0        0.268  Welch t       -0.93
	//   missing    1 (12.5 %)            0 (0.0 %)           1 (25.0 %)
	// AFP (ng/mL)  64.2 (27.8–147.6)     203.9 (75.9–542.8)  22.5 (10.0–47.2)  0.114  Mann–Whitney  1.62
	// Sex: male    5 (62.5 %)            3 (75.0 %)          2 (50.0 %)        1.000  Fisher        0.53
	// BCLC stage                                                               0.229  Fisher        2.65
	//   0          1 (14.3 %)            0 (0.0 %)           1 (33.3 %)
	//   A          3 (42.9 %)            1 (25.0 %)          2 (66.7 %)
	//   B          3 (42.9 %)            3 (75.0 %)          0 (0.0 %)
	//   missing    1 (12.5 %)            0 (0.0 %)           1 (25.0 %)
	//
	// Numbers: mean ± standard deviation; Welch's t test.
	// Numbers: median (first–third quartile); Mann–Whitney U test.
	// Categories: count (per cent of known values); chi-square test, or Fisher's exact test where an expected count is below 5.
	// p values are not adjusted for the number of rows.
	// SMD: standardised difference, of numbers the first less the second group; of the decimal logarithm of AFP.
	// <nil>
}
