package performance

import (
	"encoding/json"
	"math"

	"gonum.org/v1/gonum/mathext"

	"hcclab/hccp53/inference"
)

// Proportion is x of n with two 95 % intervals. With n = 0 the numbers are NaN,
// null in JSON.
type Proportion struct {
	X, N     int
	Estimate float64
	// CI is the interval of Wilson (1927): within 0 to 1, and sensible for small n
	// and for x = 0 or n, where the usual one has length 0. It covers 95 % on
	// average.
	CI [2]float64
	// Exact is the interval of Clopper & Pearson (1934): never covers less than
	// 95 %, and is wider for that.
	Exact [2]float64
}

// NewProportion returns x of n, 0 <= x <= n.
func NewProportion(x, n int) Proportion {
	if n == 0 {
		nan := math.NaN()
		return Proportion{Estimate: nan, CI: [2]float64{nan, nan}, Exact: [2]float64{nan, nan}}
	}
	p, size, z2 := float64(x)/float64(n), float64(n), inference.Z95*inference.Z95
	centre := (p + z2/(2*size)) / (1 + z2/size)
	half := inference.Z95 * math.Sqrt(p*(1-p)/size+z2/(4*size*size)) / (1 + z2/size)
	r := Proportion{X: x, N: n, Estimate: p, CI: [2]float64{centre - half, centre + half}, Exact: [2]float64{0, 1}}
	k := float64(x)
	if x == 0 {
		r.CI[0] = 0 // exactly, where rounding may leave -1e-17
	} else {
		r.Exact[0] = mathext.InvRegIncBeta(k, size-k+1, 0.025)
	}
	if x == n {
		r.CI[1] = 1
	} else {
		r.Exact[1] = mathext.InvRegIncBeta(k+1, size-k, 0.975)
	}
	return r
}

type plainProportion Proportion

type proportionJSON struct {
	plainProportion
	Estimate  inference.Number
	CI, Exact [2]inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (p Proportion) MarshalJSON() ([]byte, error) {
	return json.Marshal(proportionJSON{plainProportion(p), inference.Number(p.Estimate), numbers(p.CI), numbers(p.Exact)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *Proportion) UnmarshalJSON(b []byte) error {
	var v proportionJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*p = Proportion(v.plainProportion)
	p.Estimate, p.CI, p.Exact = float64(v.Estimate), floats(v.CI), floats(v.Exact)
	return nil
}

// numbers and floats convert an interval for JSON and back.
func numbers(ci [2]float64) [2]inference.Number {
	return [2]inference.Number{inference.Number(ci[0]), inference.Number(ci[1])}
}

func floats(ci [2]inference.Number) [2]float64 { return [2]float64{float64(ci[0]), float64(ci[1])} }
