package phantom

import (
	"math"
	"math/rand/v2"
)

// waves is a random field with mean 0 and variance 1: a sum of plane waves of
// random direction and phase, whose lengths scatter by ±25 % about one value.
// It is band-limited, the same on every grid, and close to Gaussian.
type waves struct {
	k     []vec
	phase []float64
}

// newWaves draws n waves of about the given length in mm.
func newWaves(rng *rand.Rand, n int, length float64) waves {
	w := waves{k: make([]vec, n), phase: make([]float64, n)}
	for i := range n {
		l := length * (0.75 + 0.5*rng.Float64())
		w.k[i] = direction(rng).scale(2 * math.Pi / l)
		w.phase[i] = 2 * math.Pi * rng.Float64()
	}
	return w
}

func (w waves) at(p vec) float64 {
	sum := 0.0
	for i, k := range w.k {
		sum += math.Cos(k.dot(p) + w.phase[i])
	}
	return sum * math.Sqrt(2/float64(len(w.k)))
}

// direction draws a unit vector, all directions equally likely.
func direction(rng *rand.Rand) vec {
	for {
		v := vec{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		if l := v.length(); l > 1e-6 {
			return v.scale(1 / l)
		}
	}
}

// lattice is a cheap random field for large organs: Gaussian numbers on a
// cubic lattice that repeats after 32 cells, smoothly interpolated.
type lattice struct {
	cell  float64 // mm
	value []float64
}

const latticeSize = 32 // cells; at 6 mm the pattern repeats after 19 cm

func newLattice(rng *rand.Rand, cell float64) lattice {
	l := lattice{cell: cell, value: make([]float64, latticeSize*latticeSize*latticeSize)}
	for i := range l.value {
		l.value[i] = rng.NormFloat64()
	}
	return l
}

func (l lattice) at(p vec) float64 {
	var i [3]int
	var f vec
	for k := range p {
		x := p[k] / l.cell
		floor := math.Floor(x)
		i[k] = int(floor) & (latticeSize - 1)
		x -= floor
		f[k] = x * x * (3 - 2*x)
	}
	sum := 0.0
	for corner := range 8 {
		weight, index := 1.0, 0
		for k := 2; k >= 0; k-- {
			up := corner >> k & 1
			if up == 1 {
				weight *= f[k]
			} else {
				weight *= 1 - f[k]
			}
			index = index*latticeSize + (i[k]+up)&(latticeSize-1)
		}
		sum += weight * l.value[index]
	}
	return sum
}
