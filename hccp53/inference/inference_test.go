package inference_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/inference"
)

func close(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*math.Max(math.Abs(a), math.Abs(b))
}

func sample(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

// The exact p is the share of the arrangements of the pooled values that are
// at least as extreme; for small groups all can be listed.
func TestMannWhitneyExactEqualsListing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, size := range [][2]int{{1, 1}, {1, 6}, {3, 4}, {5, 5}, {6, 2}} {
		a, b := sample(rng, size[0]), sample(rng, size[1])
		got, err := inference.MannWhitney(a, b)
		if err != nil {
			t.Fatal(err)
		}
		all := append(slices.Clone(a), b...)
		extreme, total := 0, 0
		centre := float64(size[0]*size[1]) / 2
		for set := range 1 << len(all) {
			var first, second []float64
			for i, v := range all {
				if set>>i&1 == 1 {
					first = append(first, v)
				} else {
					second = append(second, v)
				}
			}
			if len(first) != size[0] {
				continue
			}
			u := 0.0
			for _, v := range first {
				for _, w := range second {
					if v > w {
						u++
					}
				}
			}
			total++
			if math.Abs(u-centre) >= math.Abs(got.U-centre) {
				extreme++
			}
		}
		if want := float64(extreme) / float64(total); !got.Exact || !close(got.P, want, 1e-12) {
			t.Errorf("%v: p %v, listing gives %v", size, got.P, want)
		}
	}
}

func TestMannWhitneyChoosesAsR(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for name, c := range map[string]struct {
		a, b  []float64
		exact bool
	}{
		"49 and 49":      {sample(rng, 49), sample(rng, 49), true},
		"50 and 3":       {sample(rng, 50), sample(rng, 3), false},
		"tie in a group": {[]float64{1, 1, 2}, []float64{3, 4}, false},
		"tie across":     {[]float64{1, 2}, []float64{2, 4}, false},
	} {
		r, err := inference.MannWhitney(c.a, c.b)
		if err != nil || r.Exact != c.exact || r.Ties == (name == "49 and 49" || name == "50 and 3") {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// The normal approximation by hand: U = 0 of 6 pairs, one pair of ties among 5
// values, variance 6/12·(6 − 6/(5·4)) = 2.85, distance 3 less ½ for continuity.
func TestMannWhitneyNormalByHand(t *testing.T) {
	r, err := inference.MannWhitney([]float64{1, 1, 2}, []float64{3, 4})
	if want := math.Erfc(2.5 / math.Sqrt(2.85) / math.Sqrt2); err != nil || r.U != 0 || !close(r.P, want, 1e-14) {
		t.Errorf("%+v, want p %v, %v", r, want, err)
	}
}

func TestMannWhitneyIsInvariant(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for _, n := range []int{8, 60} {
		a, b := sample(rng, n), sample(rng, n+3)
		r, _ := inference.MannWhitney(a, b)
		s, _ := inference.MannWhitney(b, a)
		if !close(r.P, s.P, 1e-14) || r.U+s.U != float64(n*(n+3)) || !close(r.CommonLanguage, 1-s.CommonLanguage, 1e-14) {
			t.Errorf("swapping the groups: %+v and %+v", r, s)
		}
		cube := func(x []float64) []float64 {
			y := slices.Clone(x)
			for i := range y {
				y[i] = math.Exp(y[i] * 2)
			}
			return y
		}
		if m, _ := inference.MannWhitney(cube(a), cube(b)); m != r {
			t.Errorf("a monotone map changes %+v to %+v", r, m)
		}
		if c := inference.CommonLanguage(a, b); c != r.CommonLanguage {
			t.Errorf("CommonLanguage %v, Mann–Whitney %v", c, r.CommonLanguage)
		}
	}
}

// Fisher's p by listing all tables with the given margins.
func TestFisherEqualsListing(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	logFact := func(n int) float64 { v, _ := math.Lgamma(float64(n + 1)); return v }
	for _, shape := range [][2]int{{2, 2}, {2, 3}, {3, 2}, {4, 2}, {3, 3}, {2, 4}} {
		for range 5 {
			table := make([][]int, shape[0])
			rows, cols := make([]int, shape[0]), make([]int, shape[1])
			for i := range table {
				table[i] = make([]int, shape[1])
				for j := range table[i] {
					table[i][j] = 1 + rng.IntN(4)
					rows[i] += table[i][j]
					cols[j] += table[i][j]
				}
			}
			weight := func(counts []int) float64 {
				w := 0.0
				for _, x := range counts {
					w -= logFact(x)
				}
				return w
			}
			observed := weight(slices.Concat(table...))
			counted, total := 0.0, 0.0
			cells := make([]int, shape[0]*shape[1])
			var fill func(k int)
			fill = func(k int) {
				if k == len(cells) {
					for i, want := range rows {
						sum := 0
						for j := range cols {
							sum += cells[i*len(cols)+j]
						}
						if sum != want {
							return
						}
					}
					for j, want := range cols {
						sum := 0
						for i := range rows {
							sum += cells[i*len(cols)+j]
						}
						if sum != want {
							return
						}
					}
					w := weight(cells)
					total += math.Exp(w)
					if w <= observed+1e-7 {
						counted += math.Exp(w)
					}
					return
				}
				i, j := k/len(cols), k%len(cols)
				left := rows[i]
				for _, x := range cells[i*len(cols) : k] {
					left -= x
				}
				lo, hi := 0, min(left, cols[j])
				if j == len(cols)-1 {
					lo = left // the row must be full
				}
				for x := lo; x <= hi; x++ {
					cells[k] = x
					fill(k + 1)
				}
				cells[k] = 0
			}
			fill(0)
			got, err := inference.Fisher(table)
			if err != nil || !close(got.P, counted/total, 1e-11) {
				t.Errorf("%v: p %v (%v), listing gives %v", table, got.P, err, counted/total)
			}
		}
	}
}

func TestTablesIgnoreEmptyLevelsAndOrientation(t *testing.T) {
	plain := [][]int{{7, 2, 5}, {1, 8, 4}}
	padded := [][]int{{7, 0, 2, 5}, {0, 0, 0, 0}, {1, 0, 8, 4}}
	turned := [][]int{{7, 1}, {2, 8}, {5, 4}}
	x, _ := inference.ChiSquare(plain, true)
	f, _ := inference.Fisher(plain)
	for _, table := range [][][]int{padded, turned} {
		y, err := inference.ChiSquare(table, true)
		if err != nil || !close(x.X2, y.X2, 1e-14) || x.DF != y.DF || y.Yates || y.N != 27 {
			t.Errorf("chi-square %+v, %v", y, err)
		}
		g, err := inference.Fisher(table)
		if err != nil || !close(f.P, g.P, 1e-12) {
			t.Errorf("Fisher %v and %v, %v", f.P, g.P, err)
		}
	}
}

// The correction never exceeds |O−E|: in a table that is nearly independent the
// statistic is 0, not negative nor inflated.
func TestYatesIsCapped(t *testing.T) {
	r, err := inference.ChiSquare([][]int{{10, 10}, {10, 11}}, true)
	if err != nil || r.X2 != 0 || r.P != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestCorrelationMatrixEqualsPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	columns := [][]float64{sample(rng, 30), sample(rng, 30), sample(rng, 30)}
	for i := range columns[2] { // a column with ties, on another scale
		columns[2][i] = 1e6 + math.Round(3*columns[2][i]+columns[0][i])
	}
	p, err := inference.PearsonMatrix(columns)
	if err != nil {
		t.Fatal(err)
	}
	s, err := inference.SpearmanMatrix(columns)
	if err != nil {
		t.Fatal(err)
	}
	for i := range columns {
		for j := range columns {
			a, _ := inference.Pearson(columns[i], columns[j])
			b, _ := inference.Spearman(columns[i], columns[j])
			if !close(p[i][j], a.R, 1e-12) || !close(s[i][j], b.R, 1e-12) || p[i][j] != p[j][i] {
				t.Errorf("(%d, %d): %v and %v, %v and %v", i, j, p[i][j], a.R, s[i][j], b.R)
			}
		}
	}
}

// A shift of one rater lowers agreement and leaves consistency; the interval
// holds the estimate.
func TestICC(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	plain, shifted := make([][]float64, 25), make([][]float64, 25)
	for i := range plain {
		s := rng.NormFloat64()
		plain[i] = []float64{s + 0.3*rng.NormFloat64(), s + 0.3*rng.NormFloat64(), s + 0.3*rng.NormFloat64()}
		shifted[i] = []float64{plain[i][0], plain[i][1] + 2, plain[i][2]}
	}
	a, err := inference.ICC(plain)
	if err != nil {
		t.Fatal(err)
	}
	b, err := inference.ICC(shifted)
	if err != nil {
		t.Fatal(err)
	}
	if !close(a.ICC31, b.ICC31, 1e-12) || b.ICC21 > a.ICC21-0.2 {
		t.Errorf("shift: ICC(3,1) %v to %v, ICC(2,1) %v to %v", a.ICC31, b.ICC31, a.ICC21, b.ICC21)
	}
	for _, r := range []inference.ICCResult{a, b} {
		if !(r.ICC21CI[0] < r.ICC21 && r.ICC21 < r.ICC21CI[1] && r.ICC31CI[0] < r.ICC31 && r.ICC31 < r.ICC31CI[1]) {
			t.Errorf("an estimate lies outside its interval: %+v", r)
		}
	}
	// Shrout & Fleiss 1979, table 2: six targets, four judges, ICC(1,1) 0.17.
	six, err := inference.ICC([][]float64{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}})
	if err != nil || !close(six.MSW, 6.2638888888888889, 1e-12) || !close(six.ICC11, 0.1657418, 1e-6) {
		t.Errorf("six targets: %+v, %v", six, err)
	}
	// Of the mean of all four they print .62 and .91.
	if !close(float64(six.ICC2K), 0.62, 0.01) || !close(float64(six.ICC3K), 0.91, 0.01) || !close(float64(six.F), 11.03, 1e-3) || !close(six.P, 1.346e-4, 1e-3) {
		t.Errorf("mean of four: %+v", six)
	}
	// Spearman & Brown: k ratings of correlation r give k r / (1 + (k-1) r).
	if want := 3 * a.ICC31 / (1 + 2*a.ICC31); !close(float64(a.ICC3K), want, 1e-12) {
		t.Errorf("ICC(3,k) %v, want %v", a.ICC3K, want)
	}
	if want := 3 * a.ICC21 / (1 + 2*a.ICC21); !close(float64(a.ICC2K), want, 1e-12) {
		t.Errorf("ICC(2,k) %v, want %v", a.ICC2K, want)
	}
	mixed, err := inference.ICC([][]float64{{2, 9, 5, 8}, {6, 3, 1, 2}, {8, 4, 8, 6}, {7, 1, 2, 6}, {6, 5, 10, 9}, {7, 2, 4, 6}})
	if err != nil || !close(mixed.ICC11, six.ICC11, 1e-12) || !close(mixed.ICC11CI[0], six.ICC11CI[0], 1e-12) {
		t.Errorf("ICC(1,1) depends on the order of ratings: %+v, %v", mixed, err)
	}
	same, err := inference.ICC([][]float64{{1, 1}, {2, 2}, {3, 3}, {math.NaN(), 4}})
	if err != nil || same.ICC21 != 1 || same.ICC31 != 1 || same.ICC11 != 1 || same.ICC11CI != [2]float64{1, 1} || same.ICC21CI != [2]float64{1, 1} || same.Dropped != 1 {
		t.Errorf("perfect agreement: %+v, %v", same, err)
	}
}

func TestAdjustIgnoresNaNAndKeepsOrder(t *testing.T) {
	p := []float64{0.02, math.NaN(), 0.01, 0.5}
	for method, want := range map[inference.Adjustment][]float64{
		inference.Bonferroni: {0.06, math.NaN(), 0.03, 1},
		inference.Holm:       {0.04, math.NaN(), 0.03, 0.5},
		inference.BH:         {0.03, math.NaN(), 0.03, 0.5},
	} {
		got, err := inference.Adjust(p, method)
		for i := range want {
			if err != nil || math.IsNaN(want[i]) != math.IsNaN(got[i]) || math.Abs(got[i]-want[i]) > 1e-15 {
				t.Errorf("%s: got %v, want %v, %v", method, got, want, err)
			}
		}
	}
}

func TestSMDLevelsOfTwoLevelsIsTheBinaryFormula(t *testing.T) {
	p, q := 12.0/40, 33.0/50
	want := math.Abs(p-q) / math.Sqrt((p*(1-p)+q*(1-q))/2)
	got, err := inference.SMDLevels([]int{12, 0, 28}, []int{33, 0, 17})
	if err != nil || !close(got, want, 1e-13) {
		t.Errorf("got %v, want %v, %v", got, want, err)
	}
}

// Quantile functions invert the tails, over the range that intervals need.
func TestQuantilesInvertTails(t *testing.T) {
	for _, p := range []float64{1e-12, 1e-6, 0.01, 0.3, 0.5, 0.8, 0.975, 0.9999} {
		if z := inference.NormalQuantile(p); !close(inference.NormalTail(-z), p, 1e-13) {
			t.Errorf("normal %v: %v", p, z)
		}
		for _, d := range [][2]float64{{1, 1}, {29, 29}, {29, 1.3}, {0.3, 4}, {200, 7}} {
			if f := inference.FQuantile(p, d[0], d[1]); !close(inference.FTail(1/f, d[1], d[0]), p, 1e-10) {
				t.Errorf("F %v %v: %v", p, d, f)
			}
			if q := inference.TQuantile(p, d[0]); !close(inference.TTwoSided(q, d[0])/2, math.Min(p, 1-p), 1e-10) {
				t.Errorf("t %v %v: %v", p, d[0], q)
			}
		}
	}
}

func TestTypedErrors(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	three := []float64{1, 2, 3}
	for name, c := range map[string]struct {
		run  func() error
		want error
	}{
		"MannWhitney empty":    {func() error { _, err := inference.MannWhitney(nil, three); return err }, inference.ErrTooFew},
		"MannWhitney only NaN": {func() error { _, err := inference.MannWhitney([]float64{nan}, three); return err }, inference.ErrTooFew},
		"MannWhitney constant": {func() error { _, err := inference.MannWhitney([]float64{2, 2}, []float64{2}); return err }, inference.ErrConstant},
		"MannWhitney infinite": {func() error { _, err := inference.MannWhitney([]float64{inf}, three); return err }, inference.ErrNotFinite},
		"Welch one value":      {func() error { _, err := inference.Welch([]float64{1}, three); return err }, inference.ErrTooFew},
		"Welch constant":       {func() error { _, err := inference.Welch([]float64{1, 1}, []float64{3, 3}); return err }, inference.ErrConstant},
		"ChiSquare ragged":     {func() error { _, err := inference.ChiSquare([][]int{{1, 2}, {1}}, true); return err }, inference.ErrTable},
		"ChiSquare negative":   {func() error { _, err := inference.ChiSquare([][]int{{1, 2}, {1, -1}}, true); return err }, inference.ErrTable},
		"ChiSquare one level":  {func() error { _, err := inference.ChiSquare([][]int{{1, 0}, {1, 0}}, true); return err }, inference.ErrTable},
		"Fisher too large": {func() error {
			_, err := inference.Fisher([][]int{{40, 41, 42, 43}, {50, 40, 30, 20}, {31, 32, 33, 34}, {21, 22, 23, 24}, {40, 40, 40, 40}})
			return err
		}, inference.ErrTableTooLarge},
		"Pearson lengths":     {func() error { _, err := inference.Pearson(three, three[:2]); return err }, inference.ErrLength},
		"Pearson constant":    {func() error { _, err := inference.Pearson(three, []float64{0.1, 0.1, 0.1}); return err }, inference.ErrConstant},
		"Pearson two pairs":   {func() error { _, err := inference.Pearson(three, []float64{1, nan, 3}); return err }, inference.ErrTooFew},
		"matrix with NaN":     {func() error { _, err := inference.PearsonMatrix([][]float64{three, {1, nan, 3}}); return err }, inference.ErrNotFinite},
		"matrix ragged":       {func() error { _, err := inference.SpearmanMatrix([][]float64{three, {1, 3}}); return err }, inference.ErrLength},
		"matrix constant":     {func() error { _, err := inference.PearsonMatrix([][]float64{three, {0.3, 0.3, 0.3}}); return err }, inference.ErrConstant},
		"ICC one subject":     {func() error { _, err := inference.ICC([][]float64{{1, 2}}); return err }, inference.ErrTooFew},
		"ICC constant":        {func() error { _, err := inference.ICC([][]float64{{2, 2}, {2, 2}}); return err }, inference.ErrConstant},
		"ICC ragged":          {func() error { _, err := inference.ICC([][]float64{{2, 2}, {2}}); return err }, inference.ErrLength},
		"Adjust out of range": {func() error { _, err := inference.Adjust([]float64{1.5}, inference.Holm); return err }, inference.ErrProbability},
		"Quantiles empty":     {func() error { _, err := inference.Quantiles([]float64{nan}, 0.5); return err }, inference.ErrTooFew},
		"Quantiles at 1.2":    {func() error { _, err := inference.Quantiles(three, 1.2); return err }, inference.ErrProbability},
		"Student alone":       {func() error { _, err := inference.Student([]float64{1}, []float64{2}); return err }, inference.ErrTooFew},
		"Student empty":       {func() error { _, err := inference.Student(three, nil); return err }, inference.ErrTooFew},
		"Student constant":    {func() error { _, err := inference.Student([]float64{1, 1}, []float64{3, 3}); return err }, inference.ErrConstant},
		"Shapiro two values":  {func() error { _, err := inference.ShapiroWilk(three[:2]); return err }, inference.ErrTooFew},
		"Shapiro too many":    {func() error { _, err := inference.ShapiroWilk(make([]float64, 5001)); return err }, inference.ErrTooMany},
		"Shapiro constant":    {func() error { _, err := inference.ShapiroWilk([]float64{2, 2, 2, nan}); return err }, inference.ErrConstant},
		"Smirnov empty":       {func() error { _, err := inference.KolmogorovSmirnov(three, []float64{nan}); return err }, inference.ErrTooFew},
		"GTest one level":     {func() error { _, err := inference.GTest([][]int{{1, 0}, {1, 0}}); return err }, inference.ErrTable},
		"Summarise empty":     {func() error { _, err := inference.Summarise([]float64{nan, nan}); return err }, inference.ErrTooFew},
		"Summarise infinite":  {func() error { _, err := inference.Summarise([]float64{inf}); return err }, inference.ErrNotFinite},
		"columns ragged": {func() error {
			_, err := inference.MannWhitneyColumns([][]float64{three, {1}}, []bool{true, false, true})
			return err
		}, inference.ErrLength},
		"columns missing in a group": {func() error {
			_, err := inference.MannWhitneyColumns([][]float64{three, {1, nan, 3}}, []bool{true, false, true})
			return err
		}, inference.ErrTooFew},
		"columns infinite": {func() error {
			_, err := inference.MannWhitneyColumns([][]float64{{1, inf, 3}}, []bool{true, false, true})
			return err
		}, inference.ErrNotFinite},
		"SMD constants":      {func() error { _, err := inference.SMD([]float64{1, 1}, []float64{2, 2}); return err }, inference.ErrConstant},
		"SMDLevels disjoint": {func() error { _, err := inference.SMDLevels([]int{5, 0}, []int{0, 5}); return err }, inference.ErrConstant},
	} {
		if err := c.run(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// No result may hold NaN or Inf, or it could not be kept as JSON.
func TestResultsEncode(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	for range 3000 {
		ratings := make([][]float64, 2+rng.IntN(4))
		for i := range ratings {
			ratings[i] = []float64{float64(rng.IntN(3)), float64(rng.IntN(3)), float64(rng.IntN(2))}
		}
		if r, err := inference.ICC(ratings); err == nil {
			if _, err := json.Marshal(r); err != nil {
				t.Fatalf("%v gives %+v: %v", ratings, r, err)
			}
		}
		a := []float64{float64(rng.IntN(3)), float64(rng.IntN(3)), float64(rng.IntN(3))}
		b := []float64{float64(rng.IntN(3)), float64(rng.IntN(3)), float64(rng.IntN(3))}
		w, errW := inference.Welch(a, b)
		m, errM := inference.MannWhitney(a, b)
		c, errC := inference.Pearson(a, b)
		st, errSt := inference.Student(a[:1+rng.IntN(3)], b)
		k, errK := inference.KolmogorovSmirnov(a, b)
		sw, errSW := inference.ShapiroWilk(a)
		su, errSu := inference.Summarise(a[:1+rng.IntN(3)])
		f, errF := inference.Fisher([][]int{{rng.IntN(3), rng.IntN(3)}, {rng.IntN(3), rng.IntN(3)}})
		for _, r := range []struct {
			value any
			err   error
		}{{w, errW}, {m, errM}, {c, errC}, {st, errSt}, {k, errK}, {sw, errSW}, {su, errSu}, {f, errF}} {
			if r.err != nil {
				continue
			}
			if _, err := json.Marshal(r.value); err != nil {
				t.Fatalf("%v %v give %+v: %v", a, b, r.value, err)
			}
		}
	}
}

func BenchmarkPearsonMatrix300(b *testing.B) { benchmarkMatrix(b, inference.PearsonMatrix) }

func BenchmarkSpearmanMatrix300(b *testing.B) { benchmarkMatrix(b, inference.SpearmanMatrix) }

func benchmarkMatrix(b *testing.B, f func([][]float64) ([][]float64, error)) {
	rng := rand.New(rand.NewPCG(8, 1))
	columns := make([][]float64, 300)
	for j := range columns {
		columns[j] = sample(rng, 224)
	}
	for b.Loop() {
		if _, err := f(columns); err != nil {
			b.Fatal(err)
		}
	}
}

func TestNumberSurvivesJSON(t *testing.T) {
	in := []inference.Number{inference.Number(math.NaN()), inference.Number(math.Inf(1)), inference.Number(math.Inf(-1)), 0.1, -1e-310, 1e300}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `[null,"Inf","-Inf",0.1,-1e-310,1e+300]` {
		t.Fatalf("%s, %v", b, err)
	}
	var out []inference.Number
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	for i := range in {
		if math.Float64bits(float64(in[i])) != math.Float64bits(float64(out[i])) && !math.IsNaN(float64(in[i])) {
			t.Errorf("%v came back as %v", in[i], out[i])
		}
	}
	if !math.IsNaN(float64(out[0])) {
		t.Errorf("NaN came back as %v", out[0])
	}
	if err := json.Unmarshal([]byte(`"much"`), &in[0]); !errors.Is(err, inference.ErrNotFinite) {
		t.Errorf("a word is read: %v", err)
	}
}
