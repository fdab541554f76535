package nomogram_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// TestIntervalByHand: of a model of one factor each level has its own risk, k of
// n. The information of its log odds is k(n-k)/n.
func TestIntervalByHand(t *testing.T) {
	var grade []string
	var outcome []bool
	for _, group := range []struct {
		level string
		n, k  int
	}{{"a", 20, 5}, {"b", 30, 18}} {
		for i := range group.n {
			grade, outcome = append(grade, group.level), append(outcome, i < group.k)
		}
	}
	terms := []regression.Term{regression.Factor("grade", []string{"a", "b"}, grade)}
	fit, err := regression.Logistic(outcome, terms)
	if err != nil {
		t.Fatal(err)
	}
	n, err := nomogram.New(fit, terms, nil)
	if err != nil {
		t.Fatal(err)
	}
	for row, c := range map[int]struct{ n, k float64 }{0: {20, 5}, 49: {30, 18}} {
		r, err := n.Points(terms, row)
		if err != nil || r.CI == nil {
			t.Fatal(r, err)
		}
		odds, se := math.Log(c.k/(c.n-c.k)), math.Sqrt(c.n/(c.k*(c.n-c.k)))
		want := [2]float64{1 / (1 + math.Exp(-odds+inference.Z95*se)), 1 / (1 + math.Exp(-odds-inference.Z95*se))}
		if math.Abs(r.CI[0]-want[0]) > 1e-9 || math.Abs(r.CI[1]-want[1]) > 1e-9 || math.Abs(r.Risk-c.k/c.n) > 1e-9 {
			t.Errorf("risk %v (%v), want %v (%v)", r.Risk, *r.CI, c.k/c.n, want)
		}
	}
	fit.Covariance = nil
	if n, err = nomogram.New(fit, terms, nil); err != nil {
		t.Fatal(err)
	}
	if r, err := n.Points(terms, 0); err != nil || r.CI != nil {
		t.Errorf("without covariance there is the interval %v, %v", r.CI, err)
	}
}

// TestAliasedColumn: a column without a coefficient changes neither risk nor
// interval; a separated fit has no interval.
func TestAliasedColumn(t *testing.T) {
	fit, terms := study()
	outcome := outcomeOf(terms)
	plain, err := regression.Logistic(outcome, terms[:2])
	if err != nil {
		t.Fatal(err)
	}
	twice := append(slices.Clone(terms[:2]), regression.Numeric("again", terms[0].Numbers))
	aliased, err := regression.Logistic(outcome, twice)
	if err != nil {
		t.Fatal(err)
	}
	a, err := nomogram.New(plain, twice, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := nomogram.New(aliased, twice, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		p, _ := a.Points(twice, i)
		q, _ := b.Points(twice, i)
		if math.Abs(p.Risk-q.Risk) > 1e-9 || math.Abs(p.CI[0]-q.CI[0]) > 1e-9 || math.Abs(p.CI[1]-q.CI[1]) > 1e-9 {
			t.Fatalf("patient %d: %v %v with the column, %v %v without", i, q.Risk, *q.CI, p.Risk, *p.CI)
		}
	}
	fit.Separated = true
	n, err := nomogram.New(fit, terms, nil)
	if err != nil || n.Covariance != nil {
		t.Errorf("a separated fit has the covariance %v, %v", n.Covariance, err)
	}
}

// outcomeOf makes an outcome of the first term.
func outcomeOf(terms []regression.Term) []bool {
	outcome := make([]bool, terms[0].Len())
	for i, v := range terms[0].Numbers {
		outcome[i] = v+math.Sin(float64(7*i)) > 2
	}
	return outcome
}

// TestJSON: a nomogram that was stored reads patients as before.
func TestJSON(t *testing.T) {
	n, terms, page := made(t, studyPage)
	text, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	var back nomogram.Nomogram
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		a, err := n.Points(terms, i)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := back.Points(terms, i); err != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("patient %d: %+v before, %+v after (%v)", i, a, b, err)
		}
	}
	var again bytes.Buffer
	if err := back.Page(&again, studyPage); err != nil || !bytes.Equal(page, again.Bytes()) {
		t.Errorf("the page differs (%v)", err)
	}
	if back.String() != n.String() {
		t.Error("the print differs")
	}
}

// TestOrderOfPatients: it changes nothing but the rounding of a fit.
func TestOrderOfPatients(t *testing.T) {
	fit, terms := study()
	rows := make([]int, terms[0].Len())
	for i := range rows {
		rows[i] = len(rows) - 1 - i
	}
	a, err := nomogram.New(fit, terms, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := nomogram.New(fit, regression.Rows(terms, rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("patients in another order give another nomogram")
	}
}

func TestWriteCSV(t *testing.T) {
	n, _, _ := made(t, studyPage)
	var b bytes.Buffer
	if err := n.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := 1 + len(n.Risk)
	for _, a := range n.Axes {
		want += len(a.Points)
	}
	if len(rows) != want || !slices.Equal(rows[0], []string{"axis", "value", "points"}) {
		t.Fatalf("%d rows below %q, want %d", len(rows), rows[0], want)
	}
	most := 0.0
	for _, row := range rows[1 : want-len(n.Risk)] {
		v, err := strconv.ParseFloat(row[2], 64)
		if err != nil || v < 0 {
			t.Errorf("%q: %v", row, err)
		}
		most = math.Max(most, v)
	}
	if math.Abs(most-100) > 1e-9 || rows[want-1][0] != "risk" {
		t.Errorf("the longest axis ends at %v, the last row is %q", most, rows[want-1])
	}
	if err := n.WriteCSV(full{}); err == nil {
		t.Error("written to a full disk")
	}
}

// TestSidesOfBentAxis: a spline that turns back has marks on both sides, a
// straight line has not.
func TestSidesOfBentAxis(t *testing.T) {
	n, _, _ := made(t, studyPage)
	for _, a := range n.Axes {
		sides := a.Sides()
		if (sides != nil) != (a.Term == "age") {
			t.Errorf("%s has sides %v", a.Term, sides)
		}
		for i := range sides {
			if i > 0 && sides[i] > 0 != (a.Points[i] > a.Points[i-1]) {
				t.Errorf("age %v with points %v after %v is on side %d", a.Values[i], a.Points[i], a.Points[i-1], sides[i])
			}
		}
	}
}

func BenchmarkNew(b *testing.B) {
	fit, terms := study()
	for range b.N {
		if _, err := nomogram.New(fit, terms, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPoints(b *testing.B) {
	fit, terms := study()
	n, err := nomogram.New(fit, terms, nil)
	if err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		if _, err := n.Points(terms, i%terms[0].Len()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPage(b *testing.B) {
	fit, terms := study()
	n, err := nomogram.New(fit, terms, nil)
	if err != nil {
		b.Fatal(err)
	}
	for range b.N {
		if err := n.Page(&bytes.Buffer{}, studyPage); err != nil {
			b.Fatal(err)
		}
	}
}
