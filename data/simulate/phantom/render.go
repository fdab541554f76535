package phantom

import (
	"math"
	"math/rand/v2"

	"hcclab/data/simulate/kinetics"
	"hcclab/hccp53/volume"
)

// Scan is how the pictures are taken.
type Scan struct {
	Grid          volume.Grid // axial
	Sequence      kinetics.Sequence
	FieldStrength float64 // T
	Supply        *kinetics.Supply
	// Times of the phases, in s after the bolus reaches the aorta; negative
	// before contrast.
	Times []float64
	// Shifts moves the organs in mm, one for each phase: where the patient
	// held the breath. The wall of the body stays.
	Shifts [][3]float64
	// Brightness is the signal of liver before contrast in the image's units.
	Brightness float64
	// SNR is that signal over the standard deviation of the noise in each of
	// the two channels of the receiver.
	SNR float64
	// Coil is the receive sensitivity.
	Coil Coil
}

// Coil is a smooth factor over the image: one plus a polynomial of second
// degree in the coordinates divided by 140 mm.
type Coil struct{ Linear, Square [3]float64 }

func (c Coil) at(p vec) float64 {
	f := 1.0
	for i := range p {
		t := p[i] / 140
		f += c.Linear[i]*t + c.Square[i]*(t*t-1.0/3)
	}
	return max(f, 0.2)
}

// Pictures renders the phases of one scan.
type Pictures struct {
	body   *Anatomy
	scan   Scan
	signal [materials][]float64 // of each phase, in units of the image
	native [materials]float64   // s
	scale  float64
	curves *kinetics.Curves
	dense  [materials]float64
	liver  *volume.Image // distance to the surface of the liver in mm
}

// Scan prepares the signal of every material in every phase.
func (a *Anatomy) Scan(s Scan) *Pictures {
	p := &Pictures{body: a, scan: s, scale: 1}
	all := properties()
	reference := all[liver]
	p.scale = s.Brightness / (reference.density * s.Sequence.Signal(reference.native(s.FieldStrength), 0))
	for i, m := range all {
		conc := make([]float64, len(s.Times))
		switch {
		case m.vessel != nil:
			conc = s.Supply.Blood(*m.vessel, s.Times)
		case m.tissue.Flow > 0:
			conc = s.Supply.Concentration(m.tissue, s.Times)
		}
		p.native[i], p.dense[i] = m.native(s.FieldStrength), m.density
		for _, c := range conc {
			p.signal[i] = append(p.signal[i], p.brightness(material(i), c))
		}
	}
	p.liver = distances(s.Grid, a.liver)
	// The table covers dead tissue (2) to the best perfused parts (400).
	p.curves = s.Supply.Tabulate(2, 400, 64, a.build.Lesion.Volume, s.Times)
	return p
}

func (p *Pictures) brightness(m material, c float64) float64 {
	return p.scale * p.dense[m] * p.scan.Sequence.Signal(p.native[m], c)
}

// Phase renders one phase with noise from rng: the magnitude of a complex
// signal with equal Gaussian noise in both channels (Rician).
func (p *Pictures) Phase(rng *rand.Rand, phase int) *volume.Image {
	img := volume.NewImage(p.scan.Grid)
	c := canvas{img: img, width: p.scan.Grid.Spacing[0], shift: p.scan.Shifts[phase]}
	p.wall(img, phase)
	for _, o := range p.body.moving {
		if o.of == liver || o.of == cirrhotic {
			// The liver's is the costly distance; it is smooth, so between
			// voxels it can be interpolated.
			organ := shape{lo: o.shape.lo, hi: o.shape.hi, distance: func(q vec) float64 { return interpolate(p.liver, q) }}
			c.paint(organ, p.parenchyma(o.of, phase))
			continue
		}
		c.fill(o.shape, p.signal[o.of][phase])
	}
	p.tumour(c, phase)
	still := c
	still.shift = vec{}
	for _, o := range p.body.still {
		still.fill(o.shape, p.signal[o.of][phase])
	}
	sigma := p.scan.Brightness / p.scan.SNR
	g := p.scan.Grid
	i := 0
	for z := range g.Size[2] {
		for y := range g.Size[1] {
			for x := range g.Size[0] {
				s := img.Data[i] * p.scan.Coil.at(g.Point(float64(x), float64(y), float64(z)))
				re, im := s+sigma*rng.NormFloat64(), sigma*rng.NormFloat64()
				img.Data[i] = math.Sqrt(re*re + im*im)
				i++
			}
		}
	}
	return img
}

// wall paints air, the layers of the wall of the body, and inside it fat up to
// a dome and lung above that.
func (p *Pictures) wall(img *volume.Image, phase int) {
	g, t := img.Grid, p.body.body
	width := g.Spacing[0]
	layer := func(s *float64, d float64, m material) { *s += cover(d, width) * (p.signal[m][phase] - *s) }
	for y := range g.Size[1] {
		for x := range g.Size[0] {
			q := g.Point(float64(x), float64(y), 0)
			d := t.below(q)
			skin := 0.0
			layer(&skin, -d, fat)
			layer(&skin, t.fat-d, muscle)
			for z := range g.Size[2] {
				s := skin
				if inside := t.fat + t.muscle - d; inside < width {
					layer(&s, inside, lung)
					layer(&s, max(inside, dome(vec{q[0], q[1], g.Origin[2] + float64(z)*g.Spacing[2]})), fat)
				}
				img.Data[g.Index(x, y, z)] = s
			}
		}
	}
}

// dome is the distance, roughly in mm, of a point above the diaphragm.
func dome(p vec) float64 {
	x, y, z := p[0]/128, (p[1]+12)/98, (p[2]+70)/150
	return 60 * (x*x + y*y + z*z - 1)
}

// parenchyma is liver tissue: 3 % of fine structure, 5 % with the nodules of
// cirrhosis.
func (p *Pictures) parenchyma(m material, phase int) func(vec, float64) float64 {
	amplitude := 0.03
	if m == cirrhotic {
		amplitude = 0.05
	}
	s := p.signal[m][phase]
	return func(q vec, _ float64) float64 { return s * (1 + amplitude*p.body.parenchyma.at(q)) }
}

// tumour paints the mass, its capsule and the satellites.
func (p *Pictures) tumour(c canvas, phase int) {
	m := p.body.mass
	c.paint(m.shape, func(q vec, d float64) float64 {
		flow, share := m.perfusion(q, d)
		s := p.brightness(tumour, p.curves.At(flow, share, phase))
		if m.lesion.Necrosis > 0 {
			dead := cover(m.core.distance(q), 4)
			s += dead * (p.brightness(necrosis, p.curves.At(2, share, phase)) - s)
		}
		return s
	})
	if m.lesion.Capsule {
		c.shell(m.shape, 0.8, 1.5, p.signal[capsule][phase])
	}
	plain := p.brightness(tumour, p.curves.At(m.lesion.Flow, m.lesion.Arterial, phase))
	for _, s := range m.satellites {
		c.fill(s, plain)
	}
}
