package patient

import (
	"encoding/json"
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/perturb"
)

// Measuring says what is measured of a lesion.
type Measuring struct {
	radiomics.Settings `yaml:",inline"`

	// Delta adds how each feature changes from one phase to the next: the
	// difference and the ratio.
	Delta bool `yaml:"delta" json:"delta"`
	// Ring in mm, when not 0, adds intensity and texture of the tissue around the
	// lesion, so far from it at most; see [Images.Liver].
	Ring float64 `yaml:"ring" json:"ring"`
	// Perturbation, when its chain is named, replaces or joins readers: see
	// [Images.Perturbed].
	Perturbation Perturbation `yaml:"perturbation" json:"perturbation"`
}

// Perturbation says how the robustness of features is found.
type Perturbation struct {
	// Chain is a word of package perturb, such as RVC, or "" for none.
	Chain string `yaml:"chain" json:"chain"`
	// Repetitions, when not 0, takes so many of the chain's by chance.
	Repetitions int `yaml:"repetitions" json:"repetitions"`
}

// MarshalJSON writes limits that are infinite as words, which JSON has no numbers
// for.
func (m Measuring) MarshalJSON() ([]byte, error) {
	type plain Measuring
	limits := make([]any, len(m.ResegmentRange))
	for i, x := range m.ResegmentRange {
		if limits[i] = x; math.IsInf(x, 0) {
			limits[i] = fmt.Sprint(x)
		}
	}
	return json.Marshal(struct {
		plain
		ResegmentRange []any `json:"resegmentRange"`
	}{plain(m), limits})
}

// farRing in mm bounds the ring, which is to be the surroundings of a lesion.
const farRing = 50

// Validate reports the first setting that cannot be used.
func (m Measuring) Validate() error {
	wrong := func(format string, args ...any) *fault.Error {
		return fault.New(ErrSettings, format, args...).At("radiomics in study.yaml")
	}
	if !(m.Ring >= 0 && m.Ring <= farRing) {
		return wrong("ring is %v", m.Ring).Try("use mm up to %d, such as 5, or 0 for none", farRing)
	}
	if m.Ring > 0 && len(m.inRing().Classes) == 0 {
		return wrong("ring is %v, and classes names none that is measured in it", m.Ring).Try("add firstorder to classes, or leave ring out")
	}
	if p := m.Perturbation; p.Chain != "" {
		chain, err := perturb.Named(p.Chain)
		if err != nil {
			return wrong("perturbation.chain is %q", p.Chain).Try("use each of the letters R, N, T, V, C at most once, as in RVC or NTCV")
		}
		if n := p.Repetitions; n != 0 && (n < 2 || n > chain.Repetitions()) {
			return wrong("perturbation.repetitions is %d", n).Try("use 2 to %d, or 0 for all of chain %s", chain.Repetitions(), p.Chain)
		}
	} else if p.Repetitions != 0 {
		return wrong("perturbation.repetitions is %d without a chain", p.Repetitions).Try("name a chain, such as RVC")
	}
	return m.Settings.Validate()
}

// inPhase returns what is measured of the lesion in a phase: shape in the first
// alone, since it knows no phase. There may be no class.
func (m Measuring) inPhase(first bool) radiomics.Settings {
	s := m.Settings
	if !first {
		s = m.inRing()
	}
	return s
}

// inRing returns what is measured in the ring: no shape, which would restate
// that of the lesion.
func (m Measuring) inRing() radiomics.Settings {
	s := m.Settings
	s.Classes = nil
	for _, c := range classes(m.Settings) {
		if !isShape(c) {
			s.Classes = append(s.Classes, c)
		}
	}
	return s
}

// classes returns the classes that the settings ask for, all if they name none.
func classes(s radiomics.Settings) []string {
	if len(s.Classes) > 0 {
		return s.Classes
	}
	var all []string
	for _, d := range radiomics.Definitions(s) {
		if n := len(all); n == 0 || all[n-1] != d.Class {
			all = append(all, d.Class)
		}
	}
	return distinct(all)
}

func distinct(words []string) (out []string) {
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

func isShape(class string) bool { return class == radiomics.Shape || class == shape2D }

// shape2D is the name of the class of shape in one slice.
const shape2D = "shape2D"

// ratio returns b over a. Where a is 0, or so small that there is no ratio, it is
// 1 if both are 0, else 0, and ok is false.
func ratio(a, b float64) (r float64, ok bool) {
	if r = b / a; !math.IsNaN(r) && !math.IsInf(r, 0) {
		return r, true
	}
	if a == b {
		return 1, false
	}
	return 0, false
}
