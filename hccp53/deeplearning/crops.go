package deeplearning

import (
	"errors"
	"fmt"
	"math"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
)

// ErrCrop reports a patient without an image for the networks.
var ErrCrop = errors.New("deeplearning: no image")

// Crops holds one square image a patient: the surroundings of the VOI on its
// largest slice, the phases interleaved, in the intensities of the scanner.
type Crops struct {
	Size   int      `json:"size"` // pixels a side
	Phases []string `json:"phases"`
	images map[int][]float32
}

// NewCrops returns an empty collection.
func NewCrops(size int, phases []string) *Crops {
	return &Crops{Size: size, Phases: phases, images: map[int][]float32{}}
}

// Add takes the image of one case: size·size pixels, row by row, with the
// phases of a pixel together.
func (c *Crops) Add(caseNumber int, image []float32) error {
	if len(image) != c.Size*c.Size*len(c.Phases) {
		panic(fmt.Sprintf("deeplearning: crop of %d values instead of %d", len(image), c.Size*c.Size*len(c.Phases)))
	}
	for _, v := range image {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fault.New(ErrCrop, "the image holds a value that is no number").At("case %d", caseNumber).Try("check the DICOM series of this patient")
		}
	}
	c.images[caseNumber] = image
	return nil
}

// of returns the images of the patients, in their order.
func (c *Crops) of(p cohort.Patients) ([][]float32, error) {
	images := make([][]float32, p.Len())
	for i := range images {
		img, ok := c.images[p.Case(i)]
		if !ok {
			return nil, fault.New(ErrCrop, "there is no image of case %d", p.Case(i)).Try("check the images of this patient with `hccp53 check`")
		}
		images[i] = img
	}
	return images, nil
}

// Standard brings each phase to mean 0 and standard deviation 1 over the
// pixels of the patients it was learnt on.
type Standard struct {
	Mean []float64 `json:"mean"` // one a phase
	SD   []float64 `json:"sd"`
}

// learnStandard learns the moments of the images, one pass for each.
func learnStandard(images [][]float32, phases int) Standard {
	s := Standard{Mean: make([]float64, phases), SD: make([]float64, phases)}
	for p := range phases {
		n, sum := 0.0, 0.0
		for _, img := range images {
			for i := p; i < len(img); i += phases {
				sum += float64(img[i])
				n++
			}
		}
		s.Mean[p] = sum / n
		squares := 0.0
		for _, img := range images {
			for i := p; i < len(img); i += phases {
				d := float64(img[i]) - s.Mean[p]
				squares += d * d
			}
		}
		s.SD[p] = math.Sqrt(squares / n)
		if s.SD[p] == 0 {
			s.SD[p] = 1 // a phase without contrast stays at zero
		}
	}
	return s
}

// of reports whether s can standardise images of the given number of phases.
func (s Standard) of(phases int) bool {
	finite := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	if len(s.Mean) != phases || len(s.SD) != phases {
		return false
	}
	for p := range phases {
		if !finite(s.Mean[p]) || !finite(s.SD[p]) || s.SD[p] <= 0 {
			return false
		}
	}
	return true
}

// apply returns standardised copies.
func (s Standard) apply(images [][]float32) [][]float32 {
	out := make([][]float32, len(images))
	phases := len(s.Mean)
	for k, img := range images {
		out[k] = make([]float32, len(img))
		for i, v := range img {
			p := i % phases
			out[k][i] = float32((float64(v) - s.Mean[p]) / s.SD[p])
		}
	}
	return out
}
