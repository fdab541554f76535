package figure_test

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
	"hcclab/hccp53/volume"
)

// What the examples draw is made here: numbers from fixed seeds, of the size
// and shape of a real study.

// arm makes n patients, four of seven of them cases, and for each strength a
// score of that many standard deviations between the classes, as a risk.
func arm(n int, seed uint64, strength ...float64) (outcome []bool, risk [][]float64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	risk = make([][]float64, len(strength))
	for i := range n {
		y := i%7 < 4
		outcome = append(outcome, y)
		for k, s := range strength {
			shift := -s / 2
			if y {
				shift = s / 2
			}
			z := shift + rng.NormFloat64()
			risk[k] = append(risk[k], 1/(1+math.Exp(-s*z-.28)))
		}
	}
	return outcome, risk
}

func logit(risk []float64) []float64 {
	z := make([]float64, len(risk))
	for i, p := range risk {
		z[i] = math.Log(p / (1 - p))
	}
	return z
}

func curves(outcome []bool, names []string, risk [][]float64) []figure.ROCCurve {
	var c []figure.ROCCurve
	for k, name := range names {
		curve, err := performance.NewROC(outcome, risk[k])
		if err != nil {
			panic(err)
		}
		auc, err := performance.DeLong(outcome, risk[k])
		if err != nil {
			panic(err)
		}
		c = append(c, figure.ROCCurve{Model: name, Curve: curve, AUC: auc})
	}
	return c
}

// penalty is a LASSO on 160 patients and 14 features, of which three matter.
func penalty() *selection.Penalty {
	rng := rand.New(rand.NewPCG(7, 8))
	const n, features = 160, 14
	columns := make([][]float64, features)
	for j := range columns {
		for range n {
			columns[j] = append(columns[j], rng.NormFloat64())
		}
	}
	outcome, folds := make([]bool, n), make([]int, n)
	for i := range n {
		z := .9*columns[0][i] - .7*columns[1][i] + .4*columns[2][i]
		outcome[i], folds[i] = rng.Float64() < 1/(1+math.Exp(-z)), i%10
	}
	cv, err := regression.LassoCV(outcome, columns, folds, regression.LassoOptions{Count: 40, MinRatio: .01})
	if err != nil {
		panic(err)
	}
	p := &selection.Penalty{
		Columns: make([]string, features), Lambda: cv.Path.Lambda, Deviance: cv.Mean, SE: cv.SE,
		Min: cv.Min, OneSE: cv.OneSE, Chosen: cv.Min, NonZero: cv.Path.NonZero, PerSD: cv.Path.Coefficients,
	}
	return p
}

// trainingRuns makes the histories of five folds a network.
func trainingRuns(networks ...string) []figure.TrainingRun {
	rng := rand.New(rand.NewPCG(9, 10))
	var runs []figure.TrainingRun
	for _, name := range networks {
		for fold := 1; fold <= 5; fold++ {
			r := figure.TrainingRun{Network: name, Fold: fold}
			lowest := math.Inf(1)
			for e := 1; e <= 16+3*fold; e++ {
				t := float64(e)
				stop := .69 - .12*(1-math.Exp(-t/6)) + .006*math.Max(0, t-10) + .02*rng.NormFloat64()
				r.Epochs = append(r.Epochs, figure.Epoch{
					Number: e, Loss: .72*math.Exp(-t/25) + .01*rng.NormFloat64(), StopLoss: stop,
					StopAUC: math.Min(.95, .5+.22*(1-math.Exp(-t/5))+.03*rng.NormFloat64()),
				})
				if stop < lowest {
					lowest, r.Best = stop, e
				}
			}
			runs = append(runs, r)
		}
	}
	return runs
}

// patients makes n patients with clinical columns, and an outcome that depends
// on some of them.
func patients(n int) (outcome []bool, terms []regression.Term) {
	rng := rand.New(rand.NewPCG(11, 12))
	column := func(mean, sd float64) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = mean + sd*rng.NormFloat64()
		}
		return v
	}
	level := func(levels []string) []string {
		v := make([]string, n)
		for i := range v {
			v[i] = levels[rng.IntN(len(levels))]
		}
		return v
	}
	age, afp, size, plt := column(58, 11), column(2, 1), column(5, 2), column(160, 50)
	bclc, sex := []string{"0", "A", "B"}, []string{"female", "male"}
	yes := []string{"no", "yes"}
	stage, rim := level(bclc), level(yes)
	for i := range n {
		z := .9*(afp[i]-2) + .2*(size[i]-5)
		if rim[i] == "yes" {
			z += .8
		}
		if stage[i] == "B" {
			z += .6
		}
		outcome = append(outcome, rng.Float64() < 1/(1+math.Exp(-z+.2)))
	}
	return outcome, []regression.Term{
		regression.Numeric("age", age), regression.Factor("sex", sex, level(sex)), regression.Numeric("afp", afp), regression.Numeric("size", size),
		regression.Numeric("plt", plt), regression.Factor("bclc", bclc, stage), regression.Factor("capsule", yes, level(yes)), regression.Factor("rim", yes, rim),
	}
}

func clinicalTables() ([]clinical.Univariable, *regression.Fit) {
	outcome, terms := patients(224)
	var all []clinical.Univariable
	for _, t := range terms {
		fit, err := regression.Logistic(outcome, []regression.Term{t})
		if err != nil {
			panic(err)
		}
		all = append(all, clinical.Univariable{Column: t.Name, Rows: fit.Coefficients[1:], N: fit.N})
	}
	search, err := regression.Stepwise(outcome, terms, regression.Both, regression.AIC)
	if err != nil {
		panic(err)
	}
	return all, search.Fit
}

// combinedModel is a model of five terms with the data it was fitted on.
func combinedModel() (regression.Model, []regression.Term) {
	outcome, all := patients(224)
	rng := rand.New(rand.NewPCG(13, 14))
	rad, dl := make([]float64, len(outcome)), make([]float64, len(outcome))
	for i, y := range outcome {
		rad[i], dl[i] = rng.NormFloat64(), rng.NormFloat64()
		if y {
			rad[i], dl[i] = rad[i]+.8, dl[i]+1
		}
	}
	grade := all[5]
	grade.Name = "grade"
	terms := []regression.Term{all[2], grade, all[7], regression.Numeric("rad_score", rad), regression.Numeric("dl_score", dl)}
	fit, err := regression.Logistic(outcome, terms)
	if err != nil {
		panic(err)
	}
	return fit.Model, terms
}

// bentModel is a model with a spline of age, whose effect rises and falls.
func bentModel() (*regression.Fit, []regression.Term) {
	outcome, all := patients(224)
	age := make([]float64, len(outcome))
	rng := rand.New(rand.NewPCG(17, 18))
	for i, y := range outcome {
		age[i] = math.Round(58 + 14*rng.NormFloat64())
		if y {
			age[i] = math.Round(57 + 8*rng.NormFloat64())
		}
	}
	knots, err := regression.Knots(age, 4)
	if err != nil {
		panic(err)
	}
	terms := []regression.Term{regression.Spline("age", age, knots), all[2], all[5]}
	fit, err := regression.Logistic(outcome, terms)
	if err != nil {
		panic(err)
	}
	return fit, terms
}

// correlated makes the correlations of n features in three families.
func correlated(n int) (names []string, r [][]float64) {
	rng := rand.New(rand.NewPCG(19, 20))
	const patients = 120
	columns := make([][]float64, n)
	var family [3][patients]float64
	for k := range family {
		for i := range family[k] {
			family[k][i] = rng.NormFloat64()
		}
	}
	for j := range columns {
		sign := float64(1 - 2*(j%2))
		for i := range patients {
			columns[j] = append(columns[j], sign*family[j%3][i]+.7*rng.NormFloat64())
		}
		names = append(names, []string{"AP_glcm_Contrast", "PVP_firstorder_Mean", "DP_glszm_ZoneEntropy"}[j%3]+"_"+string(rune('a'+j/3)))
	}
	r = make([][]float64, n)
	for a := range r {
		r[a] = make([]float64, n)
		for b := range r[a] {
			r[a][b] = stat.Correlation(columns[a], columns[b], nil)
		}
		r[a][a] = 1
	}
	return names, r
}

// phantom is a body with a liver and a lesion that takes up contrast early and
// loses it, with its VOI.
func phantom() ([]*volume.Image, *volume.Mask) {
	g := volume.Grid{Size: [3]int{128, 96, 5}, Spacing: [3]float64{2.6, 2.6, 5}, Direction: volume.Axial}
	voi := volume.NewMask(g)
	rng := rand.New(rand.NewPCG(15, 16))
	var images []*volume.Image
	for phase := range 3 {
		img := volume.NewImage(g)
		for i := range img.Data {
			x, y, z := g.Voxel(i)
			inside := func(cx, cy, rx, ry float64) float64 {
				return math.Hypot((float64(x)-cx)/rx, (float64(y)-cy)/ry)
			}
			v := 2.0
			switch angle := math.Atan2(float64(y)-50, float64(x)-44); {
			case inside(44, 50, 10+1.2*math.Sin(3*angle)-float64((z-2)*(z-2)), 9-float64((z-2)*(z-2))) < 1:
				v = []float64{190, 150, 115}[phase]
				voi.Data[i] = true
			case inside(72, 66, 4, 4) < 1: // aorta
				v = []float64{240, 190, 160}[phase]
			case inside(48, 46, 32, 30) < 1: // liver
				v = []float64{110, 160, 145}[phase]
			case inside(94, 40, 14, 12) < 1: // spleen
				v = []float64{150, 165, 145}[phase]
			case inside(64, 48, 58, 42) < 1:
				v = 70
			}
			img.Data[i] = v + 6*rng.NormFloat64()
		}
		images = append(images, img)
	}
	return images, voi
}
