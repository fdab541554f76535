package relevance_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/relevance"
)

var rules = []relevance.Rule{relevance.CaretExact, relevance.CaretFast, relevance.GreedyFirst}

// correlated makes p columns of n values from a few hidden ones.
func correlated(seed uint64, p, n int) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	hidden := make([][]float64, 4)
	for k := range hidden {
		hidden[k] = make([]float64, n)
		for i := range hidden[k] {
			hidden[k][i] = rng.NormFloat64()
		}
	}
	columns := make([][]float64, p)
	for j := range columns {
		columns[j] = make([]float64, n)
		noise := rng.Float64()
		for i := range columns[j] {
			columns[j][i] = hidden[j%4][i] + 0.3*hidden[(j+1)%4][i] + noise*rng.NormFloat64()
		}
	}
	return columns
}

// The matrix, by hand. Means of |r| off the diagonal: 0.5667, 0.5, 0.3333, 0.4;
// with it: 0.675, 0.625, 0.5, 0.55. At 0.65 there is one pair above: 1 and 2. The
// first has the larger mean. caret's exact rule compares its mean, 0.5667, with
// that of all rows but the second, 0.4333: it goes too. The scan in order keeps
// the first and drops the second.
func TestPruneByHand(t *testing.T) {
	r := [][]float64{{1, 0.9, 0.3, -0.5}, {0.9, 1, -0.2, 0.4}, {0.3, -0.2, 1, 0.5}, {-0.5, 0.4, 0.5, 1}}
	for _, c := range []struct {
		rule    relevance.Rule
		cutoff  float64
		removed []int
	}{
		{relevance.CaretExact, 0.65, []int{0}},
		{relevance.CaretFast, 0.65, []int{0}},
		{relevance.GreedyFirst, 0.65, []int{1}},
		{relevance.GreedyFirst, 0.9, nil}, // at the cut-off both stay
		{relevance.CaretExact, 0.9, nil},
		{relevance.CaretFast, 0.9, nil},
		// Above 0.45: 1-2, 1-4, 3-4. Fast: 1 goes for 2, 1 for 4, 4 for 3. Exact: 1 goes
		// first, and 4 goes for 3: its mean is 0.45, the rest's 0.375.
		{relevance.CaretFast, 0.45, []int{3, 0}},
		{relevance.CaretExact, 0.45, []int{0, 3}},
		{relevance.GreedyFirst, 0.45, []int{1, 3}},
	} {
		p, err := relevance.PruneMatrix(r, c.rule, c.cutoff)
		if err != nil || !slices.Equal(p.Removed, c.removed) || len(p.Kept)+len(p.Removed) != 4 {
			t.Errorf("%s at %v: %+v, %v, want %v", c.rule, c.cutoff, p, err, c.removed)
		}
	}
}

// No two columns that stay are above the cut-off, and of three equal columns one
// stays.
func TestPruneLeavesNoPairAboveTheCutoff(t *testing.T) {
	for seed := range uint64(30) {
		columns := correlated(seed, 24, 40)
		columns[5], columns[17] = columns[2], columns[2]
		for by, matrix := range map[relevance.Coefficient]func([][]float64) ([][]float64, error){relevance.Pearson: inference.PearsonMatrix, relevance.Spearman: inference.SpearmanMatrix} {
			r, err := matrix(columns)
			if err != nil {
				t.Fatal(err)
			}
			for _, rule := range rules {
				p, err := relevance.Prune(columns, by, rule, 0.8)
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range p.Kept {
					for _, b := range p.Kept {
						if a != b && math.Abs(r[a][b]) > 0.8 {
							t.Errorf("%s, %s keeps %d and %d with %v", by, rule, a, b, r[a][b])
						}
					}
				}
				if len(p.Removed) < 2 || len(p.Kept)+len(p.Removed) != len(columns) {
					t.Errorf("%s, %s: %+v", by, rule, p)
				}
			}
		}
	}
}

// Order of patients, unit and sign of a column change nothing; a monotone
// transform changes nothing by rank. Another order of columns gives the same
// columns by the rules that do not go by order.
func TestPruneIsInvariant(t *testing.T) {
	columns := correlated(3, 20, 50)
	names := rand.New(rand.NewPCG(1, 2)).Perm(len(columns))
	shuffled := make([][]float64, len(columns))
	for i, j := range names {
		shuffled[i] = slices.Clone(columns[j])
		for k := range shuffled[i] {
			shuffled[i][k] = 7 - 1000*shuffled[i][k]
		}
		slices.Reverse(shuffled[i])
	}
	for _, rule := range rules[:2] {
		want, err := relevance.Prune(columns, relevance.Pearson, rule, 0.75)
		if err != nil {
			t.Fatal(err)
		}
		got, err := relevance.Prune(shuffled, relevance.Pearson, rule, 0.75)
		if err != nil {
			t.Fatal(err)
		}
		var kept []int
		for _, i := range got.Kept {
			kept = append(kept, names[i])
		}
		slices.Sort(kept)
		if !slices.Equal(kept, want.Kept) || len(want.Removed) == 0 {
			t.Errorf("%s: %v, want %v", rule, kept, want.Kept)
		}
	}
	want, _ := relevance.Prune(columns, relevance.Spearman, relevance.GreedyFirst, 0.75)
	for j := range columns {
		for i := range columns[j] {
			columns[j][i] = math.Exp(columns[j][i])
		}
	}
	if got, err := relevance.Prune(columns, relevance.Spearman, relevance.GreedyFirst, 0.75); err != nil || !slices.Equal(got.Kept, want.Kept) {
		t.Errorf("after exp %v, %v, want %v", got.Kept, err, want.Kept)
	}
}

func TestPruneFewColumns(t *testing.T) {
	for _, rule := range rules {
		if p, err := relevance.Prune(nil, relevance.Pearson, rule, 0.9); err != nil || len(p.Kept)+len(p.Removed)+len(p.Constant) != 0 {
			t.Errorf("%s of nothing: %+v, %v", rule, p, err)
		}
		if p, err := relevance.Prune([][]float64{{1, 2, 5}}, relevance.Pearson, rule, 0.9); err != nil || !slices.Equal(p.Kept, []int{0}) {
			t.Errorf("%s of one column: %+v, %v", rule, p, err)
		}
		p, err := relevance.Prune([][]float64{{3, 3, 3}, {1, 2, 5}, {0.1, 0.1, 0.1}, {2, 4, 10}}, relevance.Pearson, rule, 0.9)
		if err != nil || !slices.Equal(p.Constant, []int{0, 2}) || len(p.Kept) != 1 || len(p.Removed) != 1 || p.Kept[0]+p.Removed[0] != 4 {
			t.Errorf("%s with constant columns: %+v, %v", rule, p, err)
		}
	}
}

func TestPruneBadInput(t *testing.T) {
	good := [][]float64{{1, 2, 5}, {4, 2, 2}}
	for name, c := range map[string]struct {
		columns [][]float64
		by      relevance.Coefficient
		rule    relevance.Rule
		cutoff  float64
		want    error
	}{
		"missing":     {[][]float64{{1, 2, 5}, {1, math.NaN(), 2}}, relevance.Pearson, relevance.CaretExact, 0.9, inference.ErrNotFinite},
		"infinite":    {[][]float64{{1, 2, 5}, {1, math.Inf(1), 2}}, relevance.Pearson, relevance.CaretExact, 0.9, inference.ErrNotFinite},
		"ragged":      {[][]float64{{1, 2, 5}, {1, 2}}, relevance.Pearson, relevance.CaretExact, 0.9, inference.ErrLength},
		"cut-off":     {good, relevance.Pearson, relevance.CaretExact, 1.1, relevance.ErrSettings},
		"no number":   {good, relevance.Pearson, relevance.CaretExact, math.NaN(), relevance.ErrSettings},
		"rule":        {good, relevance.Pearson, "best", 0.9, relevance.ErrSettings},
		"coefficient": {good, "kendall", relevance.CaretFast, 0.9, relevance.ErrSettings},
	} {
		if _, err := relevance.Prune(c.columns, c.by, c.rule, c.cutoff); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	for name, r := range map[string][][]float64{"not square": {{1, 0.5}}, "above one": {{1, 2}, {2, 1}}, "missing": {{1, math.NaN()}, {0.5, 1}}, "not symmetric": {{1, 0.5}, {0.4, 1}}} {
		if _, err := relevance.PruneMatrix(r, relevance.CaretFast, 0.9); err == nil {
			t.Errorf("a matrix that is %s is no error", name)
		}
	}
}

func BenchmarkPrune1000(b *testing.B) {
	columns := correlated(1, 1000, 224)
	for _, rule := range rules {
		b.Run(string(rule), func(b *testing.B) {
			for b.Loop() {
				if _, err := relevance.Prune(columns, relevance.Spearman, rule, 0.8); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
