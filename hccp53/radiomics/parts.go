package radiomics

import "hcclab/hccp53/volume"

// run is a row of voxels of a mask: those from lo to before hi.
type run struct{ lo, hi int }

// parts counts the parts of a mask within a box that hang together, where
// voxels that share a face, an edge or a corner do. Rows are joined to the rows
// beside and below them, so the work grows with the surface of the mask.
func parts(m *volume.Mask, lo, hi [3]int) int {
	var (
		runs  []run
		first []int // of each row of the box, the number of its first run
		above = forest{}
		ny    = hi[1] - lo[1]
	)
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			row := len(first)
			first = append(first, len(runs))
			data := m.Data[m.Index(0, y, z):][:hi[0]]
			for x := lo[0]; x < hi[0]; x++ {
				if !data[x] {
					continue
				}
				from := x
				for x < hi[0] && data[x] {
					x++
				}
				runs = append(runs, run{from, x})
				above.add()
			}
			last := len(runs)
			// The row before, and the three of the slice before.
			for _, other := range [4]struct {
				row int
				is  bool
			}{{row - 1, y > lo[1]}, {row - ny - 1, z > lo[2] && y > lo[1]}, {row - ny, z > lo[2]}, {row - ny + 1, z > lo[2] && y+1 < hi[1]}} {
				if other.is {
					above.join(runs, first[row], last, first[other.row], first[other.row+1])
				}
			}
		}
	}
	return above.trees
}

// forest says which runs belong together: the root of a tree stands for it.
type forest struct {
	parent []int
	trees  int
}

func (f *forest) add() {
	f.parent = append(f.parent, len(f.parent))
	f.trees++
}

func (f *forest) root(i int) int {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

// join unites the runs a to before aEnd of a row with those of another row, b
// to before bEnd, that they touch.
func (f *forest) join(runs []run, a, aEnd, b, bEnd int) {
	for a < aEnd && b < bEnd {
		if runs[a].lo <= runs[b].hi && runs[b].lo <= runs[a].hi { // a corner is enough
			if p, q := f.root(a), f.root(b); p != q {
				f.parent[max(p, q)] = min(p, q)
				f.trees--
			}
		}
		if runs[a].hi < runs[b].hi {
			a++
		} else {
			b++
		}
	}
}
