package performance

import (
	"encoding/json"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// HosmerLemeshowResult is the outcome of [HosmerLemeshow].
type HosmerLemeshowResult struct {
	// Requested is the number of groups asked for; ties may leave fewer.
	Requested int
	// Dropped is the number of patients without a prediction.
	Dropped int
	// Breaks are the limits of the groups, each closed on the right.
	Breaks []float64
	Groups []RiskGroup
	X2     float64
	// DF and P follow the older convention, Requested - 2 degrees of freedom;
	// DFGroups and PGroups the newer one, the number of groups - 2. P is NaN, null
	// in JSON, without degrees of freedom.
	DF       int
	P        float64
	DFGroups int
	PGroups  float64
}

// RiskGroup is a group of patients of similar predicted risk.
type RiskGroup struct {
	N int
	// Observed is the number of cases, Expected the sum of the risks.
	Observed int
	Expected float64
}

// HosmerLemeshow is the goodness-of-fit test of Hosmer & Lemeshow (1980) for the
// risks of a model on the patients it was fitted on, cut at quantiles (type 7)
// into the number of groups asked for, usually 10. Equal quantiles are merged. For
// other patients no degree of freedom was spent: use ChiSquareTail(X2, groups).
// The test has little power in small samples and finds trifles in large ones.
//
// It returns [ErrDegenerate] when all risks are equal; when a group's risks are all
// 0 or all 1, with the groups but with NaN for the statistic and its p values; or
// when they are next to that; and [ErrProbability] for risks outside 0 to 1 or fewer than two
// groups.
func HosmerLemeshow(outcome []bool, p []float64, groups int) (HosmerLemeshowResult, error) {
	r := HosmerLemeshowResult{Requested: groups, DF: groups - 2}
	if groups < 2 {
		return r, fault.New(ErrProbability, "%d groups", groups)
	}
	y, risk, dropped, err := risks(outcome, p)
	if err != nil {
		return r, err
	}
	r.Dropped = dropped
	steps := make([]float64, groups+1)
	for i := range steps {
		steps[i] = math.Min(1, float64(i)*(1/float64(groups))) // as seq(0, 1, 1/g) of R
	}
	if r.Breaks, err = inference.Quantiles(risk, steps...); err != nil {
		return r, err
	}
	r.Breaks = slices.Compact(r.Breaks)
	if len(r.Breaks) < 2 {
		return r, fault.New(ErrDegenerate, "all risks are %v", risk[0])
	}
	all := make([]RiskGroup, len(r.Breaks)-1)
	for i, v := range risk {
		k, _ := slices.BinarySearch(r.Breaks[1:], v)
		g := &all[min(k, len(all)-1)]
		g.N++
		g.Expected += v
		if y[i] {
			g.Observed++
		}
	}
	var certain error
	for _, g := range all {
		if g.N == 0 {
			continue
		}
		n, o := float64(g.N), float64(g.Observed)
		if certain == nil && (g.Expected == 0 || g.Expected == n) {
			certain = fault.New(ErrDegenerate, "all risks of a group are %v", g.Expected/n)
		}
		r.X2 += (o-g.Expected)*(o-g.Expected)/g.Expected + (o-g.Expected)*(o-g.Expected)/(n-g.Expected)
		r.Groups = append(r.Groups, g)
	}
	r.DFGroups = len(r.Groups) - 2
	if certain != nil {
		r.X2, r.P, r.PGroups = math.NaN(), math.NaN(), math.NaN()
		return r, certain
	}
	if math.IsInf(r.X2, 0) {
		return r, fault.New(ErrDegenerate, "the risks of a group are so near 0 or 1 that the statistic is beyond all numbers")
	}
	r.P = inference.ChiSquareTail(r.X2, float64(r.DF))
	r.PGroups = inference.ChiSquareTail(r.X2, float64(r.DFGroups))
	return r, nil
}

type plainHosmer HosmerLemeshowResult

type hosmerJSON struct {
	plainHosmer
	P, PGroups inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (r HosmerLemeshowResult) MarshalJSON() ([]byte, error) {
	return json.Marshal(hosmerJSON{plainHosmer(r), inference.Number(r.P), inference.Number(r.PGroups)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (r *HosmerLemeshowResult) UnmarshalJSON(b []byte) error {
	var v hosmerJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*r = HosmerLemeshowResult(v.plainHosmer)
	r.P, r.PGroups = float64(v.P), float64(v.PGroups)
	return nil
}
