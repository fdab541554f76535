// Package vector computes with vectors of three coordinates, in mm or of unit
// length, and with numbers that may be absent: NaN stands for those.
package vector

import "math"

// Same reports whether two numbers are equal to within tolerance, or both absent.
func Same(a, b, tolerance float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.IsNaN(a) && math.IsNaN(b)
	}
	return math.Abs(a-b) <= tolerance
}

// Finite reports whether all numbers are there and finite.
func Finite(v ...float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// Near reports whether the coordinates are equal to within tolerance.
func Near(a, b [3]float64, tolerance float64) bool {
	for k := range a {
		if !(math.Abs(a[k]-b[k]) <= tolerance) {
			return false
		}
	}
	return true
}

// Dot is the scalar product.
func Dot(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

// Length is the Euclidean length.
func Length(a [3]float64) float64 { return math.Sqrt(Dot(a, a)) }

// Unit returns a vector of length 1 in the direction of a, which is not zero.
func Unit(a [3]float64) [3]float64 {
	n := Length(a)
	return [3]float64{a[0] / n, a[1] / n, a[2] / n}
}

// Cross is the vector product.
func Cross(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}
