package baseline_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/inference"
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
	table := small()
	age := table.Rows[0]
	fmt.Printf("%s: %.2f beside %.2f, %s p %.4f, SMD %.3f, missing %v and %v\n", age.Name, age.Cells[1].Mean, age.Cells[2].Mean, age.Test.Name, age.Test.P, age.SMD, age.Cells[1].Missing, age.Cells[2].Missing)
	// Output:
	// Age: 58.25 beside 66.00, Welch t p 0.2683, SMD -0.931, missing 0 and 1
}

// Without groups there is one column.
func ExampleNew_allPatients() {
	table, err := baseline.New([]baseline.Variable{{Name: "Age", Numbers: []float64{61, 54, 70}}}, baseline.Grouping{}, baseline.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Grid())
	// Output:
	// [Variable All patients (n = 3)] [[Age 61.7 ± 8.0]]
}

// Three groups, the choice between mean and median left to the data, p values
// adjusted, and small counts masked.
func ExampleSettings() {
	table, err := baseline.New(
		[]baseline.Variable{
			{Name: "Age", Numbers: []float64{61, 54, 70, 48, 66, 59, 73, 64, 57, 62, 49, 68, 71, 55, 60}},
			{Name: "AFP", Numbers: []float64{320.4, 41, 1210, 87.5, 12, 4.1, 90, 33, 3, 5, 2, 9, 6000, 7, 12}},
			{Name: "HBsAg", Words: []string{"+", "+", "−", "+", "+", "+", "−", "+", "+", "+", "+", "−", "+", "+", "+"}},
		},
		baseline.Grouping{Of: []string{"A", "A", "A", "A", "A", "B", "B", "B", "B", "B", "C", "C", "C", "C", "C"}},
		baseline.Settings{Summary: baseline.Automatic, Adjust: inference.Holm, OneLine: true, MaskBelow: 3},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = table.WriteText(os.Stdout)
	fmt.Println(err)
	// Output:
	// Variable  A (n = 5)          B (n = 5)       C (n = 5)       p      adjusted p  test            SMD
	// ────────  ─────────────────  ──────────────  ──────────────  ─────  ──────────  ──────────────  ────
	// Age       59.8 ± 8.9         63.0 ± 6.2      60.6 ± 9.1      0.793  1.000       Welch ANOVA     0.42
	// AFP       87.5 (41.0–320.4)  5.0 (4.1–33.0)  9.0 (7.0–12.0)  0.156  0.469       Kruskal–Wallis  0.86
	// HBsAg: −  <3                 <3              <3              1.000  1.000       Fisher          0.00
	//
	// Numbers: mean ± standard deviation; Welch's analysis of variance.
	// Numbers: median (first–third quartile); Kruskal–Wallis test.
	// Age, AFP: by the mean where the Shapiro–Wilk test has p ≥ 0.05 in every group, else by the median.
	// Categories: count (per cent of known values); chi-square test, or Fisher's exact test where an expected count is below 5.
	// Adjusted p: Holm, over the 3 tests of the table; p itself is not adjusted.
	// SMD: standardised difference, the largest between two groups.
	// <3: fewer than 3 patients, not shown; *: not shown as it would tell about such.
	// <nil>
}

func ExampleTable_WriteText() {
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

func ExampleTable_WriteCSV() {
	err := small().WriteCSV(os.Stdout)
	fmt.Println(err)
	// Output:
	// Variable,All patients (n = 8),P53 + (n = 4),P53 − (n = 4),p,test,SMD
	// Age (years),61.6 ± 8.8,58.2 ± 9.5,66.0 ± 7.0,0.268,Welch t,-0.93
	// "  missing",1 (12.5 %),0 (0.0 %),1 (25.0 %),,,
	// AFP (ng/mL),64.2 (27.8–147.6),203.9 (75.9–542.8),22.5 (10.0–47.2),0.114,Mann–Whitney,1.62
	// Sex: male,5 (62.5 %),3 (75.0 %),2 (50.0 %),1.000,Fisher,0.53
	// BCLC stage,,,,0.229,Fisher,2.65
	// "  0",1 (14.3 %),0 (0.0 %),1 (33.3 %),,,
	// "  A",3 (42.9 %),1 (25.0 %),2 (66.7 %),,,
	// "  B",3 (42.9 %),3 (75.0 %),0 (0.0 %),,,
	// "  missing",1 (12.5 %),0 (0.0 %),1 (25.0 %),,,
	// <nil>
}

func ExampleTable_WriteMarkdown() {
	err := small().WriteMarkdown(os.Stdout)
	fmt.Println(err)
	// Output:
	// **Patients by P53**
	//
	// | Variable | All patients (n = 8) | P53 + (n = 4) | P53 − (n = 4) | p | test | SMD |
	// |:--|:--|:--|:--|:--|:--|:--|
	// | Age (years) | 61.6 ± 8.8 | 58.2 ± 9.5 | 66.0 ± 7.0 | 0.268 | Welch t | -0.93 |
	// |   missing | 1 (12.5 %) | 0 (0.0 %) | 1 (25.0 %) |  |  |  |
	// | AFP (ng/mL) | 64.2 (27.8–147.6) | 203.9 (75.9–542.8) | 22.5 (10.0–47.2) | 0.114 | Mann–Whitney | 1.62 |
	// | Sex: male | 5 (62.5 %) | 3 (75.0 %) | 2 (50.0 %) | 1.000 | Fisher | 0.53 |
	// | BCLC stage |  |  |  | 0.229 | Fisher | 2.65 |
	// |   0 | 1 (14.3 %) | 0 (0.0 %) | 1 (33.3 %) |  |  |  |
	// |   A | 3 (42.9 %) | 1 (25.0 %) | 2 (66.7 %) |  |  |  |
	// |   B | 3 (42.9 %) | 3 (75.0 %) | 0 (0.0 %) |  |  |  |
	// |   missing | 1 (12.5 %) | 0 (0.0 %) | 1 (25.0 %) |  |  |  |
	//
	// Numbers: mean ± standard deviation; Welch's t test.
	//
	// Numbers: median (first–third quartile); Mann–Whitney U test.
	//
	// Categories: count (per cent of known values); chi-square test, or Fisher's exact test where an expected count is below 5.
	//
	// p values are not adjusted for the number of rows.
	//
	// SMD: standardised difference, of numbers the first less the second group; of the decimal logarithm of AFP.
	// <nil>
}

func ExampleTable_WriteLaTeX() {
	err := small().WriteLaTeX(os.Stdout)
	fmt.Println(err)
	// Output:
	// \begin{table}[htbp]
	// \centering\small\setlength{\tabcolsep}{4pt}
	// \caption{Patients by P53}
	// \begin{tabular}{@{}lllllll@{}}
	// \toprule
	// Variable & All patients (n = 8) & P53 + (n = 4) & P53 $-$ (n = 4) & p & test & SMD \\
	// \midrule
	// Age (years) & 61.6 $\pm$ 8.8 & 58.2 $\pm$ 9.5 & 66.0 $\pm$ 7.0 & 0.268 & Welch t & $-$0.93 \\
	// \quad missing & 1 (12.5 \%) & 0 (0.0 \%) & 1 (25.0 \%) &  &  &  \\
	// AFP (ng/mL) & 64.2 (27.8--147.6) & 203.9 (75.9--542.8) & 22.5 (10.0--47.2) & 0.114 & Mann--Whitney & 1.62 \\
	// Sex: male & 5 (62.5 \%) & 3 (75.0 \%) & 2 (50.0 \%) & 1.000 & Fisher & 0.53 \\
	// BCLC stage &  &  &  & 0.229 & Fisher & 2.65 \\
	// \quad 0 & 1 (14.3 \%) & 0 (0.0 \%) & 1 (33.3 \%) &  &  &  \\
	// \quad A & 3 (42.9 \%) & 1 (25.0 \%) & 2 (66.7 \%) &  &  &  \\
	// \quad B & 3 (42.9 \%) & 3 (75.0 \%) & 0 (0.0 \%) &  &  &  \\
	// \quad missing & 1 (12.5 \%) & 0 (0.0 \%) & 1 (25.0 \%) &  &  &  \\
	// \bottomrule
	// \end{tabular}
	//
	// \medskip
	// \begin{minipage}{\linewidth}\footnotesize\raggedright
	// Numbers: mean $\pm$ standard deviation; Welch's t test.\par
	// Numbers: median (first--third quartile); Mann--Whitney U test.\par
	// Categories: count (per cent of known values); chi-square test, or Fisher's exact test where an expected count is below 5.\par
	// p values are not adjusted for the number of rows.\par
	// SMD: standardised difference, of numbers the first less the second group; of the decimal logarithm of AFP.\par
	// \end{minipage}
	// \end{table}
	// <nil>
}

func ExampleTable_WriteHTML() {
	table, err := baseline.New([]baseline.Variable{{Name: "Age < 60", Words: []string{"yes", "no", "yes"}, Show: "yes"}}, baseline.Grouping{}, baseline.Settings{})
	if err == nil {
		err = table.WriteHTML(os.Stdout)
	}
	fmt.Println(err)
	// Output:
	// <figure class="table1" style="margin:1em 0">
	// <table style="border-collapse:collapse;border-top:2px solid;border-bottom:2px solid;font-variant-numeric:tabular-nums">
	// <thead><tr><th scope="col" style="text-align:left;border-bottom:1px solid;padding:.2em .8em .2em .2em">Variable</th><th scope="col" style="text-align:left;border-bottom:1px solid;padding:.2em .8em .2em 0">All patients (n = 3)</th></tr></thead>
	// <tbody>
	// <tr><th scope="row" style="text-align:left;font-weight:normal;padding:.1em .8em .1em .2em">Age &lt; 60: yes</th><td style="padding:.1em .8em .1em 0">2 (66.7 %)</td></tr>
	// </tbody>
	// </table>
	// <figcaption style="font-size:.85em">
	// <p style="margin:.2em 0">Categories: count (per cent of known values).</p>
	// </figcaption>
	// </figure>
	// <nil>
}

func ExampleTable_WriteHTMLPage() {
	var page strings.Builder
	err := small().WriteHTMLPage(&page)
	fmt.Println(strings.Contains(page.String(), "<title>Patients by P53</title>"), err)
	// Output: true <nil>
}

func ExampleTable_Grid() {
	header, rows := small().Grid()
	fmt.Printf("%q\n%q\n", header, rows[0])
	// Output:
	// ["Variable" "All patients (n = 8)" "P53 + (n = 4)" "P53 − (n = 4)" "p" "test" "SMD"]
	// ["Age (years)" "61.6 ± 8.8" "58.2 ± 9.5" "66.0 ± 7.0" "0.268" "Welch t" "-0.93"]
}

func ExampleTable_Notes() {
	for _, n := range small().Notes() {
		fmt.Println(n)
	}
	// Output:
	// Numbers: mean ± standard deviation; Welch's t test.
	// Numbers: median (first–third quartile); Mann–Whitney U test.
	// Categories: count (per cent of known values); chi-square test, or Fisher's exact test where an expected count is below 5.
	// p values are not adjusted for the number of rows.
	// SMD: standardised difference, of numbers the first less the second group; of the decimal logarithm of AFP.
}

// A table is read back from its JSON and written anew.
func ExampleTable_UnmarshalJSON() {
	b, err := json.Marshal(small())
	if err != nil {
		fmt.Println(err)
		return
	}
	var table baseline.Table
	err = json.Unmarshal(b, &table)
	fmt.Println(table.Columns, err)
	// Output:
	// [{All patients 8 true} {P53 + 4 false} {P53 − 4 false}] <nil>
}

func ExampleColumn_Heading() {
	fmt.Println(baseline.Column{Name: "Training", N: 120}.Heading())
	// Output: Training (n = 120)
}

func ExampleCount_String() {
	fmt.Println(baseline.Count{N: 12}, baseline.Count{Hidden: true, Below: 5}, baseline.Count{Hidden: true})
	// Output: 12 <5 *
}
