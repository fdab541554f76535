package frame

import (
	"encoding/binary"
	"math"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
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
	if !vector.Finite(ss) || ss == 0 {
		return math.NaN()
	}
	return ss
}

// Divisor returns by what a shown value is to be divided to get the floating-point
// one, NaN where that is not known.
func (img *Image) Divisor() float64 { return img.Slope * img.ScaleSlope }

// HasFloatingPoint reports whether the image has a floating-point scale.
func (img *Image) HasFloatingPoint() bool { d := img.Divisor(); return vector.Finite(d) && d != 0 }

// Mapping returns slope and intercept from stored values to those that are
// handed out.
func (img *Image) Mapping(floating bool) (slope, intercept float64) {
	if floating && img.HasFloatingPoint() {
		return 1 / img.ScaleSlope, img.Intercept / img.Divisor()
	}
	return img.Slope, img.Intercept
}
