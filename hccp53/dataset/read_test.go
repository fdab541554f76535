package dataset_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/regression"
)

const small = "\ufeffid,p53,age,stage,afp\n1,0,51,II,20.5\n2,1,60,I,\n3,1,47,NA,400\n4,0,70,II,NA\n"

func read(t *testing.T, text string, o dataset.Options) *dataset.Table {
	t.Helper()
	o.Name = "t.csv"
	table, err := dataset.Read(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestKindsOfColumns(t *testing.T) {
	table := read(t, small, dataset.Options{})
	if got := table.Names(); table.Rows() != 4 || !slices.Equal(got, []string{"id", "p53", "age", "stage", "afp"}) {
		t.Errorf("%d rows of %q", table.Rows(), got)
	}
	if table.IsFactor("age") || !table.IsFactor("stage") || table.IsFactor("nothing") {
		t.Error("kinds of columns")
	}
	if got := table.Levels("stage"); !slices.Equal(got, []string{"I", "II"}) {
		t.Errorf("levels %q", got)
	}
	afp, err := table.Numbers("afp")
	if err != nil || afp[0] != 20.5 || !math.IsNaN(afp[1]) || afp[2] != 400 || !math.IsNaN(afp[3]) {
		t.Errorf("%v, %v", afp, err)
	}
	y, err := table.Outcome("p53", "")
	if err != nil || !slices.Equal(y, []bool{false, true, true, false}) {
		t.Errorf("%v, %v", y, err)
	}
	two, err := table.Where("stage", "II")
	if err != nil || two.Rows() != 2 {
		t.Errorf("%v, %v", two, err)
	}
}

func TestSemicolonsTabsAndDecimalCommas(t *testing.T) {
	for _, text := range []string{"a;b\n1,5;x\n2;y\n", "a\tb\n1,5\tx\n2\ty\n", "a,b\r\n1.5,x\r\n2,y\r\n"} {
		a, err := read(t, text, dataset.Options{}).Numbers("a")
		if err != nil || !slices.Equal(a, []float64{1.5, 2}) {
			t.Errorf("%q: %v, %v", text, a, err)
		}
	}
	if table := read(t, "a,b\n\"1,5\",2\n", dataset.Options{}); !table.IsFactor("a") {
		t.Error("a decimal comma in a table with commas was read as a number")
	}
}

func TestDeclaredLevels(t *testing.T) {
	table := read(t, small, dataset.Options{Levels: map[string][]string{"stage": {"II", "I", "III"}, "id": nil}})
	if got := table.Levels("stage"); !slices.Equal(got, []string{"II", "I", "III"}) {
		t.Errorf("levels %q", got)
	}
	if !table.IsFactor("id") {
		t.Error("id was declared a factor")
	}
}

func TestOutcomes(t *testing.T) {
	table := read(t, "a,b,c,d,e\nyes,1,I,1,0\nno,2,II,1,0\nyes,1,III,1,\n", dataset.Options{})
	for _, c := range []struct {
		column, positive, want string
	}{
		{"a", "", "[true false true]"}, {"a", "no", "[false true false]"}, {"b", "2", "[false true false]"}, {"c", "III", "[false false true]"},
		{"b", "", "not 0 and 1"}, {"c", "", "has the 3 values"}, {"d", "", "has the 1 values"}, {"e", "", "row 3 has no outcome"},
		{"a", "maybe", `no row has the positive value "maybe"`}, {"f", "", `there is no column "f"`},
	} {
		y, err := table.Outcome(c.column, c.positive)
		got := fmt.Sprint(y)
		if err != nil {
			got = err.Error()
			if !errors.Is(err, dataset.ErrOutcome) && !errors.Is(err, dataset.ErrColumn) {
				t.Errorf("%v is of no known kind", err)
			}
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s, %q: %s, want %s", c.column, c.positive, got, c.want)
		}
	}
}

func TestErrorsNamePlaceAndRemedy(t *testing.T) {
	for _, c := range []struct {
		text string
		o    dataset.Options
		kind error
		says string
	}{
		{"", dataset.Options{}, dataset.ErrFile, "t.csv, line 1: there is no header line"},
		{"a,a\n1,2\n", dataset.Options{}, dataset.ErrFile, `column 2 is "a", which is empty or taken`},
		{"a,b\n1\n", dataset.Options{}, dataset.ErrFile, "t.csv, line 2: 1 cells instead of 2"},
		{"a,b\n1,\"2\n", dataset.Options{}, dataset.ErrFile, "a line is not CSV"},
		{"a,b\n1,2\n", dataset.Options{MaxBytes: 3}, dataset.ErrFile, "larger than"},
		{"a,b\n1,x\n", dataset.Options{Levels: map[string][]string{"b": {"y", "z"}}}, dataset.ErrLevel, `t.csv, row 1, column b: "x" is none of the levels`},
		{"a,b\n1,x\n", dataset.Options{Levels: map[string][]string{"c": nil}}, dataset.ErrColumn, `there is no column "c"`},
	} {
		c.o.Name = "t.csv"
		_, err := dataset.Read(strings.NewReader(c.text), c.o)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
	_, err := read(t, "a\n1\n2\nx1\n", dataset.Options{}).Numbers("a")
	if !errors.Is(err, dataset.ErrColumn) || !strings.Contains(err.Error(), `t.csv, row 3, column a: "x1" is not a number`) {
		t.Error(err)
	}
}

func TestSelectRepeatsRows(t *testing.T) {
	table := read(t, small, dataset.Options{}).Select([]int{2, 2, 0})
	age, err := table.Numbers("age")
	if err != nil || !slices.Equal(age, []float64{47, 47, 51}) || !slices.Equal(table.Levels("stage"), []string{"I", "II"}) {
		t.Errorf("%v, %v, %q", age, err, table.Levels("stage"))
	}
	if _, err := table.Where("stage", "IV"); !errors.Is(err, dataset.ErrColumn) {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("a;b\n1,5;x\n"))
	f.Add([]byte("a\t\n\"\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := dataset.Read(strings.NewReader(string(content)), dataset.Options{MaxBytes: 1 << 16})
		if err != nil {
			return
		}
		terms, err := table.Terms(table.Names()...)
		if err != nil {
			t.Fatal(err)
		}
		for _, term := range terms {
			if term.Len() != table.Rows() {
				t.Errorf("%d cells in %d rows", term.Len(), table.Rows())
			}
		}
	})
}

func ExampleRead() {
	table, err := dataset.Read(strings.NewReader("p53,age,stage\n1,51,II\n0,60,I\n1,47,II\n0,55,II\n1,58,I\n"), dataset.Options{Name: "cohort.csv"})
	if err != nil {
		fmt.Println(err)
		return
	}
	y, _ := table.Outcome("p53", "")
	terms, _ := table.Terms("age", "stage")
	fit, err := regression.Logistic(y, terms)
	fmt.Println(fit.N, len(fit.Coefficients), err)
	// Output: 5 3 <nil>
}

func TestDoubtfulColumns(t *testing.T) {
	cells := "x\n"
	for i := range 20 {
		cells += fmt.Sprint(40+i) + "\n"
	}
	table := read(t, cells+"5O\n", dataset.Options{})
	if w := table.Warnings(); len(w) != 1 || !strings.Contains(w[0], `20 of 21 cells are numbers, but row 21 says "5O"`) {
		t.Errorf("%q", w)
	}
	table = read(t, "a;b\n1,231;x\n871;y\n", dataset.Options{})
	if _, err := table.Numbers("a"); !errors.Is(err, dataset.ErrColumn) || !strings.Contains(err.Error(), "thousands") || len(table.Warnings()) != 1 {
		t.Errorf("%v, %q", err, table.Warnings())
	}
	if a, err := read(t, "a;b\n0,231;x\n871,5;y\n", dataset.Options{}).Numbers("a"); err != nil || a[0] != 0.231 {
		t.Errorf("%v, %v", a, err)
	}
	_, err := read(t, "a;b\n7,2;x\n8,1x;y\n", dataset.Options{}).Numbers("a")
	if err == nil || !strings.Contains(err.Error(), `row 2, column a: "8,1x"`) {
		t.Errorf("%v", err)
	}
	codes := "id,y\n"
	for i := range 30 {
		codes += fmt.Sprintf("P%03d,1\n", i)
	}
	if _, err := read(t, codes, dataset.Options{}).Outcome("id", ""); err == nil || strings.Contains(err.Error(), "P001") {
		t.Errorf("an error with the codes of patients: %v", err)
	}
}
