package filter

import (
	"context"
	"slices"
)

// kernel is a filter along one axis: the response at i is Σ c(k)·x(i + centre −
// k), a true convolution, with centre len/2. A kernel without coefficients
// leaves the axis as it is.
type kernel []float64

func (k kernel) centre() int { return len(k) / 2 }

// turned returns the kernel along the axis turned round.
func (k kernel) turned() kernel {
	out := slices.Clone(k)
	slices.Reverse(out)
	return out
}

// box returns the mean of n values.
func box(n int) kernel {
	k := make(kernel, n)
	for i := range k {
		k[i] = 1 / float64(n)
	}
	return k
}

// separable filters along each axis.
func (r Response) separable(f field, kernels [3]kernel) field {
	for axis, k := range kernels {
		if len(k) == 0 {
			continue
		}
		var before, behind [3]int
		before[axis], behind[axis] = len(k)-1-k.centre(), k.centre()
		f = f.extended(before, behind, r.Boundary).convolved(axis, k)
	}
	return f
}

// pooled filters by one set of kernels after the other and, when the response
// is to be rotation invariant, pools over the rotations of all sets by right
// angles: 24 in space, 4 in the plane.
func (r Response) pooled(ctx context.Context, f field, sets [][3]kernel) (field, error) {
	turns := []rotation{{axis: [3]int{0, 1, 2}}}
	if r.RotationInvariant {
		turns = rotations(r.Dimensions)
	}
	var pool field
	for i, turn := range turns {
		if err := ctx.Err(); err != nil {
			return field{}, err
		}
		out := f
		for _, kernels := range sets {
			out = r.separable(out, turn.of(kernels))
		}
		if i == 0 {
			pool = out
			continue
		}
		r.pool(pool.data, out.data)
	}
	if r.Pooling == "mean" {
		for i := range pool.data {
			pool.data[i] /= float64(len(turns))
		}
	}
	return pool, nil
}

// pool adds a response to those pooled so far.
func (r Response) pool(to, from []float64) {
	for i, x := range from {
		switch r.Pooling {
		case "max":
			to[i] = max(to[i], x)
		case "min":
			to[i] = min(to[i], x)
		default:
			to[i] += x
		}
	}
}

// rotation by right angles: axis i takes the kernel of axis[i], turned round
// where turned[i].
type rotation struct {
	axis   [3]int
	turned [3]bool
}

func (t rotation) of(kernels [3]kernel) (out [3]kernel) {
	for i := range 3 {
		if out[i] = kernels[t.axis[i]]; t.turned[i] {
			out[i] = out[i].turned()
		}
	}
	return out
}

// rotations returns all rotations by right angles of the first axes: the
// permutations with as many axes turned round as make the determinant 1.
func rotations(dimensions int) []rotation {
	permutations := []rotation{{axis: [3]int{0, 1, 2}}, {axis: [3]int{1, 0, 2}}}
	if dimensions == 3 {
		for _, axis := range [][3]int{{1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}} {
			permutations = append(permutations, rotation{axis: axis})
		}
	}
	var all []rotation
	for _, p := range permutations {
		odd := (p.axis[1]-p.axis[0])*(p.axis[2]-p.axis[0])*(p.axis[2]-p.axis[1]) < 0
		for signs := range 1 << dimensions {
			t, even := p, true
			for i := range dimensions {
				if signs>>i&1 == 1 {
					t.turned[i], even = true, !even
				}
			}
			if even != odd {
				all = append(all, t)
			}
		}
	}
	return all
}
