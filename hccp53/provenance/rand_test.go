package provenance_test

import (
	"fmt"
	"testing"

	"hcclab/hccp53/provenance"
)

func ExampleRand() {
	a := provenance.Rand(1, "split")
	b := provenance.Rand(1, "split")
	fmt.Println(a.Uint64() == b.Uint64())
	fmt.Println(provenance.Rand(1, "noise", 3).Uint64() == provenance.Rand(1, "noise", 4).Uint64())
	// Output:
	// true
	// false
}

func TestStreamNamesDoNotRunTogether(t *testing.T) {
	if provenance.Rand(1, "a", 12).Uint64() == provenance.Rand(1, "a", 1, 2).Uint64() {
		t.Error(`streams "a/12" and "a/1/2" are equal`)
	}
	if provenance.Rand(1, "1").Uint64() == provenance.Rand(11, "").Uint64() {
		t.Error("seed and name run together")
	}
}
