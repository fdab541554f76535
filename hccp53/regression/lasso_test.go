package regression_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"hcclab/hccp53/regression"
)

// table returns correlated columns of different scales, as radiomics gives.
func table(seed uint64, n, p int) ([]bool, [][]float64, []int) {
	rng := rand.New(rand.NewPCG(seed, 2))
	y := make([]bool, n)
	folds := make([]int, n)
	factors := make([][8]float64, n)
	for i := range y {
		y[i] = rng.Float64() < 0.57
		folds[i] = i % 10
		for k := range factors[i] {
			factors[i][k] = rng.NormFloat64()
			if y[i] && k < 3 {
				factors[i][k] += []float64{0.7, -0.55, 0.45}[k]
			}
		}
	}
	columns := make([][]float64, p)
	for j := range columns {
		var loading [8]float64
		for k := range loading {
			if rng.Float64() < 0.35 {
				loading[k] = rng.NormFloat64()
			}
		}
		noise, scale := 0.3+1.3*rng.Float64(), math.Exp(2*rng.NormFloat64())
		columns[j] = make([]float64, n)
		for i := range y {
			v := noise * rng.NormFloat64()
			for k, l := range loading {
				v += l * factors[i][k]
			}
			columns[j][i] = 3*scale + scale*v
		}
	}
	return y, columns, folds
}

// checkOptimal checks the KKT conditions of each model on a path, from nothing
// but their definition: x_j'(y−p)/(n·sd) - λ(1-α)·b_j·sd = ±λα where b_j is not 0,
// with the sign of b_j, and at most λα where it is; and Σ(y−p) = 0.
func checkOptimal(t *testing.T, y []bool, columns [][]float64, path *regression.LassoPath, alpha float64) {
	t.Helper()
	n := float64(len(y))
	for k, total := range path.Lambda {
		lambda := total * alpha
		eta := path.LogOdds(k, columns)
		residual := make([]float64, len(y))
		sum := 0.0
		for i := range y {
			residual[i] = -1 / (1 + math.Exp(-eta[i]))
			if y[i] {
				residual[i]++
			}
			sum += residual[i] / n
		}
		if math.Abs(sum) > 1e-10 {
			t.Errorf("λ %d: the residuals sum to %v", k, sum)
		}
		nonZero := 0
		for j, x := range columns {
			m, sd, g := 0.0, 0.0, 0.0
			for _, v := range x {
				m += v / n
			}
			for i, v := range x {
				sd += (v - m) * (v - m) / n
				g += (v - m) * residual[i] / n
			}
			sd = math.Sqrt(sd)
			if sd < 1e-12*math.Abs(m) {
				if path.Coefficients[k][j] != 0 {
					t.Errorf("λ %d: constant column %d has a coefficient", k, j)
				}
				continue
			}
			b := path.Coefficients[k][j]
			g = g/sd - total*(1-alpha)*b*sd
			if b != 0 {
				nonZero++
				if math.Abs(g-math.Copysign(lambda, b)) > 1e-9*lambda+1e-12 {
					t.Errorf("λ %d column %d: gradient %v, want ±%v", k, j, g, lambda)
				}
			} else if slack := 1e-8; math.Abs(g) > lambda*(1+slack)+1e-12 && !(slices.Contains(path.Duplicate, j) && math.Abs(g) < lambda+1e-4) {
				t.Errorf("λ %d column %d: gradient %v above %v, coefficient 0", k, j, g, lambda)
			}
		}
		if nonZero != path.NonZero[k] {
			t.Errorf("λ %d: %d coefficients, said %d", k, nonZero, path.NonZero[k])
		}
	}
}

func TestLassoIsOptimal(t *testing.T) {
	for name, c := range map[string]struct {
		n, p    int
		options regression.LassoOptions
	}{
		"wide":            {60, 100, regression.LassoOptions{}},
		"tall":            {150, 12, regression.LassoOptions{}},
		"coarse steps":    {80, 40, regression.LassoOptions{Count: 4}},
		"given penalties": {80, 40, regression.LassoOptions{Lambda: []float64{0.5, 0.02, 0.001}}},
		"elastic net":     {60, 100, regression.LassoOptions{Alpha: 0.5}},
		"nearly ridge":    {80, 20, regression.LassoOptions{Alpha: 0.01, Count: 20}},
	} {
		t.Run(name, func(t *testing.T) {
			y, columns, _ := table(21, c.n, c.p)
			path, err := regression.Lasso(y, columns, c.options)
			if err != nil {
				t.Fatal(err)
			}
			alpha := c.options.Alpha
			if alpha == 0 {
				alpha = 1
			}
			checkOptimal(t, y, columns, path, alpha)
			if c.options.Lambda == nil && (path.NonZero[0] != 0 || path.NonZero[1] == 0 && c.options.Count == 0) {
				t.Errorf("the first penalties leave %v columns", path.NonZero[:2])
			}
		})
	}
}

// Columns that are equal, linear in each other, constant, or coarse.
func TestLassoOnHardColumns(t *testing.T) {
	y, columns, folds := table(22, 120, 30)
	columns[10] = slices.Clone(columns[4])
	for i := range y {
		columns[20][i] = 3
		columns[25][i] = 1 - 2*columns[5][i]
		columns[28][i] = math.Round(columns[28][i] / 10)
	}
	for i := range y { // the sum of two others
		columns[29][i] = columns[6][i]/1e3 + columns[7][i]
	}
	path, err := regression.Lasso(y, columns, regression.LassoOptions{})
	if err != nil {
		t.Fatal(err)
	}
	checkOptimal(t, y, columns, path, 1)
	if !slices.Equal(path.Constant, []int{20}) || !slices.Equal(path.Duplicate, []int{10, 25}) {
		t.Errorf("constant columns %v, duplicates %v", path.Constant, path.Duplicate)
	}
	for k := range path.Lambda {
		if path.Coefficients[k][10] != 0 || path.Coefficients[k][25] != 0 {
			t.Errorf("λ %d: the later of two equal columns has %v or %v", k, path.Coefficients[k][10], path.Coefficients[k][25])
		}
	}
	if _, err := regression.LassoCV(y, columns, folds, regression.LassoOptions{}); err != nil {
		t.Error(err)
	}
	// Nothing to choose from.
	null, err := regression.Lasso(y, columns[20:21], regression.LassoOptions{})
	if err != nil || null.NonZero[0] != 0 || len(null.Lambda) != 5 {
		t.Errorf("only a constant column: %+v, %v", null, err)
	}
}

// Whole tables that are coarse, separate the outcomes, nearly repeat one column,
// or span two dimensions only.
func TestLassoOnHardTables(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 99))
		n, p := 20+rng.IntN(60), 4+rng.IntN(60)
		y, columns, _ := table(seed, n, p)
		for j := range columns {
			for i := range y {
				v := &columns[j][i]
				switch kind := seed % 4; {
				case kind == 0:
					*v = math.Round(2 * *v / math.Abs(columns[j][0]+1e-9))
				case kind == 1 && j == 0:
					*v = map[bool]float64{true: 1 + rng.Float64(), false: 0}[y[i]]
				case kind == 2 && j > 0:
					*v = columns[0][i] + 1e-3**v/(1+math.Abs(columns[j][0]))
				case kind == 3 && j > 1:
					*v = columns[j-1][i] - columns[j-2][i]*(1+float64(j%3))
				}
			}
		}
		path, err := regression.Lasso(y, columns, regression.LassoOptions{Count: []int{0, 6}[seed/4%2]})
		if err != nil {
			t.Fatal(err)
		}
		checkOptimal(t, y, columns, path, 1)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// The coefficients follow the scale of their columns and nothing else changes.
func TestLassoIsEquivariant(t *testing.T) {
	y, columns, _ := table(23, 100, 20)
	path, err := regression.Lasso(y, columns, regression.LassoOptions{})
	if err != nil {
		t.Fatal(err)
	}
	scaled := slices.Clone(columns)
	scaled[3] = slices.Clone(columns[3])
	for i := range scaled[3] {
		scaled[3][i] = 7 - 1000*scaled[3][i]
	}
	other, err := regression.Lasso(y, scaled, regression.LassoOptions{})
	if err != nil || len(other.Lambda) != len(path.Lambda) {
		t.Fatal(err, len(other.Lambda), len(path.Lambda))
	}
	for k := range path.Lambda {
		if !near(path.Coefficients[k][3], -1000*other.Coefficients[k][3], 1e-8) || !near(path.Coefficients[k][7], other.Coefficients[k][7], 1e-8) {
			t.Errorf("λ %d: %v and %v", k, path.Coefficients[k], other.Coefficients[k])
		}
	}
}

func TestLassoPathEndsEarly(t *testing.T) {
	y, columns, _ := table(24, 60, 10)
	for i := range y { // a nearly perfect column
		columns[0][i] = float64(i % 7)
		if y[i] {
			columns[0][i] += 8
		}
	}
	path, err := regression.Lasso(y, columns, regression.LassoOptions{})
	if err != nil {
		t.Fatal(err)
	}
	last := len(path.Lambda) - 1
	if last >= 99 || path.DevianceRatio[last] <= 0.999 || path.DevianceRatio[last-1] > 0.999 {
		t.Errorf("%d penalties, explaining %v and %v", last+1, path.DevianceRatio[last-1], path.DevianceRatio[last])
	}
	given, err := regression.Lasso(y, columns, regression.LassoOptions{Lambda: append(slices.Clone(path.Lambda), path.Lambda[last]/2)})
	if err != nil || len(given.Lambda) != last+2 {
		t.Errorf("given penalties end early: %d, %v", len(given.Lambda), err)
	}
}

// Cross-validation by its definition, one fold at a time: with the penalties of
// the whole, and with each fold's own and its coefficients interpolated.
func TestLassoCVEqualsFoldByFold(t *testing.T) {
	y, columns, folds := table(25, 90, 15)
	for i := range folds { // unequal folds with unusual names
		folds[i] = []int{7, -3, 100, 7}[i%4]
	}
	for _, interpolate := range []bool{false, true} {
		options := regression.LassoOptions{Count: 12, Interpolate: interpolate}
		got, err := regression.LassoCV(y, columns, folds, options)
		if err != nil {
			t.Fatal(err)
		}
		var means [][]float64
		var sizes []float64
		for _, name := range []int{-3, 7, 100} {
			means = append(means, foldDeviance(t, y, columns, folds, name, got.Path.Lambda, options))
			sizes = append(sizes, 0)
			for _, f := range folds {
				if f == name {
					sizes[len(sizes)-1]++
				}
			}
		}
		for k := range got.Mean {
			m, v := 0.0, 0.0
			for f := range means {
				m += sizes[f] / 90 * means[f][k]
			}
			for f := range means {
				v += sizes[f] / 90 * (means[f][k] - m) * (means[f][k] - m) / 2
			}
			if !near(got.Mean[k], m, 1e-8) || !near(got.SE[k], math.Sqrt(v), 1e-8) {
				t.Errorf("interpolate %v, λ %d: deviance %v ± %v, want %v ± %v", interpolate, k, got.Mean[k], got.SE[k], m, math.Sqrt(v))
			}
		}
		if smallest := slices.Min(got.Mean); got.Mean[got.Min] != smallest || got.OneSE > got.Min || got.Mean[got.OneSE] > smallest+got.SE[got.Min] {
			t.Errorf("min %d, one SE %d of %v", got.Min, got.OneSE, got.Mean)
		}
	}
	// All penalties are equally good: the largest is chosen.
	flat := make([]float64, len(y))
	if v, err := regression.LassoCV(y, [][]float64{flat}, folds, regression.LassoOptions{}); err != nil || v.Min != 0 || v.OneSE != 0 {
		t.Errorf("a constant column: %+v, %v", v, err)
	}
}

// foldDeviance fits without one fold and returns its mean deviance by penalty.
func foldDeviance(t *testing.T, y []bool, columns [][]float64, folds []int, name int, lambda []float64, options regression.LassoOptions) []float64 {
	t.Helper()
	var yIn, yOut []bool
	in, out := make([][]float64, len(columns)), make([][]float64, len(columns))
	for i, f := range folds {
		for j := range columns {
			if f == name {
				out[j] = append(out[j], columns[j][i])
			} else {
				in[j] = append(in[j], columns[j][i])
			}
		}
		if f == name {
			yOut = append(yOut, y[i])
		} else {
			yIn = append(yIn, y[i])
		}
	}
	if !options.Interpolate {
		options.Lambda = lambda
	}
	path, err := regression.Lasso(yIn, in, options)
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, len(lambda))
	for k, l := range lambda {
		// The two models of the path about l; log odds are linear in them.
		a := 0
		for a+1 < len(path.Lambda)-1 && path.Lambda[a+1] >= l {
			a++
		}
		l = math.Min(path.Lambda[0], math.Max(path.Lambda[len(path.Lambda)-1], l))
		share := (l - path.Lambda[a+1]) / (path.Lambda[a] - path.Lambda[a+1])
		first, second := path.LogOdds(a, out), path.LogOdds(a+1, out)
		for i := range yOut {
			eta := share*first[i] + (1-share)*second[i]
			if !yOut[i] {
				eta = -eta
			}
			mean[k] += 2 * math.Log1p(math.Exp(-eta)) / float64(len(yOut))
		}
	}
	return mean
}

func TestLassoCVIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	y, columns, folds := table(26, 80, 30)
	for _, interpolate := range []bool{false, true} {
		options := regression.LassoOptions{Count: 30, Interpolate: interpolate}
		many, err := regression.LassoCV(y, columns, folds, options)
		if err != nil {
			t.Fatal(err)
		}
		before := runtime.GOMAXPROCS(1)
		one, err := regression.LassoCV(y, columns, folds, options)
		runtime.GOMAXPROCS(before)
		if err != nil || !reflect.DeepEqual(one, many) {
			t.Errorf("interpolate %v: results differ, %v", interpolate, err)
		}
	}
}

// On outcomes that have nothing to do with the columns the one-SE rule keeps
// almost nothing: of 40 columns, less than two on average over ten runs.
func TestLassoKeepsLittleOfNoise(t *testing.T) {
	kept := 0
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 27))
		y, columns, folds := table(seed, 100, 40)
		for i := range y {
			y[i] = rng.Float64() < 0.5
		}
		v, err := regression.LassoCV(y, columns, folds, regression.LassoOptions{})
		if err != nil {
			t.Fatal(err)
		}
		kept += v.Path.NonZero[v.OneSE]
	}
	if kept >= 20 {
		t.Errorf("%d columns kept in ten runs", kept)
	}
}

func BenchmarkLassoCV(b *testing.B) {
	for _, p := range []int{300, 1000} {
		b.Run(fmt.Sprintf("224x%d", p), func(b *testing.B) {
			y, columns, folds := table(28, 224, p)
			for b.Loop() {
				if _, err := regression.LassoCV(y, columns, folds, regression.LassoOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLassoPath(b *testing.B) {
	for _, p := range []int{300, 1000} {
		b.Run(fmt.Sprintf("224x%d", p), func(b *testing.B) {
			y, columns, _ := table(28, 224, p)
			for b.Loop() {
				if _, err := regression.Lasso(y, columns, regression.LassoOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
