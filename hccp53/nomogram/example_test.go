package nomogram_test

import (
	"fmt"
	"os"
	"strings"

	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// The table of points, for a spreadsheet.
func ExampleNomogram_WriteCSV() {
	model, training := byHand()
	n, err := nomogram.New(&regression.Fit{Model: model}, training, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	var table strings.Builder
	if err := n.WriteCSV(&table); err != nil {
		fmt.Println(err)
		return
	}
	lines := strings.SplitAfter(table.String(), "\n")
	fmt.Fprint(os.Stdout, strings.Join(lines[:3], ""), "…\n", strings.Join(lines[12:15], ""))
	// Output:
	// axis,value,points
	// x,0,0
	// x,1,10
	// …
	// grade,a,20
	// grade,b,40
	// grade,c,0
}

// How many points stand for a risk of one half.
func ExampleNomogram_PointsAtRisk() {
	model, training := byHand()
	n, err := nomogram.New(&regression.Fit{Model: model}, training, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f of %.0f points\n", n.PointsAtRisk(.5), n.Total[len(n.Total)-1])
	// Output: 80 of 140 points
}

func ExampleNewLimits() {
	l, err := nomogram.NewLimits([]float64{2.1, 3.4, 8, 5.5, 4.2, 12.9})
	fmt.Println(l.Low, l.AdjustTo, l.High, err)
	// Output: 2.1 4.85 12.9 <nil>
}

func ExamplePretty() {
	fmt.Println(nomogram.Pretty(2.1, 12.9, 5))
	// Output: [2 4 6 8 10 12 14]
}
