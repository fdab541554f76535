package radiomics

import (
	"context"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
)

// glcm computes the co-occurrence features: the mean over the directions, or
// those of one weighted matrix. Directions without a pair are left out.
func glcm(ctx context.Context, r *region, s Settings) ([]float64, error) {
	all := directions(r.box, s.distances(), s.flat())
	perDirection := make([][]float64, len(all))
	var err error
	if s.WeightingNorm == "" {
		err = workers.Until(ctx, len(all), func(k int) {
			perDirection[k] = r.pairs(all[k:k+1], s).features(r.grey, r.bins)
		})
	} else {
		perDirection[0] = r.pairs(all, s).features(r.grey, r.bins)
	}
	if err != nil {
		return nil, err
	}
	values := meanOver(perDirection)
	if values == nil {
		return nil, fault.New(ErrUndefined, "no two voxels of the VOI are neighbours at distance %v, so there are no pairs to count", s.distances()).
			Try("redraw the VOI, or leave glcm out of classes")
	}
	return values, nil
}

// cooccurrence is a square matrix over the grey levels that occur: the
// probability p(i,j) that a pair of neighbours has levels i and j, row by row.
type cooccurrence struct {
	levels int
	p      []float64
	// flat says that the whole VOI has one grey level.
	flat bool
}

// pairs counts the pairs of neighbours along the directions and divides by
// their number. With a weightingNorm each direction counts by exp(−d²), d its
// length in mm. Without any pair the matrix has no entries.
func (r *region) pairs(along []direction, s Settings) cooccurrence {
	n := len(r.grey)
	p := make([]float64, n*n)
	count := make([]uint32, n*(n+1))
	total := 0.0
	for _, d := range along {
		clear(count)
		step := r.step(d)
		for _, place := range r.at {
			// Column 0 collects the pairs with the outside.
			count[int(r.level[place]-1)*(n+1)+int(r.level[int(place)+step])]++
		}
		weight := 1.0
		if s.WeightingNorm != "" && s.WeightingNorm != "no_weighting" {
			length := d.length(r.spacing, s.WeightingNorm)
			weight = math.Exp(-length * length)
		}
		for i := range n {
			for j, c := range count[i*(n+1)+1:][:n] {
				if c == 0 {
					continue
				}
				w := weight * float64(c)
				p[i*n+j] += w
				total += w
				if s.SymmetricalGLCM {
					p[j*n+i] += w
					total += w
				}
			}
		}
	}
	if total == 0 {
		return cooccurrence{}
	}
	for i := range p {
		p[i] /= total
	}
	return cooccurrence{n, p, n < 2 && !r.window}
}

// features returns the values of glcmFeatures, or nil for a matrix without
// entries. Bins is the highest grey level.
func (m cooccurrence) features(grey []float64, bins int) []float64 {
	if m.levels == 0 {
		return nil
	}
	f := m.measure(grey, bins)
	return []float64{
		f.autocorrelation,
		f.prominence,
		f.shade,
		f.tendency,
		f.contrast,
		f.correlation,
		f.average,
		f.entropy,
		f.variance,
		f.id,
		f.idm,
		f.idmn,
		f.idn,
		f.imc1,
		f.imc2,
		f.inverseVariance,
		f.jointAverage,
		f.energy,
		f.jointEntropy,
		m.mcc(f.px, f.py),
		f.maximum,
		f.sumAverage,
		f.sumEntropy,
		f.jointVariance,
	}
}

// byPair are the features of a matrix, but for MCC.
type byPair struct {
	byDifference
	px, py                                         []float64
	maximum, energy, jointEntropy, autocorrelation float64
	jointAverage, jointVariance, correlation       float64
	tendency, shade, prominence, sumAverage        float64
	sumEntropy, imc1, imc2                         float64
}

// measure computes the features of a matrix that has entries.
func (m cooccurrence) measure(grey []float64, bins int) byPair {
	n := m.levels
	px, py := make([]float64, n), make([]float64, n)
	sum, difference := make([]float64, 2*bins+1), make([]float64, bins)
	var maximum, energy, entropy, autocorrelation, ux, uy float64
	for i := range n {
		for j, p := range m.p[i*n:][:n] {
			if p == 0 {
				continue
			}
			gi, gj := grey[i], grey[j]
			px[i] += p
			py[j] += p
			sum[int(gi+gj)] += p
			difference[int(math.Abs(gi-gj))] += p
			maximum = max(maximum, p)
			energy += p * p
			entropy -= plogp(p)
			autocorrelation += p * gi * gj
			ux += p * gi
			uy += p * gj
		}
	}
	var sx, sy, covariance, tendency, shade, prominence, cross, product float64
	for i := range n {
		dx := grey[i] - ux
		sx += px[i] * dx * dx
		for j, p := range m.p[i*n:][:n] {
			pxy := px[i] * py[j]
			if pxy == 0 {
				continue
			}
			log := log2(pxy + epsilon)
			product -= pxy * log
			if p == 0 {
				continue
			}
			cross -= p * log
			dy := grey[j] - uy
			covariance += p * dx * dy
			d := dx + dy
			tendency += p * d * d
			shade += p * d * d * d
			prominence += p * d * d * d * d
		}
	}
	for j := range n {
		dy := grey[j] - uy
		sy += py[j] * dy * dy
	}
	d := differenceFeatures(difference, bins)
	sumAverage, sumEntropy := 0.0, 0.0
	for k, p := range sum {
		sumAverage += float64(k) * p
		sumEntropy -= plogp(p)
	}
	return byPair{
		byDifference: d, px: px, py: py,
		maximum: maximum, energy: energy, jointEntropy: entropy, autocorrelation: autocorrelation,
		jointAverage: ux, jointVariance: sx, correlation: correlation(covariance, math.Sqrt(sx), math.Sqrt(sy)),
		tendency: tendency, shade: shade, prominence: prominence, sumAverage: sumAverage,
		sumEntropy: sumEntropy, imc1: imc1(entropy, cross, px, py), imc2: imc2(entropy, product),
	}
}
