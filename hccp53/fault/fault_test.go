package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"hcclab/hccp53/fault"
)

var errMissing = errors.New("missing column")

func ExampleNew() {
	err := fault.New(errMissing, "column %q is missing", "afp").
		At("cohort.csv, line 1").
		Try("add the column, or take it out of clinical.candidates in study.yaml")
	fmt.Println(err)
	fmt.Println(errors.Is(err, errMissing))
	// Output:
	// cohort.csv, line 1: column "afp" is missing; add the column, or take it out of clinical.candidates in study.yaml
	// true
}

func TestErrorStaysOnOneLine(t *testing.T) {
	err := fault.Wrap(errMissing, errors.New("a\nb"), "c")
	if got, want := err.Error(), "c (a b)"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

func TestUnwrapReachesKindAndCause(t *testing.T) {
	err := fmt.Errorf("reading: %w", fault.Wrap(errMissing, fs.ErrNotExist, "no file"))
	for _, target := range []error{errMissing, fs.ErrNotExist} {
		if !errors.Is(err, target) {
			t.Errorf("errors.Is(err, %v) = false", target)
		}
	}
	var f *fault.Error
	if !errors.As(err, &f) || f.What != "no file" {
		t.Errorf("errors.As found %v", f)
	}
}
