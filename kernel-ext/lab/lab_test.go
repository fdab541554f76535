package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"hcclab/hccp53/fault"
	"hcclab/kernel-ext/display"
)

func open(name string) (string, error) {
	if name == "" {
		return "", fault.Wrap(fs.ErrNotExist, errors.New("no such\nfile"), "there is no study").At("study.yaml").Try("write one")
	}
	return name, nil
}

func ExampleDo() {
	study := Do(open("study.yaml"))
	fmt.Println(study)
	// Output: study.yaml
}

func ExampleDo2() {
	train, valid := Do2(224, 96, nil)
	fmt.Println(train, valid)
	// Output: 224 96
}

func ExampleCheck() {
	Check(nil)
	fmt.Println("still here")
	// Output: still here
}

func ExampleShow() {
	Show([]any{"two", display.Table{Header: []string{"phase"}, Rows: [][]string{{"AP"}}}, 3.5})
	// Output:
	// two
	// phase
	// ─────
	// AP
	// 3.5
}

func ExampleContext() {
	fmt.Println(Context().Err())
	// Output: <nil>
}

// TestMain also plays the program that ends in Check.
func TestMain(m *testing.M) {
	if os.Getenv("LAB_TEST_FAIL") != "" {
		defer fmt.Println("deferred")
		Do(open(""))
		fmt.Println("went on")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fail runs this program as one that ends in Do.
func fail(t *testing.T, env ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, "LAB_TEST_FAIL=1")...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		t.Fatalf("the program ended with %v", err)
	}
	return out.String(), errs.String(), ended.ExitCode()
}

func TestAnErrorEndsTheProgramInOneLine(t *testing.T) {
	stdout, stderr, status := fail(t)
	if status != 1 || stdout != "" {
		t.Errorf("status %d, output %q", status, stdout)
	}
	line, rest, _ := strings.Cut(stderr, "\n")
	at, said, _ := strings.Cut(line, "   ")
	if rest != "" || !strings.HasPrefix(at, "lab_test.go:") || said != "study.yaml: there is no study (no such file); write one" {
		t.Errorf("%q", stderr)
	}
}

func TestInACellTheLineNamesTheFullPath(t *testing.T) {
	_, file, _, _ := runtime.Caller(0)
	_, stderr, _ := fail(t, "GONB_TMP_DIR="+filepath.Dir(file))
	if !strings.HasPrefix(stderr, file+":") || !strings.HasSuffix(stderr, "   study.yaml: there is no study (no such file); write one\n") {
		t.Errorf("%q", stderr)
	}
	// Called from outside the cell, there is no line to name.
	if _, stderr, _ := fail(t, "GONB_TMP_DIR=/nowhere"); !strings.HasPrefix(stderr, "study.yaml: ") {
		t.Errorf("%q", stderr)
	}
}

func TestAnInterruptIsSaidAsSuch(t *testing.T) {
	var b strings.Builder
	if status := report(&b, fmt.Errorf("training: %w", context.Canceled), "main.go:3"); status != 130 {
		t.Errorf("status %d", status)
	}
	if !strings.HasPrefix(b.String(), "interrupted; ") || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("%q", b.String())
	}
}

type drawing struct{}

func (drawing) SVG() []byte     { return []byte("<svg/>") }
func (drawing) Caption() string { return "a curve" }
func (drawing) ID() string      { return "curve" }

type chapter struct{}

func (chapter) Markdown() string { return "# One" }

func TestShowKnowsWhatItIsGiven(t *testing.T) {
	for _, c := range []struct {
		x    any
		want display.Item
	}{
		{display.Plain("p"), display.Plain("p")},
		{"text", display.Plain("text")},
		{errors.New("bad"), display.Plain("bad")},
		{chapter{}, display.Markdown("# One")},
		{[]int{1, 2}, display.Plain("[1 2]")},
	} {
		if got := items(c.x); len(got) != 1 || got[0] != c.want {
			t.Errorf("%v is shown as %v", c.x, got)
		}
	}
	f, ok := items(drawing{})[0].(display.Figure)
	if !ok || f.ID != "curve" || f.Caption != "a curve" || string(f.SVG) != "<svg/>" {
		t.Errorf("drawing: %+v", f)
	}
}
