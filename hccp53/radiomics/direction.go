package radiomics

import (
	"math"
	"slices"
)

// direction is a step from a voxel to a neighbour, in voxels along x, y and z.
type direction [3]int

// directions returns the steps whose largest component is one of the given
// distances: one of each opposite pair, the one that leads forward in z, then
// y, then x. For distance 1 these are the 13 directions of three dimensions,
// or the 4 of a plane. Steps that no two voxels of a box of this size can be
// apart are left out. Flat is the axis along which no step leads, or −1.
func directions(box [3]int, distances []int, flat int) []direction {
	far := slices.Max(distances)
	var all []direction
	for dz := far; dz >= 0; dz-- {
		for dy := far; dy >= -far; dy-- {
			for dx := far; dx >= -far; dx-- {
				d := direction{dx, dy, dz}
				if slices.Contains(distances, d.reach()) && d.forward() && d.fits(box) && (flat < 0 || d[flat] == 0) {
					all = append(all, d)
				}
			}
		}
	}
	return all
}

// reach returns the largest component: the Chebyshev distance in voxels.
func (d direction) reach() int { return max(d[0], -d[0], d[1], -d[1], d[2], -d[2]) }

func (d direction) forward() bool {
	return d[2] > 0 || d[2] == 0 && (d[1] > 0 || d[1] == 0 && d[0] > 0)
}

func (d direction) fits(box [3]int) bool {
	for i := range d {
		if d[i] >= box[i] || -d[i] >= box[i] {
			return false
		}
	}
	return true
}

// length returns the length of the step in mm by the norm of weightingNorm.
func (d direction) length(spacing [3]float64, norm string) float64 {
	var sum, squares, largest float64
	for i := range d {
		l := math.Abs(float64(d[i])) * spacing[i]
		sum += l
		squares += l * l
		largest = math.Max(largest, l)
	}
	switch norm {
	case "manhattan":
		return sum
	case "euclidean":
		return math.Sqrt(squares)
	case "infinity":
		return largest
	}
	return 1
}

// flat returns the axis (0 = x) that Force2D excludes, or −1. PyRadiomics
// counts dimensions from z.
func (m Measurement) flat() int {
	if !m.Force2D {
		return -1
	}
	return 2 - m.Force2DDimension
}
