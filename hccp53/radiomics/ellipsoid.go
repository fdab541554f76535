package radiomics

import (
	"math"
	"slices"
)

func ellipsoidVolume(semi [3]float64) float64 {
	return 4 * math.Pi / 3 * semi[0] * semi[1] * semi[2]
}

// ellipsoidArea returns the surface of an ellipsoid by its semi-axes a ≥ b ≥ c as
// the IBSI reference manual prescribes it (approximate enclosing ellipsoid): 4πab
// · Σ (αβ)^ν / (1 − 4ν²) · P_ν((α²+β²)/(2αβ)) for ν from 0 to 20, with α² = 1 −
// b²/a², β² = 1 − c²/a² and the Legendre polynomials P_ν. The consensus values
// rest on this series. It is not quite the area: for two equal axes it is that of
// the other kind of spheroid, oblate for prolate. For semi-axes 5.70, 4.66 and
// 4.27 it gives 285, and the ellipsoid has 298.
func ellipsoidArea(semi [3]float64) float64 {
	slices.Sort(semi[:])
	c, b, a := semi[0], semi[1], semi[2]
	if a == 0 {
		return 0
	}
	alpha, beta := 1-b*b/(a*a), 1-c*c/(a*a)
	// (αβ)^ν·P_ν by the recurrence of Legendre polynomials, which needs no
	// quotient where an axis makes α 0.
	before, now, sum := 0.0, 1.0, 1.0
	for nu := range 20 {
		n := float64(nu)
		before, now = now, ((2*n+1)*(alpha+beta)/2*now-n*alpha*beta*before)/(n+1)
		sum += now / (1 - 4*(n+1)*(n+1))
	}
	return 4 * math.Pi * a * b * sum
}
