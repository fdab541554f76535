package rtstruct_test

import (
	"fmt"

	"hcclab/hccp53/mri/rtstruct"
	"hcclab/hccp53/volume"
)

// square is a square of the given half side about a centre, at height z.
func square(x, y, z, half float64) rtstruct.Contour {
	return rtstruct.Contour{Type: "CLOSED_PLANAR", Points: [][3]float64{{x - half, y - half, z}, {x + half, y - half, z}, {x + half, y + half, z}, {x - half, y + half, z}}}
}

// Example makes the mask of a region with a hole on one of two slices.
func Example() {
	image := volume.Grid{Size: [3]int{10, 10, 4}, Spacing: [3]float64{1, 1, 3}, Direction: volume.Axial}
	s := rtstruct.Structures{ROIs: []rtstruct.ROI{{Number: 1, Name: "GTV", Contours: []rtstruct.Contour{
		square(5, 5, 3, 3.5), square(5, 5, 3, 1.5), square(5, 5, 6, 2.5),
	}}}}
	m, notes, err := s.Mask(1, image)
	fmt.Println(m.Count(), len(notes), err)
	for y := range 10 {
		for x := range 10 {
			if m.At(x, y, 1) {
				fmt.Print("#")
			} else {
				fmt.Print(".")
			}
		}
		fmt.Println()
	}
	thin := image
	thin.Spacing[2], thin.Size[2] = 12, 2
	_, _, err = s.Mask(1, thin)
	fmt.Println(err)
	// Output:
	// 65 0 <nil>
	// ..........
	// ..........
	// ..#######.
	// ..#######.
	// ..##...##.
	// ..##...##.
	// ..##...##.
	// ..#######.
	// ..#######.
	// ..........
	// contours 1 and 3 lie 3 mm apart and on one slice; slices are 12 mm apart; take the image that they were drawn on
}
