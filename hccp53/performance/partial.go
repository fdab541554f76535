package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Axis is the quantity whose range a partial area is taken over.
type Axis string

// The axes of [ROC.Partial].
const (
	OverSpecificity Axis = "specificity"
	OverSensitivity Axis = "sensitivity"
)

// PartialArea is the area under a part of a ROC curve.
type PartialArea struct {
	Axis     Axis
	From, To float64
	// Area is the plain area over the range: at most To - From.
	Area float64
	// Corrected is that of McClish (1989): 1/2 for chance and 1 for perfection,
	// whatever the range. It is NaN, null in JSON, for an area below that of
	// chance, where it has no meaning.
	Corrected float64
}

// Partial returns the area under the part of the curve with specificity (or
// sensitivity) between from and to, as auc of pROC with partial.auc: the part at
// specificity 0.9 to 1, say, where a test that is positive too often is of no
// use. Between its corners the curve is straight. A range outside 0 to 1 or
// without width is [ErrProbability]; an unknown axis is a programmer's error and
// panics.
func (r *ROC) Partial(axis Axis, from, to float64) (PartialArea, error) {
	a := PartialArea{Axis: axis, From: from, To: to}
	if !(from >= 0 && from < to && to <= 1) {
		return a, fault.New(ErrProbability, "the range %v to %v", from, to).Try("give two shares from 0 to 1, the lower first")
	}
	if axis != OverSpecificity && axis != OverSensitivity {
		panic("performance: unknown axis " + string(axis))
	}
	at := func(i int) (x, y float64) {
		if axis == OverSpecificity {
			return r.Points[i].Specificity, r.Points[i].Sensitivity
		}
		p := r.Points[len(r.Points)-1-i] // by rising sensitivity
		return p.Sensitivity, p.Specificity
	}
	for i := 1; i < len(r.Points); i++ {
		x0, y0 := at(i - 1)
		x1, y1 := at(i)
		lo, hi := math.Max(x0, from), math.Min(x1, to)
		if lo >= hi {
			continue
		}
		slope := (y1 - y0) / (x1 - x0)
		a.Area += (hi - lo) * (2*y0 + slope*(lo-x0+hi-x0)) / 2
	}
	chance, best := (to-from)*(2-from-to)/2, to-from
	switch gain := a.Area - chance; {
	case gain >= 0:
		a.Corrected = (1 + gain/(best-chance)) / 2
	case gain > -1e-12: // chance itself, but for rounding
		a.Corrected = 0.5
	default:
		a.Corrected = math.NaN()
	}
	return a, nil
}

type plainPartial PartialArea

type partialJSON struct {
	plainPartial
	Corrected inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (a PartialArea) MarshalJSON() ([]byte, error) {
	return json.Marshal(partialJSON{plainPartial(a), inference.Number(a.Corrected)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (a *PartialArea) UnmarshalJSON(b []byte) error {
	var v partialJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*a = PartialArea(v.plainPartial)
	a.Corrected = float64(v.Corrected)
	return nil
}
