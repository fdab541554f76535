package filter

import (
	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// Box is a part of an image: from index Low up to, not including, High, along
// x, y and z. A filter that is given one returns its response there, as if it
// had been cut out of the response of the whole image.
type Box struct{ Low, High [3]int }

// Whole returns the box of the whole grid.
func Whole(g volume.Grid) Box { return Box{High: g.Size} }

func (b Box) size(axis int) int { return b.High[axis] - b.Low[axis] }

// image returns an empty image of the box. It panics for a box that does not
// lie in the grid.
func (b Box) image(g volume.Grid) *volume.Image {
	for i := range 3 {
		if b.Low[i] < 0 || b.High[i] > g.Size[i] || b.Low[i] >= b.High[i] {
			panic("filter: the box does not lie in the image")
		}
	}
	return volume.NewImage(g.Sub(b.Low, b.High))
}

// mapped returns a function of each voxel in the box.
func (b Box) mapped(img *volume.Image, f func(float64) float64) *volume.Image {
	out := b.image(img.Grid)
	nx := b.size(0)
	workers.Each(b.size(2), func(z int) {
		for y := range b.size(1) {
			from := img.Data[img.Index(b.Low[0], b.Low[1]+y, b.Low[2]+z):][:nx]
			to := out.Data[out.Index(0, y, z):][:nx]
			for x, v := range from {
				to[x] = f(v)
			}
		}
	})
	return out
}
