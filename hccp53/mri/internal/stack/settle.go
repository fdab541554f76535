package stack

import (
	"cmp"
	"slices"
)

// Settle puts the volumes of one series into an order that does not depend on
// how its images are numbered: by image type, echo, matrix and orientation; in
// time where all of these are one.
func Settle(stacks []*Stack) {
	for from := 0; from < len(stacks); {
		to := from + 1
		for to < len(stacks) && stacks[to].Series == stacks[from].Series {
			to++
		}
		slices.SortStableFunc(stacks[from:to], func(x, y *Stack) int {
			a, b := x.First, y.First
			return cmp.Or(
				slices.Compare(a.ImageType, b.ImageType), cmp.Compare(a.EchoNumber, b.EchoNumber), cmp.Compare(a.EchoTime, b.EchoTime),
				cmp.Compare(a.Rows, b.Rows), cmp.Compare(a.Columns, b.Columns), slices.Compare(a.Spacing[:], b.Spacing[:]),
				slices.Compare(a.Orientation[:], b.Orientation[:]),
			)
		})
		from = to
	}
}
