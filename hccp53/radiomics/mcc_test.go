package radiomics

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/provenance"
)

// mccWhole is the definition of MCC, decomposed without any thought.
func mccWhole(m cooccurrence, px, py []float64) float64 {
	n := m.levels
	q := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			sum := 0.0
			for k := range n {
				sum += m.p[i*n+k] * m.p[j*n+k] / (px[i]*py[k] + epsilon)
			}
			q.Set(i, j, sum)
		}
	}
	var e mat.Eigen
	e.Factorize(q, mat.EigenNone)
	var values []float64
	for _, v := range e.Values(nil) {
		values = append(values, real(v))
	}
	slices.Sort(values)
	return math.Sqrt(math.Max(0, values[n-2]))
}

// normalised returns the matrix with entries f(i, j) divided by their sum, and
// its row and column sums.
func normalised(n int, f func(i, j int) float64) (m cooccurrence, px, py []float64) {
	m = cooccurrence{n, make([]float64, n*n), n < 2}
	total := 0.0
	for i := range n {
		for j := range n {
			m.p[i*n+j] = f(i, j)
			total += m.p[i*n+j]
		}
	}
	px, py = make([]float64, n), make([]float64, n)
	for i := range n {
		for j := range n {
			m.p[i*n+j] /= total
			px[i] += m.p[i*n+j]
			py[j] += m.p[i*n+j]
		}
	}
	return m, px, py
}

// The Krylov space must find what the whole decomposition finds, also where
// the spectrum is hard: no structure (the eigenvalues crowd together), nearly
// diagonal (all are near 1), levels in groups that never meet (1 is multiple),
// a pair of voxels far from all others, levels without neighbours.
func TestMCCAgreesWithWholeDecomposition(t *testing.T) {
	for _, n := range []int{2, 3, 40, 64, 65, 130} {
		rng := provenance.Rand(1, "mcc", n)
		noise := func(i, j int) float64 { return math.Floor(rng.Float64() * 10) }
		band := func(i, j int) float64 { return math.Floor(1000 * math.Exp(-math.Abs(float64(i-j)))) }
		shapes := map[string]func(i, j int) float64{
			"noise":      noise,
			"band":       band,
			"nearly one": func(i, j int) float64 { return math.Floor(1e6 * math.Exp(-20*math.Abs(float64(i-j)))) },
			"two groups": func(i, j int) float64 {
				if (i < n/2) != (j < n/2) {
					return 0
				}
				return 1 + band(i, j)
			},
			"four groups": func(i, j int) float64 {
				if i%4 != j%4 {
					return 0
				}
				return 1 + band(i, j)
			},
			"outlier": func(i, j int) float64 {
				if i == n-1 || j == n-1 {
					return b2f(i == j)
				}
				return 1000 + band(i, j)
			},
			"gaps": func(i, j int) float64 {
				if i%3 == 1 || j%3 == 1 {
					return 0
				}
				return 1 + band(i, j)
			},
			"asymmetric": func(i, j int) float64 {
				return math.Floor(20*rng.Float64()) * b2f(i <= j+3)
			},
		}
		for name, f := range shapes {
			t.Run(fmt.Sprint(name, n), func(t *testing.T) {
				m, px, py := normalised(n, f)
				got, want := m.mcc(px, py), mccWhole(m, px, py)
				// An eigenvalue λ known to 1e-13 gives √λ to 1e-13/√λ.
				if !(math.Abs(got-want) <= 1e-12) && !(math.Abs(got*got-want*want) <= 1e-13) {
					t.Errorf("got %.17g, want %.17g", got, want)
				}
			})
		}
	}
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestMCCOfOneLevel(t *testing.T) {
	m, px, py := normalised(1, func(i, j int) float64 { return 5 })
	if got := m.mcc(px, py); got != 1 {
		t.Errorf("one grey level: got %g, want 1", got)
	}
	m, px, py = normalised(2, func(i, j int) float64 { return b2f(i == 0 && j == 0) })
	if got := m.mcc(px, py); got != 0 {
		t.Errorf("two grey levels, pairs of one: got %g, want 0", got)
	}
}
