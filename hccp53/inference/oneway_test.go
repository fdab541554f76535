package inference_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/inference"
)

// three holds the groups of the examples below.
var three = [][]float64{{6.9, 5.4, 5.8, 4.6, 4.0}, {8.3, 6.8, 7.8, 9.2, 6.5}, {8.0, 10.5, 8.1, 6.9, 9.3, 12, 6.9}}

func ExampleOneWay() {
	for _, equal := range []bool{false, true} { // R: oneway.test(x ~ g, var.equal = …)
		r, err := inference.OneWay(three, equal)
		fmt.Printf("F %.6f, df %.5f, p %.8f, n %v, %v\n", r.F, r.DF, r.P, r.N, err)
	}
	// Output:
	// F 9.111979, df [2.00000 9.30961], p 0.00642551, n [5 5 7], <nil>
	// F 7.899283, df [2.00000 14.00000], p 0.00505276, n [5 5 7], <nil>
}

func ExampleKruskalWallis() {
	r, err := inference.KruskalWallis(three) // R: kruskal.test(x, g)
	fmt.Printf("H %.6f, df %d, p %.8f, n %v, %v\n", r.H, r.DF, r.P, r.N, err)
	// Output: H 9.059536, df 2, p 0.01078318, n [5 5 7], <nil>
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-11*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestGroupsWithTies(t *testing.T) {
	r, err := inference.KruskalWallis([][]float64{{1, 2, 2}, {3, 3, 3}, {4, 5, 1}, {1, 1, 2, 9}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "H of R", r.H, 2.554913294797690)
	near(t, "p of R", r.P, 0.465448708545699)
}

// TestTwoGroupsAreTheTestsOfTwo compares with the tests of two groups.
func TestTwoGroupsAreTheTestsOfTwo(t *testing.T) {
	two := three[1:]
	welch, err := inference.Welch(two[0], two[1])
	if err != nil {
		t.Fatal(err)
	}
	r, err := inference.OneWay(two, false)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "F", r.F, welch.T*welch.T)
	near(t, "df", r.DF[1], welch.DF)
	near(t, "p", r.P, welch.P)
	// By hand: ranks 8.3 → 8, 6.8 → 2, 7.8 → 5, 9.2 → 9, 6.5 → 1 sum to 25, U = 10;
	// the tie at 6.9 takes 6 from 12³ − 12; H = z² without continuity.
	k, err := inference.KruskalWallis(two)
	if err != nil {
		t.Fatal(err)
	}
	z := (10 - 17.5) / math.Sqrt(35./12*(13-6./(12*11)))
	near(t, "H", k.H, z*z)
	near(t, "p", k.P, inference.NormalTwoSided(z))
}

// TestGroupsAnyOrder permutes values and groups and changes the unit.
func TestGroupsAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var groups [][]float64
		for _, g := range random.Perm(3) {
			moved := []float64{math.NaN()}
			for _, i := range random.Perm(len(three[g])) {
				moved = append(moved, 1000+3*three[g][i])
			}
			groups = append(groups, moved)
		}
		for _, equal := range []bool{false, true} {
			want, _ := inference.OneWay(three, equal)
			r, err := inference.OneWay(groups, equal)
			if err != nil || math.Abs(r.F-want.F) > 1e-9 || r.Dropped != 3 {
				t.Fatalf("%+v, %v; want %+v", r, err, want)
			}
		}
		want, _ := inference.KruskalWallis(three)
		if k, err := inference.KruskalWallis(groups); err != nil || math.Abs(k.H-want.H) > 1e-12 || k.Dropped != 3 {
			t.Fatalf("%+v, %v; want %+v", k, err, want)
		}
	}
}

func TestGroupsThatCannotBeCompared(t *testing.T) {
	for name, c := range map[string]struct {
		groups                 [][]float64
		welch, equal, rankTest error
	}{
		"one group":        {[][]float64{{1, 2}}, inference.ErrTooFew, inference.ErrTooFew, inference.ErrTooFew},
		"an empty group":   {[][]float64{{1, 2}, {math.NaN()}, {3, 4}}, inference.ErrTooFew, inference.ErrTooFew, inference.ErrTooFew},
		"singles":          {[][]float64{{1}, {2}, {3}}, inference.ErrTooFew, inference.ErrTooFew, nil},
		"a single":         {[][]float64{{1}, {2, 3}}, inference.ErrTooFew, nil, nil},
		"all equal":        {[][]float64{{2, 2}, {2, 2}}, inference.ErrConstant, inference.ErrConstant, inference.ErrConstant},
		"one is constant":  {[][]float64{{1.1, 1.1, 1.1}, {2, 3}, {3, 5}}, inference.ErrConstant, nil, nil},
		"each is constant": {[][]float64{{.1, .1, .1}, {.3, .3, .3}}, inference.ErrConstant, inference.ErrConstant, nil},
		"infinite":         {[][]float64{{1, 2}, {3, math.Inf(1)}}, inference.ErrNotFinite, inference.ErrNotFinite, inference.ErrNotFinite},
	} {
		_, err := inference.OneWay(c.groups, false)
		_, equal := inference.OneWay(c.groups, true)
		_, ranks := inference.KruskalWallis(c.groups)
		for i, pair := range [][2]error{{err, c.welch}, {equal, c.equal}, {ranks, c.rankTest}} {
			if !errors.Is(pair[0], pair[1]) {
				t.Errorf("%s, test %d: %v, want %v", name, i, pair[0], pair[1])
			}
		}
	}
}
