// Package spectrum holds discrete Fourier transforms of volumes.
package spectrum

import (
	"math/cmplx"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/dsp/fourier"
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
func (s Volume) Forward() {
	s.each(func(t *fourier.CmplxFFT, line []complex128) { t.Coefficients(line, line) })
}

// Inverse transforms back in place; sums are divided by the number of values.
func (s Volume) Inverse() {
	s.each(func(t *fourier.CmplxFFT, line []complex128) {
		t.Sequence(line, line)
		n := complex(1/float64(len(line)), 0)
		for i := range line {
			line[i] *= n
		}
	})
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

// each transforms all lines along each axis in place.
func (s Volume) each(transform func(*fourier.CmplxFFT, []complex128)) {
	area := s.Size[0] * s.Size[1]
	parallel(s.Size[2], func(z int) {
		plane := s.Data[z*area:][:area]
		row := fourier.NewCmplxFFT(s.Size[0])
		for y := range s.Size[1] {
			transform(row, plane[y*s.Size[0]:][:s.Size[0]])
		}
		column := fourier.NewCmplxFFT(s.Size[1])
		line := make([]complex128, s.Size[1])
		for x := range s.Size[0] {
			for y := range line {
				line[y] = plane[y*s.Size[0]+x]
			}
			transform(column, line)
			for y, c := range line {
				plane[y*s.Size[0]+x] = c
			}
		}
	})
	if s.Dimensions < 3 {
		return
	}
	parallel(s.Size[1], func(y int) {
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

// parallel calls work(0) … work(n−1) on as many goroutines as there are
// processors, each index once.
func parallel(n int, work func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}
