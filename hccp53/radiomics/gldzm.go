package radiomics

// borderDistance returns for each place of the region how many steps through
// faces lead from it out of the morphological VOI: 1 for a voxel at the border.
// What lies beyond the image counts as outside. Flat allows steps within a slice
// only (IBSI: 4-connectedness instead of 6).
func (r *region) borderDistance(flat bool) []int32 {
	m := r.morphological
	steps := []int{m.step(direction{1, 0, 0}), m.step(direction{0, 1, 0})}
	if !flat {
		steps = append(steps, m.step(direction{0, 0, 1}))
	}
	distance := make([]int32, len(m.inside))
	var front []int32
	for _, place := range m.at {
		for _, step := range steps {
			if m.inside[int(place)+step] == 0 || m.inside[int(place)-step] == 0 {
				distance[place] = 1
				front = append(front, place)
				break
			}
		}
	}
	for d := int32(2); len(front) > 0; d++ {
		var next []int32
		for _, place := range front {
			for _, step := range steps {
				for _, p := range [2]int32{place + int32(step), place - int32(step)} {
					if m.inside[p] == 1 && distance[p] == 0 {
						distance[p] = d
						next = append(next, p)
					}
				}
			}
		}
		front = next
	}
	if m == r {
		return distance
	}
	out := make([]int32, len(r.inside))
	for _, place := range r.at {
		x, y, z := r.voxel(int(place))
		out[place] = distance[m.place(x+r.low[0]-m.low[0], y+r.low[1]-m.low[1], z+r.low[2]-m.low[2])]
	}
	return out
}
