package perturb

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// What can be wrong. Errors of measuring are those of package radiomics.
var (
	// ErrChain is a chain that is not known or cannot be used.
	ErrChain = errors.New("perturb: unusable chain")
	// ErrVOI is a VOI that a perturbation leaves nothing of.
	ErrVOI = errors.New("perturb: unusable VOI")
	// ErrPatients are results that cannot be judged together.
	ErrPatients = errors.New("perturb: patients cannot be compared")
)

// Chain says which perturbations are combined. A field that is empty or 0 is a
// perturbation that is not made.
type Chain struct {
	// Name is the word of letters, such as RVC.
	Name string `json:"name"`
	// Angles in degrees about the axis of the slices, from x to y.
	Angles []float64 `json:"angles,omitempty"`
	// Shifts in parts of a voxel. All triples along x, y and z are combined.
	Shifts []float64 `json:"shifts,omitempty"`
	// Noises is how many times noise is drawn anew.
	Noises int `json:"noises,omitempty"`
	// Volumes are the changes of the volume, 0.1 for a tenth more.
	Volumes []float64 `json:"volumes,omitempty"`
	// Contours is how many times the contour is drawn anew.
	Contours int `json:"contours,omitempty"`
}

// letters are those of the perturbations, in the order in which they are made.
const letters = "NRTVC"

// Named returns the chain of a word such as "RT", "RNT", "RVC" or "NTCV": each
// of the letters R, N, T, V and C at most once, in any order.
//
// The letters are those of the paper. The values are such that each word has 27
// to 32 repetitions: the finer, the fewer perturbations share them.
//
//	R      −13° to 13° by 1°; −10°, −6°, … 10° with V; −6°, −2°, 2°, 6° with T
//	T      0, ⅓, ⅔ of a voxel along each axis; ¼, ¾ with R or V
//	V      −28 % to 28 % by 2 %; −20 %, −10 %, … 20 % with R; ±5 %, ±15 % with T
//	RTV…   −6°, 6°; ¼, ¾; −10 %, 10 %
//	N, C   once with R, T or V; else 30 times, C once with N
func Named(word string) (Chain, error) {
	c := Chain{Name: word}
	has := map[rune]bool{}
	for _, letter := range word {
		if !strings.ContainsRune(letters, letter) || has[letter] {
			return c, fault.New(ErrChain, "%q is not a chain of perturbations", word).
				Try("use each of the letters R (rotation), N (noise), T (translation), V (volume), C (contour) at most once, as in RVC or NTCV")
		}
		has[letter] = true
	}
	if word == "" {
		return c, fault.New(ErrChain, "the chain of perturbations is empty").Try("use a word such as RVC or NTCV")
	}
	r, t, v := has['R'], has['T'], has['V']
	if r {
		switch {
		case t && v:
			c.Angles = []float64{-6, 6}
		case t:
			c.Angles = []float64{-6, -2, 2, 6}
		case v:
			c.Angles = []float64{-10, -6, -2, 2, 6, 10}
		default:
			c.Angles = evenly(-13, 13, 1)
		}
	}
	if t {
		c.Shifts = []float64{0, 1. / 3, 2. / 3}
		if r || v {
			c.Shifts = []float64{0.25, 0.75}
		}
	}
	if v {
		switch {
		case r && t:
			c.Volumes = []float64{-0.1, 0.1}
		case r:
			c.Volumes = []float64{-0.2, -0.1, 0, 0.1, 0.2}
		case t:
			c.Volumes = []float64{-0.15, -0.05, 0.05, 0.15}
		default:
			for _, percent := range evenly(-28, 28, 2) {
				c.Volumes = append(c.Volumes, percent/100)
			}
		}
	}
	once := r || t || v
	if has['N'] {
		if c.Noises = 30; once {
			c.Noises = 1
		}
	}
	if has['C'] {
		if c.Contours = 30; once || has['N'] {
			c.Contours = 1
		}
	}
	return c, nil
}

// evenly returns whole numbers from lo to hi.
func evenly(lo, hi, step int) (all []float64) {
	for x := lo; x <= hi; x += step {
		all = append(all, float64(x))
	}
	return all
}

// Validate reports the first value that cannot be used, as [ErrChain].
func (c Chain) Validate() error {
	wrong := func(format string, args ...any) *fault.Error {
		return fault.New(ErrChain, format, args...).At("chain %s", c.Name)
	}
	for _, angle := range c.Angles {
		if !(math.Abs(angle) <= 180) {
			return wrong("an angle of %g°", angle).Try("use angles from -180 to 180")
		}
	}
	for _, shift := range c.Shifts {
		if !(math.Abs(shift) <= 1) {
			return wrong("a shift by %g voxels", shift).Try("use parts of a voxel, from -1 to 1")
		}
	}
	for _, change := range c.Volumes {
		if !(change > -1 && change <= 1) {
			return wrong("a change of the volume by %g", change).Try("use a part of the volume above -1, up to 1")
		}
	}
	if c.Noises < 0 || c.Contours < 0 {
		return wrong("%d draws of noise and %d of the contour", c.Noises, c.Contours).Try("use numbers from 0 on")
	}
	if len(c.Angles) == 0 && len(c.Shifts) == 0 && len(c.Volumes) == 0 && c.Noises == 0 && c.Contours == 0 {
		return wrong("the chain has no perturbation").Try("use perturb.Named")
	}
	if n := c.Repetitions(); n < 2 || n > mostRepetitions {
		return wrong("the chain has %d repetitions", n).Try("use between 2 and %d", mostRepetitions)
	}
	return nil
}

// mostRepetitions bounds the work that a chain asks for.
const mostRepetitions = 10000

// Repetitions returns the number of combinations of the values.
func (c Chain) Repetitions() int {
	n := 1
	for _, k := range []int{len(c.Angles), len(c.Shifts), len(c.Shifts), len(c.Shifts), c.Noises, len(c.Volumes), c.Contours} {
		n = min(n*max(k, 1), mostRepetitions+1)
	}
	return n
}

// Perturbation is one combination of the values of a chain.
type Perturbation struct {
	// Image numbers the images: perturbations with the same angle, shift and
	// noise measure one image.
	Image int
	// Angle in degrees, Shift in voxels along x, y and z.
	Angle float64
	Shift [3]float64
	// Noise says that noise is added.
	Noise bool
	// Volume is the change of the volume.
	Volume float64
	// Contour says that the contour is drawn anew.
	Contour bool
	// Number is the place among all of the chain, from 0.
	Number int
}

// String names the values: "noise, 6°, shift 0.25 0.75 0.25, volume -10 %".
func (p Perturbation) String() string {
	var parts []string
	if p.Noise {
		parts = append(parts, "noise")
	}
	if p.Angle != 0 {
		parts = append(parts, fmt.Sprintf("%g°", p.Angle))
	}
	if p.Shift != [3]float64{} {
		parts = append(parts, fmt.Sprintf("shift %.3g %.3g %.3g", p.Shift[0], p.Shift[1], p.Shift[2]))
	}
	if p.Volume != 0 {
		parts = append(parts, fmt.Sprintf("volume %+.3g %%", 100*p.Volume))
	}
	if p.Contour {
		parts = append(parts, "contour")
	}
	if parts == nil {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Perturbations returns all combinations; contours run fastest, then volumes,
// shifts, angles and noises.
func (c Chain) Perturbations() []Perturbation {
	some := func(values []float64) []float64 {
		if len(values) == 0 {
			return []float64{0}
		}
		return values
	}
	var all []Perturbation
	image := 0
	for range max(c.Noises, 1) {
		for _, angle := range some(c.Angles) {
			for _, x := range some(c.Shifts) {
				for _, y := range some(c.Shifts) {
					for _, z := range some(c.Shifts) {
						for _, change := range some(c.Volumes) {
							for range max(c.Contours, 1) {
								all = append(all, Perturbation{
									Image: image, Angle: angle, Shift: [3]float64{x, y, z}, Noise: c.Noises > 0,
									Volume: change, Contour: c.Contours > 0, Number: len(all),
								})
							}
						}
						image++
					}
				}
			}
		}
	}
	return all
}

// draw returns n of the perturbations in their order, all for 0. The choice
// depends on the seed alone: it is the same for every patient.
func (c Chain) draw(n int, seed uint64) []Perturbation {
	all := c.Perturbations()
	if n <= 0 || n >= len(all) {
		return all
	}
	rng := provenance.Rand(seed, "perturb/choice", c.Name)
	kept := all[:0]
	for i, p := range all {
		if rng.IntN(len(all)-i) < n-len(kept) { // Knuth, algorithm S
			kept = append(kept, p)
		}
	}
	return kept
}
