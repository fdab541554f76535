package regression

import (
	"math"
)

// maximum is the maximum-likelihood fit on a set of columns.
type maximum struct {
	solution
	first     solution // the run from R's start
	separated []bool   // by column; all false for an ordinary fit
}

// isSeparated reports whether some coefficient has no finite maximum.
func (m maximum) isSeparated() bool {
	for _, s := range m.separated {
		if s {
			return true
		}
	}
	return false
}

// separationGrowth is the relative growth of a standard error between the
// first run and the restarts from which a fit counts as separated; a standard
// error that grows by more than blameGrowth names its column as the cause.
const (
	separationGrowth = 1e-3
	blameGrowth      = 1.05
)

// maximise runs irls from R's start, then restarts it twice from where it
// ended: Newton's method converges quadratically, so that an ordinary fit then
// stands at about 1e-15. Where the outcomes are separated the likelihood has no
// maximum and each restart moves on: the standard errors grow. Such a fit keeps
// the numbers of the first run, which are those that glm of R prints.
func (f *irls) maximise(x [][]float64, y []float64) maximum {
	first := f.run(x, y, nil)
	m := maximum{solution: first, first: first, separated: make([]bool, len(x))}
	if first.converged {
		last := first
		for range 2 {
			last = f.run(x, y, last.coef)
		}
		if !grows(first, last) {
			m.solution = last
			m.iterations, m.converged, m.boundary = first.iterations, true, first.boundary
			m.inverse, m.places = f.information(x, y, last.coef)
			for k, j := range m.places {
				m.se[j] = math.Sqrt(m.inverse[k][k])
			}
			return m
		}
		for j := range x {
			m.separated[j] = !first.aliased[j] && last.se[j] > math.Sqrt(blameGrowth)*first.se[j]
		}
		if !m.isSeparated() { // slow growth: the column that grows most
			worst, at := 0.0, 0
			for j := range x {
				if g := last.se[j] / first.se[j]; g > worst {
					worst, at = g, j
				}
			}
			m.separated[at] = true
		}
	} else {
		for j := range x {
			m.separated[j] = !first.aliased[j]
		}
	}
	return m
}

// grows reports whether the standard errors went on changing at the restarts.
func grows(first, last solution) bool {
	if first.rank != last.rank {
		return true
	}
	for j, se := range first.se {
		if first.aliased[j] || last.aliased[j] {
			if first.aliased[j] != last.aliased[j] {
				return true
			}
			continue
		}
		if !(math.Abs(last.se[j]/se-1) < separationGrowth) {
			return true
		}
	}
	return false
}
