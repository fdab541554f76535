package impute_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"hcclab/hccp53/impute"
	"hcclab/hccp53/regression"
)

func TestMedianAndMode(t *testing.T) {
	nan := math.NaN()
	f, err := impute.Learn(regression.Numeric("age", []float64{50, nan, 70, 61}))
	if err != nil || f.Median != 61 || f.Missing != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	full, filled := f.Fill(regression.Numeric("age", []float64{nan, 20}))
	if !slices.Equal(full.Numbers, []float64{61, 20}) || !reflect.DeepEqual(filled, []impute.Filled{{Row: 0, Column: "age", Put: "61"}}) {
		t.Errorf("%v, %v", full, filled)
	}
	f, err = impute.Learn(regression.Factor("stage", []string{"0", "A", "B", "C"}, []string{"B", "", "A", "B", "A"}))
	if err != nil || f.Mode != "A" || f.Missing != 1 || !slices.Equal(f.Seen, []string{"A", "B"}) {
		t.Errorf("%+v, %v", f, err)
	}
	full, filled = f.Fill(regression.Factor("stage", nil, []string{"C", "B", ""}))
	if !slices.Equal(full.Labels, []string{"A", "B", "A"}) || len(filled) != 2 || filled[0].Level != "C" {
		t.Errorf("%v, %v", full, filled)
	}
}

// A spline keeps its knots, the column given stays as it was.
func TestFillChangesNothingElse(t *testing.T) {
	column := regression.Spline("x", []float64{1, math.NaN(), 3, 4}, []float64{1, 2, 3})
	f, err := impute.Learn(column)
	if err != nil {
		t.Fatal(err)
	}
	full, _ := f.Fill(column)
	if !reflect.DeepEqual(full.Knots, column.Knots) || !math.IsNaN(column.Numbers[1]) {
		t.Errorf("%v, %v", full, column)
	}
}

func TestEmptyColumns(t *testing.T) {
	for _, c := range []regression.Term{regression.Numeric("a", []float64{math.NaN(), math.NaN()}), regression.Factor("b", []string{"x"}, []string{"", ""})} {
		if _, err := impute.Learn(c); !errors.Is(err, impute.ErrEmpty) {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func ExampleFilling_Terms() {
	column := regression.Numeric("afp", []float64{2, math.NaN(), 4})
	f, _ := impute.Learn(column)
	f.Indicator = true
	for _, term := range f.Terms(column) {
		fmt.Println(term.Name, term.Numbers)
	}
	// Output:
	// afp [2 3 4]
	// afp_missing [0 1 0]
}
