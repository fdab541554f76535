package performance

import (
	"cmp"
	"slices"
)

// ranked is a score sorted once, so that what depends on order alone can be had
// from any resample by counting, in one pass and without sorting again.
type ranked struct {
	places []rankedPlace // by rising score
	values []float64     // distinct scores, rising
}

// rankedPlace is one patient: the last of several with the same score is marked.
type rankedPlace struct {
	patient int32
	isCase  bool
	last    bool
}

func rank(y []bool, score []float64) ranked {
	order := make([]int32, len(y))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(score[a], score[b]) })
	r := ranked{places: make([]rankedPlace, len(y))}
	for k, i := range order {
		last := k+1 == len(order) || score[order[k+1]] != score[i]
		r.places[k] = rankedPlace{patient: i, isCase: y[i], last: last}
		if last {
			r.values = append(r.values, score[i])
		}
	}
	return r
}

// auc returns the AUC of a resample, and whether it holds both classes.
func (r ranked) auc(counts []int32) (float64, bool) {
	var cases, controls int    // below the present score
	var tiedCases, tiedNot int // at the present score
	var twice int              // 2 U
	for _, p := range r.places {
		c := int(counts[p.patient])
		if p.isCase {
			tiedCases += c
		} else {
			tiedNot += c
		}
		if p.last {
			twice += tiedCases * (2*controls + tiedNot)
			cases += tiedCases
			controls += tiedNot
			tiedCases, tiedNot = 0, 0
		}
	}
	if cases == 0 || controls == 0 {
		return 0, false
	}
	return float64(twice) / 2 / (float64(cases) * float64(controls)), true
}
