package mri

import (
	"encoding/binary"
	"math"

	"hcclab/hccp53/mri/internal/dcm"
)

// Philips scanners state two scales. The rescale of the standard (RS, RI) makes
// the values that consoles show, which are stretched for each series:
//
//	shown = stored·RS + RI
//
// A private factor (SS) leads to values that compare between series
// (Chenevert et al., Transl Oncol 2014;7:65–71):
//
//	floating point = (stored·RS + RI) / (RS·SS)

// philipsScale returns SS, NaN in images of other makers.
func philipsScale(d *dcm.DataSet) float64 {
	e := d.Private(0x2005, "Philips MR Imaging DD 001", 0x0e)
	if e == nil || len(e.Value) != 4 { // in implicit syntax the kind is not stated
		return math.NaN()
	}
	bits := binary.LittleEndian.Uint32(e.Value)
	if d.Order() == binary.BigEndian {
		bits = binary.BigEndian.Uint32(e.Value)
	}
	ss := float64(math.Float32frombits(bits))
	if !finite(ss) || ss == 0 {
		return math.NaN()
	}
	return ss
}

// divisor returns by what a shown value is to be divided to get the floating-point
// one, NaN where that is not known.
func (img *frame) divisor() float64 { return img.Slope * img.ScaleSlope }

// Scaling says how the values of a volume came from the stored ones:
//
//	value = stored·Slope + Intercept
//
// Slope and Intercept are NaN where they differ between the slices.
type Scaling struct {
	Slope, Intercept float64
	// Divisor is the product RS·SS of Philips scanners: a value divided by it is
	// on the floating-point scale, which compares between series. It is NaN in
	// images of other makers, and where it differs between the slices.
	Divisor float64
	// FloatingPoint is true when the values are on that scale already, as those
	// of [Load] are.
	FloatingPoint bool
}

// scalingOf returns the scaling of volume number t.
func scalingOf(positions []position, t int, floating bool) Scaling {
	img := positions[0][t]
	s := Scaling{Divisor: img.divisor(), FloatingPoint: floating && img.floats()}
	s.Slope, s.Intercept = img.mapping(floating)
	for _, images := range positions {
		other := images[t]
		slope, intercept := other.mapping(floating)
		if slope != s.Slope {
			s.Slope = math.NaN()
		}
		if intercept != s.Intercept {
			s.Intercept = math.NaN()
		}
		if other.divisor() != s.Divisor {
			s.Divisor = math.NaN()
		}
		s.FloatingPoint = s.FloatingPoint && other.floats()
	}
	return s
}

// floats reports whether the image has a floating-point scale.
func (img *frame) floats() bool { d := img.divisor(); return finite(d) && d != 0 }

// mapping returns slope and intercept from stored values to those that are
// handed out.
func (img *frame) mapping(floating bool) (slope, intercept float64) {
	if floating && img.floats() {
		return 1 / img.ScaleSlope, img.Intercept / img.divisor()
	}
	return img.Slope, img.Intercept
}
