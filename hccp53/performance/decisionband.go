package performance

import (
	"encoding/json"
	"math"
	"slices"

	"hcclab/hccp53/inference"
)

// DecisionBand holds the 95 % percentile intervals of a [DecisionPoint] by
// resampling, pointwise.
type DecisionBand struct {
	Threshold float64
	// NetBenefit, Standardised and Avoided are the intervals of the fields of that
	// name; Avoided is NaN, null in JSON, at threshold 0.
	NetBenefit, Standardised, Avoided [2]float64
}

// ImpactPoint says what acting on a predicted risk >= Threshold means in 1,000
// patients like these: how many are called high risk, and how many of those are
// cases (the clinical impact curve). The intervals are percentiles of resamples.
type ImpactPoint struct {
	Threshold           float64
	HighRisk, Cases     float64
	HighRiskCI, CasesCI [2]float64
}

// ClinicalImpact returns the clinical impact curve over rising thresholds from 0
// to below 1, with pointwise bands; nil thresholds mean 0, 0.01, … 0.99. Take
// [Unstratified] resamples. The errors are those of [DecisionCurve] and
// [ErrResample].
func ClinicalImpact(outcome []bool, p, thresholds []float64, resampling Resampling) ([]ImpactPoint, error) {
	d, err := DecisionCurve(outcome, p, thresholds)
	if err != nil {
		return nil, err
	}
	at := make([]float64, len(d.Points))
	points := make([]ImpactPoint, len(d.Points))
	for k, q := range d.Points {
		at[k] = q.Threshold
		scale := 1000 / float64(d.N)
		points[k] = ImpactPoint{Threshold: q.Threshold, HighRisk: float64(q.TP+q.FP) * scale, Cases: float64(q.TP) * scale}
	}
	y, risk, dropped, err := risks(outcome, p)
	if err != nil {
		return nil, err
	}
	counts, err := resampleDecisions(y, risk, dropped, at, resampling)
	if err != nil {
		return nil, err
	}
	spread(len(points), func(from, to int) {
		high, cases := make([]float64, resampling.Count), make([]float64, resampling.Count)
		for k := from; k < to; k++ {
			for b, r := range counts {
				high[b] = 1000 * float64(r.tp[k]+r.fp[k]) / r.n
				cases[b] = 1000 * float64(r.tp[k]) / r.n
			}
			points[k].HighRiskCI, points[k].CasesCI = percentiles(high), percentiles(cases)
		}
	})
	return points, nil
}

// decisionBands resamples a decision curve.
func decisionBands(y []bool, risk []float64, dropped int, thresholds []float64, resampling Resampling) ([]DecisionBand, error) {
	counts, err := resampleDecisions(y, risk, dropped, thresholds, resampling)
	if err != nil {
		return nil, err
	}
	bands := make([]DecisionBand, len(thresholds))
	spread(len(thresholds), func(from, to int) {
		benefit := make([]float64, resampling.Count)
		standard, avoided := make([]float64, 0, resampling.Count), make([]float64, resampling.Count)
		for k := from; k < to; k++ {
			odds := thresholds[k] / (1 - thresholds[k])
			standard = standard[:0]
			for b, r := range counts {
				benefit[b] = (float64(r.tp[k]) - float64(r.fp[k])*odds) / r.n
				if r.cases > 0 {
					standard = append(standard, benefit[b]*r.n/r.cases)
				}
				// Treated controls and untreated cases, against treating everyone.
				avoided[b] = 100 * (benefit[b] - (r.cases-(r.n-r.cases)*odds)/r.n) / odds
			}
			bands[k] = DecisionBand{Threshold: thresholds[k], NetBenefit: percentiles(benefit), Standardised: percentiles(standard)}
			if bands[k].Avoided = [2]float64{math.NaN(), math.NaN()}; odds > 0 {
				bands[k].Avoided = percentiles(avoided)
			}
		}
	})
	return bands, nil
}

// decisionCounts are the positives of one resample by threshold.
type decisionCounts struct {
	n, cases float64
	tp, fp   []int32
}

// resampleDecisions counts the positives of each resample at rising thresholds.
// Each patient is put between two thresholds once; a resample is then counted in
// one pass, from the highest threshold down.
func resampleDecisions(y []bool, risk []float64, dropped int, thresholds []float64, resampling Resampling) ([]decisionCounts, error) {
	if err := resampling.check(len(y), dropped); err != nil {
		return nil, err
	}
	m := len(thresholds)
	order := slices.Clone(thresholds)
	slices.Sort(order)
	reached := make([]int32, len(y)) // number of thresholds that the risk reaches
	for i, v := range risk {
		k, found := slices.BinarySearch(order, v)
		for found && k < m && order[k] == v {
			k++
		}
		reached[i] = int32(k)
	}
	places := make([]int, m) // of each threshold in order
	for k, t := range thresholds {
		places[k], _ = slices.BinarySearch(order, t)
	}
	all := make([]decisionCounts, resampling.Count)
	spread(resampling.Count, func(from, to int) {
		d := resampling.drawer(y)
		tp, fp := make([]int32, m+1), make([]int32, m+1)
		for b := from; b < to; b++ {
			clear(tp)
			clear(fp)
			for i, c := range d.draw(b) {
				if y[i] {
					tp[reached[i]] += c
				} else {
					fp[reached[i]] += c
				}
			}
			for k := m - 1; k >= 0; k-- { // now: who reaches more than k thresholds
				tp[k] += tp[k+1]
				fp[k] += fp[k+1]
			}
			r := decisionCounts{n: float64(tp[0] + fp[0]), cases: float64(tp[0]), tp: make([]int32, m), fp: make([]int32, m)}
			for k, place := range places {
				r.tp[k], r.fp[k] = tp[place+1], fp[place+1]
			}
			all[b] = r
		}
	})
	return all, nil
}

// percentiles returns the 2.5 and 97.5 % quantiles (type 7) of values without
// NaN, which it sorts; NaN when there are none.
func percentiles(values []float64) [2]float64 {
	if len(values) == 0 {
		return [2]float64{math.NaN(), math.NaN()}
	}
	slices.Sort(values)
	at := func(p float64) float64 {
		h := p * float64(len(values)-1)
		k := int(h)
		if k+1 == len(values) {
			return values[k]
		}
		return values[k] + (h-float64(k))*(values[k+1]-values[k])
	}
	return [2]float64{at(0.025), at(0.975)}
}

type bandJSON struct {
	Threshold                         float64
	NetBenefit, Standardised, Avoided [2]inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (b DecisionBand) MarshalJSON() ([]byte, error) {
	return json.Marshal(bandJSON{b.Threshold, numbers(b.NetBenefit), numbers(b.Standardised), numbers(b.Avoided)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (b *DecisionBand) UnmarshalJSON(text []byte) error {
	var v bandJSON
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	*b = DecisionBand{v.Threshold, floats(v.NetBenefit), floats(v.Standardised), floats(v.Avoided)}
	return nil
}
