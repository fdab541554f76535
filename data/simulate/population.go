package simulate

import (
	"math"
	"math/rand/v2"
)

// population holds the marginal distributions of the clinical columns.
type population struct {
	Age       normal  `yaml:"age"`
	HBsAg     float64 `yaml:"hbsag_positive"`
	Cirrhosis struct {
		Negative float64 `yaml:"hbsag_negative"`
		Positive float64 `yaml:"hbsag_positive"`
	} `yaml:"cirrhosis"`
	ChildB struct {
		No  float64 `yaml:"no_cirrhosis"`
		Yes float64 `yaml:"cirrhosis"`
	} `yaml:"child_b"`
	AFP logNormal `yaml:"afp"`
	ALB struct {
		Mean      float64 `yaml:"mean"`
		SD        float64 `yaml:"sd"`
		Cirrhosis float64 `yaml:"cirrhosis"`
		ChildB    float64 `yaml:"child_b"`
		Min       float64 `yaml:"min"`
		Max       float64 `yaml:"max"`
	} `yaml:"alb"`
	PLT struct {
		Median    float64 `yaml:"median"`
		SDLn      float64 `yaml:"sd_ln"`
		Cirrhosis float64 `yaml:"cirrhosis"`
		Min       float64 `yaml:"min"`
		Max       float64 `yaml:"max"`
	} `yaml:"plt"`
	ALT       logNormal `yaml:"alt"`
	Size      logNormal `yaml:"tumour_size"`
	Number    []float64 `yaml:"tumour_number"`
	RimAPHE   float64   `yaml:"rim_aphe"`
	NonSmooth float64   `yaml:"non_smooth"`
	Capsule   float64   `yaml:"capsule"`
}

type normal struct {
	Mean float64 `yaml:"mean"`
	SD   float64 `yaml:"sd"`
	Min  float64 `yaml:"min"`
	Max  float64 `yaml:"max"`
}

func (n normal) draw(rng *rand.Rand) float64 {
	return redraw(n.Min, n.Max, func() float64 { return n.Mean + n.SD*rng.NormFloat64() })
}

type logNormal struct {
	Median float64 `yaml:"median"`
	SDLn   float64 `yaml:"sd_ln"`
	Min    float64 `yaml:"min"`
	Max    float64 `yaml:"max"`
}

func (l logNormal) draw(rng *rand.Rand) float64 {
	return l.Median * math.Exp(l.SDLn*rng.NormFloat64())
}

// redraw draws until the value lies within the limits; after 100 vain tries it
// takes the nearer limit.
func redraw(low, high float64, draw func() float64) float64 {
	v := 0.0
	for range 100 {
		if v = draw(); v >= low && v <= high {
			return v
		}
	}
	return min(max(v, low), high)
}

// draw draws the clinical columns of one patient of the population, as they
// are written: rounding comes before the outcome, so that the planted effects
// hold for the numbers in the file. Sex and outcome are left open.
func (pop population) draw(rng *rand.Rand) Patient {
	coin := func(p float64) bool { return rng.Float64() < p }
	var p Patient
	p.Age = int(math.Round(pop.Age.draw(rng)))
	p.HBsAg = coin(pop.HBsAg)
	cirrhosis, childB, platelets := pop.Cirrhosis.Negative, pop.ChildB.No, pop.PLT.Median
	if p.HBsAg {
		cirrhosis = pop.Cirrhosis.Positive
	}
	albumin := pop.ALB.Mean
	if p.Cirrhosis = coin(cirrhosis); p.Cirrhosis {
		childB = pop.ChildB.Yes
		albumin += pop.ALB.Cirrhosis
		platelets *= pop.PLT.Cirrhosis
	}
	if p.ChildB = coin(childB); p.ChildB {
		albumin += pop.ALB.ChildB
	}
	// Assays report "above the limit" as the limit: AFP is cut, not redrawn.
	p.AFP = rounded(min(max(pop.AFP.draw(rng), pop.AFP.Min), pop.AFP.Max), 1)
	p.ALB = rounded(normal{albumin, pop.ALB.SD, pop.ALB.Min, pop.ALB.Max}.draw(rng), 1)
	p.PLT = rounded(min(max(logNormal{Median: platelets, SDLn: pop.PLT.SDLn}.draw(rng), pop.PLT.Min), pop.PLT.Max), 0)
	p.ALT = rounded(min(max(pop.ALT.draw(rng), pop.ALT.Min), pop.ALT.Max), 0)
	p.TumourSize = rounded(redraw(pop.Size.Min, pop.Size.Max, func() float64 { return pop.Size.draw(rng) }), 1)
	p.TumourNumber = 1
	for u := rng.Float64(); p.TumourNumber < len(pop.Number); p.TumourNumber++ {
		if u -= pop.Number[p.TumourNumber-1]; u < 0 {
			break
		}
	}
	p.RimAPHE, p.NonSmooth, p.Capsule = coin(pop.RimAPHE), coin(pop.NonSmooth), coin(pop.Capsule)
	p.BCLC = stage(p)
	return p
}

// stage returns the BCLC stage (2022 update) of a patient without vascular
// invasion, spread or symptoms.
func stage(p Patient) string {
	switch {
	case p.TumourNumber == 1 && p.TumourSize <= 2:
		return "0"
	case p.TumourNumber == 1, p.TumourNumber <= 3 && p.TumourSize <= 3:
		return "A"
	}
	return "B"
}

func rounded(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}
