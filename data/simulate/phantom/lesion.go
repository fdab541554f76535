package phantom

import (
	"math"
	"math/rand/v2"
)

// Lesion is the tumour to be shown.
type Lesion struct {
	// Diameter is the largest diameter in mm.
	Diameter float64
	// Lobulation is the standard deviation of the logarithm of the radius over
	// the surface, in about four lobes: 0 is an ellipsoid, 0.2 strongly
	// lobulated.
	Lobulation float64
	// Heterogeneity is the standard deviation of the logarithm of the
	// perfusion inside the tumour, at the scale Wavelength in mm: 0 is even.
	Heterogeneity, Wavelength float64
	// Ragged outlines are LI-RADS "non-smooth": small bumps on the lobes.
	Ragged bool
	// Rim is rim arterial phase hyperenhancement: perfusion high at the edge,
	// low inside.
	Rim bool
	// Capsule is a thin layer of slow, late enhancement around the tumour.
	Capsule bool
	// Necrosis is the radius of the dead centre relative to that of the
	// tumour; 0 for none.
	Necrosis float64
	// Flow (mL/min/100 mL), Arterial and Volume are the tumour's perfusion.
	Flow, Arterial, Volume float64
	// Satellites is the number of further, small nodules.
	Satellites int
}

// mass is a lesion that has its place and outline.
type mass struct {
	lesion     Lesion
	outline    *surface
	shape      shape
	texture    waves
	core       shape // of necrosis
	edge       float64
	satellites []shape
}

func newMass(rng *rand.Rand, l Lesion) *mass {
	m := &mass{lesion: l, texture: newWaves(rng, 64, l.Wavelength)}
	// A hepatocellular carcinoma is round to oval: the short axes measure
	// 0.84–1.0 of the long one.
	m.outline = &surface{axes: frame(rng), radii: vec{1, 0.84 + 0.16*rng.Float64(), 0.84 + 0.16*rng.Float64()}}
	m.outline.bumps = []bumps{newBumps(rng, 4, l.Lobulation)}
	small := newBumps(rng, 11, 0.035)
	if l.Ragged {
		m.outline.bumps = append(m.outline.bumps, small)
	}
	m.outline.sizeTo(l.Diameter)
	m.outline.settle()
	// The rim of hyperenhancement is a fifth of the radius, within what can be
	// seen: 3.5 to 8 mm.
	m.edge = min(max(0.22*m.outline.reach(), 3.5), 8)
	return m
}

// place puts the mass at p.
func (m *mass) place(rng *rand.Rand, p vec) {
	m.outline.centre = p
	m.shape = m.outline.shape()
	reach := m.outline.reach()
	centre := p.add(direction(rng).scale(0.15 * reach))
	r := reach * m.lesion.Necrosis
	wobble := newWaves(rng, 16, max(reach, 5))
	dead := ellipsoid(centre, vec{max(r, 1), max(0.8*r, 1), max(0.9*r, 1)}).grown(0.2 * r)
	m.core = shape{lo: dead.lo, hi: dead.hi, distance: func(q vec) float64 {
		return dead.distance(q) + 0.12*r*wobble.at(q)
	}}
}

// perfusion returns flow and arterial share at p, where d is the distance to
// the tumour's surface.
func (m *mass) perfusion(p vec, d float64) (flow, share float64) {
	flow, share = m.lesion.Flow, m.lesion.Arterial
	if m.lesion.Rim {
		// 1.5 times the flow in the rim, 0.4 times inside, over 2 mm.
		inside := cover(d+m.edge, 2)
		flow *= 1.5*(1-inside) + 0.4*inside
	}
	if a := m.lesion.Heterogeneity; a > 0 {
		g := m.texture.at(p)
		// The median flow stays the same; the better a part is perfused, the
		// more of it is arterial (tumour vessels are).
		flow *= math.Exp(a * g)
		share = min(share+0.1*a*g, 1)
	}
	return flow, share
}
