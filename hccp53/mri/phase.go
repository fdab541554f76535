package mri

import "hcclab/hccp53/mri/internal/phase"

// Phase is a time of dynamic imaging after the injection of contrast agent.
type Phase = phase.Phase

// The phases, by when a volume begins after the start of the injection; between
// them no phase is claimed from time alone.
const (
	Pre     = phase.Pre // before the injection
	AP      = phase.AP  // arterial, 15 to 45 s
	PVP     = phase.PVP // portal venous, 50 to 100 s
	DP      = phase.DP  // delayed, 120 to 300 s
	HBP     = phase.HBP // hepatobiliary, from 600 s on
	Unknown = phase.Unknown
)

// Phases returns the phases that can be known, in the order of time.
func Phases() []Phase { return phase.Phases() }
