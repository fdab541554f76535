package peer

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"hcclab/hccp53/volume"
)

// ended notes how a test ended.
type ended struct {
	testing.TB
	said string
}

func (e *ended) Helper() {}

func (e *ended) Skip(args ...any) {
	e.said = "skip: " + fmt.Sprint(args...)
	runtime.Goexit()
}

func (e *ended) Fatalf(format string, args ...any) {
	e.said = "fail: " + fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// asked asks an interpreter that is a script of the shell, and returns what it
// says and how the test ended.
func asked(t *testing.T, script string, args ...string) (got any, said string) {
	t.Helper()
	path := ""
	if script != "" {
		path = filepath.Join(t.TempDir(), "python")
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HCCP53_PYTHON", path)
	e := &ended{}
	var wait sync.WaitGroup
	wait.Go(func() { Ask(e, &got, "program", args...) })
	wait.Wait()
	return got, e.said
}

func TestAsk(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   any
		said   string
	}{
		"answer":     {`echo "[\"$1\", \"$2\", \"$3\", NaN]"; echo careful >&2`, []any{"-c", "program", "a file", nil}, ""},
		"failure":    {`echo no such module >&2; exit 3`, nil, "fail: Python: exit status 3: no such module"},
		"no answer":  {`exit 0`, nil, "fail: Python prints no such JSON"},
		"not Python": {``, nil, "skip: HCCP53_PYTHON is not set"},
	} {
		got, said := asked(t, c.script, "a file")
		if !reflect.DeepEqual(got, c.want) || !strings.HasPrefix(said, c.said) || (said == "") != (c.said == "") {
			t.Errorf("%s: %v, %q; want %v, %q", name, got, said, c.want, c.said)
		}
	}
}

// TestDiffers: nothing that differs is overlooked.
func TestDiffers(t *testing.T) {
	want := volume.NewImage(volume.Grid{Size: [3]int{2, 1, 1}, Spacing: [3]float64{1, 2, 3}, Origin: [3]float64{4, 5, 6}, Direction: [3][3]float64{{0, 1, 0}, {-1, 0, 0}, {0, 0, 1}}})
	want.Data[1] = 7
	same := func() image {
		return image{Type: "float", Size: want.Size, Spacing: want.Spacing, Origin: want.Origin, Direction: [9]float64{0, -1, 0, 1, 0, 0, 0, 0, 1}, Values: []float64{0, 7}}
	}
	if d := same().differs("float", want, 0); d != "" {
		t.Error(d)
	}
	for name, change := range map[string]func(*image){
		"type":      func(i *image) { i.Type = "double" },
		"size":      func(i *image) { i.Size = [3]int{1, 2, 1} },
		"spacing":   func(i *image) { i.Spacing[2] += 2e-3 },
		"origin":    func(i *image) { i.Origin[0] -= 2e-3 },
		"direction": func(i *image) { i.Direction[1], i.Direction[3] = 1, -1 },
		"values":    func(i *image) { i.Values[1]++ },
	} {
		i := same()
		change(&i)
		if i.differs("float", want, 1e-3) == "" {
			t.Errorf("another %s, and nothing is said", name)
		}
	}
}
