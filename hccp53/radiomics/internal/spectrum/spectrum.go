// Package spectrum holds discrete Fourier transforms of volumes.
package spectrum

import (
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"

	"hcclab/hccp53/radiomics/internal/workers"
)

// Volume is an array of complex numbers, x fastest, and its size along x, y and
// z. It is transformed along its first Dimensions axes: 3, or 2 for each slice
// on its own.
type Volume struct {
	Data       []complex128
	Size       [3]int
	Dimensions int
}

// New returns a volume of zeros.
func New(size [3]int, dimensions int) Volume {
	return Volume{make([]complex128, size[0]*size[1]*size[2]), size, dimensions}
}

// Forward transforms in place.
func (s Volume) Forward() { s.ForwardOf(s.Size) }

// ForwardOf is Forward for a volume that is zero but for the box at index 0: the
// lines outside of it are left out.
func (s Volume) ForwardOf(box [3]int) {
	t := func(t *fourier.CmplxFFT, line []complex128) { t.Coefficients(line, line) }
	s.planes(t, box, true)
	s.columns(t)
}

// Inverse transforms back in place; sums are divided by the number of values.
func (s Volume) Inverse() {
	s.planes(inverse, s.Size, true)
	s.columns(inverse)
}

// InverseWithin is Inverse for the box at index 0; elsewhere the values are of no
// use.
func (s Volume) InverseWithin(box [3]int) {
	s.columns(inverse)
	s.planes(inverse, box, false)
}

func inverse(t *fourier.CmplxFFT, line []complex128) {
	t.Sequence(line, line)
	n := complex(1/float64(len(line)), 0)
	for i := range line {
		line[i] *= n
	}
}

// Real returns the real parts.
func (s Volume) Real() []float64 {
	out := make([]float64, len(s.Data))
	for i, c := range s.Data {
		out[i] = real(c)
	}
	return out
}

// Modulus returns the absolute values.
func (s Volume) Modulus() []float64 {
	out := make([]float64, len(s.Data))
	for i, c := range s.Data {
		out[i] = cmplx.Abs(c)
	}
	return out
}

// planes transforms the rows of the box and then, or before, the lines across
// them in each plane of the box, in place.
func (s Volume) planes(transform func(*fourier.CmplxFFT, []complex128), box [3]int, rowsFirst bool) {
	area := s.Size[0] * s.Size[1]
	workers.Each(box[2], func(z int) {
		plane := s.Data[z*area:][:area]
		rows := func() {
			t := fourier.NewCmplxFFT(s.Size[0])
			for y := range box[1] {
				transform(t, plane[y*s.Size[0]:][:s.Size[0]])
			}
		}
		if rowsFirst {
			rows()
		}
		t := fourier.NewCmplxFFT(s.Size[1])
		line := make([]complex128, s.Size[1])
		for x := range s.Size[0] {
			for y := range line {
				line[y] = plane[y*s.Size[0]+x]
			}
			transform(t, line)
			for y, c := range line {
				plane[y*s.Size[0]+x] = c
			}
		}
		if !rowsFirst {
			rows()
		}
	})
}

// columns transforms all lines along z in place, if z is a dimension.
func (s Volume) columns(transform func(*fourier.CmplxFFT, []complex128)) {
	if s.Dimensions < 3 {
		return
	}
	area := s.Size[0] * s.Size[1]
	workers.Each(s.Size[1], func(y int) {
		t := fourier.NewCmplxFFT(s.Size[2])
		line := make([]complex128, s.Size[2])
		for x := range s.Size[0] {
			at := y*s.Size[0] + x
			for z := range line {
				line[z] = s.Data[z*area+at]
			}
			transform(t, line)
			for z, c := range line {
				s.Data[z*area+at] = c
			}
		}
	})
}

// Even returns the transform of a volume of the given even size whose values do
// not change when an index changes its sign. Octant holds those at indices 0 …
// size/2, x fastest; it is replaced by their transform, which is real and has
// the same symmetry (a cosine transform along each axis).
func Even(octant []float64, size [3]int) {
	step := 1
	for axis := range 3 {
		n := size[axis]/2 + 1
		cosine := fourier.NewDCT(n)
		line := make([]float64, n)
		for start := range octant {
			if start/step%n != 0 {
				continue
			}
			for i := range line {
				line[i] = octant[start+i*step]
			}
			cosine.Transform(line, line)
			for i, v := range line {
				octant[start+i*step] = v
			}
		}
		step *= n
	}
}

// Smooth returns the least number from n on that has no prime factors but 2, 3
// and 5, for which transforms are fast.
func Smooth(n int) int {
	for ; ; n++ {
		m := n
		for _, p := range []int{2, 3, 5} {
			for m%p == 0 {
				m /= p
			}
		}
		if m == 1 {
			return n
		}
	}
}
