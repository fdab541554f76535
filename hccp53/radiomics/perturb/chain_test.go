package perturb_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics/perturb"
)

func ExampleNamed() {
	chain, err := perturb.Named("RVC")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(chain.Repetitions(), "repetitions")
	fmt.Println(chain.Angles, chain.Volumes)
	fmt.Println(chain.Perturbations()[0])
	// Output:
	// 30 repetitions
	// [-10 -6 -2 2 6 10] [-0.2 -0.1 0 0.1 0.2]
	// -10°, volume -20 %, contour
}

// Each of the 31 sets of letters is a chain of some 30 repetitions, whatever the
// order of its letters.
func TestEveryWord(t *testing.T) {
	for set := 1; set < 32; set++ {
		word, backwards := "", ""
		for k, letter := range "RNTVC" {
			if set>>k&1 == 1 {
				word += string(letter)
				backwards = string(letter) + backwards
			}
		}
		c, err := perturb.Named(word)
		if err != nil || c.Validate() != nil {
			t.Fatalf("%s: %v, %v", word, err, c.Validate())
		}
		if n := c.Repetitions(); n < 27 || n > 32 || n != len(c.Perturbations()) {
			t.Errorf("%s has %d repetitions, %d of them listed", word, n, len(c.Perturbations()))
		}
		back, err := perturb.Named(backwards)
		if err != nil || fmt.Sprint(back.Perturbations()) != fmt.Sprint(c.Perturbations()) {
			t.Errorf("%s is not %s: %v", backwards, word, err)
		}
		for k, p := range c.Perturbations() {
			if p.Number != k || p.Noise != strings.Contains(word, "N") || p.Contour != strings.Contains(word, "C") {
				t.Errorf("%s, repetition %d: %+v", word, k, p)
			}
			if !strings.Contains(word, "R") && p.Angle != 0 || !strings.Contains(word, "T") && p.Shift != [3]float64{} || !strings.Contains(word, "V") && p.Volume != 0 {
				t.Errorf("%s, repetition %d: %s", word, k, p)
			}
		}
	}
}

func TestNumbersOfImages(t *testing.T) {
	c := perturb.Chain{Name: "RVC", Angles: []float64{0, 5}, Volumes: []float64{-0.1, 0.1}, Contours: 2}
	var got []int
	for _, p := range c.Perturbations() {
		got = append(got, p.Image)
	}
	if fmt.Sprint(got) != "[0 0 0 0 1 1 1 1]" {
		t.Errorf("images %v", got)
	}
}

func TestChainThatCannotBeUsed(t *testing.T) {
	for _, word := range []string{"", "RVCC", "rvc", "RX", "R V"} {
		if _, err := perturb.Named(word); !errors.Is(err, perturb.ErrChain) {
			t.Errorf("%q: %v", word, err)
		}
	}
	for name, c := range map[string]perturb.Chain{
		"nothing":       {},
		"once":          {Noises: 1},
		"angle":         {Angles: []float64{0, 181}},
		"no angle":      {Angles: []float64{0, math.NaN()}},
		"shift":         {Shifts: []float64{0, 1.5}},
		"volume":        {Volumes: []float64{0, -1}},
		"infinite":      {Volumes: []float64{0, math.Inf(1)}},
		"negative":      {Noises: -1, Contours: 3},
		"far too many":  {Noises: 1 << 40, Contours: 1 << 40},
		"just too many": {Shifts: make([]float64, 22)},
	} {
		if err := c.Validate(); !errors.Is(err, perturb.ErrChain) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
