package relevance

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Coefficient says how alike two columns are.
type Coefficient string

// The coefficients, of which the absolute value counts.
const (
	// Pearson is the linear correlation.
	Pearson Coefficient = "pearson"
	// Spearman is the correlation of the ranks.
	Spearman Coefficient = "spearman"
)

// Rule says which of two columns that are too alike goes. All rules compare
// |r| > cutoff: two columns exactly at the cut-off both stay.
type Rule string

// The rules of [Prune].
const (
	// CaretExact is caret::findCorrelation(exact = TRUE): columns in the order of
	// their mean |r|, largest first; of a pair that is too alike the one with the
	// larger mean goes, and the means are taken anew after each removal. The mean
	// of the second of the pair is, as in caret, that of the whole matrix without
	// its row.
	CaretExact Rule = "caret-exact"
	// CaretFast is caret::findCorrelation(exact = FALSE): of each pair that is too
	// alike the one with the larger mean |r| in the full matrix goes. It removes
	// more than CaretExact. Means that agree to 15 digits count as equal, as in
	// caret.
	CaretFast Rule = "caret-fast"
	// GreedyFirst goes through the columns in their order and keeps one when it is
	// not too alike to any kept before: put the columns that you prefer first.
	GreedyFirst Rule = "greedy-first"
)

// Pruning is what [Prune] leaves. Columns are places from 0.
type Pruning struct {
	// Kept are the columns that stay, in their order.
	Kept []int `json:"kept"`
	// Removed are the columns that go because another says the same, in the order
	// in which the rule names them.
	Removed []int `json:"removed"`
	// Constant are the columns that were left out because all values are equal.
	Constant []int `json:"constant"`
}

// Prune removes columns until no two have an absolute correlation above the
// cut-off. A single column, or none, stays as it is. It returns [ErrSettings] for
// an unknown coefficient or rule and for a cut-off outside 0 to 1; see the package
// for the conditions on columns.
func Prune(columns [][]float64, by Coefficient, rule Rule, cutoff float64) (Pruning, error) {
	if len(columns) == 0 {
		return PruneMatrix(nil, rule, cutoff)
	}
	vary, constant, err := split(columns, len(columns[0]))
	if err != nil {
		return Pruning{}, err
	}
	matrix := inference.PearsonMatrix
	switch by {
	case Pearson:
	case Spearman:
		matrix = inference.SpearmanMatrix
	default:
		return Pruning{}, fault.New(ErrSettings, "no correlation is called %q", by).Try("use %s or %s", Pearson, Spearman)
	}
	r, err := matrix(pick(columns, vary))
	if err != nil {
		return Pruning{}, err
	}
	p, err := PruneMatrix(r, rule, cutoff)
	if err != nil {
		return Pruning{}, err
	}
	for _, list := range [][]int{p.Kept, p.Removed} {
		for i, j := range list {
			list[i] = vary[j]
		}
	}
	p.Constant = constant
	return p, nil
}

// PruneMatrix is [Prune] from a correlation matrix: symmetric, without NaN; only
// absolute values count. Both are checked ([inference.ErrNotFinite],
// [inference.ErrLength], [ErrSettings]).
func PruneMatrix(r [][]float64, rule Rule, cutoff float64) (Pruning, error) {
	if !(cutoff >= 0 && cutoff <= 1) {
		return Pruning{}, fault.New(ErrSettings, "the cut-off is %v", cutoff).Try("use a number from 0 to 1, such as 0.9")
	}
	a := make([][]float64, len(r))
	for i, row := range r {
		if len(row) != len(r) {
			return Pruning{}, fault.New(inference.ErrLength, "row %d of the matrix has %d columns, expected %d", i+1, len(row), len(r))
		}
		a[i] = make([]float64, len(row))
		for j, v := range row {
			if a[i][j] = math.Abs(v); !(a[i][j] <= 1+1e-8) {
				return Pruning{}, fault.New(inference.ErrNotFinite, "row %d, column %d of the matrix is %v", i+1, j+1, v)
			}
			if j < i && math.Abs(a[i][j]-a[j][i]) > 1e-8 {
				return Pruning{}, fault.New(ErrSettings, "the matrix is not symmetric: row %d, column %d is %v, and %v the other way round", i+1, j+1, v, r[j][i])
			}
		}
	}
	var removed []int
	switch rule {
	case CaretExact:
		removed = caretExact(a, cutoff)
	case CaretFast:
		removed = caretFast(a, cutoff)
	case GreedyFirst:
		removed = greedyFirst(a, cutoff)
	default:
		return Pruning{}, fault.New(ErrSettings, "no rule is called %q", rule).Try("use %s, %s or %s", CaretExact, CaretFast, GreedyFirst)
	}
	p := Pruning{Removed: removed}
	gone := make([]bool, len(a))
	for _, j := range removed {
		gone[j] = true
	}
	for j := range a {
		if !gone[j] {
			p.Kept = append(p.Kept, j)
		}
	}
	return p, nil
}

func greedyFirst(r [][]float64, cutoff float64) (removed []int) {
	var kept []int
next:
	for j := range r {
		for _, k := range kept {
			if r[j][k] > cutoff {
				removed = append(removed, j)
				continue next
			}
		}
		kept = append(kept, j)
	}
	return removed
}

func pick(columns [][]float64, places []int) [][]float64 {
	out := make([][]float64, len(places))
	for i, j := range places {
		out[i] = columns[j]
	}
	return out
}
