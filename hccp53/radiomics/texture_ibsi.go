package radiomics

import "strings"

// ibsiFamilies are the texture families of the IBSI reference manual. The
// matrices and the sums over them are those of profile pyradiomics; the names,
// the aggregations and a few features differ. Symbols as in glcm_features.go,
// glrlm.go, glszm.go, gldm.go and ngtdm.go; i is the grey level, j the length of
// a run, the size or the distance of a zone, or the number of dependent
// neighbours and the voxel itself.
var ibsiFamilies = []family{
	{"cm", []definition{
		{"joint_max", "GYBY", "max p", ""},
		{"joint_avg", "60VM", "Σ p·i", "grey level"},
		{"joint_var", "UR99", "Σ p·(i−μ)²", "grey level²"},
		{"joint_entr", "TU9B", "−Σ p·log2 p", "bit"},
		{"diff_avg", "TF7R", "Σ k·p₋(k)", "grey level"},
		{"diff_var", "D3YU", "Σ p₋(k)·(k−diff_avg)²", "grey level²"},
		{"diff_entr", "NTRS", "−Σ p₋·log2 p₋", "bit"},
		{"sum_avg", "ZGXS", "Σ k·p₊(k)", "grey level"},
		{"sum_var", "OEEB", "Σ p₊(k)·(k−sum_avg)²", "grey level²"},
		{"sum_entr", "P6QZ", "−Σ p₊·log2 p₊", "bit"},
		{"energy", "8ZQL", "Σ p²", ""},
		{"contrast", "ACUI", "Σ p·(i−j)²", "grey level²"},
		{"dissimilarity", "8S9J", "Σ p·|i−j|", "grey level"},
		{"inv_diff", "IB1Z", "Σ p/(1+|i−j|)", ""},
		{"inv_diff_norm", "NDRX", "Σ p/(1+|i−j|/Ng)", ""},
		{"inv_diff_mom", "WF0Z", "Σ p/(1+(i−j)²)", ""},
		{"inv_diff_mom_norm", "1QCO", "Σ p/(1+(i−j)²/Ng²)", ""},
		{"inv_var", "E8JP", "Σ p/(i−j)² over i ≠ j", ""},
		{"corr", "NI2N", "Σ p·(i−μ)(j−μ)/σ²; 1 where σ is 0", ""},
		{"auto_corr", "QWB0", "Σ p·i·j", "grey level²"},
		{"clust_tend", "DG8W", "Σ p·(i+j−2μ)²", "grey level²"},
		{"clust_shade", "7NFM", "Σ p·(i+j−2μ)³", "grey level³"},
		{"clust_prom", "AE86", "Σ p·(i+j−2μ)⁴", "grey level⁴"},
		{"info_corr1", "R8DG", "(H − H₁)/HX; 0 where HX is 0", ""},
		{"info_corr2", "JN9H", "√(1 − exp(−2(H₂ − H)))", ""},
	}, true, false, cooccurrenceIBSI},
	{"rlm", sizeDefinitions("rlm", "run", "length",
		"22OV", "W4KF", "V3SW", "G3QZ", "HTZT", "GD3A", "IVPO", "3KUM", "R5YN", "OVBL", "W92Y", "IC23", "9ZK5", "8CE5", "SXLW", "HJ9O"), true, true, runsIBSI},
	{"szm", sizeDefinitions("szm", "zone", "size",
		"5QRC", "48P8", "XMSY", "5GN9", "5RAI", "HW1V", "YH51", "J17V", "JNSA", "Y1RO", "4JP3", "VB3A", "P30P", "BYLV", "3NSA", "GU8N"), false, true, zonesIBSI},
	{"dzm", sizeDefinitions("dzm", "zone", "distance",
		"0GBI", "MB4I", "S1RA", "K26C", "RUVG", "DKNJ", "A7WM", "KLTH", "VFT7", "7HP3", "V294", "IATH", "VIWW", "QK93", "7WT1", "GBDU"), false, true, distancesIBSI},
	{"ngt", []definition{
		{"coarseness", "QCDE", "1/Σ p·s; 10⁶ if that sum is 0", ""},
		{"contrast", "65HE", "Σ p(i)p(j)(i−j)² / (G(G−1)) · S/N; 0 for one grey level", ""},
		{"busyness", "NQ30", "Σ p·s / Σ |i·p(i) − j·p(j)|; 0 for one grey level", ""},
		{"complexity", "HDEZ", "Σ |i−j|·(p(i)s(i) + p(j)s(j)) / (p(i)+p(j)) / N", ""},
		{"strength", "1X9X", "Σ (p(i)+p(j))·(i−j)² / S; 0 if S is 0", ""},
	}, false, false, tonesIBSI},
	{"ngl", append(sizeDefinitions("ngl", "count", "dependence",
		"SODN", "IMOQ", "TL9H", "OAE7", "EQ3F", "JA6D", "NBZI", "9QMG", "FP8K", "5SPA", "Z87G", "OKJI", "6XV8", "1PFV", "DNX2", "FCBV"),
		definition{"dc_energy", "CAS9", "Σ p²", ""}), false, false, dependencesIBSI},
}

// sizeNames are the tags of the 16 features that runs, zones and dependences
// have in common, in one order.
var sizeNames = map[string][]string{
	"rlm": strings.Fields("sre lre lgre hgre srlge srhge lrlge lrhge glnu glnu_norm rlnu rlnu_norm r_perc gl_var rl_var rl_entr"),
	"szm": strings.Fields("sze lze lgze hgze szlge szhge lzlge lzhge glnu glnu_norm zsnu zsnu_norm z_perc gl_var zs_var zs_entr"),
	"dzm": strings.Fields("sde lde lgze hgze sdlge sdhge ldlge ldhge glnu glnu_norm zdnu zdnu_norm z_perc gl_var zd_var zd_entr"),
	"ngl": strings.Fields("lde hde lgce hgce ldlge ldhge hdlge hdhge glnu glnu_norm dcnu dcnu_norm dc_perc gl_var dc_var dc_entr"),
}

// sizeDefinitions returns the definitions of these features, for things (runs)
// that have a size (length).
func sizeDefinitions(family, thing, size string, ids ...string) []definition {
	formulas := [16][2]string{
		{"Σ p/j²", ""}, {"Σ p·j²", ""}, {"Σ p/i²", ""}, {"Σ p·i²", "grey level²"},
		{"Σ p/(i²·j²)", ""}, {"Σ p·i²/j²", ""}, {"Σ p·j²/i²", ""}, {"Σ p·i²·j²", ""},
		{"Σi (Σj P)² / N", ""}, {"Σi (Σj P)² / N²", ""}, {"Σj (Σi P)² / N", ""}, {"Σj (Σi P)² / N²", ""},
		{"N / number of voxels, for each direction", ""}, {"Σ p·(i−Σ p·i)²", "grey level²"}, {"Σ p·(j−Σ p·j)²", "voxel²"}, {"−Σ p·log2 p", "bit"},
	}
	all := make([]definition, 16)
	for k := range all {
		all[k] = definition{sizeNames[family][k], ids[k], formulas[k][0] + ", for a " + thing + " of grey level i and " + size + " j", formulas[k][1]}
	}
	return all
}

// cooccurrenceIBSI returns the features of one co-occurrence matrix.
func cooccurrenceIBSI(g group, s Settings) []float64 {
	s.WeightingNorm = ""
	m := g.part.pairs(g.along, s)
	if m.levels == 0 {
		return nil
	}
	f := m.measure(g.part.grey, g.part.bins)
	return []float64{
		f.maximum, f.jointAverage, f.jointVariance, f.jointEntropy,
		f.average, f.variance, f.entropy,
		f.sumAverage, f.tendency, f.sumEntropy,
		f.energy, f.contrast, f.average,
		f.id, f.idn, f.idm, f.idmn, f.inverseVariance,
		f.correlation, f.autocorrelation,
		f.tendency, f.shade, f.prominence,
		f.imc1, f.imc2,
	}
}

// sizes returns the 16 common features. Voxels is how many voxels there are to
// make runs, zones or counts of.
func (e emphases) sizes(voxels float64) []float64 {
	return []float64{
		e.small, e.large, e.low, e.high,
		e.smallLow, e.smallHigh, e.largeLow, e.largeHigh,
		e.greyNonUniformity, e.greyNonUniformity / e.n, e.sizeNonUniformity, e.sizeNonUniformity / e.n,
		e.n / voxels, e.greyVariance, e.sizeVariance, e.entropy,
	}
}

func runsIBSI(g group, _ Settings) []float64 {
	matrices := make([][]cell, len(g.along))
	for k, d := range g.along {
		matrices[k] = g.part.runs(g.part.step(d))
	}
	e := emphasise(merged(matrices, func(int) float64 { return 1 }), g.part.grey)
	return e.sizes(e.voxels)
}

// steps returns the steps to the neighbours along the directions, both ways.
func (g group) steps() []int {
	var all []int
	for _, d := range g.along {
		all = append(all, g.part.step(d), -g.part.step(d))
	}
	return all
}

func zonesIBSI(g group, _ Settings) []float64 {
	return emphasise(g.part.zones(g.steps(), nil), g.part.grey).sizes(float64(len(g.part.at)))
}

func distancesIBSI(g group, _ Settings) []float64 {
	distance := g.part.toBorder
	if g.flat {
		distance = g.part.toBorderFlat
	}
	return emphasise(g.part.zones(g.steps(), distance()), g.part.grey).sizes(float64(len(g.part.at)))
}

func tonesIBSI(g group, _ Settings) []float64 {
	difference, counted := g.part.differences(g.steps())
	var grey, s, n []float64
	for i, c := range counted {
		if c > 0 {
			grey, s, n = append(grey, g.part.grey[i]), append(s, difference[i]), append(n, c)
		}
	}
	if len(n) == 0 {
		return nil
	}
	t := toneFeatures(grey, n, s)
	return []float64{t.coarseness, t.contrast, t.busyness, t.complexity, t.strength}
}

func dependencesIBSI(g group, s Settings) []float64 {
	cells := g.part.dependences(g.steps(), s.GLDMAlpha)
	e := emphasise(cells, g.part.grey)
	energy := 0.0
	for _, c := range cells {
		energy += (c.n / e.n) * (c.n / e.n)
	}
	return append(e.sizes(float64(len(g.part.at))), energy)
}
