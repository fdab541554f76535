package inference_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"hcclab/hccp53/inference"
)

// Each column must give the bits of the test of its two groups, whatever the
// column before left in the shared memory.
func TestMannWhitneyColumnsEqualsOneByOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 200 {
		n := 4 + rng.IntN(120)
		first := make([]bool, n)
		for i := range first {
			first[i] = rng.IntN(3) == 0
		}
		first[0], first[1] = true, false
		columns := make([][]float64, 6)
		for j := range columns {
			columns[j] = make([]float64, n)
			for i := range columns[j] {
				switch v := rng.NormFloat64(); {
				case j == 0: // no ties
					columns[j][i] = v
				case j == 1: // constant
					columns[j][i] = 3.5
				case i > 1 && rng.IntN(8) == 0:
					columns[j][i] = math.NaN()
				default: // ties
					columns[j][i] = math.Round(v * float64(j))
				}
			}
		}
		got, err := inference.MannWhitneyColumns(columns, first)
		if err != nil {
			t.Fatal(err)
		}
		for j, column := range columns {
			var a, b []float64
			for i, v := range column {
				if first[i] {
					a = append(a, v)
				} else {
					b = append(b, v)
				}
			}
			want, err := inference.MannWhitney(a, b)
			if err != nil { // all equal
				if r := got[j]; !r.Constant || r.P != 1 || r.PNoContinuity != 1 || r.CommonLanguage != 0.5 {
					t.Errorf("constant column: %+v", r)
				}
				continue
			}
			if got[j] != want {
				t.Errorf("column %d of %d values: %+v, want %+v", j, n, got[j], want)
			}
		}
	}
}

func TestMannWhitneyColumnsNamesTheColumn(t *testing.T) {
	_, err := inference.MannWhitneyColumns([][]float64{{1, 2, 3}, {1, 2}}, []bool{true, false, false})
	if err == nil || !strings.HasPrefix(err.Error(), "column 2: ") {
		t.Errorf("got %v", err)
	}
}

func TestMannWhitneyColumnsDoesNotAllocatePerColumn(t *testing.T) {
	columns, first := features(1000, 224)
	few := testing.AllocsPerRun(3, func() { inference.MannWhitneyColumns(columns[:10], first) })
	many := testing.AllocsPerRun(3, func() { inference.MannWhitneyColumns(columns, first) })
	if many != few {
		t.Errorf("%v allocations for 10 columns, %v for 1000", few, many)
	}
}

// features makes columns of random values and an outcome that two in five have.
func features(columns, n int) ([][]float64, []bool) {
	rng := rand.New(rand.NewPCG(9, 1))
	x := make([][]float64, columns)
	for j := range x {
		x[j] = make([]float64, n)
		for i := range x[j] {
			x[j][i] = rng.NormFloat64()
		}
	}
	first := make([]bool, n)
	for i := range first {
		first[i] = i%5 < 2
	}
	return x, first
}

// BenchmarkMannWhitneyColumns tests 1,000 columns of 224 patients.
func BenchmarkMannWhitneyColumns(b *testing.B) {
	columns, first := features(1000, 224)
	for b.Loop() {
		if _, err := inference.MannWhitneyColumns(columns, first); err != nil {
			b.Fatal(err)
		}
	}
}
