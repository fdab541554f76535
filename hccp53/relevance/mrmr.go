package relevance

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Definition says what relevance, redundancy and their balance are. All of them
// pick the most relevant column first, then again and again the one whose
// relevance stands out most from its mean redundancy with those picked.
type Definition string

// The definitions of [MRMR]; I is mutual information in nats.
const (
	// FCQ: the F statistic of the two classes divided by the mean |Pearson r|,
	// which counts as at least 0.001 (Zhao, Anand & Wang 2019; the default of
	// Python's mrmr_selection).
	FCQ Definition = "FCQ"
	// FCD: the F statistic less the mean |Pearson r| (Ding & Peng 2005). F is not
	// bounded and mostly outweighs the difference.
	FCD Definition = "FCD"
	// GaussianMID: I of two normal variables, -½ log(1-r²), from Pearson's r with
	// the outcome as 0 and 1 and of columns with each other; the difference (the
	// information of R's mRMRe).
	GaussianMID Definition = "gaussian-MID"
	// DiscreteMID: I of columns cut at mean ± ½ standard deviation into three
	// states; the difference (Peng, Long & Ding 2005).
	DiscreteMID Definition = "discrete-MID"
	// DiscreteMIQ: the same as a quotient, with a redundancy of at least 0.001.
	DiscreteMIQ Definition = "discrete-MIQ"
)

// Definitions returns all definitions.
func Definitions() []Definition { return []Definition{FCQ, FCD, GaussianMID, DiscreteMID, DiscreteMIQ} }

// leastRedundancy is the floor of the redundancy that a quotient divides by.
const leastRedundancy = 0.001

// Chosen is a column that [MRMR] picks.
type Chosen struct {
	// Column is its place from 0.
	Column int `json:"column"`
	// Score is relevance balanced with redundancy when it was picked: the first
	// score is the relevance. It is +Inf where a column is constant within both
	// classes and F is the relevance.
	Score inference.Number `json:"score"`
	// Relevance is the F statistic or the information about the outcome.
	Relevance inference.Number `json:"relevance"`
}

// Ranking is the outcome of [MRMR].
type Ranking struct {
	// Chosen are the columns in the order of picking. Scores of a quotient may
	// rise along it.
	Chosen []Chosen `json:"chosen"`
	// Constant are the columns that were left out because all values are equal.
	Constant []int `json:"constant"`
}

// MRMR picks k columns by minimum redundancy and maximum relevance for the
// outcome, or all that vary where there are fewer. Of columns with the same score
// the first is picked. It returns [ErrSettings] for an unknown definition or a k
// below 1, [ErrOneClass], [inference.ErrTooFew] for fewer than three patients; see
// the package for the conditions on columns.
//
// The time goes with k times the number of columns: the redundancy of a column is
// worked out only with columns that are picked.
func MRMR(columns [][]float64, outcome []bool, k int, d Definition) (Ranking, error) {
	if k < 1 {
		return Ranking{}, fault.New(ErrSettings, "%d columns are to be picked", k).Try("ask for at least one")
	}
	m, balance, err := d.measure()
	if err != nil {
		return Ranking{}, err
	}
	n := len(outcome)
	cases := 0
	for _, y := range outcome {
		if y {
			cases++
		}
	}
	switch {
	case n < 3:
		return Ranking{}, fault.New(inference.ErrTooFew, "%d patients, three are needed", n)
	case cases == 0 || cases == n:
		return Ranking{}, fault.New(ErrOneClass, "%d of %d patients have the outcome", cases, n)
	}
	vary, constant, err := split(columns, n)
	if err != nil {
		return Ranking{}, err
	}
	m.prepare(pick(columns, vary), outcome)
	return Ranking{Chosen: choose(m, balance, vary, k), Constant: constant}, nil
}

// measure is a notion of relevance and redundancy.
type measure interface {
	prepare(columns [][]float64, outcome []bool)
	relevance(column int) float64
	redundancy(a, b int) float64
}

func quotient(relevance, redundancy float64) float64 {
	return relevance / math.Max(redundancy, leastRedundancy)
}

func difference(relevance, redundancy float64) float64 { return relevance - redundancy }

// measure returns what a definition consists of.
func (d Definition) measure() (measure, func(relevance, redundancy float64) float64, error) {
	switch d {
	case FCQ:
		return &fTest{}, quotient, nil
	case FCD:
		return &fTest{}, difference, nil
	case GaussianMID:
		return &gaussian{}, difference, nil
	case DiscreteMID:
		return &discrete{}, difference, nil
	case DiscreteMIQ:
		return &discrete{}, quotient, nil
	}
	return nil, nil, fault.New(ErrSettings, "no definition of mRMR is called %q", d).
		Try("use one of %v", Definitions())
}

// choose picks up to k columns; names are their places outside.
func choose(m measure, balance func(relevance, redundancy float64) float64, names []int, k int) []Chosen {
	p := len(names)
	relevance := make([]float64, p)
	redundant := make([]sum, p) // with those picked, summed
	taken := make([]bool, p)
	for j := range p {
		relevance[j] = m.relevance(j)
	}
	chosen := make([]Chosen, 0, min(k, p))
	for len(chosen) < cap(chosen) {
		best, score := -1, math.Inf(-1)
		for j := range p {
			if taken[j] {
				continue
			}
			s := relevance[j]
			if picked := len(chosen); picked > 0 {
				s = balance(s, redundant[j].over(float64(picked)))
			}
			if best < 0 || s > score {
				best, score = j, s
			}
		}
		taken[best] = true
		chosen = append(chosen, Chosen{Column: names[best], Score: inference.Number(score), Relevance: inference.Number(relevance[best])})
		for j := range p {
			if !taken[j] {
				redundant[j].add(m.redundancy(best, j))
			}
		}
	}
	return chosen
}
