package phantom

import (
	"math"

	"hcclab/hccp53/volume"
)

// distances tabulates the distance of a shape on the voxels of its box; other
// voxels hold 12 mm, as far as the shapes here care to be exact.
func distances(g volume.Grid, s shape) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		img.Data[i] = 12
	}
	canvas{img: img}.each(s.grown(12), func(i int, q vec) { img.Data[i] = min(s.distance(q), 12) })
	return img
}

// interpolate returns the value of an axial image at p, linearly between the
// voxels and constant beyond the border.
func interpolate(img *volume.Image, p vec) float64 {
	var i [3]int
	var f vec
	for k := range p {
		x := min(max((p[k]-img.Origin[k])/img.Spacing[k], 0), float64(img.Size[k]-1))
		i[k] = min(int(math.Floor(x)), max(img.Size[k]-2, 0))
		f[k] = x - float64(i[k])
	}
	next := [3]int{1, img.Size[0], img.Size[0] * img.Size[1]}
	for k := range next {
		if img.Size[k] == 1 {
			next[k] = 0
		}
	}
	at := img.Index(i[0], i[1], i[2])
	row := func(at int) float64 { return img.Data[at] + f[0]*(img.Data[at+next[0]]-img.Data[at]) }
	plane := func(at int) float64 {
		a := row(at)
		return a + f[1]*(row(at+next[1])-a)
	}
	a := plane(at)
	return a + f[2]*(plane(at+next[2])-a)
}
