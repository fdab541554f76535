package radiomics

import (
	"context"
	"math"
	"slices"
)

// Intensity-based statistics (IBSI UHIW) of the N intensities x of the VOI: μ is
// their mean, Pq the percentile by linear interpolation.
var statisticsFeatures = []definition{
	{"mean", "Q4LE", "μ", "intensity"},
	{"var", "ECT3", "Σ(x−μ)² / N", "intensity²"},
	{"skew", "KE2A", "mean of (x−μ)³ over var^1.5; 0 if var is 0", ""},
	{"kurt", "IPH6", "mean of (x−μ)⁴ over var², less 3; 0 if var is 0", ""},
	{"median", "Y12H", "P50", "intensity"},
	{"min", "1GSF", "smallest x", "intensity"},
	{"p10", "QG58", "P10", "intensity"},
	{"p90", "8DWT", "P90", "intensity"},
	{"max", "84IY", "largest x", "intensity"},
	{"iqr", "SALO", "P75 − P25", "intensity"},
	{"range", "2OJQ", "max − min", "intensity"},
	{"mad", "4FUA", "mean of |x−μ|", "intensity"},
	{"rmad", "1128", "mean of |x−their mean| over x from P10 to P90; 0 if there are none", "intensity"},
	{"medad", "N72L", "mean of |x−P50|", "intensity"},
	{"cov", "7TET", "√var / μ; 0 if μ is 0", ""},
	{"qcod", "9S40", "(P75 − P25) / (P75 + P25); 0 if P75 + P25 is 0", ""},
	{"energy", "N8CA", "Σ x²", "intensity²"},
	{"rms", "5ZWQ", "√(Σ x² / N)", "intensity"},
}

func statistics(_ context.Context, r *region, s Settings) ([]float64, error) {
	return describe(r.values, s).ibsi(), nil
}

// statistic holds the statistics of some values.
type statistic struct {
	mean, variance, skewness, kurtosis        float64
	min, p10, lower, median, upper, p90, max  float64
	iqr                                       float64
	deviation, robustDeviation, fromTheMedian float64
	energy, rms                               float64
}

// describe computes them. The moments of equal values are 0.
func describe(values []float64, s Settings) statistic {
	sorted := slices.Sorted(slices.Values(values))
	n := float64(len(sorted))
	d := statistic{
		mean: average(sorted),
		min:  sorted[0], p10: percentile(sorted, 0.1), lower: percentile(sorted, 0.25), median: percentile(sorted, 0.5),
		upper: percentile(sorted, 0.75), p90: percentile(sorted, 0.9), max: sorted[len(sorted)-1],
	}
	d.iqr = d.upper - d.lower
	var m2, m3, m4 float64
	for _, x := range sorted {
		c := x - d.mean
		m2 += c * c
		m3 += c * c * c
		m4 += c * c * c * c
		d.deviation += math.Abs(c)
		d.fromTheMedian += math.Abs(x - d.median)
		d.energy += x * x
	}
	m2, m3, m4 = m2/n, m3/n, m4/n
	d.deviation, d.fromTheMedian, d.rms = d.deviation/n, d.fromTheMedian/n, math.Sqrt(d.energy/n)
	if d.min == d.max || m2 <= 0 {
		d.deviation = 0 // what is left is the rounding of the mean
		return d
	}
	d.variance, d.skewness, d.kurtosis = m2, m3/math.Pow(m2, 1.5), m4/(m2*m2)
	if s.Kurtosis == "excess" {
		d.kurtosis -= 3
	}
	d.robustDeviation = robustDeviation(sorted, d.p10, d.p90)
	return d
}

// ibsi returns the values of statisticsFeatures.
func (d statistic) ibsi() []float64 {
	ratio := func(a, b float64) float64 {
		if b == 0 {
			return 0
		}
		return a / b
	}
	return []float64{
		d.mean, d.variance, d.skewness, d.kurtosis,
		d.median, d.min, d.p10, d.p90, d.max, d.iqr, d.max - d.min,
		d.deviation, d.robustDeviation, d.fromTheMedian,
		ratio(math.Sqrt(d.variance), d.mean), ratio(d.iqr, d.upper+d.lower),
		d.energy, d.rms,
	}
}

// robustDeviation is the mean absolute deviation of the sorted values from low
// to high, 0 where there are none.
func robustDeviation(sorted []float64, low, high float64) float64 {
	from, _ := slices.BinarySearch(sorted, low)
	to, _ := slices.BinarySearch(sorted, math.Nextafter(high, math.Inf(1)))
	robust := sorted[from:to]
	if len(robust) == 0 {
		return 0 // of two voxels both lie outside
	}
	mean, sum := average(robust), 0.0
	for _, x := range robust {
		sum += math.Abs(x - mean)
	}
	return sum / float64(len(robust))
}
