package stats

import (
	"math"
	"strconv"
)

// number returns an answer as a number, with its scale.
func number(v any) (x, scale float64, is bool) {
	switch v := v.(type) {
	case float64:
		return v, 0, true
	case int:
		return float64(v), 0, true
	case scaled:
		return v.value, v.scale, true
	case disputed:
		return v.value, v.scale, true
	}
	return 0, 0, false
}

// factNumber returns a fact as a number: R writes what is none as a word.
func factNumber(v any, numeric bool) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case nil:
		return math.NaN(), numeric
	case string:
		if !numeric {
			return 0, false
		}
		if v == "NA" {
			return math.NaN(), true
		}
		x, err := strconv.ParseFloat(v, 64)
		return x, err == nil
	}
	return 0, false
}

// elements returns the elements of an answer that is a list.
func elements(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case []float64:
		return boxed(v), true
	case [2]float64:
		return boxed(v[:]), true
	case []int:
		return boxed(v), true
	case []string:
		return boxed(v), true
	case []bool:
		return boxed(v), true
	case []obj:
		return boxed(v), true
	case [][]float64:
		return boxed(v), true
	case [][]int:
		return boxed(v), true
	case nil:
		return nil, true
	}
	return nil, false
}

func boxed[T any](v []T) []any {
	out := make([]any, len(v))
	for i := range v {
		out[i] = v[i]
	}
	return out
}
