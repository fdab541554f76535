package filter

import (
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

// spectrum is the discrete Fourier transform of a field, along its first axes.
type spectrum struct {
	data       []complex128
	size       [3]int
	dimensions int
}

// transformed returns the spectrum of the field, of the whole or, with two
// dimensions, slice by slice.
func (f field) transformed(dimensions int) spectrum {
	s := spectrum{make([]complex128, len(f.data)), f.size, dimensions}
	for i, x := range f.data {
		s.data[i] = complex(x, 0)
	}
	s.forward()
	return s
}

// forward transforms in place.
func (s spectrum) forward() {
	s.each(func(t *fourier.CmplxFFT, line []complex128) { t.Coefficients(line, line) })
}

// inverted transforms back in place; the sum is divided by the number of values.
func (s spectrum) inverted() {
	s.each(func(t *fourier.CmplxFFT, line []complex128) {
		t.Sequence(line, line)
		n := complex(1/float64(len(line)), 0)
		for i := range line {
			line[i] *= n
		}
	})
}

// real returns the real part.
func (s spectrum) real() field {
	f := newField(s.size)
	for i, c := range s.data {
		f.data[i] = real(c)
	}
	return f
}

// modulus returns |c|.
func (s spectrum) modulus() field {
	f := newField(s.size)
	for i, c := range s.data {
		f.data[i] = cmplx.Abs(c)
	}
	return f
}

// each transforms all lines along each axis in place.
func (s spectrum) each(transform func(*fourier.CmplxFFT, []complex128)) {
	area := s.size[0] * s.size[1]
	parallel(s.size[2], func(z int) {
		plane := s.data[z*area:][:area]
		row := fourier.NewCmplxFFT(s.size[0])
		for y := range s.size[1] {
			transform(row, plane[y*s.size[0]:][:s.size[0]])
		}
		column := fourier.NewCmplxFFT(s.size[1])
		line := make([]complex128, s.size[1])
		for x := range s.size[0] {
			for y := range line {
				line[y] = plane[y*s.size[0]+x]
			}
			transform(column, line)
			for y, c := range line {
				plane[y*s.size[0]+x] = c
			}
		}
	})
	if s.dimensions < 3 {
		return
	}
	parallel(s.size[1], func(y int) {
		t := fourier.NewCmplxFFT(s.size[2])
		line := make([]complex128, s.size[2])
		for x := range s.size[0] {
			at := y*s.size[0] + x
			for z := range line {
				line[z] = s.data[z*area+at]
			}
			transform(t, line)
			for z, c := range line {
				s.data[z*area+at] = c
			}
		}
	})
}

// smooth returns the least number from n on that has no prime factors but 2, 3
// and 5, for which transforms are fast.
func smooth(n int) int {
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
