package volume

import (
	"cmp"
	"slices"
)

// Connectivity says which of the voxels around one are its neighbours. Its value
// is how many there are.
type Connectivity int

// The connectivities of three dimensions.
const (
	// Faces: neighbours share a face.
	Faces Connectivity = 6
	// Edges: neighbours share a face or an edge.
	Edges Connectivity = 18
	// Corners: neighbours share a face, an edge or a corner.
	Corners Connectivity = 26
)

// Components is [Mask.Connected] with neighbours that share a face, an edge or a
// corner.
func (m *Mask) Components() (labels []int32, sizes []int) { return m.Connected(Corners) }

// Connected finds the parts of a mask that hang together.
//
// Labels holds one number a voxel: 0 outside, 1 to len(sizes) inside. Sizes[i]
// is the number of voxels of component i+1. Components are in the order of
// size, largest first, and among equals in the order of their first voxel.
func (m *Mask) Connected(by Connectivity) (labels []int32, sizes []int) {
	labels = make([]int32, len(m.Data))
	var queue []int
	for seed, in := range m.Data {
		if !in || labels[seed] != 0 {
			continue
		}
		sizes = append(sizes, 0)
		name := int32(len(sizes))
		labels[seed] = name
		for queue = append(queue[:0], seed); len(queue) > 0; {
			i := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			sizes[name-1]++
			m.neighbours(i, by, func(j int) {
				if m.Data[j] && labels[j] == 0 {
					labels[j] = name
					queue = append(queue, j)
				}
			})
		}
	}
	return renumber(labels, sizes)
}

// neighbours calls do for the up to 26 neighbours of voxel i.
func (m *Mask) neighbours(i int, by Connectivity, do func(j int)) {
	x, y, z := m.Voxel(i)
	for c := max(z-1, 0); c <= min(z+1, m.Size[2]-1); c++ {
		for b := max(y-1, 0); b <= min(y+1, m.Size[1]-1); b++ {
			for a := max(x-1, 0); a <= min(x+1, m.Size[0]-1); a++ {
				// How many of the three indices differ.
				steps := max(a-x, x-a) + max(b-y, y-b) + max(c-z, z-c)
				if steps == 0 || steps == 2 && by == Faces || steps == 3 && by != Corners {
					continue
				}
				do(m.Index(a, b, c))
			}
		}
	}
}

// renumber puts the components in the order of size.
func renumber(labels []int32, sizes []int) ([]int32, []int) {
	order := make([]int, len(sizes)) // old numbers from 0, in the new order
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
	number := make([]int32, len(sizes)+1)
	sorted := make([]int, len(sizes))
	for i, old := range order {
		number[old+1] = int32(i + 1)
		sorted[i] = sizes[old]
	}
	for i, l := range labels {
		labels[i] = number[l]
	}
	return labels, sorted
}
