package phantom

import (
	"math"
	"math/rand/v2"
)

// Build says what body to make.
type Build struct {
	Lesion Lesion
	// Cirrhosis makes the liver nodular, its perfusion more arterial, and the
	// spleen large.
	Cirrhosis bool
	// Extent is the field of view in mm, about the middle of the body. The
	// lesion is placed so that it lies inside.
	Extent [3]float64
}

// Anatomy is one patient's upper abdomen. It does not change; all methods may
// be used by several goroutines at once.
type Anatomy struct {
	build      Build
	body       torso
	still      []organ // does not move with breathing
	moving     []organ // painted in this order
	liver      shape   // with the tumour and the bulge that a large one makes
	mass       *mass
	parenchyma lattice
}

// organ is a shape filled with one material.
type organ struct {
	shape shape
	of    material
}

// torso is the wall of the body: upright cylinders.
type torso struct {
	width, depth float64 // semi-axes of the skin, mm
	fat, muscle  float64 // thickness of the layers, mm
}

// depth of a point below the skin, positive inside, in mm.
func (t torso) below(p vec) float64 {
	a, b := math.Abs(p[0])/t.width, math.Abs(p[1])/t.depth
	// The body is a superellipse of exponent 2.5; its 1/2.5-th power to second
	// order about the skin.
	f := min(a*a*math.Sqrt(a)+b*b*math.Sqrt(b), 2) - 1
	k := 1 + 0.4*f - 0.12*f*f
	// Along the radius a point at k lies (1−k)/k of its own distance inside.
	return (1 - k) * (t.width + t.depth) / 2
}

// New draws a body and places the lesion in its liver.
func New(rng *rand.Rand, build Build) *Anatomy {
	vary := func(sd float64) float64 { return sd * min(max(rng.NormFloat64(), -2), 2) }
	near := func(x, y, z, sd float64) vec { return vec{x + vary(sd), y + vary(sd), z + vary(sd)} }
	a := &Anatomy{build: build, parenchyma: newLattice(rng, 6)}
	a.body = torso{width: 130 + vary(3), depth: 98 + vary(4), fat: 9 + 5*rng.Float64(), muscle: 9}
	wall := a.body.fat + a.body.muscle
	cavity := shape{distance: func(p vec) float64 { return wall - a.body.below(p) }}

	spine := ellipsoid(near(0, 50, 0, 1), vec{20, 17, 1e4})
	canal := ellipsoid(vec{0, 72, 0}, vec{9, 8, 1e4})
	erector := func(side float64) shape { return ellipsoid(vec{side * 29, 70, 0}, vec{23, 15, 1e4}) }
	heart := near(20, -32, 86, 3)

	kidneyR, kidneyL := near(-50, 44, -62, 3), near(54, 42, -48, 3)
	spleenSize := 1.0
	if build.Cirrhosis {
		spleenSize = 1.2
	}
	spleenShape := ellipsoid(near(88, 28, 12, 3), vec{24, 40, 46}.scale(spleenSize)).within(cavity.grown(-2))
	stomach := near(50, -38, 12, 4)
	aorta := near(9, 24, 0, 1.5)
	cava := near(-19, 22, 0, 1.5)
	cavaShape := tube(10, 10, vec{cava[0], cava[1], -90}, vec{cava[0], cava[1], 90})
	gallbladder := ellipsoid(near(-32, -44, -46, 4), vec{13, 15, 24})

	rightAt, rightSize := near(-54, -2, -6, 2), vec{67 + vary(2), 81 + vary(3), 72 + vary(3)}
	right := boxy(rightAt, rightSize).within(ellipsoid(rightAt, rightSize.scale(1.06))) // the corners rounded
	left := ellipsoid(near(8, -40, 20, 3), vec{58 + vary(5), 30 + vary(2), 36 + vary(3)})
	lobes := union(right, left, 20)
	nodular, contour := 1.0, newLattice(rng, 14)
	if build.Cirrhosis {
		nodular = 2.5
	}
	keepOut := []shape{
		ellipsoid(kidneyR, vec{27, 24, 50}).grown(3), spine.grown(4), gallbladder.grown(1),
		tube(11, 11, aorta.add(vec{0, 0, -90}), aorta.add(vec{0, 0, 90})), ellipsoid(heart, vec{58, 42, 38}).grown(2),
	}
	box := lobes.grown(4 * nodular) // contour moves the surface by up to so much
	organLiver := shape{lo: box.lo, hi: box.hi, distance: func(p vec) float64 {
		d := lobes.distance(p)
		if d > 12 {
			return d
		}
		return clear(p, max(d+nodular*contour.at(p), cavity.distance(p)+2), keepOut)
	}}

	a.mass = newMass(rng, build.Lesion)
	a.mass.place(rng, a.findPlace(rng, organLiver.without(cavaShape), a.mass.outline.reach()))
	// A tumour at the surface pushes the capsule of the liver outwards.
	a.liver = union(organLiver, a.mass.shape.grown(4), 6)
	a.placeSatellites(rng, organLiver)

	a.still = []organ{
		{spine, marrow}, {canal, fluid}, {erector(-1), muscle}, {erector(1), muscle},
	}
	a.moving = []organ{
		{ellipsoid(heart, vec{58, 42, 38}).within(cavity), gut}, {ellipsoid(heart.add(vec{2, -2, 4}), vec{46, 31, 30}), arterial},
		{ellipsoid(kidneyR, vec{25, 22, 48}), cortex}, {ellipsoid(kidneyR, vec{15, 12, 36}), medulla},
		{ellipsoid(kidneyL, vec{25, 22, 48}), cortex}, {ellipsoid(kidneyL, vec{15, 12, 36}), medulla},
		{spleenShape, spleen},
		{ellipsoid(stomach, vec{42, 30, 40}), gut}, {ellipsoid(stomach, vec{37, 25, 35}), fluid},
		{ellipsoid(near(45, -30, -50, 5), vec{34, 22, 17}), gut}, {ellipsoid(near(5, -52, -58, 5), vec{40, 15, 13}), gut},
		{tube(9.5, 9.5, aorta.add(vec{0, 0, -90}), aorta.add(vec{0, 0, 90})), arterial},
		{a.liver, a.parenchymaOf()},
		{cavaShape, hepatic}, {gallbladder, fluid},
	}
	hilum, fork := near(-14, 0, -12, 3), near(-30, -6, 2, 3)
	confluence := vec{cava[0], cava[1] - 4, 52}
	a.moving = append(a.moving,
		organ{tube(6.5, 6.5, vec{4, 2, -90}, hilum), portal},
		organ{tube(6, 5, hilum, fork), portal},
		organ{tube(4.5, 2, fork, near(-66, -26, 14, 5), near(-92, -44, 22, 5)), portal},
		organ{tube(4.5, 2, fork, near(-72, 22, -4, 5), near(-98, 34, -10, 5)), portal},
		organ{tube(4.5, 2, fork, near(-6, -30, 16, 4), near(22, -42, 22, 4)), portal},
		organ{tube(5, 2, confluence, near(-62, 16, 34, 5), near(-98, 8, 12, 5)), hepatic},
		organ{tube(5, 2, confluence, near(-40, -22, 32, 5), near(-56, -50, 6, 5)), hepatic},
		organ{tube(4.5, 2, confluence, near(-6, -20, 40, 4), near(16, -42, 32, 4)), hepatic},
	)
	return a
}

func (a *Anatomy) parenchymaOf() material {
	if a.build.Cirrhosis {
		return cirrhotic
	}
	return liver
}

// findPlace returns a random point of the liver that lies deeper than the
// given radius and has the radius and a margin inside the field of view. When
// the tumour is too large for that, it is the deepest point tried.
func (a *Anatomy) findPlace(rng *rand.Rand, organ shape, radius float64) vec {
	best, depth := vec{-55, 0, 0}, math.Inf(-1)
	room := max(a.build.Extent[2]/2-1.3*radius-6, 1)
	for range 600 {
		var p vec
		for i := range p {
			p[i] = organ.lo[i] + rng.Float64()*(organ.hi[i]-organ.lo[i])
		}
		if math.Abs(p[2]) > room {
			continue
		}
		d := -organ.distance(p)
		if d > depth {
			best, depth = p, d
		}
		if depth > 0.9*radius+2 {
			break
		}
	}
	return best
}

// placeSatellites puts small round nodules into the liver, away from the main
// tumour and from each other. One that finds no place in 400 tries is given up
// (none of 720 was, beside tumours of 1 to 12 cm).
func (a *Anatomy) placeSatellites(rng *rand.Rand, organ shape) {
	for range a.build.Lesion.Satellites {
		radius := min(4+4*rng.Float64(), 0.4*a.build.Lesion.Diameter)
		for range 400 {
			p := a.findPlace(rng, organ, radius)
			apart := a.mass.shape.distance(p)
			for _, s := range a.mass.satellites {
				apart = min(apart, s.distance(p))
			}
			if apart > radius+5 && organ.distance(p) < -radius {
				a.mass.satellites = append(a.mass.satellites, ellipsoid(p, vec{radius, 0.9 * radius, 0.9 * radius}))
				break
			}
		}
	}
}
