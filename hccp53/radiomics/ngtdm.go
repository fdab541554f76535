package radiomics

import (
	"context"
	"math"
)

// Neighbouring grey tone difference matrix (Amadasun and King 1989): n(i) is
// the number of voxels of grey level i, s(i) the sum over them of the absolute
// difference between i and the mean grey level of the neighbours inside the
// VOI. N = Σn, p = n/N, S = Σs, G the number of grey levels that occur. Double
// sums run over all pairs i, j.
//
// A voxel without neighbours counts in n and adds nothing to s, as PyRadiomics
// has it; IBSI leaves such voxels out of n.
var ngtdmFeatures = []definition{
	{"Busyness", "NQ30", "Σ p·s / ΣΣ |i·p(i) − j·p(j)|; 0 if that is 0", ""},
	{"Coarseness", "QCDE", "1 / Σ p·s; 10⁶ if that is 0", ""},
	{"Complexity", "HDEZ", "ΣΣ |i−j|·(p(i)s(i)+p(j)s(j))/(p(i)+p(j)) / N", ""},
	{"Contrast", "65HE", "ΣΣ p(i)p(j)(i−j)² / (G(G−1)) · S/N; 0 if G = 1", ""},
	{"Strength", "1X9X", "ΣΣ (p(i)+p(j))(i−j)² / S; 0 if S = 0", ""},
}

// ngtdm computes the grey tone difference features.
func ngtdm(_ context.Context, r *region, s Settings) ([]float64, error) {
	difference := r.differences(r.neighbours(s.distances(), s.flat()))
	n := float64(len(r.at))
	p := make([]float64, len(r.grey))
	for i, count := range r.histogram() {
		p[i] = float64(count) / n
	}
	coarse, total := 0.0, 0.0
	for i, d := range difference {
		coarse += p[i] * d
		total += d
	}
	var spread, busy, complexity, strength float64
	for i, pi := range p {
		for j, pj := range p {
			gap := r.grey[i] - r.grey[j]
			spread += pi * pj * gap * gap
			busy += math.Abs(r.grey[i]*pi - r.grey[j]*pj)
			complexity += math.Abs(gap) * (pi*difference[i] + pj*difference[j]) / (pi + pj)
			strength += (pi + pj) * gap * gap
		}
	}
	busyness, coarseness, contrast := 0.0, 1e6, 0.0
	if busy != 0 {
		busyness = coarse / busy
	}
	if coarse != 0 {
		coarseness = 1 / coarse
	}
	if g := float64(len(p)); g > 1 {
		contrast = spread / (g * (g - 1)) * total / n
	}
	if total != 0 {
		strength /= total
	} else {
		strength = 0
	}
	return []float64{busyness, coarseness, complexity / n, contrast, strength}, nil
}

// differences returns s(i) for each grey level that occurs.
func (r *region) differences(neighbours []int) []float64 {
	s := make([]float64, len(r.grey))
	grey := append([]float64{0}, r.grey...) // by level; outside is 0
	for _, place := range r.at {
		sum, n := 0.0, 0
		for _, step := range neighbours {
			q := int(place) + step
			sum += grey[r.level[q]]
			n += int(r.inside[q])
		}
		if n > 0 {
			level := r.level[place]
			s[level-1] += math.Abs(grey[level] - sum/float64(n))
		}
	}
	return s
}
