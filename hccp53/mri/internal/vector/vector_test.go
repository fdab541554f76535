package vector

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestAbsentNumbers(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		a, b float64
		want bool
	}{{1, 1.4, true}, {1, 1.6, false}, {none, none, true}, {none, 1, false}, {1, none, false}} {
		if Same(c.a, c.b, 0.5) != c.want {
			t.Errorf("Same(%v, %v) = %v", c.a, c.b, !c.want)
		}
	}
	if !Finite() || !Finite(1, -2) || Finite(1, none) || Finite(math.Inf(-1)) {
		t.Error("Finite")
	}
	if Near([3]float64{none}, [3]float64{none}, 1) {
		t.Error("absent coordinates are near each other")
	}
}

// TestCross: the vector product is at a right angle to both, and as long as the
// rest of their scalar product.
func TestCross(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	random := func() (v [3]float64) {
		for k := range v {
			v[k] = rng.NormFloat64()
		}
		return v
	}
	for range 100 {
		a, b := Unit(random()), Unit(random())
		n := Cross(a, b)
		if math.Abs(Length(a)-1) > 1e-15 || math.Abs(Dot(a, n)) > 1e-15 || math.Abs(Dot(b, n)) > 1e-15 {
			t.Fatalf("%v × %v = %v", a, b, n)
		}
		if c := Dot(a, b); math.Abs(Dot(n, n)-(1-c*c)) > 1e-14 {
			t.Fatalf("%v × %v = %v", a, b, n)
		}
	}
	if x, y, z := [3]float64{1}, [3]float64{0, 1}, [3]float64{0, 0, 1}; !Near(Cross(x, y), z, 0) {
		t.Error("x × y is not z")
	}
}
