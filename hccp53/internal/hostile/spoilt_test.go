package hostile_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hcclab/hccp53/internal/hostile"
)

func TestCuts(t *testing.T) {
	for _, c := range []struct {
		size, n int
		want    []int
	}{
		{0, 5, nil},
		{1, 5, []int{0}},
		{4, 5, []int{3, 2, 1, 0}},
		{10, 3, []int{9, 6, 3, 0}},
		{11, 10, []int{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
	} {
		if got := slices.Collect(hostile.Cuts(c.size, c.n)); !slices.Equal(got, c.want) {
			t.Errorf("%d places of %d: %v, want %v", c.n, c.size, got, c.want)
		}
	}
	for range hostile.Cuts(1000, 1000) {
		break // the rest is not asked for
	}
}

func TestFlips(t *testing.T) {
	b := bytes.Repeat([]byte{0x55}, 100)
	var first []string
	seen := map[int]bool{}
	for c := range hostile.Flips(b, 500, 40) {
		first = append(first, string(c))
		changed := 0
		for i := range c {
			if c[i] != b[i] {
				changed++
				seen[i] = true
			}
		}
		if len(c) != len(b) || changed > 3 {
			t.Fatalf("%d bytes, %d of them changed", len(c), changed)
		}
	}
	if len(first) != 500 || len(seen) != 40 {
		t.Errorf("%d copies, changed at %d places", len(first), len(seen))
	}
	for i := range 40 {
		if !seen[i] {
			t.Errorf("byte %d never changed", i)
		}
	}
	if bytes.Count(b, []byte{0x55}) != 100 {
		t.Error("the bytes themselves changed")
	}
	n := 0
	for c := range hostile.Flips(b, 500, 40) {
		if string(c) != first[n] {
			t.Fatal("others the second time")
		}
		n++
	}
	for c := range hostile.Flips(nil, 3, 40) {
		if len(c) != 0 {
			t.Error("bytes out of nothing")
		}
	}
}

func ExampleCuts() {
	whole := []byte("ten bytes.")
	for n := range hostile.Cuts(len(whole), 5) {
		fmt.Println(n, string(whole[:n]))
	}
	// Output:
	// 9 ten bytes
	// 7 ten byt
	// 5 ten b
	// 3 ten
	// 1 t
}

// FuzzSeeds has as seeds the two files that it writes into a testdata of its own.
func FuzzSeeds(f *testing.F) {
	f.Chdir(f.TempDir())
	if err := os.Mkdir("testdata", 0o755); err != nil {
		f.Fatal(err)
	}
	for name, text := range map[string]string{"a.x": "seed", "b.x": "seed", "c.y": "other"} {
		if err := os.WriteFile(filepath.Join("testdata", name), []byte(text), 0o644); err != nil {
			f.Fatal(err)
		}
	}
	hostile.Seeds(f, "*.x")
	n := 0
	f.Cleanup(func() {
		if n < 2 {
			f.Errorf("%d seeds", n)
		}
	})
	f.Fuzz(func(t *testing.T, b []byte) {
		n++
		if string(b) == "other" {
			t.Error("a file that does not match is a seed")
		}
	})
}
