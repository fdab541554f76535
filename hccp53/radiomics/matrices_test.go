package radiomics

import (
	"maps"
	"math"
	"testing"
)

// The matrices, counted from the definitions without any thought of speed, on
// random VOIs: sparse, dense, flat, a line.

// levelAt returns the grey level index + 1 at a voxel of the box, 0 outside.
func (r *region) levelAt(v [3]int) int {
	for i := range 3 {
		if v[i] < 0 || v[i] >= r.box[i] {
			return 0
		}
	}
	return int(r.level[r.place(v[0], v[1], v[2])])
}

func (r *region) voxels() (all [][3]int) {
	for _, place := range r.at {
		x, y, z := r.voxel(int(place))
		all = append(all, [3]int{x, y, z})
	}
	return all
}

func moved(v [3]int, d direction, times int) [3]int {
	for i := range 3 {
		v[i] += times * d[i]
	}
	return v
}

// around returns the 26 neighbours of a voxel.
func around(v [3]int) (all [][3]int) {
	for i := range 27 {
		if i != 13 {
			all = append(all, [3]int{v[0] + i%3 - 1, v[1] + i/3%3 - 1, v[2] + i/9 - 1})
		}
	}
	return all
}

type entry struct{ grey, size int }

func tally(cells []cell) map[entry]float64 {
	m := map[entry]float64{}
	for _, c := range cells {
		m[entry{c.grey, c.size}] += c.n
	}
	return m
}

func TestRunsByDefinition(t *testing.T) {
	for i, c := range randomShapes {
		r := regionOf(t, c.size, c.p, "runs", i)
		for _, d := range directions(r.box, []int{1}, -1) {
			want := map[entry]float64{}
			for _, v := range r.voxels() {
				level, length := r.levelAt(v), 1
				if r.levelAt(moved(v, d, -1)) == level {
					continue
				}
				for r.levelAt(moved(v, d, length)) == level {
					length++
				}
				want[entry{level - 1, length}]++
			}
			if got := tally(r.runs(r.step(d))); !maps.Equal(got, want) {
				t.Errorf("%v, direction %v: got %v, want %v", c, d, got, want)
			}
		}
	}
}

func TestZonesByDefinition(t *testing.T) {
	for i, c := range randomShapes {
		r := regionOf(t, c.size, c.p, "zones", i)
		want := map[entry]float64{}
		seen := map[[3]int]bool{}
		var grow func(v [3]int, level int) int
		grow = func(v [3]int, level int) int {
			if seen[v] || r.levelAt(v) != level {
				return 0
			}
			seen[v] = true
			size := 1
			for _, w := range around(v) {
				size += grow(w, level)
			}
			return size
		}
		for _, v := range r.voxels() {
			level := r.levelAt(v)
			if size := grow(v, level); size > 0 {
				want[entry{level - 1, size}]++
			}
		}
		if got := tally(r.zones(r.neighbours([]int{1}, -1), nil)); !maps.Equal(got, want) {
			t.Errorf("%v: got %v, want %v", c, got, want)
		}
	}
}

func TestDependencesByDefinition(t *testing.T) {
	for i, c := range randomShapes {
		r := regionOf(t, c.size, c.p, "dependences", i)
		for alpha := range 3 {
			want := map[entry]float64{}
			for _, v := range r.voxels() {
				level, size := r.levelAt(v), 1
				for _, w := range around(v) {
					if l := r.levelAt(w); l > 0 && math.Abs(r.grey[l-1]-r.grey[level-1]) <= float64(alpha) {
						size++
					}
				}
				want[entry{level - 1, size}]++
			}
			if got := tally(r.dependences(r.neighbours([]int{1}, -1), alpha)); !maps.Equal(got, want) {
				t.Errorf("%v, alpha %d: got %v, want %v", c, alpha, got, want)
			}
		}
	}
}

func TestDifferencesByDefinition(t *testing.T) {
	for i, c := range randomShapes {
		r := regionOf(t, c.size, c.p, "differences", i)
		want := make([]float64, len(r.grey))
		for _, v := range r.voxels() {
			level, sum, n := r.levelAt(v), 0.0, 0.0
			for _, w := range around(v) {
				if l := r.levelAt(w); l > 0 {
					sum += r.grey[l-1]
					n++
				}
			}
			if n > 0 {
				want[level-1] += math.Abs(r.grey[level-1] - sum/n)
			}
		}
		differences, _ := r.differences(r.neighbours([]int{1}, -1))
		for k, got := range differences {
			if math.Abs(got-want[k]) > 1e-12 {
				t.Errorf("%v: level %g: %g, want %g", c, r.grey[k], got, want[k])
			}
		}
	}
}

func TestPairsByDefinition(t *testing.T) {
	s := PyRadiomicsSettings()
	for i, c := range randomShapes {
		r := regionOf(t, c.size, c.p, "pairs", i)
		for _, d := range directions(r.box, []int{1, 3}, -1) {
			n := len(r.grey)
			want, total := make([]float64, n*n), 0.0
			for _, v := range r.voxels() {
				a, b := r.levelAt(v), r.levelAt(moved(v, d, 1))
				if b > 0 {
					want[(a-1)*n+b-1]++
					want[(b-1)*n+a-1]++
					total += 2
				}
			}
			got := r.pairs([]direction{d}, s)
			if total == 0 {
				if got.levels != 0 {
					t.Errorf("%v, direction %v: a matrix without pairs", c, d)
				}
				continue
			}
			for k := range want {
				if got.p[k] != want[k]/total {
					t.Fatalf("%v, direction %v: entry %d is %g, want %g", c, d, k, got.p[k], want[k]/total)
				}
			}
		}
	}
}

// 13 directions in space, 4 in a plane; (2d+1)³ − (2d−1)³ neighbours at
// distance d, half of them directions; none out of a box that is too small.
func TestDirections(t *testing.T) {
	wide := [3]int{9, 9, 9}
	for _, c := range []struct {
		box       [3]int
		distances []int
		flat      int
		want      int
	}{
		{wide, []int{1}, -1, 13},
		{wide, []int{1}, 2, 4},
		{wide, []int{1}, 0, 4},
		{wide, []int{2}, -1, (125 - 27) / 2},
		{wide, []int{1, 3}, -1, 13 + (343-125)/2},
		{[3]int{9, 9, 1}, []int{1}, -1, 4},
		{[3]int{9, 1, 1}, []int{1, 2}, -1, 2},
		{[3]int{2, 2, 2}, []int{2}, -1, 0},
	} {
		all := directions(c.box, c.distances, c.flat)
		if len(all) != c.want {
			t.Errorf("%+v: %d directions, want %d", c, len(all), c.want)
		}
		seen := map[direction]bool{}
		for _, d := range all {
			opposite := direction{-d[0], -d[1], -d[2]}
			if seen[d] || seen[opposite] {
				t.Errorf("%+v: %v twice", c, d)
			}
			seen[d] = true
		}
	}
}
