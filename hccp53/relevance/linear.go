package relevance

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"hcclab/hccp53/inference"
)

// units are columns centred and scaled to length 1, whose products are Pearson
// correlations.
type units [][]float64

func newUnits(columns [][]float64) units {
	u := make(units, len(columns))
	for j, column := range columns {
		u[j] = make([]float64, len(column))
		inference.UnitLength(u[j], column)
	}
	return u
}

func (u units) correlation(a, b int) float64 {
	return math.Max(-1, math.Min(1, floats.Dot(u[a], u[b])))
}

// fTest measures relevance by the F statistic of the two classes and redundancy
// by |r|.
type fTest struct {
	units units
	f     []float64
}

func (m *fTest) prepare(columns [][]float64, outcome []bool) {
	m.units = newUnits(columns)
	m.f = make([]float64, len(columns))
	for j, column := range columns {
		m.f[j] = fStatistic(column, outcome)
	}
}

func (m *fTest) relevance(j int) float64     { return m.f[j] }
func (m *fTest) redundancy(a, b int) float64 { return math.Abs(m.units.correlation(a, b)) }

// fStatistic is the variance between the two classes over that within, with 1
// and n-2 degrees of freedom.
func fStatistic(x []float64, outcome []bool) float64 {
	var sums [2]sum
	var n [2]float64
	for i, v := range x {
		g := class(outcome[i])
		sums[g].add(v)
		n[g]++
	}
	centre := [2]float64{sums[0].over(n[0]), sums[1].over(n[1])}
	grand := mean(x)
	between := 0.0
	for g := range centre {
		between += n[g] * (centre[g] - grand) * (centre[g] - grand)
	}
	within := 0.0
	for i, v := range x {
		d := v - centre[class(outcome[i])]
		within += d * d
	}
	return between / (within / (float64(len(x)) - 2))
}

func class(y bool) int {
	if y {
		return 1
	}
	return 0
}

// gaussian measures both by the information of normal variables.
type gaussian struct {
	units   units
	outcome []float64 // of unit length
}

func (m *gaussian) prepare(columns [][]float64, outcome []bool) {
	m.units = newUnits(columns)
	y := make([]float64, len(outcome))
	for i, v := range outcome {
		y[i] = float64(class(v))
	}
	m.outcome = newUnits([][]float64{y})[0]
}

func (m *gaussian) relevance(j int) float64 {
	return normalInformation(floats.Dot(m.units[j], m.outcome))
}

func (m *gaussian) redundancy(a, b int) float64 {
	return normalInformation(m.units.correlation(a, b))
}

// normalInformation is the mutual information, in nats, of two normal variables
// with correlation r; bounded at 13.8 where they are the same.
func normalInformation(r float64) float64 {
	return -0.5 * math.Log(1-math.Min(r*r, 1-1e-12))
}
