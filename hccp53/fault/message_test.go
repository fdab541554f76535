package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"hcclab/hccp53/fault"
)

func ExamplePlace() {
	err := fault.New(errMissing, "no column")
	fmt.Println(fault.Place(err, "a.csv"))
	fmt.Println(fault.Place(fault.Place(err, "a.csv"), "b.csv"))
	// Output:
	// a.csv: no column
	// a.csv: no column
}

func TestPlaceLeavesTheErrorAlone(t *testing.T) {
	err, other := fault.New(errMissing, "no column"), errors.New("other")
	if fault.Place(err, "a.csv"); err.Where != "" || !errors.Is(fault.Place(err, "a.csv"), errMissing) {
		t.Errorf("Place changed the error to %v, or its kind", err)
	}
	if got := fault.Place(other, "a.csv"); got != other {
		t.Errorf("Place(%v) = %v", other, got)
	}
	if got := fault.Place(nil, "a.csv"); got != nil {
		t.Errorf("Place(nil) = %v", got)
	}
}

func ExampleCount() {
	fmt.Println(fault.Count(0, "file"), fault.Count(1, "file"), fault.Count(2, "file"))
	// Output: 0 files 1 file 2 files
}
