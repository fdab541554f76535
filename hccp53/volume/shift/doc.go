// Package shift estimates by how many mm a part of the body lies elsewhere in
// one image than in another: the liver of one breath-hold against that of the
// next. Nothing is moved by it.
//
//	e, err := shift.Between(arterial, delayed, lesion)
//	fmt.Printf("%.1f mm along the body", e.MM[2])
//
// Contrast agent changes how bright tissue is, and what is brighter than what,
// from one phase to the next; where edges run changes far less. So compared are
// the edges: n = ∇I/√(|∇I|² + η²), in which every edge well above the noise η
// counts alike, and of which (n·n′)² knows no sign (normalised gradient fields:
// Haber and Modersitzki, Methods Inf Med 2007;46:292–299). A third of |n|²·|n′|²,
// which edges facing anywhere would have, is taken off, and the sum divided by
// that of either image with itself. It is taken under a window around the lesion,
// whose weight falls off to its border: ribs and spine, which do not move with
// the breath, have little of it. The largest value is searched for on a coarse
// grid, then on a fine one, and placed between voxels by a parabola
// through its neighbours.
package shift
