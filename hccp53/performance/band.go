package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Band is a curve with a pointwise 95 % interval by resampling. It holds at each
// point by itself, not for the whole curve at once.
type Band struct {
	Resampling Resampling
	// Used is the number of resamples that have cases and controls.
	Used   int
	Points []BandPoint
}

// BandPoint is one point of a [Band].
type BandPoint struct {
	X float64
	// Y is the curve of the patients themselves, Median and CI are the median and
	// the percentile interval (type 7) of the resamples.
	Y, Median float64
	CI        [2]float64
	// Used is the number of resamples with a value here.
	Used int
}

// SensitivityBand returns the sensitivity at given specificities with a band, as
// ci.se of pROC: between the corners of the curve it is interpolated. Nil means
// 0, 0.01, … 1. The errors are those of [BootstrapAUC] and [ErrProbability] for a
// specificity outside 0 to 1.
func SensitivityBand(outcome []bool, score, specificities []float64, resampling Resampling) (*Band, error) {
	y, s, dropped, err := complete(outcome, 1, score)
	if err != nil {
		return nil, err
	}
	if specificities == nil {
		for i := range 101 {
			specificities = append(specificities, float64(i)/100)
		}
	}
	for _, v := range specificities {
		if !(v >= 0 && v <= 1) {
			return nil, fault.New(ErrProbability, "a specificity of %v", v)
		}
	}
	r := rank(y, s[0])
	return band(y, dropped, specificities, resampling, func() func(counts []int32, into []float64) bool {
		var curve []ROCPoint
		return func(counts []int32, into []float64) bool {
			if curve = r.curve(counts, curve[:0]); curve == nil {
				return false
			}
			for k, specificity := range specificities {
				into[k] = sensitivityAt(curve, specificity)
			}
			return true
		}
	})
}

// band resamples a curve at x. The function made by start writes the curve of a
// resample and tells whether there is one; it may hold buffers.
func band(y []bool, dropped int, x []float64, resampling Resampling, start func() func(counts []int32, into []float64) bool) (*Band, error) {
	if err := resampling.check(len(y), dropped); err != nil {
		return nil, err
	}
	itself := make([]float64, len(x))
	start()(ones(len(y)), itself)
	values := make([][]float64, len(x)) // by point, then resample
	for k := range values {
		values[k] = make([]float64, resampling.Count)
	}
	usable := make([]bool, resampling.Count)
	spread(resampling.Count, func(from, to int) {
		d, curve := resampling.drawer(y), start()
		row := make([]float64, len(x))
		for b := from; b < to; b++ {
			usable[b] = curve(d.draw(b), row)
			for k, v := range row {
				if values[k][b] = v; !usable[b] {
					values[k][b] = math.NaN()
				}
			}
		}
	})
	r := &Band{Resampling: resampling, Points: make([]BandPoint, len(x))}
	for _, ok := range usable {
		if ok {
			r.Used++
		}
	}
	if r.Used == 0 {
		return nil, fault.New(ErrOneClass, "none of %d resamples has both cases and controls", resampling.Count)
	}
	errs := make([]error, len(x))
	spread(len(x), func(from, to int) {
		for k := from; k < to; k++ {
			p := BandPoint{X: x[k], Y: itself[k]}
			for _, v := range values[k] {
				if !math.IsNaN(v) {
					p.Used++
				}
			}
			if p.Used == 0 {
				p.Median, p.CI = math.NaN(), [2]float64{math.NaN(), math.NaN()}
				r.Points[k] = p
				continue
			}
			var q []float64
			if q, errs[k] = inference.Quantiles(values[k], 0.025, 0.5, 0.975); errs[k] == nil {
				p.Median, p.CI = q[1], [2]float64{q[0], q[2]}
			}
			r.Points[k] = p
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

// curve appends the corners of the ROC curve of a resample by rising
// specificity, without thresholds; nil when a class is missing.
func (r ranked) curve(counts []int32, into []ROCPoint) []ROCPoint {
	var cases, controls int
	for _, p := range r.places {
		if p.isCase {
			cases += int(counts[p.patient])
		} else {
			controls += int(counts[p.patient])
		}
	}
	if cases == 0 || controls == 0 {
		return nil
	}
	m, n := float64(cases), float64(controls)
	into = append(into, ROCPoint{Sensitivity: 1})
	fn, tn, drawn := 0, 0, 0
	for _, p := range r.places {
		c := int(counts[p.patient])
		drawn += c
		if p.isCase {
			fn += c
		} else {
			tn += c
		}
		if p.last && drawn > 0 {
			into = append(into, ROCPoint{Sensitivity: (m - float64(fn)) / m, Specificity: float64(tn) / n})
			drawn = 0
		}
	}
	return into
}

// sensitivityAt reads a curve by rising specificity: the best sensitivity at
// that specificity, interpolated between corners.
func sensitivityAt(curve []ROCPoint, specificity float64) float64 {
	lo, hi := 0, len(curve)-1 // the first corner with at least this specificity
	for lo < hi {
		if mid := (lo + hi) / 2; curve[mid].Specificity < specificity {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	p := curve[lo]
	if p.Specificity == specificity || lo == 0 {
		return p.Sensitivity
	}
	q := curve[lo-1]
	return p.Sensitivity + (specificity-p.Specificity)/(q.Specificity-p.Specificity)*(q.Sensitivity-p.Sensitivity)
}

type plainBandPoint BandPoint

type bandPointJSON struct {
	plainBandPoint
	Y, Median inference.Number
	CI        [2]inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (p BandPoint) MarshalJSON() ([]byte, error) {
	return json.Marshal(bandPointJSON{plainBandPoint(p), inference.Number(p.Y), inference.Number(p.Median), numbers(p.CI)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *BandPoint) UnmarshalJSON(b []byte) error {
	var v bandPointJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*p = BandPoint(v.plainBandPoint)
	p.Y, p.Median, p.CI = float64(v.Y), float64(v.Median), floats(v.CI)
	return nil
}
