package perturb

import (
	"math"
	"math/rand/v2"

	"hcclab/hccp53/volume"
)

// Resize grows or shrinks a VOI by a part of its volume: 0.1 for a tenth more.
// Layers of voxels that share a face with the VOI, or with what is outside, are
// added or taken away as long as that is not too much; of the next layer as many
// voxels are drawn by chance as are still wanted. At least one voxel is left,
// and nothing grows beyond the grid.
func Resize(voi *volume.Mask, change float64, rng *rand.Rand) *volume.Mask {
	out := copied(voi)
	n := out.Count()
	want := max(int(math.Round(float64(n)*(1+change))), 1)
	grow := want > n
	for n != want {
		rim := layer(out, grow)
		if len(rim) == 0 {
			break // the grid is full
		}
		if left := max(want-n, n-want); left < len(rim) {
			for i := range left { // the first of a shuffle
				k := i + rng.IntN(len(rim)-i)
				rim[i], rim[k] = rim[k], rim[i]
			}
			rim = rim[:left]
		}
		for _, i := range rim {
			out.Data[i] = grow
		}
		if grow {
			n += len(rim)
		} else {
			n -= len(rim)
		}
	}
	return out
}

// layer returns the voxels that dilation by faces would add, or erosion take
// away, in their order. Beyond the grid is neither inside nor outside.
func layer(m *volume.Mask, outside bool) []int {
	nx, ny, nz := m.Size[0], m.Size[1], m.Size[2]
	var rim []int
	i := 0
	for z := range nz {
		for y := range ny {
			for x := range nx {
				in := m.Data[i]
				if in != outside && (x > 0 && m.Data[i-1] != in || x < nx-1 && m.Data[i+1] != in ||
					y > 0 && m.Data[i-nx] != in || y < ny-1 && m.Data[i+nx] != in ||
					z > 0 && m.Data[i-nx*ny] != in || z < nz-1 && m.Data[i+nx*ny] != in) {
					rim = append(rim, i)
				}
				i++
			}
		}
	}
	return rim
}

// closed dilates the mask by faces and erodes it again, which fills gaps of a
// voxel.
func closed(m *volume.Mask) *volume.Mask {
	out := copied(m)
	for _, grow := range []bool{true, false} {
		for _, i := range layer(out, grow) {
			out.Data[i] = grow
		}
	}
	return out
}

func copied(m *volume.Mask) *volume.Mask {
	out := volume.NewMask(m.Grid)
	copy(out.Data, m.Data)
	return out
}
