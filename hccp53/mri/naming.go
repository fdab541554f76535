package mri

import (
	"slices"

	"hcclab/hccp53/mri/internal/phase"
	"hcclab/hccp53/mri/internal/stack"
)

// name finds the phases of all volumes and sets s.Volumes, s.Scanner.
func (s *Study) name(stacks []*stack.Stack) {
	stack.Settle(stacks)
	for i, found := range phase.Find(stacks) {
		v := volumeOf(stacks[i])
		v.Phase, v.Evidence, v.Seconds = found.Phase, found.Evidence, found.Seconds
		s.Volumes = append(s.Volumes, v)
	}
	s.Scanner = scanner(stacks, s.Volumes)
}

// scanner describes the equipment from the first named volume after the
// injection, else the first of MR.
func scanner(stacks []*stack.Stack, volumes []Volume) Scanner {
	pick := 0
	for i, v := range volumes {
		if v.Phase == AP || v.Phase == PVP || v.Phase == DP {
			pick = i
			break
		}
	}
	img := stacks[pick].First
	sc := Scanner{
		Manufacturer: img.Manufacturer, Model: img.Model, FieldStrength: img.FieldStrength,
		RepetitionTime: img.RepetitionTime, EchoTime: img.EchoTime, FlipAngle: img.FlipAngle,
		ContrastAgent: img.Agent,
	}
	for _, st := range stacks {
		if sc.ContrastAgent == "" {
			sc.ContrastAgent = st.First.Agent
		}
	}
	return sc
}

// compareGrids warns when the phases do not lie on one grid. It takes back what
// it said before, of other phases.
func (s *Study) compareGrids() {
	s.Warnings = slices.DeleteFunc(s.Warnings, func(w string) bool { return slices.Contains(s.grids, w) })
	s.grids = nil
	var first *Volume
	for _, p := range []Phase{AP, PVP, DP, Pre} {
		v, err := s.Phase(p)
		switch {
		case err != nil:
		case first == nil:
			first = v
		default:
			if d := first.Image.Differs(v.Image.Grid); d != "" {
				s.warn("%s lies on another grid than %s: %s", p, first.Phase, d)
				s.grids = append(s.grids, s.Warnings[len(s.Warnings)-1])
			}
		}
	}
}
