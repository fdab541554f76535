package inference

import (
	"bytes"
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
)

// Number is a float64 that JSON can hold in any state: NaN, which stands for a
// quantity that is not defined, is written as null, the infinities as the
// strings "Inf" and "-Inf", and every other value so that it is read back bit
// for bit. Structs that may hold such values encode them through it.
type Number float64

// MarshalJSON implements [json.Marshaler].
func (n Number) MarshalJSON() ([]byte, error) {
	switch v := float64(n); {
	case math.IsNaN(v):
		return []byte("null"), nil
	case math.IsInf(v, 1):
		return []byte(`"Inf"`), nil
	case math.IsInf(v, -1):
		return []byte(`"-Inf"`), nil
	default:
		return json.Marshal(v)
	}
}

// UnmarshalJSON implements [json.Unmarshaler].
func (n *Number) UnmarshalJSON(b []byte) error {
	switch string(bytes.TrimSpace(b)) {
	case "null":
		*n = Number(math.NaN())
	case `"Inf"`:
		*n = Number(math.Inf(1))
	case `"-Inf"`:
		*n = Number(math.Inf(-1))
	default:
		var v float64
		if err := json.Unmarshal(b, &v); err != nil {
			return fault.Wrap(ErrNotFinite, err, "%.20q is not a number", b)
		}
		*n = Number(v)
	}
	return nil
}
