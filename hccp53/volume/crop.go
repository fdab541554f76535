package volume

import "fmt"

// Crop returns the part of the image in a box, from index lo up to, not
// including, hi, such as [Mask.Box] gives, with a margin of at least so many mm
// on each side as far as the image reaches. It panics when the box has no voxel
// of the image.
func (img *Image) Crop(lo, hi [3]int, margin float64) *Image {
	lo, hi = img.box(lo, hi, margin)
	out := NewImage(img.Sub(lo, hi))
	move(out.Data, out.Size, img.Data, img.Size, lo)
	return out
}

// Crop is [Image.Crop] for a mask.
func (m *Mask) Crop(lo, hi [3]int, margin float64) *Mask {
	lo, hi = m.box(lo, hi, margin)
	out := NewMask(m.Sub(lo, hi))
	move(out.Data, out.Size, m.Data, m.Size, lo)
	return out
}

// Pad returns the image with so many more voxels of the given value before and
// after it along x, y and z. It panics for a negative number.
func (img *Image) Pad(before, after [3]int, value float64) *Image {
	lo, hi := img.padded(before, after)
	out := NewImage(img.Sub(lo, hi))
	fill(out.Data, value)
	move(out.Data, out.Size, img.Data, img.Size, lo)
	return out
}

// Pad is [Image.Pad] for a mask; the new voxels are outside.
func (m *Mask) Pad(before, after [3]int) *Mask {
	lo, hi := m.padded(before, after)
	out := NewMask(m.Sub(lo, hi))
	move(out.Data, out.Size, m.Data, m.Size, lo)
	return out
}

// Flip returns the image with its voxels stored in the other order along axis 0
// (x), 1 or 2. Each value stays at its place in the patient: origin and
// direction change.
func (img *Image) Flip(axis int) *Image {
	out := &Image{Grid: img.flipped(axis), Data: make([]float64, len(img.Data))}
	flip(out.Data, img.Data, img.Size, axis)
	return out
}

// Flip is [Image.Flip] for a mask.
func (m *Mask) Flip(axis int) *Mask {
	out := &Mask{Grid: m.flipped(axis), Data: make([]bool, len(m.Data))}
	flip(out.Data, m.Data, m.Size, axis)
	return out
}

func (g Grid) box(lo, hi [3]int, margin float64) (l, h [3]int) {
	l, h = g.Grow(lo, hi, margin)
	for i := range 3 {
		if h[i] <= l[i] {
			panic(fmt.Sprintf("volume: crop of %v to %v from a volume of %v", lo, hi, g.Size))
		}
	}
	return l, h
}

func (g Grid) padded(before, after [3]int) (lo, hi [3]int) {
	for i := range 3 {
		if before[i] < 0 || after[i] < 0 {
			panic(fmt.Sprintf("volume: padding by %v and %v", before, after))
		}
		lo[i], hi[i] = -before[i], g.Size[i]+after[i]
	}
	return lo, hi
}

func (g Grid) flipped(axis int) Grid {
	var at [3]float64
	at[axis] = float64(g.Size[axis] - 1)
	g.Origin = g.Point(at[0], at[1], at[2])
	for k := range 3 {
		g.Direction[axis][k] = 0 - g.Direction[axis][k] // not −0
	}
	return g
}

// move copies what two lattices have in common. Voxel 0 of to is voxel at of
// from.
func move[T any](to []T, toSize [3]int, from []T, fromSize [3]int, at [3]int) {
	var lo, hi [3]int // in the indices of to
	for i := range 3 {
		lo[i], hi[i] = max(0, -at[i]), min(toSize[i], fromSize[i]-at[i])
	}
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			t := toSize[0] * (y + toSize[1]*z)
			f := fromSize[0]*(y+at[1]+fromSize[1]*(z+at[2])) + at[0]
			if hi[0] > lo[0] {
				copy(to[t+lo[0]:t+hi[0]], from[f+lo[0]:])
			}
		}
	}
}

// flip copies from with the order along axis turned round.
func flip[T any](to, from []T, size [3]int, axis int) {
	inner := 1
	for i := range axis {
		inner *= size[i]
	}
	block := inner * size[axis]
	for start := 0; start < len(from); start += block {
		for k := range size[axis] {
			copy(to[start+k*inner:][:inner], from[start+block-(k+1)*inner:])
		}
	}
}
