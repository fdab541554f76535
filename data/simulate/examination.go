package simulate

import (
	"math"
	"math/rand/v2"
	"time"

	"hcclab/data/simulate/kinetics"
	"hcclab/data/simulate/phantom"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

// examination is everything about one patient's scan but the pictures.
type examination struct {
	options  Options
	cohort   provenance.Hash // of the options
	row      int             // of the patient, from 0
	patient  Patient
	truth    PatientTruth
	body     *phantom.Anatomy
	scan     phantom.Scan
	start    time.Time // of the study
	injected time.Time
	acquired [4]time.Time // pre, AP, PVP, DP
	// fill is how much of the 12 bits each series uses at most.
	fill []float64
	// timed tells that the files state when the injection began.
	timed, localiser, subtraction bool
}

// examine draws the scan of one patient. Each patient has random streams of
// its own, so any number of workers gives the same result.
func examine(o Options, s strengths, p Patient, truth PatientTruth, row int) *examination {
	rng := provenance.Rand(o.Seed, "simulate/examination", row)
	e := &examination{options: o, cohort: o.hash(), row: row, patient: p, truth: truth}
	lesion := s.lesion(rng, p, truth)
	grid := o.grid()
	var extent [3]float64
	for k := range extent {
		extent[k] = float64(o.Matrix[k]) * o.Spacing[k]
	}
	e.body = phantom.New(provenance.Rand(o.Seed, "simulate/body", row), phantom.Build{Lesion: lesion, Cirrhosis: p.Cirrhosis, Extent: extent})

	// Phases at 14, 50 and 165 s after the bolus reaches the aorta
	// (hccp53/docs/simulation.md), which takes 15 to 22 s from the vein.
	arrival := 15 + 7*rng.Float64()
	after := [4]float64{0, 14, 50, 165}
	e.start = drawDate(rng)
	e.injected = e.start.Add(time.Duration(8+rng.IntN(5)) * time.Minute)
	for i := range after {
		seconds := rounded(arrival+after[i]+cut(rng, o.Jitter), 1)
		if i == 0 {
			seconds = -rounded(40+80*rng.Float64(), 1)
		}
		e.truth.Seconds[i] = seconds
		e.acquired[i] = e.injected.Add(time.Duration(math.Round(10*seconds)) * 100 * time.Millisecond)
	}
	times, shifts := make([]float64, 4), make([][3]float64, 4)
	for i := range times {
		times[i] = e.truth.Seconds[i] - arrival
		if i != 1 {
			along := cut(rng, o.Shift)
			shifts[i] = [3]float64{0, 0.3 * along, along}
		}
	}
	bolus := kinetics.NewBolus()
	bolus.Dose = math.Exp(0.1 * rng.NormFloat64())
	bolus.ArterialDelay += 0.5 * (2*rng.Float64() - 1)
	bolus.PortalDelay += 2*rng.Float64() - 1
	e.truth.SNR = rounded(15+25*rng.Float64(), 1)
	e.scan = phantom.Scan{
		Grid: grid, Sequence: p.Scanner.physics(), FieldStrength: p.Scanner.FieldStrength, Supply: bolus.Supply(times[3] + 1),
		Times: times, Shifts: shifts, Brightness: p.Scanner.brightness(rng), SNR: e.truth.SNR, Coil: drawCoil(rng),
	}
	e.truth.Layout = drawLayout(rng)
	for range e.truth.Layout.parts(p.Scanner) {
		e.fill = append(e.fill, 0.7+0.28*rng.Float64())
	}
	e.timed, e.localiser, e.subtraction = rng.Float64() < 0.75, rng.Float64() < 0.15, rng.Float64() < 0.08
	e.truth.TumourVolume = math.Round(e.body.TumourVolume())
	return e
}

// cut draws from a normal distribution with half the limit as its standard
// deviation, within the limit.
func cut(rng *rand.Rand, limit float64) float64 {
	return limit * redraw(-1, 1, func() float64 { return rng.NormFloat64() / 2 })
}

// drawDate draws the start of a study in the paper's period, January 2020 to
// February 2021, on a working day between 8 and 17 o'clock.
func drawDate(rng *rand.Rand) time.Time {
	first := time.Date(2020, 1, 2, 8, 0, 0, 0, time.UTC)
	days := int(time.Date(2021, 2, 28, 8, 0, 0, 0, time.UTC).Sub(first).Hours() / 24)
	for {
		day := first.AddDate(0, 0, rng.IntN(days+1))
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			return day.Add(time.Duration(rng.IntN(9*3600)) * time.Second)
		}
	}
}

// drawCoil draws a receive field that varies by up to ±30 % over the body.
func drawCoil(rng *rand.Rand) phantom.Coil {
	var c phantom.Coil
	for k := range c.Linear {
		c.Linear[k] = 0.12 * (2*rng.Float64() - 1)
		c.Square[k] = 0.15 * (2*rng.Float64() - 1)
	}
	return c
}

// lesion draws what the clinical row and the traits leave open.
func (s strengths) lesion(rng *rand.Rand, p Patient, truth PatientTruth) phantom.Lesion {
	l := phantom.Lesion{
		Diameter: 10 * p.TumourSize, Lobulation: truth.Lobulation, Heterogeneity: truth.Heterogeneity,
		Wavelength: s.Traits.Wavelength.Min + (s.Traits.Wavelength.Max-s.Traits.Wavelength.Min)*rng.Float64(),
		Ragged:     p.NonSmooth, Rim: p.RimAPHE, Capsule: p.Capsule, Satellites: p.TumourNumber - 1,
		// Perfusion of HCC: hccp53/docs/simulation.md.
		Flow:     min(max(90*math.Exp(0.2*rng.NormFloat64()), 60), 150),
		Arterial: 0.75 + 0.20*rng.Float64(),
		Volume:   0.09 + 0.06*rng.Float64(),
	}
	// Large tumours outgrow their blood supply; the shares are ours.
	dead := 0.0
	switch {
	case p.TumourSize > 5:
		dead = 0.5
	case p.TumourSize > 3:
		dead = 0.15
	}
	u, radius := rng.Float64(), 0.25+0.2*rng.Float64()
	if u < dead {
		l.Necrosis = radius
	}
	return l
}

// grid returns an axial grid about the middle of the body.
func (o Options) grid() volume.Grid {
	g := volume.Grid{Size: o.Matrix, Spacing: o.Spacing, Direction: volume.Axial}
	for k := range g.Origin {
		g.Origin[k] = -float64(o.Matrix[k]-1) / 2 * o.Spacing[k]
	}
	return g
}
