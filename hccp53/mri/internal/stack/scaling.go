package stack

import "math"

// Scaling says how the values of a volume came from the stored ones:
//
//	value = stored·Slope + Intercept
//
// Slope and Intercept are NaN where they differ between the slices.
type Scaling struct {
	Slope, Intercept float64
	// Divisor is the product RS·SS of Philips scanners: a value divided by it is
	// on the floating-point scale, which compares between series. It is NaN in
	// images of other makers, and where it differs between the slices.
	Divisor float64
	// FloatingPoint is true when the values are on that scale already, as was
	// asked for.
	FloatingPoint bool
}

// scalingOf returns the scaling of volume number t.
func scalingOf(positions []position, t int, floating bool) Scaling {
	img := positions[0][t]
	s := Scaling{Divisor: img.Divisor(), FloatingPoint: floating && img.HasFloatingPoint()}
	s.Slope, s.Intercept = img.Mapping(floating)
	for _, images := range positions {
		other := images[t]
		slope, intercept := other.Mapping(floating)
		if slope != s.Slope {
			s.Slope = math.NaN()
		}
		if intercept != s.Intercept {
			s.Intercept = math.NaN()
		}
		if other.Divisor() != s.Divisor {
			s.Divisor = math.NaN()
		}
		s.FloatingPoint = s.FloatingPoint && other.HasFloatingPoint()
	}
	return s
}
