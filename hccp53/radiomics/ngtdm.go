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
	difference, _ := r.differences(r.neighbours(s.distances(), s.flat()))
	count := make([]float64, len(r.grey))
	for i, n := range r.histogram() {
		count[i] = float64(n)
	}
	t := toneFeatures(r.grey, count, difference)
	return []float64{t.busyness, t.coarseness, t.complexity, t.contrast, t.strength}, nil
}

// tones are the features of the matrix.
type tones struct{ busyness, coarseness, complexity, contrast, strength float64 }

// toneFeatures computes them for grey levels that all occur: how often, and s.
func toneFeatures(grey, count, s []float64) tones {
	n := 0.0
	for _, c := range count {
		n += c
	}
	p := make([]float64, len(grey))
	coarse, total := 0.0, 0.0
	for i, d := range s {
		p[i] = count[i] / n
		coarse += p[i] * d
		total += d
	}
	var spread, busy, complexity, strength float64
	for i, pi := range p {
		for j, pj := range p {
			gap := grey[i] - grey[j]
			spread += pi * pj * gap * gap
			busy += math.Abs(grey[i]*pi - grey[j]*pj)
			complexity += math.Abs(gap) * (pi*s[i] + pj*s[j]) / (pi + pj)
			strength += (pi + pj) * gap * gap
		}
	}
	t := tones{coarseness: 1e6, complexity: complexity / n}
	if busy != 0 {
		t.busyness = coarse / busy
	}
	if coarse != 0 {
		t.coarseness = 1 / coarse
	}
	if g := float64(len(p)); g > 1 {
		t.contrast = spread / (g * (g - 1)) * total / n
	}
	if total != 0 {
		t.strength = strength / total
	}
	return t
}

// differences returns s(i) for each grey level that occurs, and the number of
// its voxels that have neighbours.
func (r *region) differences(neighbours []int) (s, counted []float64) {
	s, counted = make([]float64, len(r.grey)), make([]float64, len(r.grey))
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
			counted[level-1]++
		}
	}
	return s, counted
}
