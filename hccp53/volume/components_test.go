package volume_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/volume"
)

func ExampleMask_Components() {
	m := volume.NewMask(axial(4, 1, 3))
	for _, v := range [][3]int{{0, 0, 0}, {3, 0, 0}, {2, 0, 1}} { // the last two share an edge
		m.Data[m.Index(v[0], v[1], v[2])] = true
	}
	labels, sizes := m.Components()
	fmt.Println(labels, sizes)
	// Output:
	// [2 0 0 1 0 0 1 0 0 0 0 0] [2 1]
}

func TestComponentsOfNothing(t *testing.T) {
	labels, sizes := volume.NewMask(axial(2, 2, 2)).Components()
	if len(labels) != 8 || slices.Max(labels) != 0 || len(sizes) != 0 {
		t.Errorf("labels %v, sizes %v", labels, sizes)
	}
}

// TestEqualComponentsKeepTheirOrder has three single voxels and one pair.
func TestEqualComponentsKeepTheirOrder(t *testing.T) {
	m := volume.NewMask(axial(9, 1, 1))
	for _, x := range []int{0, 2, 4, 5, 7} {
		m.Data[x] = true
	}
	labels, sizes := m.Components()
	if want := []int32{2, 0, 3, 0, 1, 1, 0, 4, 0}; !slices.Equal(labels, want) || !slices.Equal(sizes, []int{2, 1, 1, 1}) {
		t.Errorf("labels %v, want %v; sizes %v", labels, want, sizes)
	}
}

// TestComponentsAgainstMerging labels random masks the slow way: every voxel
// starts as its own part, and neighbours are merged until nothing changes.
func TestComponentsAgainstMerging(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		m := volume.NewMask(axial(1+rng.IntN(7), 1+rng.IntN(7), 1+rng.IntN(5)))
		share := rng.Float64() * 0.4
		part := make([]int, len(m.Data))
		for i := range m.Data {
			m.Data[i] = rng.Float64() < share
			part[i] = i
		}
		for changed := true; changed; {
			changed = false
			for i := range m.Data {
				for j := range m.Data {
					x, y, z := m.Voxel(i)
					a, b, c := m.Voxel(j)
					touch := max(x-a, a-x, y-b, b-y, z-c, c-z) == 1
					if touch && m.Data[i] && m.Data[j] && part[j] < part[i] {
						part[i], changed = part[j], true
					}
				}
			}
		}
		labels, sizes := m.Components()
		if !slices.IsSortedFunc(sizes, func(a, b int) int { return b - a }) {
			t.Errorf("sizes %v", sizes)
		}
		counted := make([]int, len(sizes))
		for i := range m.Data {
			if m.Data[i] != (labels[i] > 0) {
				t.Fatalf("voxel %d: inside %v, label %d", i, m.Data[i], labels[i])
			}
			if labels[i] > 0 {
				counted[labels[i]-1]++
			}
			for j := range m.Data {
				if m.Data[i] && m.Data[j] && (labels[i] == labels[j]) != (part[i] == part[j]) {
					t.Fatalf("voxels %d and %d: labels %d and %d, parts %d and %d", i, j, labels[i], labels[j], part[i], part[j])
				}
			}
		}
		if !slices.Equal(counted, sizes) {
			t.Errorf("sizes %v, counted %v", sizes, counted)
		}
	}
}
