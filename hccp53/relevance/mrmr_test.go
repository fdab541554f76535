package relevance_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/relevance"
)

var definitions = relevance.Definitions()

// outcomes depends on the first hidden column of correlated.
func outcomes(columns [][]float64, seed uint64) []bool {
	rng := rand.New(rand.NewPCG(seed, 9))
	y := make([]bool, len(columns[0]))
	for i := range y {
		y[i] = columns[0][i]+columns[1][i]+rng.NormFloat64() > 0
	}
	y[0], y[1] = true, false
	return y
}

func picked(r relevance.Ranking) []int {
	var places []int
	for _, c := range r.Chosen {
		places = append(places, c.Column)
	}
	return places
}

// Six patients, three columns, worked out by hand. Means of the first column are
// 2 and 5 about 3.5: between 13.5, within 4, F = 13.5. The second is the first
// but for a swap within the classes, so that F is the same and r = 13.5+1.5 over
// 17.5; the third has means 1/3 and 2/3: F = (1/6)/(4/3/4) = 1/2.
func TestFCQAndFCDByHand(t *testing.T) {
	columns := [][]float64{{1, 2, 3, 4, 5, 6}, {2, 1, 3, 4, 6, 5}, {0, 0, 1, 1, 0, 1}}
	y := []bool{false, false, false, true, true, true}
	r12, r13 := 15.5/17.5, 2.5/math.Sqrt(17.5*1.5)
	for d, want := range map[relevance.Definition][]relevance.Chosen{
		relevance.FCQ: {{0, 13.5, 13.5}, {1, inference.Number(13.5 / r12), 13.5}, {2, inference.Number(0.5 / ((r13 + 1.5/math.Sqrt(17.5*1.5)) / 2)), 0.5}},
		relevance.FCD: {{0, 13.5, 13.5}, {1, inference.Number(13.5 - r12), 13.5}, {2, inference.Number(0.5 - (r13+1.5/math.Sqrt(17.5*1.5))/2), 0.5}},
	} {
		got, err := relevance.MRMR(columns, y, 9, d)
		if err != nil || len(got.Chosen) != 3 {
			t.Fatalf("%s: %+v, %v", d, got, err)
		}
		for i, w := range want {
			g := got.Chosen[i]
			if g.Column != w.Column || math.Abs(float64(g.Score-w.Score)) > 1e-12 || math.Abs(float64(g.Relevance-w.Relevance)) > 1e-12 {
				t.Errorf("%s, pick %d: %+v, want %+v", d, i+1, g, w)
			}
		}
	}
}

// A column of two halves far apart tells the outcome wholly: I = log 2. A column
// that is independent of it tells nothing.
func TestInformationByHand(t *testing.T) {
	columns := [][]float64{{1, 9, 1, 9, 1, 9, 1, 9}, {-5, -5, -4, -4, 4, 4, 5, 5}}
	y := []bool{false, false, false, false, true, true, true, true}
	got, err := relevance.MRMR(columns, y, 2, relevance.DiscreteMID)
	if err != nil || !slices.Equal(picked(got), []int{1, 0}) || math.Abs(float64(got.Chosen[0].Score)-math.Ln2) > 1e-15 || math.Abs(float64(got.Chosen[1].Score)) > 1e-15 {
		t.Errorf("%+v, %v", got, err)
	}
	// The normal information follows from r.
	r, err := inference.Pearson(columns[1], []float64{0, 0, 0, 0, 1, 1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	got, err = relevance.MRMR(columns, y, 1, relevance.GaussianMID)
	if want := -math.Log(1-r.R*r.R) / 2; err != nil || math.Abs(float64(got.Chosen[0].Score)-want) > 1e-12 {
		t.Errorf("%+v, %v, want %v", got, err, want)
	}
}

// The definitions written down without any saving of work.
func TestMRMREqualsItsDefinition(t *testing.T) {
	for seed := range uint64(10) {
		columns := correlated(seed, 15, 60)
		y := outcomes(columns, seed)
		for _, d := range []relevance.Definition{relevance.GaussianMID, relevance.DiscreteMIQ} {
			got, err := relevance.MRMR(columns, y, 8, d)
			if err != nil {
				t.Fatal(err)
			}
			var chosen []int
			for _, c := range got.Chosen {
				best, score := -1, math.Inf(-1)
				for j := range columns {
					if slices.Contains(chosen, j) {
						continue
					}
					s := informationOf(d, columns[j], numeric(y))
					if len(chosen) > 0 {
						redundancy := 0.0
						for _, k := range chosen {
							redundancy += informationOf(d, columns[j], columns[k]) / float64(len(chosen))
						}
						if d == relevance.DiscreteMIQ {
							s /= max(redundancy, 0.001)
						} else {
							s -= redundancy
						}
					}
					if s > score {
						best, score = j, s
					}
				}
				if c.Column != best || math.Abs(float64(c.Score)-score) > 1e-9*math.Abs(score) {
					t.Fatalf("%s: picked %+v, want column %d with %v", d, c, best, score)
				}
				chosen = append(chosen, best)
			}
		}
	}
}

func numeric(y []bool) []float64 {
	x := make([]float64, len(y))
	for i, v := range y {
		if v {
			x[i] = 1
		}
	}
	return x
}

// informationOf works from frequencies of words, or from r.
func informationOf(d relevance.Definition, a, b []float64) float64 {
	if d == relevance.GaussianMID {
		r, _ := inference.Pearson(a, b)
		return -math.Log(1-r.R*r.R) / 2
	}
	word := func(x []float64) []string {
		s, _ := inference.Summarise(x)
		w := make([]string, len(x))
		for i, v := range x {
			switch {
			case s.Min == 0 && s.Max == 1: // the outcome
				w[i] = []string{"no", "yes"}[int(v)]
			case v > s.Mean+s.SD/2:
				w[i] = "high"
			case v < s.Mean-s.SD/2:
				w[i] = "low"
			}
		}
		return w
	}
	u, v := word(a), word(b)
	share := map[[2]string]float64{}
	for i := range u {
		for _, key := range [][2]string{{u[i], v[i]}, {u[i], "*"}, {"*", v[i]}} {
			share[key] += 1 / float64(len(u))
		}
	}
	total := 0.0
	for key, p := range share {
		if key[0] != "*" && key[1] != "*" {
			total += p * math.Log(p/share[[2]string{key[0], "*"}]/share[[2]string{"*", key[1]}])
		}
	}
	return total
}

// Order of patients, units and signs, and which class is called positive change
// no pick; a copy of a column that was picked comes after what is new.
func TestMRMRIsInvariant(t *testing.T) {
	columns := correlated(5, 16, 80)
	y := outcomes(columns, 5)
	other := make([][]float64, len(columns))
	for j := range columns {
		other[j] = slices.Clone(columns[j])
		for i := range other[j] {
			other[j][i] = 3 - 50*other[j][i]
		}
		slices.Reverse(other[j])
	}
	turned := make([]bool, len(y))
	for i := range y {
		turned[len(y)-1-i] = !y[i]
	}
	for _, d := range definitions {
		want, err := relevance.MRMR(columns, y, 10, d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := relevance.MRMR(other, turned, 10, d)
		if err != nil || !slices.Equal(picked(got), picked(want)) {
			t.Errorf("%s: %v, %v, want %v", d, picked(got), err, picked(want))
		}
		again, err := relevance.MRMR(append(slices.Clone(columns), columns[want.Chosen[0].Column]), y, 1, d)
		if err != nil || !slices.Equal(picked(again), picked(want)[:1]) {
			t.Errorf("%s: of two equal columns not the first: %v", d, picked(again))
		}
	}
}

func TestMRMRLeavesConstantColumnsOut(t *testing.T) {
	columns := [][]float64{{2, 2, 2, 2}, {1, 2, 3, 5}, {0.3, 0.3, 0.3, 0.3}, {5, 1, 4, 1}}
	for _, d := range definitions {
		r, err := relevance.MRMR(columns, []bool{true, false, true, false}, 4, d)
		if err != nil || !slices.Equal(r.Constant, []int{0, 2}) || len(r.Chosen) != 2 {
			t.Errorf("%s: %+v, %v", d, r, err)
		}
		if r, err = relevance.MRMR(nil, []bool{true, false, true}, 4, d); err != nil || len(r.Chosen) != 0 {
			t.Errorf("%s of nothing: %+v, %v", d, r, err)
		}
	}
}

// A column that is constant within both classes separates them: F is infinite,
// which JSON can hold.
func TestMRMROfASeparatingColumn(t *testing.T) {
	r, err := relevance.MRMR([][]float64{{5, 1, 4, 1}, {1, 2, 1, 2}}, []bool{true, false, true, false}, 2, relevance.FCQ)
	if err != nil || r.Chosen[0].Column != 1 || !math.IsInf(float64(r.Chosen[0].Score), 1) {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

func TestMRMRBadInput(t *testing.T) {
	x := [][]float64{{1, 2, 5}}
	y := []bool{true, false, true}
	for name, c := range map[string]struct {
		columns [][]float64
		y       []bool
		k       int
		d       relevance.Definition
		want    error
	}{
		"missing":    {[][]float64{{1, math.NaN(), 5}}, y, 1, relevance.FCQ, inference.ErrNotFinite},
		"infinite":   {[][]float64{{1, math.Inf(-1), 5}}, y, 1, relevance.FCQ, inference.ErrNotFinite},
		"ragged":     {[][]float64{{1, 2}}, y, 1, relevance.FCQ, inference.ErrLength},
		"one class":  {x, []bool{true, true, true}, 1, relevance.FCQ, relevance.ErrOneClass},
		"no class":   {x, []bool{false, false, false}, 1, relevance.DiscreteMID, relevance.ErrOneClass},
		"two rows":   {[][]float64{{1, 2}}, y[:2], 1, relevance.FCQ, inference.ErrTooFew},
		"no column":  {x, y, 0, relevance.FCQ, relevance.ErrSettings},
		"definition": {x, y, 1, "MRMR", relevance.ErrSettings},
	} {
		if _, err := relevance.MRMR(c.columns, c.y, c.k, c.d); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func BenchmarkMRMR20of1000(b *testing.B) {
	columns := correlated(1, 1000, 224)
	y := outcomes(columns, 1)
	for _, d := range definitions {
		b.Run(string(d), func(b *testing.B) {
			for b.Loop() {
				if _, err := relevance.MRMR(columns, y, 20, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
