package baseline_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/baseline"
)

func TestMaskByHand(t *testing.T) {
	// Of 20 in a: 2 u, 8 v, 10 w. Of 20 in b: 7, 6, 7.
	of := groups(20, 20)
	words := slices.Concat(slices.Repeat([]string{"u"}, 2), slices.Repeat([]string{"v"}, 8), slices.Repeat([]string{"w"}, 10),
		slices.Repeat([]string{"u"}, 7), slices.Repeat([]string{"v"}, 6), slices.Repeat([]string{"w"}, 7))
	numbers := make([]float64, 40) // known of 3 in a, of all in b
	for i := range numbers {
		numbers[i] = float64(i % 7)
		if i >= 3 && i < 20 {
			numbers[i] = nan
		}
	}
	v := []baseline.Variable{{Name: "w", Words: words}, {Name: "x", Numbers: numbers}}
	made := table(t, v, baseline.Grouping{Of: of, Overall: true}, baseline.Settings{MaskBelow: 5})
	_, rows := made.Grid()
	var got []string
	for _, r := range rows {
		got = append(got, strings.Join(r[:4], "|"))
	}
	want := []string{
		"w|||",
		// u of a is small, so v of a, the next smallest, is hidden from the column
		// sum; then u and v of all from the sums across.
		"  u|*|<5|7 (35.0 %)", "  v|*|*|6 (30.0 %)", "  w|17 (42.5 %)|10 (50.0 %)|7 (35.0 %)",
		"x|*|<5|2.9 ± 2.0",
		"  missing|*|*|0 (0.0 %)",
	}
	if !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	bare := table(t, v, baseline.Grouping{Of: of, Overall: true}, baseline.Settings{})
	for i, r := range made.Rows { // as printed, without further digits
		if math.Abs(r.Test.P-bare.Rows[i].Test.P) > .0005 || r.Test.P*1000 != math.Round(r.Test.P*1000) || r.Test.DF != nil || !math.IsNaN(float64(r.Test.Statistic)) {
			t.Errorf("%+v beside %+v", r.Test, bare.Rows[i].Test)
		}
	}
	if text := encoded(t, made); strings.Contains(text, `"known":3,`) || strings.Contains(text, `"missing":17`) || !strings.Contains(text, `"known":"\u003c5"`) {
		t.Error(text)
	}
}

// TestMaskLeavesNoSum draws tables and looks for a sum with one hidden term, and
// for small counts.
func TestMaskLeavesNoSum(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	shown, hidden := 0, 0
	for trial := range 300 {
		n := 10 + random.IntN(60)
		of, words, numbers := make([]string, n), make([]string, n), make([]float64, n)
		levels, arms := 2+random.IntN(4), 1+random.IntN(3)
		for i := range n {
			of[i] = fmt.Sprint(random.IntN(1 + random.IntN(arms+1)))
			words[i] = []string{"", "p", "q", "r", "s", "t"}[random.IntN(1+random.IntN(levels+1))]
			if numbers[i] = float64(random.IntN(100)); random.IntN(1+trial%9) > 1 {
				numbers[i] = nan
			}
		}
		made := table(t, []baseline.Variable{{Name: "w", Words: words}, {Name: "x", Numbers: numbers}}, baseline.Grouping{Of: of, Overall: trial%3 > 0}, baseline.Settings{MaskBelow: 5})
		for _, r := range made.Rows {
			parts := [][]baseline.Count{}
			for _, l := range r.Levels {
				parts = append(parts, l.Counts)
			}
			var known, missing []baseline.Count
			for _, c := range r.Cells {
				known, missing = append(known, c.Known), append(missing, c.Missing)
				if c.Known.Hidden && c.Known.Below > 0 && !math.IsNaN(float64(c.Mean)) {
					t.Errorf("numbers of few are shown: %+v", c)
				}
			}
			parts = append(parts, missing)
			if r.Summary != "" {
				parts = append(parts, known)
			}
			check := func(where string, counts []baseline.Count) {
				unknown := 0
				for _, c := range counts {
					switch {
					case c.Hidden:
						unknown++
						hidden++
						if c.N != 0 {
							t.Errorf("a hidden count keeps its number: %+v", c)
						}
					case c.N > 0 && c.N < 5:
						t.Errorf("%s: %d is shown", where, c.N)
					default:
						shown++
					}
				}
				if unknown == 1 && len(counts) > 1 {
					t.Errorf("trial %d, %s of %s: one count is hidden in a sum: %v", trial, where, r.Name, counts)
				}
			}
			for j := range made.Columns {
				var column []baseline.Count
				for _, p := range parts {
					column = append(column, p[j])
				}
				check("column", column)
				if r.Cells[j].Missing.Hidden && !r.Cells[j].Known.Hidden {
					t.Error("what is missing follows from what is known")
				}
			}
			if made.Columns[0].Overall {
				for _, p := range parts {
					check("row", p)
				}
			}
		}
	}
	if shown < 1000 || hidden < 1000 {
		t.Errorf("%d shown, %d hidden: too few to tell", shown, hidden)
	}
}

func TestMaskedNotesHoldNoNumbers(t *testing.T) {
	made := table(t, []baseline.Variable{{Name: "x", Numbers: []float64{1, 2, 3, 4, 5, 6, 7, 8}}}, baseline.Grouping{Of: []string{"a", "b", "b", "b", "b", "b", "b", ""}}, baseline.Settings{MaskBelow: 5})
	for _, n := range []string{"x: no Welch t test: too few values.", "Left out: <5 patients in no group."} {
		if !slices.Contains(made.Notes(), n) {
			t.Errorf("%q is not in %q", n, made.Notes())
		}
	}
}

// Of 49 patients 33 say A, 14 B and 2 nothing. The per cent of A, which is of those
// who say something, would tell that they are 47, and so all that is hidden.
func TestMaskedShareHasNoPercent(t *testing.T) {
	words := slices.Concat(slices.Repeat([]string{"A"}, 33), slices.Repeat([]string{"B"}, 14), slices.Repeat([]string{""}, 2))
	made := table(t, []baseline.Variable{{Name: "w", Words: words}}, baseline.Grouping{}, baseline.Settings{MaskBelow: 5})
	_, rows := made.Grid()
	text := fmt.Sprint(rows)
	if strings.Contains(text, "%") || !strings.Contains(text, "33") {
		t.Error(text)
	}
	for _, l := range made.Rows[0].Levels {
		if !math.IsNaN(float64(l.Percents[0])) {
			t.Errorf("%s: %v %%", l.Name, l.Percents[0])
		}
	}
}
