package performance

import (
	"slices"

	"hcclab/hccp53/fault"
)

// CalibrationBand returns the [Lowess] curve of a calibration at given risks,
// rising, with a band by resampling the patients. Nil means 50 risks from the
// smallest to the largest. A curve does not go on beyond its ends, so towards the
// ends fewer resamples have a value (Used of each point); use [Unstratified]
// resamples, which let the share of cases vary. The errors are those of
// [Calibrate], [ErrResample], and [ErrProbability] for risks outside 0 to 1 or not
// rising.
func CalibrationBand(outcome []bool, p, at []float64, resampling Resampling) (*Band, error) {
	y, risk, dropped, err := risks(outcome, p)
	if err != nil {
		return nil, err
	}
	if at == nil {
		lo, hi := slices.Min(risk), slices.Max(risk)
		for i := range 50 {
			at = append(at, lo+float64(i)/49*(hi-lo))
		}
		at = slices.Compact(at)
	}
	for i, v := range at {
		if !(v >= 0 && v <= 1) || i > 0 && v <= at[i-1] {
			return nil, fault.New(ErrProbability, "risk %d of the curve is %v", i+1, v).Try("give rising risks from 0 to 1")
		}
	}
	var order sorted
	order.take(y, risk)
	return band(y, dropped, at, resampling, func() func(counts []int32, into []float64) bool {
		var curve riskCurve
		return func(counts []int32, into []float64) bool {
			order.draw(&curve, counts)
			if len(curve.classes[0].x) == 0 || len(curve.classes[1].x) == 0 {
				return false
			}
			curve.read(at, into)
			return true
		}
	})
}
