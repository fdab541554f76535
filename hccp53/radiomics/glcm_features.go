package radiomics

import "math"

// Grey level co-occurrence matrix (Haralick, Shanmugam and Dinstein 1973):
// p(i,j) is the probability that two neighbours have grey levels i and j. px
// and py are its row and column sums, μx and μy their means, σx and σy their
// standard deviations; p₋(k) is the probability of |i−j| = k, p₊(k) that of
// i+j = k. H is −Σ p·log2 p, HX and HY the same for px and py. Ng is the
// highest grey level. Each feature is the mean over the directions.
var glcmFeatures = []definition{
	{"Autocorrelation", "QWB0", "Σ p·i·j", "level²"},
	{"ClusterProminence", "AE86", "Σ p·(i+j−μx−μy)⁴", "level⁴"},
	{"ClusterShade", "7NFM", "Σ p·(i+j−μx−μy)³", "level³"},
	{"ClusterTendency", "DG8W", "Σ p·(i+j−μx−μy)²", "level²"},
	{"Contrast", "ACUI", "Σ p·(i−j)²", "level²"},
	{"Correlation", "NI2N", "Σ p·(i−μx)(j−μy) / (σx·σy); 1 if σx·σy = 0", ""},
	{"DifferenceAverage", "TF7R", "Σ k·p₋(k)", "level"},
	{"DifferenceEntropy", "NTRS", "−Σ p₋·log2 p₋", "bit"},
	{"DifferenceVariance", "D3YU", "Σ p₋(k)·(k−DifferenceAverage)²", "level²"},
	{"Id", "IB1Z", "Σ p₋(k)/(1+k)", ""},
	{"Idm", "WF0Z", "Σ p₋(k)/(1+k²)", ""},
	{"Idmn", "1QCO", "Σ p₋(k)/(1+k²/Ng²)", ""},
	{"Idn", "NDRX", "Σ p₋(k)/(1+k/Ng)", ""},
	{"Imc1", "R8DG", "(H + Σ p·log2(px·py)) / max(HX, HY); 0 if that is 0", ""},
	{"Imc2", "JN9H", "√(1 − exp(−2(H₂ − H))), H₂ = −Σ px·py·log2(px·py)", ""},
	{"InverseVariance", "E8JP", "Σ p₋(k)/k² over k > 0", ""},
	{"JointAverage", "60VM", "μx", "level"},
	{"JointEnergy", "8ZQL", "Σ p²", ""},
	{"JointEntropy", "TU9B", "H", "bit"},
	{"MCC", "", "√ of the second largest eigenvalue of Q(i,j) = Σk p(i,k)p(j,k)/(px(i)py(k)); 1 if one grey level", ""},
	{"MaximumProbability", "GYBY", "max p", ""},
	{"SumAverage", "ZGXS", "Σ k·p₊(k)", "level"},
	{"SumEntropy", "P6QZ", "−Σ p₊·log2 p₊", "bit"},
	{"SumSquares", "UR99", "σx²", "level²"},
}

// byDifference are the features of p₋.
type byDifference struct {
	average, variance, entropy, contrast float64
	id, idm, idn, idmn, inverseVariance  float64
}

func differenceFeatures(p []float64, bins int) byDifference {
	var d byDifference
	ng := float64(bins)
	for k, p := range p {
		if p == 0 {
			continue
		}
		k := float64(k)
		d.average += k * p
		d.contrast += k * k * p
		d.entropy -= plogp(p)
		d.id += p / (1 + k)
		d.idm += p / (1 + k*k)
		d.idn += p / (1 + k/ng)
		d.idmn += p / (1 + k*k/(ng*ng))
		if k > 0 {
			d.inverseVariance += p / (k * k)
		}
	}
	for k, p := range p {
		gap := float64(k) - d.average
		d.variance += p * gap * gap
	}
	return d
}

// correlation is 1 where one grey level has no other to correlate with.
func correlation(covariance, sx, sy float64) float64 {
	if sx*sy == 0 {
		return 1
	}
	return covariance / (sx*sy + epsilon)
}

// imc1 is the first information measure of correlation: h is the entropy of
// the matrix, cross −Σ p·log2(px·py).
func imc1(h, cross float64, px, py []float64) float64 {
	hx, hy := 0.0, 0.0
	for i := range px {
		hx -= plogp(px[i])
		hy -= plogp(py[i])
	}
	if largest := math.Max(hx, hy); largest != 0 {
		return (h - cross) / largest
	}
	return 0
}

// imc2 is the second information measure of correlation: h is the entropy of
// the matrix, product that of px·py. It is 0 where rounding makes the entropy
// of the matrix the larger one.
func imc2(h, product float64) float64 {
	return math.Sqrt(math.Max(0, 1-math.Exp(-2*(product-h))))
}
