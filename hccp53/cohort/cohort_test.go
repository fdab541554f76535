package cohort_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/data"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/provenance"
)

func schema(t testing.TB) cohort.Schema {
	t.Helper()
	s, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// patients returns the text of a cohort file: n patients of whom the first
// positives are positive.
func patients(n, positives int) []string {
	rows := []string{"patient_id,p53,age,sex,afp,tumour_number,edmondson,images,voi"}
	for i := range n {
		p53 := "negative"
		if i < positives {
			p53 = "positive"
		}
		rows = append(rows, fmt.Sprintf("S%03d,%s,%d,male,%d,1,I-II,patients/%d,patients/%d/voi.nii.gz", i, p53, 30+i%50, 10+i, i, i))
	}
	return rows
}

func write(t testing.TB, rows []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, rows []string) *cohort.Cohort {
	t.Helper()
	c, err := cohort.Read(write(t, rows), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ExampleCohort_Split() {
	s, _ := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	dir, _ := os.MkdirTemp("", "cohort")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "cohort.csv")
	_ = os.WriteFile(path, []byte(strings.Join(patients(320, 183), "\n")), 0o644)

	c, _ := cohort.Read(path, s)
	training, validation, _ := c.Split(cohort.Plan{Training: 0.7, Seed: 1})
	fmt.Println("training:  ", training)
	fmt.Println("validation:", validation)
	// Output:
	// training:   224 patients, 128 with P53 (IHC) positive
	// validation: 96 patients, 55 with P53 (IHC) positive
}

func ExampleSchema_Predictor() {
	s, _ := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	_, err := s.Predictor("edmondson")
	fmt.Println(err)
	// Output: column "edmondson" is known only after surgery and cannot predict before it; take it out of the candidates; it may be described in Table 1
}

func TestReadSaysLineColumnAndValue(t *testing.T) {
	good := patients(4, 2)
	with := func(line int, row string) []string {
		rows := slices.Clone(good)
		rows[line-1] = row
		return rows
	}
	for name, c := range map[string]struct {
		rows []string
		kind error
		text []string
	}{
		"not a number":      {with(3, "S001,positive,old,male,10,1,,i,v"), cohort.ErrValue, []string{"line 3", `"age"`, `"old"`}},
		"decimal comma":     {with(3, `S001,positive,"61,5",male,10,1,,i,v`), cohort.ErrValue, []string{"line 3", `"61,5"`, "decimal point"}},
		"outside the range": {with(2, "S000,positive,161,male,10,1,,i,v"), cohort.ErrValue, []string{"line 2", "161", "between 0 and 120"}},
		"zero on a log":     {with(2, "S000,positive,61,male,0,1,,i,v"), cohort.ErrValue, []string{"above 0", "ng/mL"}},
		"no whole number":   {with(2, "S000,positive,61,male,10,1.5,,i,v"), cohort.ErrValue, []string{"tumour_number", "1.5"}},
		"not a number, NaN": {with(2, "S000,positive,NaN,male,10,1,,i,v"), cohort.ErrValue, []string{`"NaN" is no number`}},
		"unknown level":     {with(5, "S003,negative,61,m,10,1,,i,v"), cohort.ErrValue, []string{"line 5", `"m" is not one of "female", "male"`}},
		"outcome missing":   {with(2, "S000,,61,male,10,1,,i,v"), cohort.ErrValue, []string{"line 2", `"p53"`, "empty"}},
		"duplicate patient": {with(5, "S000,negative,61,male,10,1,,i,v"), cohort.ErrDuplicatePatient, []string{"line 5", "line 2"}},
		"too few cells":     {with(3, "S001,positive,61"), cohort.ErrFile, []string{"line 3", "3 cells instead of 9"}},
		"column missing":    {with(1, "patient_id,p53,age,sex,afp,tumour_number,edmondson,images,scanner_vendor"), cohort.ErrMissingColumn, []string{"line 1", `"voi"`}},
		"column unknown":    {with(1, "patient_id,p53,age,sex,afp,tumor_number,edmondson,images,voi"), cohort.ErrUnknownColumn, []string{`"tumor_number"`}},
		"column twice":      {with(1, "patient_id,p53,age,age,afp,tumour_number,edmondson,images,voi"), cohort.ErrFile, []string{`"age" occurs twice`}},
		"one class":         {patients(4, 4), cohort.ErrOneClass, []string{"positive"}},
		"nobody":            {good[:1], cohort.ErrFile, []string{"no patients"}},
		"semicolons":        {[]string{strings.ReplaceAll(good[0], ",", ";")}, cohort.ErrFile, []string{"semicolons"}},
		"quote not closed":  {with(3, `S001,"positive,61,male,10,1,,i,v`), cohort.ErrFile, []string{"quotation"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cohort.Read(write(t, c.rows), schema(t))
			if !errors.Is(err, c.kind) {
				t.Fatalf("got %v, want %v", err, c.kind)
			}
			for _, text := range c.text {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%q does not mention %q", err, text)
				}
			}
			if strings.Contains(err.Error(), "S00") {
				t.Errorf("%q names a patient", err)
			}
		})
	}
}

func TestAllProblemsAreReported(t *testing.T) {
	rows := patients(4, 2)
	rows[2] = "S001,positive,old,m,10,1,,i,v"
	_, err := cohort.Read(write(t, rows), schema(t))
	var all cohort.Problems
	if !errors.As(err, &all) || len(all) != 2 || !strings.Contains(err.Error(), "and 1 more") {
		t.Errorf("got %v", err)
	}
}

func TestMissingFileAndByteOrderMark(t *testing.T) {
	if _, err := cohort.Read("nowhere/cohort.csv", schema(t)); !errors.Is(err, cohort.ErrFile) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	rows := patients(4, 2)
	rows[0] = "\ufeff" + rows[0] // as Excel writes UTF-8
	if c := read(t, rows); c.Len() != 4 {
		t.Errorf("%d patients", c.Len())
	}
}

func TestPredictorsOnlyFromBeforeSurgery(t *testing.T) {
	p := read(t, patients(10, 5)).Patients()
	for column, want := range map[string]error{
		"p53": cohort.ErrPostoperative, "edmondson": cohort.ErrPostoperative, "mvi": cohort.ErrPostoperative,
		"patient_id": cohort.ErrNotPredictor, "images": cohort.ErrNotPredictor, "nonsense": cohort.ErrNoColumn,
		"sex": cohort.ErrNotPredictor, // a category is not asked for as a number
		"alb": cohort.ErrMissingColumn,
	} {
		if _, err := p.Numbers(column); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", column, err, want)
		}
	}
	if sex, err := p.Levels("sex"); err != nil || sex[0] != "male" {
		t.Errorf("got %v, %v", sex, err)
	}
}

func TestMissingCellIsNaN(t *testing.T) {
	rows := patients(4, 2)
	rows[1] = "S000,positive,,,10,1,,i,v"
	p := read(t, rows).Patients()
	age, err := p.Numbers("age")
	if err != nil || !math.IsNaN(age[0]) || math.IsNaN(age[1]) {
		t.Errorf("got %v, %v", age, err)
	}
	if sex, err := p.Levels("sex"); err != nil || sex[0] != "" {
		t.Errorf("got %v, %v", sex, err)
	}
}

func TestSplitDoesNotDependOnTheOrderOfRows(t *testing.T) {
	rows := patients(320, 183)
	plan := cohort.Plan{Training: 0.7, Seed: 7}
	ages := func(rows []string) []float64 {
		training, _, err := read(t, rows).Split(plan)
		if err != nil {
			t.Fatal(err)
		}
		age, err := training.Patients().Numbers("afp") // different for every patient
		if err != nil {
			t.Fatal(err)
		}
		return age
	}
	want := ages(rows)
	rand.New(rand.NewPCG(1, 2)).Shuffle(320, func(i, j int) { rows[i+1], rows[j+1] = rows[j+1], rows[i+1] })
	if got := ages(rows); !cmp.Equal(got, want) {
		t.Error("another order of rows gives other arms")
	}
	plan.Seed = 8
	if cmp.Equal(ages(rows), want) {
		t.Error("another seed gives the same arms")
	}
}

func TestSplitIsADivision(t *testing.T) {
	for _, n := range []int{10, 47, 320} {
		c := read(t, patients(n, n/3+1))
		training, validation, err := c.Split(cohort.Plan{Training: 0.7, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		cases := append(training.Patients().Cases(), validation.Patients().Cases()...)
		slices.Sort(cases)
		for i, k := range cases {
			if k != i+1 {
				t.Fatalf("n %d: cases %v are no division", n, cases)
			}
		}
		if want := int(math.Round(0.7 * float64(n))); training.Len() != want {
			t.Errorf("n %d: %d in training, want %d", n, training.Len(), want)
		}
		// Each class is within one patient of its share.
		if d := float64(training.Positives()) - 0.7*float64(n/3+1); math.Abs(d) > 1 {
			t.Errorf("n %d: %d positives in training", n, training.Positives())
		}
	}
}

func TestFoldsHoldEveryoneOnce(t *testing.T) {
	training, _, err := read(t, patients(320, 183)).Split(cohort.Plan{Training: 0.7, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	folds, err := training.Folds(3, 11)
	if err != nil {
		t.Fatal(err)
	}
	held := map[int]int{}
	for _, f := range folds {
		if f.Fit.Len()+f.Held.Len() != training.Len() || len(f.Rows) != f.Held.Len() {
			t.Errorf("%d fitted and %d held of %d", f.Fit.Len(), f.Held.Len(), training.Len())
		}
		// 224 in 3 folds of which 128 positive: 74 or 75, 42 or 43.
		if n := f.Held.Len(); n < 74 || n > 75 {
			t.Errorf("%d held", n)
		}
		if y := training.Positives() - f.Fit.Positives(); y < 42 || y > 43 {
			t.Errorf("%d positives held", y)
		}
		for i, row := range f.Rows {
			held[f.Held.Case(i)]++
			if training.Patients().Case(row) != f.Held.Case(i) {
				t.Error("Rows do not point at the held patients")
			}
		}
	}
	if len(held) != training.Len() {
		t.Errorf("%d patients held, want %d", len(held), training.Len())
	}
	rest, taken, err := folds[0].Fit.Divide(0.2, 11, "stop")
	if err != nil || rest.Len()+taken.Len() != folds[0].Fit.Len() || taken.Len() != 30 {
		t.Errorf("divided into %d and %d of %d, %v", rest.Len(), taken.Len(), folds[0].Fit.Len(), err)
	}
}

func TestDivisionsThatCannotBeMade(t *testing.T) {
	c := read(t, patients(10, 1))
	for _, fraction := range []float64{0, 1, math.NaN(), 0.7} { // one positive cannot be in both arms
		if _, _, err := c.Split(cohort.Plan{Training: fraction}); !errors.Is(err, cohort.ErrSplit) {
			t.Errorf("fraction %v: %v", fraction, err)
		}
	}
	training := leaky.Everyone(c)
	if _, err := training.Folds(2, 1); !errors.Is(err, cohort.ErrSplit) {
		t.Errorf("folds: %v", err)
	}
	if _, _, err := training.Divide(0.2, 1, "x"); !errors.Is(err, cohort.ErrSplit) {
		t.Errorf("divide: %v", err)
	}
}

func TestEveryLookIsCounted(t *testing.T) {
	_, validation, err := read(t, patients(40, 20)).Split(cohort.Plan{Training: 0.7, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	ledger := provenance.OpenLedger(filepath.Join(t.TempDir(), "looks.jsonl"))
	for range 2 {
		y, err := validation.Look(ledger, "combined", "abc")
		if err != nil || len(y) != validation.Len() {
			t.Fatalf("got %v, %v", y, err)
		}
	}
	looks, err := ledger.Looks()
	if err != nil || len(looks) != 1 || looks[0].Set != validation.Hash() || looks[0].N != 12 {
		t.Errorf("got %v, %v", looks, err)
	}
	unwritable := provenance.OpenLedger(filepath.Join(t.TempDir(), "no folder", "looks.jsonl"))
	if y, err := validation.Look(unwritable, "combined", "abc"); err == nil || y != nil {
		t.Error("outcomes came out of a look that was not written down")
	}
}

func TestEligibilityCountsInOrder(t *testing.T) {
	c := read(t, patients(100, 50)) // ages 30 to 79, each twice; afp 10 to 109
	forty, hundred := 40.0, 100.0
	rest, flow, err := c.Apply([]cohort.Rule{
		{Reason: "younger than 40", Column: "age", AtLeast: &forty},
		{Reason: "AFP above 100", Column: "afp", AtMost: &hundred},
		{Reason: "grade unknown", Column: "edmondson", Known: true},
		{Reason: "not a man", Column: "sex", OneOf: []string{"male"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := cohort.Flow{Read: 100, Included: 71, Excluded: []cohort.Exclusion{
		{Reason: "younger than 40", N: 20}, {Reason: "AFP above 100", N: 9}, {Reason: "grade unknown", N: 0}, {Reason: "not a man", N: 0},
	}}
	if diff := cmp.Diff(want, flow); diff != "" {
		t.Error(diff)
	}
	rest, after, err := rest.Without(flow, "arterial phase missing", rest.Patients().Cases()[:3])
	if err != nil || rest.Len() != 68 || after.Included != 68 || len(after.Excluded) != 5 || len(flow.Excluded) != 4 {
		t.Errorf("got %d patients, %+v, %v", rest.Len(), after, err)
	}
	for name, rule := range map[string]cohort.Rule{
		"nothing set":      {Reason: "r", Column: "age"},
		"two set":          {Reason: "r", Column: "age", AtLeast: &forty, Known: true},
		"no reason":        {Column: "age", AtLeast: &forty},
		"level unknown":    {Reason: "r", Column: "sex", OneOf: []string{"m"}},
		"number as word":   {Reason: "r", Column: "age", OneOf: []string{"40"}},
		"category bounded": {Reason: "r", Column: "sex", AtLeast: &forty},
	} {
		if _, _, err := c.Apply([]cohort.Rule{rule}); !errors.Is(err, cohort.ErrRule) {
			t.Errorf("%s: %v", name, err)
		}
	}
	thousand := 1000.0
	if _, _, err := c.Apply([]cohort.Rule{{Reason: "r", Column: "afp", AtLeast: &thousand}}); !errors.Is(err, cohort.ErrRule) {
		t.Errorf("nobody left: %v", err)
	}
}

func TestTableFollowsThePatients(t *testing.T) {
	p := read(t, patients(4, 2)).Patients()
	table := cohort.NewTable([]string{"a", "b"})
	for _, k := range []int{3, 1, 4, 2} {
		table.Add(k, []float64{float64(k), 10 * float64(k)})
	}
	rows, err := table.Of(p)
	if err != nil || !cmp.Equal(rows, [][]float64{{1, 10}, {2, 20}, {3, 30}, {4, 40}}) {
		t.Errorf("got %v, %v", rows, err)
	}
	picked, err := table.Pick([]string{"b"})
	if err != nil || !cmp.Equal(picked.Rows[0], []float64{30}) {
		t.Errorf("got %v, %v", picked, err)
	}
	if _, err := table.Pick([]string{"c"}); !errors.Is(err, cohort.ErrNoColumn) {
		t.Errorf("got %v", err)
	}
	short := cohort.NewTable([]string{"a"})
	if _, err := short.Of(p); !errors.Is(err, cohort.ErrNoRow) {
		t.Errorf("got %v", err)
	}
}

func TestPhasesAndTheirVOIs(t *testing.T) {
	p, err := cohort.ReadPatients(write(t, []string{"patient_id,images,phase_series,voi,voi_pvp", "N1,new, AP=5 PVP=6:2 ,new/voi.nii.gz,new/pvp.nii.gz", "N2,n,,n/voi.nii.gz,"}), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	if p.PhaseSeries(0) != "AP=5 PVP=6:2" || p.PhaseSeries(1) != "" {
		t.Errorf("phases %q and %q", p.PhaseSeries(0), p.PhaseSeries(1))
	}
	if role := cohort.RoleVOIOn("PVP"); role != "voi_pvp" || !strings.HasSuffix(p.VOI(0, role), filepath.Join("new", "pvp.nii.gz")) || p.VOI(1, role) != "" || p.VOI(0, cohort.RoleVOIOn("DP")) != "" {
		t.Errorf("role %s: %q and %q", role, p.VOI(0, role), p.VOI(1, role))
	}
	// A schema without the columns names nothing.
	old, err := cohort.ReadSchema(strings.NewReader(`{"required": [], "properties": {"id": {"type": "string", "x-role": "id"},
		"y": {"type": "string", "enum": ["a", "b"], "x-role": "outcome", "x-known": "postoperative"},
		"i": {"type": "string", "x-role": "images", "x-known": "preoperative"}, "v": {"type": "string", "x-role": "voi", "x-known": "preoperative"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	q, err := cohort.ReadPatients(write(t, []string{"id,i,v", "N1,new,voi"}), old)
	if err != nil || q.PhaseSeries(0) != "" || q.VOI(0, cohort.RoleVOIOn("PVP")) != "" {
		t.Errorf("%v (%v)", q, err)
	}
}

func TestNewPatientsNeedNoOutcome(t *testing.T) {
	p, err := cohort.ReadPatients(write(t, []string{"patient_id,age,images,voi", "N1,55,new,new/voi.nii.gz"}), schema(t))
	if err != nil || p.Len() != 1 || !strings.HasSuffix(p.VOI(0, cohort.RoleVOI), filepath.Join("new", "voi.nii.gz")) || p.VOI(0, cohort.RoleReader2) != "" {
		t.Errorf("got %v, %v", p, err)
	}
}

func FuzzRead(f *testing.F) {
	s := schema(f)
	f.Add([]byte(strings.Join(patients(4, 2), "\n")))
	f.Add([]byte("patient_id,p53,images,voi\n\"\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "cohort.csv")
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Skip(err)
		}
		if c, err := cohort.Read(path, s); err == nil {
			_, _, _ = c.Split(cohort.Plan{Training: 0.5, Seed: 1})
		}
	})
}

func TestTable1CountsAndTests(t *testing.T) {
	rows := patients(40, 20)
	rows[1] = "S000,positive,,female,10,1,III-IV,i,v"
	training, validation, err := read(t, rows).Split(cohort.Plan{Training: 0.5, Seed: 4})
	if err != nil {
		t.Fatal(err)
	}
	table, err := cohort.CompareArms(training, validation)
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string][]string{}
	var order []string
	header, printed := table.Grid()
	if want := []string{"Variable", "Training (n = 20)", "Validation (n = 20)", "p", "test", "SMD"}; !cmp.Equal(header, want) {
		t.Errorf("header %q", header)
	}
	for _, r := range printed {
		labels[r[0]] = r[1:]
		order = append(order, r[0])
	}
	if got := order[:3]; !cmp.Equal(got, []string{"P53 (IHC)", "  negative", "  positive"}) {
		t.Errorf("the table begins with %q", got)
	}
	if r := labels["  positive"]; r[0] != "10 (50.0 %)" || r[1] != "10 (50.0 %)" {
		t.Errorf("outcome: %q", r)
	}
	if r := labels["P53 (IHC)"]; r[2] != "1.000" || r[3] != "chi-square" || r[4] != "0.00" {
		t.Errorf("outcome: %q", r)
	}
	if r := labels["Age (years)"]; !strings.Contains(r[0], "±") || r[3] != "Welch t" {
		t.Errorf("age: %q", r)
	}
	if r := labels["  missing"]; r[0]+r[1] != "0 (0.0 %)1 (5.0 %)" && r[0]+r[1] != "1 (5.0 %)0 (0.0 %)" {
		t.Errorf("missing: %q", r)
	}
	if r := labels["AFP (ng/mL)"]; !strings.Contains(r[0], "–") || r[3] != "Mann–Whitney" || r[2] == "–" {
		t.Errorf("AFP: %q", r)
	}
	if r := labels["Number of tumours"]; r[2] != "–" { // constant: no test
		t.Errorf("number: %q", r)
	}
	if r := labels["Sex"]; r[3] != "Fisher" || r[2] == "–" {
		t.Errorf("sex: %q", r)
	}
	byOutcome, err := cohort.CompareOutcome(training)
	if err != nil || byOutcome.Columns[0].Heading() != "P53 (IHC) positive (n = 10)" {
		t.Fatalf("%v, %v", byOutcome, err)
	}
	for _, r := range byOutcome.Rows {
		if r.Name == "P53 (IHC)" {
			t.Error("the outcome is compared with itself")
		}
	}
}
