package simulate

import (
	"math/rand/v2"

	"hcclab/data/simulate/kinetics"
)

// Scanner is the equipment and the protocol of one examination. It is drawn
// independently of everything about the patient.
type Scanner struct {
	Vendor        string  // as in the column scanner_vendor
	Manufacturer  string  // as in the DICOM header
	Model         string  // as in the DICOM header
	FieldStrength float64 // T
	// Sequence is what the vendor calls its fat-suppressed 3-D T1-weighted
	// spoiled gradient echo.
	Sequence                 string
	RepetitionTime, EchoTime float64 // ms
	FlipAngle                float64 // degrees
	Agent                    string
	Relaxivity               float64 // r1 of the agent, s⁻¹ mM⁻¹
}

// drawScanner draws a protocol. Ranges: hccp53/docs/simulation.md (TR 3–5 ms, TE
// 1.1–2.0 ms, 9–15°); relaxivities there, gadopentetate and gadobutrol. The
// shares of vendors and field strengths are ours.
func drawScanner(rng *rand.Rand) Scanner {
	u, high := rng.Float64(), rng.Float64() < 0.6
	var s Scanner
	switch {
	case u < 0.45:
		s = Scanner{Vendor: "Siemens", Manufacturer: "SIEMENS", Model: pick(high, "Skyra", "Aera"), Sequence: "t1_vibe_fs_tra_bh"}
	case u < 0.75:
		s = Scanner{Vendor: "GE", Manufacturer: "GE MEDICAL SYSTEMS", Model: pick(high, "DISCOVERY MR750", "Signa HDxt"), Sequence: "Ax LAVA"}
	default:
		s = Scanner{Vendor: "Philips", Manufacturer: "Philips Medical Systems", Model: pick(high, "Ingenia", "Achieva"), Sequence: "e-THRIVE"}
	}
	s.FieldStrength = pick(high, 3.0, 1.5)
	s.RepetitionTime = rounded(3.2+1.6*rng.Float64(), 2)
	s.EchoTime = rounded(1.2+0.6*rng.Float64(), 2)
	s.FlipAngle = float64(9 + rng.IntN(5))
	if rng.Float64() < 0.7 {
		s.Agent, s.Relaxivity = "Gadopentetate dimeglumine", pick(high, 3.7, 4.1)
	} else {
		s.Agent, s.Relaxivity = "Gadobutrol", pick(high, 5.0, 5.2)
	}
	return s
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// physics returns the sequence for the signal equation. r2* is taken as 1.3 r1,
// of no consequence at these echo times.
func (s Scanner) physics() kinetics.Sequence {
	return kinetics.Sequence{
		RepetitionTime: s.RepetitionTime, EchoTime: s.EchoTime, FlipAngle: s.FlipAngle, R1: s.Relaxivity, R2: 1.3 * s.Relaxivity,
	}
}

// brightness draws the stored signal of liver before contrast: scanners of
// different makers have different scales.
func (s Scanner) brightness(rng *rand.Rand) float64 {
	low, high := 80.0, 160.0
	switch s.Vendor {
	case "GE":
		low, high = 500, 1100
	case "Philips":
		low, high = 200, 450
	}
	return low + (high-low)*rng.Float64()
}
