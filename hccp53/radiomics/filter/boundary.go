package filter

import (
	"math"

	"hcclab/hccp53/radiomics/internal/spectrum"
	"hcclab/hccp53/radiomics/internal/workers"
)

// beyond returns where the value at index i of an axis with n voxels is found
// when the image goes on beyond its edge, −1 for a zero.
func beyond(i, n int, boundary string) int {
	switch {
	case i >= 0 && i < n:
		return i
	case boundary == "zero":
		return -1
	case boundary == "nearest":
		return max(0, min(i, n-1))
	case boundary == "periodic":
		return (i%n + n) % n
	}
	i = (i%(2*n) + 2*n) % (2 * n) // mirror, the voxel at the edge repeated
	return min(i, 2*n-1-i)
}

// extended returns the array with so many values before and behind it along
// each axis.
func (f field) extended(before, behind [3]int, boundary string) field {
	var at [3][]int
	for axis := range 3 {
		for i := -before[axis]; i < f.size[axis]+behind[axis]; i++ {
			at[axis] = append(at[axis], beyond(i, f.size[axis], boundary))
		}
	}
	return f.gather(at)
}

// gather returns the values at these indices of each axis; 0 where one is
// negative.
func (f field) gather(at [3][]int) field {
	out := newField([3]int{len(at[0]), len(at[1]), len(at[2])})
	workers.Each(out.size[2], func(z int) {
		for y := range out.size[1] {
			if at[2][z] < 0 || at[1][y] < 0 {
				continue
			}
			from := f.data[(at[2][z]*f.size[1]+at[1][y])*f.size[0]:][:f.size[0]]
			to := out.data[(z*out.size[1]+y)*out.size[0]:][:out.size[0]]
			for x, i := range at[0] {
				if i >= 0 {
					to[x] = from[i]
				}
			}
		}
	})
	return out
}

// part returns the values from low on.
func (f field) part(low, size [3]int) field {
	var at [3][]int
	for axis := range 3 {
		for i := range size[axis] {
			at[axis] = append(at[axis], low[axis]+i)
		}
	}
	return f.gather(at)
}

func (f field) abs() field {
	out := newField(f.size)
	for i, x := range f.data {
		out.data[i] = math.Abs(x)
	}
	return out
}

// transformed returns the spectrum of the array.
func (f field) transformed(dimensions int) spectrum.Volume {
	s := spectrum.New(f.size, dimensions)
	for i, x := range f.data {
		s.Data[i] = complex(x, 0)
	}
	s.Forward()
	return s
}
