package filter_test

import (
	"context"
	"fmt"

	"hcclab/hccp53/radiomics/filter"
)

func ExampleRecursiveLoG() {
	img := blank([3]int{9, 9, 9}, unit)
	img.Data[img.Index(4, 4, 4)] = 100 // a bright spot
	out, err := filter.RecursiveLoG(img, 1, filter.Whole(img.Grid))
	fmt.Println(out.At(4, 4, 4) < 0, err)
	// Output: true <nil>
}

func ExampleStationaryWavelet() {
	img := blank([3]int{4, 4, 4}, unit)
	levels, err := filter.StationaryWavelet(img, "coif1", 0, 1, -1, filter.Whole(img.Grid))
	fmt.Println(levels[0].Names, err)
	// Output: [LLL LLH LHL LHH HLL HLH HHL HHH] <nil>
}

func ExampleLBP2D_Apply() {
	img := blank([3]int{3, 3, 1}, unit)
	copy(img.Data, []float64{5, 9, 1, 4, 6, 7, 2, 6, 3})
	out, err := filter.LBP2D{Radius: 1, Samples: 8, Method: "default", Across: 2}.Apply(img, filter.Whole(img.Grid))
	fmt.Println(out.At(1, 1, 0), err)
	// Output: 69 <nil>
}

func ExampleGradient() {
	img := blank([3]int{3, 1, 1}, [3]float64{2, 1, 1})
	copy(img.Data, []float64{0, 10, 20})
	fmt.Println(filter.Gradient(img, false, filter.Whole(img.Grid)).Data)
	// Output: [2.5 5 2.5]
}

func ExampleSquare() {
	img := blank([3]int{3, 1, 1}, unit)
	copy(img.Data, []float64{-2, 0, 4})
	fmt.Println(filter.Square(img, filter.Whole(img.Grid)).Data)
	// Output: [1 0 4]
}

func ExampleResponse_Apply() {
	img := blank([3]int{5, 1, 1}, unit)
	img.Data[2] = 3
	mean := filter.Response{Filter: "mean", Support: 3, Dimensions: 2}
	out, err := mean.Apply(context.Background(), img)
	fmt.Printf("%s %.0f %v\n", mean.Name(), out.Data, err)
	// Output: mean-3-2D [0 1 1 1 0] <nil>
}

func ExampleBank() {
	lo, hi, err := filter.Bank("haar")
	fmt.Printf("%.3f %.3f %v\n", lo, hi, err)
	// Output: [0.707 0.707] [-0.707 0.707] <nil>
}
