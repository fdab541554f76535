package provenance_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"hcclab/hccp53/provenance"
)

func source(text string, imports ...*provenance.Code) *provenance.Code {
	return provenance.NewCode("example/"+text, fstest.MapFS{
		"a.go":      {Data: []byte(text)},
		"a_test.go": {Data: []byte("ignored " + text)},
	}, imports...)
}

func open(t *testing.T, dir string) *provenance.Store {
	t.Helper()
	st, err := provenance.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// square is a step that counts how often it is computed.
func square(t *testing.T, st *provenance.Store, step provenance.Step, computed *int) *provenance.Result {
	t.Helper()
	res, err := st.Do(context.Background(), step, func(_ context.Context, out *provenance.Output) error {
		*computed++
		return out.WriteJSON("square.json", 49)
	})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func ExampleStore_Do() {
	dir, _ := os.MkdirTemp("", "store")
	defer os.RemoveAll(dir)
	st, _ := provenance.OpenStore(dir)
	step := provenance.Step{Name: "example.square", Code: source("square"), Params: 7}
	for range 2 {
		res, _ := st.Do(context.Background(), step, func(_ context.Context, out *provenance.Output) error {
			return out.WriteJSON("square.json", 7*7)
		})
		var n int
		_ = res.ReadJSON("square.json", &n)
		fmt.Println(n, "replayed:", res.Replayed)
	}
	// Output:
	// 49 replayed: false
	// 49 replayed: true
}

func TestEverythingThatDecidesTheResultIsInTheKey(t *testing.T) {
	base := provenance.Step{
		Name: "s", Code: source("f", source("callee")), Params: map[string]int{"bins": 32},
		Inputs: map[string]provenance.Hash{"image": provenance.HashBytes([]byte("1"))}, Seed: 1,
		Machine: map[string]string{"backend": "xla:cpu"},
	}
	want, err := base.Key()
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]func(*provenance.Step){
		"name":           func(s *provenance.Step) { s.Name = "t" },
		"code":           func(s *provenance.Step) { s.Code = source("g", source("callee")) },
		"code of callee": func(s *provenance.Step) { s.Code = source("f", source("callee edited")) },
		"params":         func(s *provenance.Step) { s.Params = map[string]int{"bins": 64} },
		"input": func(s *provenance.Step) {
			s.Inputs = map[string]provenance.Hash{"image": provenance.HashBytes([]byte("2"))}
		},
		"role of input": func(s *provenance.Step) {
			s.Inputs = map[string]provenance.Hash{"voi": provenance.HashBytes([]byte("1"))}
		},
		"seed":             func(s *provenance.Step) { s.Seed = 2 },
		"machine":          func(s *provenance.Step) { s.Machine = map[string]string{"backend": "xla:cuda"} },
		"no machine":       func(s *provenance.Step) { s.Machine = nil },
		"callee no longer": func(s *provenance.Step) { s.Code = source("f") },
	}
	for name, change := range changes {
		step := base
		change(&step)
		if got, err := step.Key(); err != nil || got == want {
			t.Errorf("%s: key unchanged (err %v)", name, err)
		}
	}
	same := base
	same.Code = source("f", source("callee")) // another value, the same sources
	if got, _ := same.Key(); got != want {
		t.Error("equal steps have different keys")
	}
}

func TestResultIsSharedBetweenOpenStores(t *testing.T) {
	dir, computed := t.TempDir(), 0
	step := provenance.Step{Name: "s", Code: source("f")}
	first, second := open(t, dir), open(t, dir)
	square(t, first, step, &computed)
	if res := square(t, second, step, &computed); !res.Replayed || computed != 1 {
		t.Errorf("replayed %v, computed %d times", res.Replayed, computed)
	}
}

func TestDamagedObjectIsComputedAgain(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"truncated": func(p string) error { return os.Truncate(p, 1) },
		"altered":   func(p string) error { return os.WriteFile(p, []byte("50\n"), 0o644) },
		"deleted":   os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir, computed := t.TempDir(), 0
			step := provenance.Step{Name: "s", Code: source("f")}
			res := square(t, open(t, dir), step, &computed)
			h := string(res.Files["square.json"])
			if err := damage(filepath.Join(dir, "objects", h[:2], h[2:])); err != nil {
				t.Fatal(err)
			}
			var n int
			again := square(t, open(t, dir), step, &computed)
			if err := again.ReadJSON("square.json", &n); err != nil || n != 49 || computed != 2 {
				t.Errorf("got %d, %v; computed %d times", n, err, computed)
			}
		})
	}
}

func TestTornIndexLineIsPassedOver(t *testing.T) {
	dir, computed := t.TempDir(), 0
	a, b := provenance.Step{Name: "a", Code: source("f")}, provenance.Step{Name: "b", Code: source("f")}
	square(t, open(t, dir), a, &computed)
	index := filepath.Join(dir, "index.jsonl")
	line, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(index, append(line, line[:len(line)/2]...), 0o644); err != nil {
		t.Fatal(err)
	}
	square(t, open(t, dir), b, &computed) // written after the torn line
	st := open(t, dir)
	square(t, st, a, &computed)
	square(t, st, b, &computed)
	if computed != 2 {
		t.Errorf("computed %d times, want 2", computed)
	}
}

func TestFailedOrCancelledWorkLeavesNothing(t *testing.T) {
	st := open(t, t.TempDir())
	step := provenance.Step{Name: "s", Code: source("f")}
	boom := errors.New("boom")
	_, err := st.Do(context.Background(), step, func(_ context.Context, out *provenance.Output) error {
		_ = out.Write("half", []byte("half"))
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = st.Do(ctx, step, func(_ context.Context, out *provenance.Output) error {
		cancel()
		return out.Write("half", []byte("half"))
	})
	if !errors.Is(err, context.Canceled) || len(st.Records()) != 0 {
		t.Errorf("got %v with %d records", err, len(st.Records()))
	}
}

func TestConcurrentStepsAreAllKept(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	stores := []*provenance.Store{open(t, dir), open(t, dir)}
	for i := range 40 {
		wg.Go(func() {
			_, err := stores[i%2].Do(context.Background(), provenance.Step{Name: "s", Code: source("f"), Seed: uint64(i)},
				func(_ context.Context, out *provenance.Output) error {
					return out.Write("data", bytes.Repeat([]byte{byte(i)}, 5000))
				})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(open(t, dir).Records()); n != 40 {
		t.Errorf("%d records, want 40", n)
	}
}

func TestHashTreeSeesContentsAndNames(t *testing.T) {
	root := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	sum := func() provenance.Hash {
		t.Helper()
		h, err := open(t, dir).HashTree(root)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	write("a/1.dcm", "one")
	write("a/2.dcm", "two")
	first := sum()
	if again := sum(); again != first {
		t.Error("the remembered sum differs from the computed one")
	}
	write("a/.DS_Store", "x")
	if sum() != first {
		t.Error("a hidden file changed the sum")
	}
	write("a/1.dcm", "ONE")
	// Same size: the change must be seen through the time of change.
	if err := os.Chtimes(filepath.Join(root, "a/1.dcm"), time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	changed := sum()
	if changed == first {
		t.Error("a changed file left the sum as it was")
	}
	if err := os.Rename(filepath.Join(root, "a/2.dcm"), filepath.Join(root, "a/3.dcm")); err != nil {
		t.Fatal(err)
	}
	if sum() == changed {
		t.Error("a renamed file left the sum as it was")
	}
}

func TestInputFileThatIsMissing(t *testing.T) {
	if _, err := open(t, t.TempDir()).HashFile("nowhere.csv"); !errors.Is(err, os.ErrNotExist) || !errors.Is(err, provenance.ErrInput) {
		t.Errorf("got %v", err)
	}
}

func TestGoSumIsCurrent(t *testing.T) {
	sum, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("gosum.sha256")
	if err != nil {
		t.Fatal(err)
	}
	if got := string(bytes.TrimSpace(have)); got != string(provenance.HashBytes(sum)) {
		t.Error("gosum.sha256 is not the sum of go.sum: run `go generate ./hccp53/provenance`")
	}
}

func TestHashTreeFollowsLinks(t *testing.T) {
	st, dir := open(t, t.TempDir()), t.TempDir()
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, path), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(old, new string) {
		t.Helper()
		if err := os.Symlink(filepath.Join(dir, old), filepath.Join(dir, new)); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	sum := func(path string) provenance.Hash {
		t.Helper()
		h, err := st.HashTree(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if err := os.Mkdir(filepath.Join(dir, "mri"), 0o755); err != nil {
		t.Fatal(err)
	}
	write("elsewhere.dcm", "one")
	link("elsewhere.dcm", "mri/IM1.dcm")
	link("mri", "linked")
	before := sum("mri")
	if sum("linked") != before {
		t.Error("a link to a folder has another sum than the folder")
	}
	write("elsewhere.dcm", "three")
	if sum("mri") == before {
		t.Error("the sum is the same after the file behind a link changed")
	}
	link("nowhere.dcm", "mri/IM2.dcm")
	if _, err := st.HashTree(filepath.Join(dir, "mri")); !errors.Is(err, provenance.ErrInput) || strings.Contains(err.Error(), dir) {
		t.Errorf("a link to nowhere: got %v", err)
	}
}
