package phantom

import (
	"math/rand/v2"

	"hcclab/hccp53/volume"
)

// Tumour returns the voxels whose centre lies in the main tumour, in the
// breathing position of shift zero. It holds at least one voxel.
func (a *Anatomy) Tumour(g volume.Grid) *volume.Mask {
	m := volume.NewMask(g)
	mark(m, a.mass.shape)
	return a.onePiece(m)
}

// Liver returns the voxels whose centre lies in the liver, tumours included.
func (a *Anatomy) Liver(g volume.Grid) *volume.Mask {
	m := volume.NewMask(g)
	mark(m, a.liver)
	return m
}

// TumourVolume returns the volume of the main tumour in mm³.
func (a *Anatomy) TumourVolume() float64 { return a.mass.outline.volume() }

// Reader describes how a person's outline departs from the true one.
type Reader struct {
	// Bias is how far outside the true surface the reader draws, in mm.
	Bias float64
	// Wander is the standard deviation in mm of a slow deviation along the
	// surface, for a tumour of no size; Relative adds that fraction of the
	// radius.
	Wander, Relative float64
	// Shift is the standard deviation in mm of the whole outline's position.
	Shift float64
}

// Draw returns the volume of interest that a reader draws around the main
// tumour on the image of shift zero: the true outline with a smooth random
// deviation, inside the liver. It holds at least one voxel.
func (a *Anatomy) Draw(rng *rand.Rand, g volume.Grid, r Reader) *volume.Mask {
	truth := a.mass.outline
	drawn := *truth
	drawn.centre = truth.centre.add(vec{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}.scale(r.Shift))
	wander := newBumps(rng, 3, r.Wander+r.Relative*truth.reach())
	drawn.table = tabulate(func(u vec) float64 {
		// Not less than a third of the true radius: a reader does not draw a
		// hole.
		radius := truth.table.at(u)
		return max(radius+r.Bias+wander.at(u), radius/3)
	})
	m := volume.NewMask(g)
	mark(m, drawn.shape().within(a.liver))
	return a.onePiece(m)
}

// onePiece keeps the largest part of a mask that hangs together: on a coarse
// grid the tip of a lobe may come off. A mask without a voxel, on a very coarse
// grid, gets the one at the centre of the tumour.
func (a *Anatomy) onePiece(m *volume.Mask) *volume.Mask {
	labels, sizes := m.Components()
	if len(sizes) == 0 {
		var i [3]int
		for k := range i {
			x := (a.mass.outline.centre[k] - m.Origin[k]) / m.Spacing[k]
			i[k] = min(max(int(x+0.5), 0), m.Size[k]-1)
		}
		m.Data[m.Index(i[0], i[1], i[2])] = true
	}
	for i, label := range labels {
		m.Data[i] = m.Data[i] && label <= 1
	}
	return m
}

func mark(m *volume.Mask, s shape) {
	c := canvas{img: &volume.Image{Grid: m.Grid}}
	c.each(s, func(i int, q vec) { m.Data[i] = m.Data[i] || s.distance(q) <= 0 })
}
