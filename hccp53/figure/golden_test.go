package figure_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hcclab/hccp53/figure"
)

var (
	regen = flag.Bool("regen", false, "rewrite the golden figures in testdata")
	look  = flag.String("look", "", "also save every golden figure as SVG, PNG and PDF in this folder")
)

// drawn is where the examples leave what they drew.
var drawn *figure.Figure

// show ends every example: it says what was drawn, and hands it to TestGolden.
func show(f *figure.Figure, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	drawn = f
	fmt.Printf("%s: %.0f × %.0f mm\n", f.Name, f.Width, f.Height)
}

// TestGolden runs the examples and compares what they draw with the files in
// testdata. After a wanted change run go test -regen and look at the difference.
// Where a figure differs, the new one lies beside the old as NAME.new.svg.
func TestGolden(t *testing.T) {
	for _, example := range examples {
		drawn = nil
		example()
		if drawn == nil {
			t.Fatal("an example drew nothing")
		}
		f := drawn
		t.Run(f.Name, func(t *testing.T) {
			svg, err := f.SVG()
			if err != nil {
				t.Fatal(err)
			}
			if *look != "" {
				if _, err := f.Save(*look); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, f.Name, withoutPictures(svg))
		})
	}
}

// TestGoldenUnusual compares figures of data at the edge of what occurs.
func TestGoldenUnusual(t *testing.T) {
	for _, name := range []string{"forest_wide", "nomogram_levels", "calibration_three", "published_ends", "decision_rare", "phases_one"} {
		t.Run(name, func(t *testing.T) {
			f, err := unusual[name](figure.Options{Name: name})
			golden(t, name, withoutPictures(svg(t, f, err)))
		})
	}
}

// golden compares got with testdata/NAME.svg.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	const most = 60 << 10 // bytes: goldens stay small enough to be read
	path := filepath.Join("testdata", name+".svg")
	beside := filepath.Join("testdata", name+".new.svg")
	if len(got) > most {
		t.Errorf("the golden has %d bytes, at most %d are wanted", len(got), most)
	}
	if *regen {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run go test -regen", err)
	}
	if bytes.Equal(got, want) {
		_ = os.Remove(beside) // of an earlier failure
		return
	}
	if err := os.WriteFile(beside, got, 0o644); err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			t.Fatalf("line %d of %s differs from the golden; compare it with %s\n%.200s", i+1, beside, path, g[i])
		}
	}
	t.Fatalf("%s ends before the golden %s", beside, path)
}

var picture = regexp.MustCompile(`base64,[^"]+`)

// withoutPictures replaces pictures by their hashes.
func withoutPictures(svg []byte) []byte {
	return picture.ReplaceAllFunc(svg, func(data []byte) []byte {
		return fmt.Appendf(nil, "sha256,%x", sha256.Sum256(data))
	})
}
