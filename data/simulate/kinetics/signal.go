package kinetics

import "math"

// Sequence is a spoiled gradient echo (VIBE, LAVA, THRIVE) and the contrast
// agent's effect at its field strength.
type Sequence struct {
	RepetitionTime, EchoTime float64 // ms
	FlipAngle                float64 // degrees
	// R1 and R2 are the relaxivities r1 and r2* of the agent, s⁻¹ mM⁻¹.
	R1, R2 float64
}

// Signal returns the signal, relative to the signal of fully relaxed
// magnetisation, of a tissue with native T1 in s and the concentration c in
// mM:
//
//	S = sin α·(1−E1)/(1−cos α·E1)·exp(−TE·r2*·c),  E1 = exp(−TR·(1/T10 + r1·c))
//
// The native R2* is left out: it is a constant factor of the tissue.
func (q Sequence) Signal(t10, c float64) float64 {
	sin, cos := math.Sincos(q.FlipAngle * math.Pi / 180)
	e1 := math.Exp(-q.RepetitionTime / 1000 * (1/t10 + q.R1*c))
	return sin * (1 - e1) / (1 - cos*e1) * math.Exp(-q.EchoTime/1000*q.R2*c)
}
