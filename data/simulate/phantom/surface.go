package phantom

import (
	"math"
	"math/rand/v2"
	"sync"
)

// surface is a closed outline seen from its centre: one radius a direction.
type surface struct {
	centre vec
	axes   [3]vec // orthonormal
	radii  vec    // of the ellipsoid under the bumps, mm, along the axes
	bumps  []bumps
	table  *directions
}

// bumps is a random function on the sphere with mean 0 and variance 1, of
// about `order` bumps around the equator, as a band of spherical harmonics of
// that degree would be.
type bumps struct {
	amplitude   float64 // standard deviation of the logarithm of the radius
	waves       waves
	mean, scale float64
}

// newBumps draws a function of the given order and amplitude.
func newBumps(rng *rand.Rand, order, amplitude float64) bumps {
	b := bumps{amplitude: amplitude, waves: newWaves(rng, 24, 2*math.Pi/order), scale: 1}
	sum, squares := 0.0, 0.0
	for _, u := range sphere() {
		v := b.waves.at(u)
		sum, squares = sum+v, squares+v*v
	}
	n := float64(len(sphere()))
	b.mean = sum / n
	b.scale = 1 / math.Sqrt(squares/n-b.mean*b.mean)
	return b
}

// at returns the contribution to the logarithm of the radius. Beyond 2
// standard deviations it is cut, lest a spike decide the diameter.
func (b bumps) at(u vec) float64 {
	return b.amplitude * min(max((b.waves.at(u)-b.mean)*b.scale, -2), 2)
}

// exact computes the distance in mm from the centre to the surface in the
// direction of the unit vector u.
func (s *surface) exact(u vec) float64 {
	k := 0.0
	for i, axis := range s.axes {
		a := axis.dot(u) / s.radii[i]
		k += a * a
	}
	log := 0.0
	for _, b := range s.bumps {
		if b.amplitude != 0 {
			log += b.at(u)
		}
	}
	return math.Exp(log) / math.Sqrt(k)
}

// settle tabulates the radius, which is asked for once a voxel.
func (s *surface) settle() { s.table = tabulate(s.exact) }

// distance returns the distance in mm from p to the surface along the line to
// the centre, negative inside.
func (s *surface) distance(p vec) float64 {
	q := p.sub(s.centre)
	l := q.length()
	if l > s.table.largest+15 {
		return l - s.table.largest
	}
	return l - s.table.at(q)
}

// reach returns the radius of a sphere that is as large as the surface on
// average.
func (s *surface) reach() float64 { return math.Cbrt(3 / (4 * math.Pi) * s.volume()) }

// volume returns the volume inside in mm³.
func (s *surface) volume() float64 {
	sum := 0.0
	for _, u := range sphere() {
		r := s.exact(u)
		sum += r * r * r
	}
	return 4 * math.Pi / 3 * sum / float64(len(sphere()))
}

// diameter returns the largest distance between two points of the surface.
func (s *surface) diameter() float64 {
	points := make([]vec, len(sphere()))
	for i, u := range sphere() {
		points[i] = u.scale(s.exact(u))
	}
	largest := 0.0
	for i, p := range points {
		for _, q := range points[:i] {
			d := p.sub(q)
			largest = max(largest, d.dot(d))
		}
	}
	return math.Sqrt(largest)
}

// sizeTo scales the surface to the given largest diameter in mm.
func (s *surface) sizeTo(diameter float64) { s.radii = s.radii.scale(diameter / s.diameter()) }

func (s *surface) shape() shape {
	r := vec{s.table.largest, s.table.largest, s.table.largest}
	return shape{lo: s.centre.sub(r), hi: s.centre.add(r), distance: s.distance}
}

// frame draws three orthonormal axes.
func frame(rng *rand.Rand) [3]vec {
	a := direction(rng)
	b := direction(rng)
	b = b.sub(a.scale(a.dot(b)))
	b = b.scale(1 / b.length())
	c := vec{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
	return [3]vec{a, b, c}
}

// sphere returns 400 directions spread evenly (a Fibonacci spiral), one per
// 10°.
var sphere = sync.OnceValue(func() []vec {
	all := make([]vec, 400)
	golden := math.Pi * (3 - math.Sqrt(5))
	for i := range all {
		z := 1 - 2*(float64(i)+0.5)/float64(len(all))
		r := math.Sqrt(1 - z*z)
		sin, cos := math.Sincos(golden * float64(i))
		all[i] = vec{r * cos, r * sin, z}
	}
	return all
})
