package voi

import (
	"hcclab/hccp53/volume"
)

// Lesions divides a VOI into the parts that hang together (26-connectivity, see
// [volume.Mask.Components]), largest first; among equals the one whose first
// voxel comes first. Each is a mask on the whole grid, so many scattered voxels
// take much memory; [Largest] takes one mask.
func Lesions(m *volume.Mask) []*volume.Mask {
	labels, sizes := m.Components()
	out := make([]*volume.Mask, len(sizes))
	for i := range out {
		out[i] = pick(m.Grid, labels, int32(i+1))
	}
	return out
}

// Largest returns the largest lesion of a VOI, the first of [Lesions]. It is
// the one that the study is about when a patient has several: the largest
// tumour, as usual in radiomics. The result is empty for an empty VOI.
func Largest(m *volume.Mask) *volume.Mask {
	labels, _ := m.Components()
	return pick(m.Grid, labels, 1)
}

func pick(g volume.Grid, labels []int32, label int32) *volume.Mask {
	m := volume.NewMask(g)
	for i, l := range labels {
		m.Data[i] = l == label
	}
	return m
}

// LargestSlice returns the z index of the slice with the most voxels of the
// VOI, the first of equals, and -1 for an empty VOI.
func LargestSlice(m *volume.Mask) int {
	best, most := -1, 0
	area := m.Size[0] * m.Size[1]
	for z := range m.Size[2] {
		n := 0
		for _, in := range m.Data[z*area : (z+1)*area] {
			if in {
				n++
			}
		}
		if n > most {
			best, most = z, n
		}
	}
	return best
}
