package simulate

import (
	"errors"
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// ErrOptions reports options that contradict each other or name no preset.
var ErrOptions = errors.New("simulate: options not usable")

// Options say which cohort to make. Start from [Defaults], then change what
// differs; [Options.Sized] scales the counts.
type Options struct {
	// Preset is "paper", "null" or "strong"; see presets.yaml.
	Preset string `json:"preset"`
	Seed   uint64 `json:"seed"`
	// N patients, of whom Positive are P53-positive and Men are men.
	N        int `json:"n"`
	Positive int `json:"positive"`
	Men      int `json:"men"`
	// Readings is the number of patients drawn by the second reader and drawn
	// again by the first.
	Readings int `json:"readings"`
	// Missing is the probability that AFP, PLT or ALT is missing, for each of
	// them and completely at random.
	Missing float64 `json:"missing"`
	// Matrix and Spacing (mm) of the images, along the patient's left, back
	// and head. The field of view should be near 280 × 240 × 140 mm.
	Matrix  [3]int     `json:"matrix"`
	Spacing [3]float64 `json:"spacing_mm"`
	// Jitter is the largest deviation in s of a phase from its time, Shift the
	// largest distance in mm along the body between the breath-holds of two
	// phases. The arterial phase, on which VOIs are drawn, is at rest.
	Jitter float64 `json:"jitter_s"`
	Shift  float64 `json:"shift_mm"`

	// Workers is the number of patients made at once; 0 takes GOMAXPROCS. It
	// changes no byte.
	Workers int `json:"-"`
	// Force lets [Write] replace another simulated cohort.
	Force bool `json:"-"`
	// Progress, if set, is called after each patient, from one goroutine at a
	// time.
	Progress func(done, total int) `json:"-"`
}

// Counts of the paper: Weng et al., J Gastrointest Oncol 2026;17(2):79.
const (
	paperN        = 320
	paperPositive = 183
	paperMen      = 259
)

// Defaults returns the demo cohort: 320 patients with the counts of the paper,
// preset "paper", seed 1, 40 of them read three times, 2 % of laboratory
// values missing, images of 112 × 96 × 28 voxels of 2.5 × 2.5 × 5 mm.
func Defaults() Options {
	return Options{
		Preset: "paper", Seed: 1, N: paperN, Positive: paperPositive, Men: paperMen, Readings: 40, Missing: 0.02,
		Matrix: [3]int{112, 96, 28}, Spacing: [3]float64{2.5, 2.5, 5}, Jitter: 4, Shift: 2,
	}
}

// Sized returns the options for n patients, with positive patients, men and
// readings in the proportions of the demo cohort, rounded.
func (o Options) Sized(n int) Options {
	part := func(of int) int { return int(math.Round(float64(n) * float64(of) / paperN)) }
	o.N, o.Positive, o.Men, o.Readings = n, part(paperPositive), part(paperMen), part(40)
	return o
}

// Small returns the options with a coarse matrix of the same field of view,
// 56 × 48 × 20 voxels, for tests: an eighth of the time and bytes.
func (o Options) Small() Options {
	o.Matrix, o.Spacing = [3]int{56, 48, 20}, [3]float64{5, 5, 7}
	return o
}

func (o Options) check() error {
	bad := func(format string, args ...any) *fault.Error { return fault.New(ErrOptions, format, args...) }
	within := func(v, n int) bool { return v >= 0 && v <= n }
	switch {
	case o.N < 1:
		return bad("%d patients", o.N).Try("ask for at least one")
	case !within(o.Positive, o.N), !within(o.Men, o.N), !within(o.Readings, o.N):
		return bad("%d positive, %d men, %d readings of %d patients", o.Positive, o.Men, o.Readings, o.N).
			Try("keep each between 0 and the number of patients; Sized scales them together")
	case !(o.Missing >= 0 && o.Missing < 1):
		return bad("a probability of missing values of %g", o.Missing).Try("give one in [0, 1)")
	case !(o.Jitter >= 0 && o.Jitter <= 10):
		return bad("a jitter of %g s", o.Jitter).Try("give one in [0, 10]: beyond that the phases lose their names")
	case !(o.Shift >= 0 && o.Shift <= 20):
		return bad("a shift of %g mm", o.Shift).Try("give one in [0, 20]")
	}
	for k, size := range o.Matrix {
		extent := float64(size) * o.Spacing[k]
		if size < 1 || size > 1024 || !(o.Spacing[k] > 0) || !(extent >= 100 && extent <= 600) {
			return bad("a matrix of %v voxels of %v mm", o.Matrix, o.Spacing).
				Try("choose one that covers about 280 × 240 × 140 mm")
		}
	}
	return nil
}

// hash covers everything that decides the content of the cohort but the code.
func (o Options) hash() provenance.Hash {
	h, err := provenance.HashJSON(o)
	if err != nil {
		panic(fmt.Sprintf("simulate: %v", err)) // checked options are finite numbers and text
	}
	return h
}
