package fault_test

import (
	"fmt"
	"strconv"
	"testing"

	"hcclab/hccp53/fault"
)

func TestList(t *testing.T) {
	for want, items := range map[string][]int{"": nil, "1, 2": {1, 2}, "1, 2, 3": {1, 2, 3}, "1, 2, 3, 1 more": {1, 2, 3, 4}, "1, 2, 3, 3 more": {1, 2, 3, 4, 5, 6}} {
		if got := fault.List(items, 3, strconv.Itoa); got != want {
			t.Errorf("%v: %q, want %q", items, got, want)
		}
	}
}

func ExampleList() {
	labels := []string{"tumour", "necrosis", "capsule"}
	fmt.Println("there are " + fault.List(labels, 2, strconv.Quote))
	// Output: there are "tumour", "necrosis", 1 more
}
