package simulate

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"hcclab/hccp53/provenance"
)

// Patients draws the clinical rows, outcomes and traits of a cohort, without
// any image: 20,000 patients take well under a second. The order is random
// with respect to outcome and everything else. Truth holds what was planted.
//
// Clinical columns X come from the population and the outcome y from
// P(y=1|X) = 1/(1+exp(−b0−Xβ)); patients are drawn until the wanted numbers of
// both outcomes are reached, the surplus is thrown away. Such sampling by
// outcome changes only the intercept (Prentice & Pyke, Biometrika 1979;66:403),
// so β holds exactly. The traits are then drawn from N(δ·y, 1), independent of
// X given y; by Bayes' rule the log odds given X and traits are again linear,
// with the same β for X and δ for the traits. Sex carries no effect and is
// dealt out at random, which makes the number of men exact.
func Patients(o Options) ([]Patient, Truth, error) {
	if err := o.check(); err != nil {
		return nil, Truth{}, err
	}
	s, err := readStrengths()
	if err != nil {
		return nil, Truth{}, err
	}
	pre, err := s.preset(o.Preset)
	if err != nil {
		return nil, Truth{}, err
	}
	rng := provenance.Rand(o.Seed, "simulate/patients")
	all := s.drawByOutcome(rng, o, pre)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i := range all {
		p := &all[i]
		p.ID = fmt.Sprintf("S%04d", i+1)
		y := 0.0
		if p.Positive {
			y = 1
		}
		p.Texture = pre.Texture.Shift*y + rng.NormFloat64()
		p.Shape = pre.Shape.Shift*y + rng.NormFloat64()
		p.PoorGrade = rng.Float64() < pre.Edmondson.of(p.Positive)
		p.MVI = rng.Float64() < pre.MVI.of(p.Positive)
		for _, missing := range []*bool{&p.AFPMissing, &p.PLTMissing, &p.ALTMissing} {
			*missing = rng.Float64() < o.Missing
		}
		p.Scanner = drawScanner(rng)
	}
	deal(rng, all, o.Men, func(p *Patient) { p.Male = true })
	deal(rng, all, o.Readings, func(p *Patient) { p.ReadThrice = true })
	truth := Truth{Preset: o.Preset, About: pre.About, Seed: o.Seed, LogOdds: map[string]float64{}, Traits: pre.traits(), Patients: map[string]PatientTruth{}}
	maps.Copy(truth.LogOdds, pre.LogOdds)
	for _, p := range all {
		truth.Patients[p.ID] = s.show(pre, p)
	}
	return all, truth, nil
}

// deal gives something to n of the patients, chosen at random.
func deal(rng *rand.Rand, all []Patient, n int, give func(*Patient)) {
	for _, i := range rng.Perm(len(all))[:n] {
		give(&all[i])
	}
}

// drawByOutcome draws patients until o.Positive and o.N−o.Positive are found.
func (s strengths) drawByOutcome(rng *rand.Rand, o Options, pre preset) []Patient {
	columns := slices.Sorted(maps.Keys(pre.LogOdds))
	score := func(p Patient) float64 {
		sum := 0.0
		for _, c := range columns {
			x, _ := p.Predictor(c)
			sum += pre.LogOdds[c] * x
		}
		return sum
	}
	// The intercept only decides how many draws are thrown away, and keeps the
	// columns of the cohort near the marginals of the population: the mean
	// score is put at the wanted odds.
	const pilot = 2000
	centre := 0.0
	for range pilot {
		centre += score(s.Population.draw(rng)) / pilot
	}
	wanted := map[bool]int{true: o.Positive, false: o.N - o.Positive}
	intercept := math.Log((float64(wanted[true])+0.5)/(float64(wanted[false])+0.5)) - centre
	all := make([]Patient, 0, o.N)
	for len(all) < o.N {
		p := s.Population.draw(rng)
		p.Positive = rng.Float64() < 1/(1+math.Exp(-intercept-score(p)))
		if wanted[p.Positive] > 0 {
			wanted[p.Positive]--
			all = append(all, p)
		}
	}
	return all
}

// show turns the traits of a patient into what the phantom is given. The
// traits are centred between the outcomes, so that all presets use the same
// range of appearances.
func (s strengths) show(pre preset, p Patient) PatientTruth {
	look := func(f sigmoid, z, shift float64) float64 {
		return f.Low + (f.High-f.Low)/(1+math.Exp(-f.Slope*(z-shift/2)))
	}
	return PatientTruth{
		Texture: p.Texture, Shape: p.Shape,
		Heterogeneity: look(s.Traits.Heterogeneity, p.Texture, pre.Texture.Shift),
		Lobulation:    look(s.Traits.Lobulation, p.Shape, pre.Shape.Shift),
	}
}

// aucOfShift returns Φ(shift/√2), the AUC of two normal distributions with
// equal variance.
func aucOfShift(shift float64) float64 { return math.Erfc(-shift/2) / 2 }
