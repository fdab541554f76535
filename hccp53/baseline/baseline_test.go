package baseline_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/inference"
)

var nan = math.NaN()

func table(t *testing.T, v []baseline.Variable, g baseline.Grouping, s baseline.Settings) *baseline.Table {
	t.Helper()
	made, err := baseline.New(v, g, s)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// grid returns the cells by the name of the row.
func grid(t *baseline.Table) map[string][]string {
	cells := map[string][]string{}
	_, rows := t.Grid()
	for _, r := range rows {
		cells[r[0]] = r[1:]
	}
	return cells
}

func close(a inference.Number, b float64) bool {
	return math.Abs(float64(a)-b) <= 1e-12*math.Max(1, math.Abs(b))
}

// groups names so many patients of each group in turn.
func groups(sizes ...int) (of []string) {
	for g, n := range sizes {
		of = append(of, slices.Repeat([]string{string(rune('a' + g))}, n)...)
	}
	return of
}

func TestByHand(t *testing.T) {
	// Means 2 and 4, variances 1: t = −2/√(1/3+1/3) = −√6 with 4 degrees of
	// freedom, SMD −2. Of the words: a 2 of 3, b 1 of 3, one missing.
	made := table(t, []baseline.Variable{
		{Name: "x", Numbers: []float64{1, 2, 3, nan, 3, 4, 5, nan}},
		{Name: "w", Words: []string{"yes", "yes", "no", "", "no", "no", "yes", "no"}},
	}, baseline.Grouping{Of: groups(4, 4), Overall: true}, baseline.Settings{})
	x, w := made.Rows[0], made.Rows[1]
	if !close(x.Test.Statistic, -math.Sqrt(6)) || x.Test.Name != "Welch t" || math.Abs(x.Test.DF[0]-4) > 1e-12 || !close(x.SMD, -2) {
		t.Errorf("%+v, SMD %v", x.Test, x.SMD)
	}
	all := x.Cells[0] // 1 2 3 3 4 5
	if all.Known.N != 6 || all.Missing.N != 2 || !close(all.Mean, 3) || !close(all.SD, math.Sqrt2) || all.Median != 3 || all.Q1 != 2.25 || all.Q3 != 3.75 {
		t.Errorf("all: %+v", all)
	}
	if c := w.Cells[1]; c.Known.N != 3 || c.Missing.N != 1 {
		t.Errorf("words of a: %+v", c)
	}
	if l := w.Levels[1]; l.Name != "yes" || l.Counts[0].N != 3 || l.Counts[1].N != 2 || l.Counts[2].N != 1 || !close(l.Percents[1], 200./3) || !close(l.Percents[2], 25) {
		t.Errorf("yes: %+v", l)
	}
	// 2 of 3 beside 1 of 4: one-sided 12+1 of 35 fillings each way … by enumeration
	// of yes in a: 0 → 4, 1 → 18, 2 → 12, 3 → 1 of 35; no more probable than 12: 4+12+1.
	if w.Test.Name != "Fisher" || math.Abs(w.Test.P-17./35) > 1e-12 || !math.IsNaN(float64(w.Test.Statistic)) {
		t.Errorf("%+v", w.Test)
	}
	if want := (2./3 - 1./4) / math.Sqrt((2./9+3./16)/2); !close(w.SMD, want) {
		t.Errorf("SMD %v, want %v", w.SMD, want)
	}
	cells := grid(made)
	if want := []string{"3.0 ± 1.4", "2.0 ± 1.0", "4.0 ± 1.0", "0.070", "Welch t", "-2.00"}; !cmp.Equal(cells["x"], want) {
		t.Errorf("%q", cells["x"])
	}
	if want := []string{"3 (42.9 %)", "2 (66.7 %)", "1 (25.0 %)", "", "", ""}; !cmp.Equal(cells["  yes"], want) {
		t.Errorf("%q", cells["  yes"])
	}
}

// mixed returns variables of every kind, with missing values, of n patients.
func mixed(seed uint64, n int) (v []baseline.Variable) {
	r := rand.New(rand.NewPCG(seed, 1))
	a, b, c, d := make([]float64, n), make([]float64, n), make([]string, n), make([]string, n)
	for i := range n {
		a[i] = math.Round(600+100*r.NormFloat64()) / 10
		b[i] = math.Exp(2 * r.NormFloat64())
		c[i] = []string{"", "0", "A", "B", "C"}[r.IntN(5)]
		d[i] = []string{"no", "yes"}[min(1, r.IntN(12)/10)]
		if r.IntN(8) == 0 {
			a[i] = nan
		}
	}
	return []baseline.Variable{
		{Name: "mean", Numbers: a}, {Name: "median", Numbers: b, Summary: baseline.Median, Scale: baseline.Log10},
		{Name: "automatic", Numbers: slices.Clone(b), Summary: baseline.Automatic},
		{Name: "levels", Words: c}, {Name: "rare", Words: d, Show: "yes"},
	}
}

// permuted returns the patients in another order.
func permuted(v []baseline.Variable, of []string, order []int) (w []baseline.Variable, moved []string) {
	for _, v := range v {
		u := v
		u.Numbers, u.Words = nil, nil
		for _, i := range order {
			if v.Numbers != nil {
				u.Numbers = append(u.Numbers, v.Numbers[i])
			} else {
				u.Words = append(u.Words, v.Words[i])
			}
		}
		w = append(w, u)
	}
	for _, i := range order {
		moved = append(moved, of[i])
	}
	return w, moved
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAnyOrderOfPatients wants the same bytes.
func TestAnyOrderOfPatients(t *testing.T) {
	v, of := mixed(3, 90), groups(30, 28, 32)
	for _, s := range []baseline.Settings{{}, {MaskBelow: 5, Adjust: inference.BH}, {EqualVariances: true, OneLine: true}} {
		want := encoded(t, table(t, v, baseline.Grouping{Of: of, Overall: true}, s))
		for seed := range uint64(5) {
			w, moved := permuted(v, of, rand.New(rand.NewPCG(seed, 2)).Perm(90))
			if got := encoded(t, table(t, w, baseline.Grouping{Of: moved, Overall: true}, s)); got != want {
				t.Fatalf("another order, another table:\n%s\n%s", got, want)
			}
		}
	}
}

// TestSwappedGroups flips signs only.
func TestSwappedGroups(t *testing.T) {
	v, of := mixed(4, 80), groups(45, 35)
	for _, s := range []baseline.Settings{{}, {EqualVariances: true, Summary: baseline.Median}} {
		one := table(t, v, baseline.Grouping{Of: of, Order: []string{"a", "b"}}, s)
		two := table(t, v, baseline.Grouping{Of: of, Order: []string{"b", "a"}}, s)
		for i, r := range one.Rows {
			o := two.Rows[i]
			sign := -1.0
			if r.Summary == "" {
				sign = 1
			}
			if !close(o.SMD, sign*float64(r.SMD)) || math.Abs(o.Test.P-r.Test.P) > 1e-12 || o.Test.Name != r.Test.Name {
				t.Errorf("%s: %+v %v, swapped %+v %v", r.Name, r.Test, r.SMD, o.Test, o.SMD)
			}
			if strings.HasSuffix(r.Test.Name, " t") && !close(o.Test.Statistic, -float64(r.Test.Statistic)) {
				t.Errorf("%s: t %v, swapped %v", r.Name, r.Test.Statistic, o.Test.Statistic)
			}
			if !cmp.Equal(r.Cells[0], o.Cells[1], cmp.Comparer(func(a, b inference.Number) bool { return a == b || a != a && b != b })) {
				t.Errorf("%s: %+v, swapped %+v", r.Name, r.Cells[0], o.Cells[1])
			}
		}
	}
}

// TestOtherUnit rescales by a power of two, which rounds nothing.
func TestOtherUnit(t *testing.T) {
	v, of := mixed(5, 60), groups(20, 20, 20)
	one := table(t, v, baseline.Grouping{Of: of}, baseline.Settings{})
	for i := range v {
		for k := range v[i].Numbers {
			v[i].Numbers[k] *= 8
		}
	}
	two := table(t, v, baseline.Grouping{Of: of}, baseline.Settings{})
	for i, r := range one.Rows {
		o := two.Rows[i]
		if math.Abs(o.Test.P-r.Test.P) > 1e-12 || math.Abs(float64(o.SMD-r.SMD)) > 1e-12 || r.Summary != "" && (o.Cells[1].SD != 8*r.Cells[1].SD || o.Cells[2].Q3 != 8*r.Cells[2].Q3) {
			t.Errorf("%s: %+v, times 8 %+v", r.Name, r, o)
		}
	}
}

// TestMoreGroups compares three with the tests of inference, and the difference
// with the largest of the pairs.
func TestMoreGroups(t *testing.T) {
	v, of := mixed(6, 90), groups(30, 30, 30)
	three := table(t, v, baseline.Grouping{Of: of}, baseline.Settings{})
	equal := table(t, v, baseline.Grouping{Of: of}, baseline.Settings{EqualVariances: true})
	var x [3][]float64
	var y [3][]float64
	for g := range 3 {
		x[g], y[g] = v[0].Numbers[30*g:30*g+30], v[1].Numbers[30*g:30*g+30]
	}
	welch, _ := inference.OneWay(x[:], false)
	classical, _ := inference.OneWay(x[:], true)
	ranks, _ := inference.KruskalWallis(y[:])
	for _, c := range []struct {
		test *baseline.Test
		name string
		p    float64
	}{{three.Rows[0].Test, "Welch ANOVA", welch.P}, {equal.Rows[0].Test, "ANOVA", classical.P}, {three.Rows[1].Test, "Kruskal–Wallis", ranks.P}} {
		if c.test.Name != c.name || math.Abs(c.test.P-c.p) > 1e-12 {
			t.Errorf("%+v, want %s with p %v", c.test, c.name, c.p)
		}
	}
	for i := range v {
		largest := 0.0
		for _, pair := range [][]string{{"a", "b"}, {"a", "c"}, {"b", "c"}} {
			masked := slices.Clone(of)
			for k, g := range of {
				if !slices.Contains(pair, g) {
					masked[k] = ""
				}
			}
			two := table(t, v, baseline.Grouping{Of: masked}, baseline.Settings{})
			largest = max(largest, math.Abs(float64(two.Rows[i].SMD)))
			if two.Outside.N != 30 || !slices.Contains(two.Notes(), "Left out: 30 patients in no group.") {
				t.Errorf("%v outside, %q", two.Outside, two.Notes())
			}
		}
		if !close(three.Rows[i].SMD, largest) {
			t.Errorf("%s: SMD %v, of the pairs %v", v[i].Name, three.Rows[i].SMD, largest)
		}
	}
}

// everything writes a table in every format.
func everything(t testing.TB, made *baseline.Table) (all []string) {
	for _, write := range []func(io.Writer) error{made.WriteCSV, made.WriteText, made.WriteMarkdown, made.WriteHTML, made.WriteHTMLPage, made.WriteLaTeX} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		all = append(all, b.String())
	}
	return all
}

// TestWhatIsNotDefined prints dashes and notes, never NaN.
func TestWhatIsNotDefined(t *testing.T) {
	for name, c := range map[string]struct {
		v    baseline.Variable
		of   []string
		row  []string
		note string
	}{
		"all missing":          {baseline.Variable{Numbers: []float64{nan, nan, nan, nan}}, groups(2, 2), []string{"–", "–", "–", "–", "–"}, "x: not compared: no value is known."},
		"missing in b":         {baseline.Variable{Numbers: []float64{1, 2, nan, nan}}, groups(2, 2), []string{"1.5 ± 0.7", "–", "–", "–", "–"}, "x: not compared: values are known only in a."},
		"constant":             {baseline.Variable{Numbers: []float64{7, 7, 7, 7}}, groups(2, 2), []string{"7.0 ± 0.0", "7.0 ± 0.0", "–", "–", "0.00"}, "x: no Welch t test: the values are constant within both groups."},
		"constant that differ": {baseline.Variable{Numbers: []float64{7, 7, 8, 8}}, groups(2, 2), []string{"7.0 ± 0.0", "8.0 ± 0.0", "–", "–", "–"}, "x: no standardised difference: both groups are constant and differ."},
		"equal ranks":          {baseline.Variable{Numbers: []float64{7, 7, 7, 7}, Summary: baseline.Median}, groups(2, 2), []string{"7 (7–7)", "7 (7–7)", "–", "–", "0.00"}, "x: no Mann–Whitney test: all 4 values are equal."},
		"one patient":          {baseline.Variable{Numbers: []float64{7, 1, 2, 3}}, groups(1, 3), []string{"7.0 ± –", "2.0 ± 1.0", "–", "–", "–"}, "x: no Welch t test: the groups hold 1 and 3 values, two are needed in each."},
		"one level":            {baseline.Variable{Words: []string{"u", "u", "u", "u"}}, groups(2, 2), []string{"", "", "–", "–", "0.00"}, "x: no chi-square test: 2 rows and 1 columns hold patients, two of each are needed."},
		"no level in common":   {baseline.Variable{Words: []string{"u", "u", "v", "v"}}, groups(2, 2), []string{"", "", "0.333", "Fisher", "–"}, "x: no standardised difference: the two groups have no level in common."},
		"no word":              {baseline.Variable{Words: []string{"", "", "", ""}}, groups(2, 2), []string{"", "", "–", "–", "–"}, "x: not compared: no value is known."},
		"one of three absent":  {baseline.Variable{Numbers: []float64{nan, nan, 1, 2, 3, 4}}, groups(2, 2, 2), []string{"–", "1.5 ± 0.7", "3.5 ± 0.7", "0.106", "Welch t", "2.83"}, "x: compared without a, where no value is known."},
		"constant of three":    {baseline.Variable{Numbers: []float64{5, 5, 1, 2, 3, 4}}, groups(2, 2, 2), []string{"5.0 ± 0.0", "1.5 ± 0.7", "3.5 ± 0.7", "–", "–", "7.00"}, "x: no Welch ANOVA test: the values of group 1 are constant."},
		"one group":            {baseline.Variable{Numbers: []float64{1, 2}}, groups(2), []string{"1.5 ± 0.7"}, ""},
		"no groups":            {baseline.Variable{Numbers: []float64{1}}, nil, []string{"1.0 ± –"}, ""},
	} {
		c.v.Name = "x"
		made := table(t, []baseline.Variable{c.v}, baseline.Grouping{Of: c.of}, baseline.Settings{})
		row, noted := grid(made)["x"], made.Notes()
		if !cmp.Equal(row, c.row) {
			t.Errorf("%s: %q, want %q", name, row, c.row)
		}
		if c.note != "" && !slices.Contains(noted, c.note) {
			t.Errorf("%s: %q", name, noted)
		}
		for _, text := range append(everything(t, made), encoded(t, made)) {
			if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
}

func TestDeclaredGroupThatNobodyIsIn(t *testing.T) {
	made := table(t, []baseline.Variable{{Name: "x", Numbers: []float64{1, 2, 3, 4}}, {Name: "w", Words: []string{"u", "v", "", "v"}, Levels: []string{"v", "u", "nobody"}}},
		baseline.Grouping{Of: groups(2, 2), Order: []string{"b", "none", "a"}}, baseline.Settings{})
	cells := grid(made)
	if r := cells["x"]; r[1] != "–" || r[4] != "Welch t" {
		t.Errorf("%q", r)
	}
	if r := cells["  nobody"]; !cmp.Equal(r[:3], []string{"0 (0.0 %)", "–", "0 (0.0 %)"}) {
		t.Errorf("%q", r)
	}
	if r := cells["  missing"]; !cmp.Equal(r[:3], []string{"1 (50.0 %)", "–", "0 (0.0 %)"}) {
		t.Errorf("%q", r)
	}
}

func TestDecimals(t *testing.T) {
	for _, c := range []struct {
		numbers  []float64
		mean, by string
	}{
		{[]float64{61, 54, 70, 48}, "58.2 ± 9.5", "57.5 (52.5–63.2)"},
		{[]float64{1, 2, 3, 4, 5}, "3.0 ± 1.6", "3 (2–4)"},
		{[]float64{12000, 15000, 9000, 11000, 13000}, "12000 ± 2236", "12000 (11000–13000)"},
		{[]float64{.25, .5, 1, 2, 4}, "1.55 ± 1.52", "1.00 (0.50–2.00)"},
		{[]float64{1e-8, 2e-8, 3e-8}, "2.00e-08 ± 1.00e-08", "2.00e-08 (1.50e-08–2.50e-08)"},
		{[]float64{-3, -1, 0, 1, 3}, "0.0 ± 2.2", "0 (-1 to 1)"},
		{[]float64{0, 0, 0}, "0.0 ± 0.0", "0 (0–0)"},
		{[]float64{math.Pi, math.E, math.Sqrt2}, "2.425 ± 0.900", "2.72 (2.07–2.93)"},
	} {
		made := table(t, []baseline.Variable{{Name: "x", Numbers: c.numbers}, {Name: "y", Numbers: c.numbers, Summary: baseline.Median}}, baseline.Grouping{}, baseline.Settings{})
		cells := grid(made)
		if cells["x"][0] != c.mean || cells["y"][0] != c.by {
			t.Errorf("%v: %s and %s, want %s and %s", c.numbers, cells["x"][0], cells["y"][0], c.mean, c.by)
		}
	}
}

func TestOneLine(t *testing.T) {
	v := []baseline.Variable{{Name: "Sex", Words: []string{"female", "male", "male", ""}}, {Name: "Stage", Words: []string{"1", "10", "2", "2"}}}
	_, rows := table(t, v, baseline.Grouping{}, baseline.Settings{OneLine: true}).Grid()
	want := [][]string{{"Sex: male", "2 (66.7 %)"}, {"  missing", "1 (25.0 %)"}, {"Stage", ""}, {"  1", "1 (25.0 %)"}, {"  2", "2 (50.0 %)"}, {"  10", "1 (25.0 %)"}}
	if !cmp.Equal(rows, want) {
		t.Error(cmp.Diff(want, rows))
	}
}

func TestTests(t *testing.T) {
	// 30 of 50 against 18 of 50, as chisq.test and its correct = FALSE.
	words := slices.Concat(slices.Repeat([]string{"y"}, 30), slices.Repeat([]string{"n"}, 20), slices.Repeat([]string{"y"}, 18), slices.Repeat([]string{"n"}, 32))
	v := []baseline.Variable{{Name: "w", Words: words}}
	for yates, x2 := range map[bool]float64{false: 144. / 25 * 100 / 100 / (48 * 52 / 2500.), true: 121. / 25 / (48 * 52 / 2500.)} {
		r := table(t, v, baseline.Grouping{Of: groups(50, 50)}, baseline.Settings{Yates: yates}).Rows[0]
		if r.Test.Name != "chi-square" || !close(r.Test.Statistic, x2) || r.Test.DF[0] != 1 {
			t.Errorf("Yates %v: %+v, want %v", yates, r.Test, x2)
		}
	}
	// A table too large for the exact test.
	random := rand.New(rand.NewPCG(1, 1))
	var many []string
	for range 600 {
		many = append(many, fmt.Sprint(random.IntN(60)*random.IntN(40)%31))
	}
	r := table(t, []baseline.Variable{{Name: "w", Words: many}}, baseline.Grouping{Of: groups(100, 100, 100, 100, 100, 100)}, baseline.Settings{}).Rows[0]
	if r.Test == nil || r.Test.Name != "chi-square" || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "too long") {
		t.Errorf("%+v, %q", r.Test, r.Notes)
	}
}

func TestAdjustedAndOmitted(t *testing.T) {
	v, g := mixed(8, 60), baseline.Grouping{Of: groups(30, 30)}
	v = append(v, baseline.Variable{Name: "constant", Numbers: make([]float64, 60)})
	made := table(t, v, g, baseline.Settings{Adjust: inference.Holm})
	var p []float64
	for _, r := range made.Rows[:5] {
		p = append(p, r.Test.P)
	}
	want, err := inference.Adjust(p, inference.Holm)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range made.Rows[:5] {
		if float64(r.Test.Adjusted) != want[i] {
			t.Errorf("%s: %v, want %v", r.Name, r.Test.Adjusted, want[i])
		}
	}
	header, _ := made.Grid()
	if !cmp.Equal(header[3:], []string{"p", "adjusted p", "test", "SMD"}) || !slices.Contains(made.Notes(), "Adjusted p: Holm, over the 5 tests of the table; p itself is not adjusted.") {
		t.Errorf("%q, %q", header, made.Notes())
	}
	bare := table(t, v, g, baseline.Settings{OmitTests: true, OmitSMD: true})
	if header, _ := bare.Grid(); len(header) != 3 || !cmp.Equal(bare.Notes()[0], "Numbers: mean ± standard deviation.") || len(bare.Notes()) != 4 {
		t.Errorf("%q, %q", header, bare.Notes())
	}
}

func TestBadInput(t *testing.T) {
	x := []float64{1, 2}
	w := []string{"u", "v"}
	for name, c := range map[string]struct {
		v    []baseline.Variable
		g    baseline.Grouping
		s    baseline.Settings
		want error
	}{
		"no variable":       {want: baseline.ErrVariable},
		"no name":           {v: []baseline.Variable{{Numbers: x}}, want: baseline.ErrVariable},
		"neither":           {v: []baseline.Variable{{Name: "x"}}, want: baseline.ErrVariable},
		"both":              {v: []baseline.Variable{{Name: "x", Numbers: x, Words: w}}, want: baseline.ErrVariable},
		"levels of numbers": {v: []baseline.Variable{{Name: "x", Numbers: x, Levels: w}}, want: baseline.ErrVariable},
		"scale of words":    {v: []baseline.Variable{{Name: "x", Words: w, Scale: baseline.Log10}}, want: baseline.ErrVariable},
		"unknown scale":     {v: []baseline.Variable{{Name: "x", Numbers: x, Scale: "ln"}}, want: baseline.ErrVariable},
		"unknown summary":   {v: []baseline.Variable{{Name: "x", Numbers: x, Summary: "mode"}}, want: baseline.ErrSetting},
		"infinite":          {v: []baseline.Variable{{Name: "x", Numbers: []float64{1, math.Inf(1)}}}, want: baseline.ErrNumber},
		"log of 0":          {v: []baseline.Variable{{Name: "x", Numbers: []float64{1, 0}, Scale: baseline.Log10}}, want: baseline.ErrNumber},
		"lengths":           {v: []baseline.Variable{{Name: "x", Numbers: x}, {Name: "y", Words: []string{"u"}}}, want: baseline.ErrLength},
		"length of groups":  {v: []baseline.Variable{{Name: "x", Numbers: x}}, g: baseline.Grouping{Of: groups(1, 2)}, want: baseline.ErrLength},
		"another level":     {v: []baseline.Variable{{Name: "x", Words: w, Levels: []string{"u"}}}, want: baseline.ErrLevel},
		"level twice":       {v: []baseline.Variable{{Name: "x", Words: w, Levels: []string{"u", "v", "u"}}}, want: baseline.ErrLevel},
		"show another":      {v: []baseline.Variable{{Name: "x", Words: w, Show: "x"}}, want: baseline.ErrLevel},
		"another group":     {v: []baseline.Variable{{Name: "x", Numbers: x}}, g: baseline.Grouping{Of: groups(1, 1), Order: []string{"a"}}, want: baseline.ErrGroup},
		"group twice":       {v: []baseline.Variable{{Name: "x", Numbers: x}}, g: baseline.Grouping{Of: groups(2), Order: []string{"a", "a"}}, want: baseline.ErrGroup},
		"nobody":            {v: []baseline.Variable{{Name: "x", Numbers: x}}, g: baseline.Grouping{Of: []string{"", ""}}, want: baseline.ErrGroup},
		"order alone":       {v: []baseline.Variable{{Name: "x", Numbers: x}}, g: baseline.Grouping{Order: []string{"a"}}, want: baseline.ErrGroup},
		"adjustment":        {v: []baseline.Variable{{Name: "x", Numbers: x}}, s: baseline.Settings{Adjust: "sidak"}, want: baseline.ErrSetting},
		"adjust and omit":   {v: []baseline.Variable{{Name: "x", Numbers: x}}, s: baseline.Settings{Adjust: inference.BH, OmitTests: true}, want: baseline.ErrSetting},
		"default summary":   {v: []baseline.Variable{{Name: "x", Numbers: x}}, s: baseline.Settings{Summary: "mode"}, want: baseline.ErrSetting},
		"mask":              {v: []baseline.Variable{{Name: "x", Numbers: x}}, s: baseline.Settings{MaskBelow: -1}, want: baseline.ErrSetting},
	} {
		if made, err := baseline.New(c.v, c.g, c.s); !errors.Is(err, c.want) || made != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	var v []baseline.Variable
	for seed := range uint64(4) { // 20 variables of 320 patients
		v = append(v, mixed(seed, 320)...)
	}
	g := baseline.Grouping{Of: groups(224, 96), Overall: true}
	for b.Loop() {
		if _, err := baseline.New(v, g, baseline.Settings{}); err != nil {
			b.Fatal(err)
		}
	}
}
