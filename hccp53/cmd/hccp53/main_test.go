package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hcclab/data/simulate"
)

// asProgram makes the test binary be the command: tests start it as a process
// of its own.
const asProgram = "TEST_AS_PROGRAM"

var scratch string

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	var err error
	if scratch, err = os.MkdirTemp("", "hccp53-cmd-test-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// cohortDir makes the simulated cohort once.
var cohortDir = sync.OnceValue(func() string {
	o := simulate.Defaults().Sized(40).Small()
	o.Preset, o.Readings = "strong", 40
	dir := filepath.Join(scratch, "cohort")
	if _, err := simulate.Write(context.Background(), dir, o); err != nil {
		panic(err)
	}
	return dir
})

// study writes a study file with a store and results of its own into a new
// folder and returns it.
func study(t testing.TB, changes ...string) string {
	t.Helper()
	dir := t.TempDir()
	writeStudy(t, dir, changes...)
	return dir
}

func writeStudy(t testing.TB, dir string, changes ...string) {
	t.Helper()
	template, err := os.ReadFile("../../testdata/study.yaml")
	check(t, err)
	text := strings.NewReplacer("COHORT", filepath.Join(cohortDir(), "cohort.csv"), "STORE", "store").Replace(string(template))
	text = strings.NewReplacer(changes...).Replace(text)
	check(t, os.WriteFile(filepath.Join(dir, "study.yaml"), []byte(text), 0o644))
}

// wholeVerbs take every step there is.
var wholeVerbs = [][]string{{"extract"}, {"evaluate", "--json"}, {"draw"}}

// whole returns the folder of a study in which every step was taken without
// disturbance, on one processor. It is made once; nothing may change it.
func whole(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(scratch, "whole")
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	check(t, os.Mkdir(dir, 0o755))
	writeStudy(t, dir)
	t.Setenv("GOMAXPROCS", "1")
	for _, verb := range wholeVerbs {
		out, messages, status := run(t, dir, verb...)
		if status != 0 {
			t.Fatalf("hccp53 %s ended with %d: %s", strings.Join(verb, " "), status, messages)
		}
		// Progress goes to standard error, so that the JSON stays JSON.
		if verb[0] == "evaluate" && (!json.Valid([]byte(out)) || !strings.Contains(messages, "Training MC ResNet18, fold 1 of 2")) {
			t.Errorf("evaluate: messages %s, out %s", messages, out)
		}
	}
	return dir
}

// command prepares a run of the program in the folder dir.
func command(dir string, args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Dir = dir
	c.Env = append(os.Environ(), asProgram+"=1")
	return c
}

// run runs the program and returns what it printed and its exit status.
func run(t testing.TB, dir string, args ...string) (out, messages string, status int) {
	t.Helper()
	c := command(dir, append([]string{"--study", "study.yaml"}, args...)...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), c.ProcessState.ExitCode()
}

// must is run for runs that succeed.
func must(t testing.TB, dir string, args ...string) string {
	t.Helper()
	out, messages, status := run(t, dir, args...)
	if status != 0 {
		t.Fatalf("hccp53 %s ended with %d: %s", strings.Join(args, " "), status, messages)
	}
	return out
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// stop ends a run by a signal once it has come far enough. It returns what the
// run printed on standard error and its state.
func stop(t *testing.T, dir string, far func() bool, signal syscall.Signal, args ...string) (string, *os.ProcessState) {
	t.Helper()
	c := command(dir, append([]string{"--study", "study.yaml"}, args...)...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	check(t, c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil && c.ProcessState.ExitCode() > 0 {
				t.Fatalf("the run ended by itself: %v: %s", err, stderr.String())
			}
			return stderr.String(), c.ProcessState
		case <-time.After(time.Millisecond):
		}
		if far() {
			check(t, c.Process.Signal(signal))
			<-ended
			return stderr.String(), c.ProcessState
		}
	}
}

// contents reads all files below dir. Hidden ones, which a killed process may
// leave half written, are no results.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	check(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		content, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir)] = string(content)
		return err
	}))
	return files
}

func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name, content := range want {
		if other, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		} else if other != content {
			t.Errorf("%s differs", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is there, and not after an undisturbed run", name)
		}
	}
}

// TestInterruptedRunGoesOn ends a run again and again, in different steps, by
// kill and by interrupt, and compares what it comes to with a run that nothing
// disturbed, on another number of processors.
func TestInterruptedRunGoesOn(t *testing.T) {
	want := contents(t, filepath.Join(whole(t), "results"))
	if len(want) < 40 {
		t.Fatalf("the undisturbed run left %d files", len(want))
	}
	t.Setenv("GOMAXPROCS", "2")
	dir := study(t)
	for _, moment := range []struct {
		steps  int
		signal syscall.Signal
	}{
		{0, syscall.SIGKILL},   // at the start
		{13, syscall.SIGKILL},  // checking images
		{55, syscall.SIGINT},   // extracting
		{81, syscall.SIGKILL},  // after selection
		{100, syscall.SIGTERM}, // cutting images
		{121, syscall.SIGKILL}, // training the first fold
		{122, syscall.SIGINT},  // training the second fold
	} {
		taken := func() bool {
			index, _ := os.ReadFile(filepath.Join(dir, "store", "index.jsonl"))
			return bytes.Count(index, []byte("\n")) >= moment.steps
		}
		messages, state := stop(t, dir, taken, moment.signal, "evaluate")
		t.Logf("%d steps, %v: %v", moment.steps, moment.signal, state)
		if moment.signal == syscall.SIGKILL {
			continue
		}
		const promise = "hccp53: interrupted; steps that were finished are kept, the same command goes on from there\n"
		if state.ExitCode() != 130 || !strings.HasSuffix(messages, promise) {
			t.Errorf("%v: ended with %v: %s", moment.signal, state, messages)
		}
	}
	stop(t, dir, func() bool {
		drawn, _ := filepath.Glob(filepath.Join(dir, "results", "figures", "*"))
		return len(drawn) > 6
	}, syscall.SIGKILL, "draw")
	for _, verb := range wholeVerbs {
		must(t, dir, verb...)
	}
	same(t, contents(t, filepath.Join(dir, "results")), want)
	index, err := os.ReadFile(filepath.Join(dir, "store", "index.jsonl"))
	check(t, err)
	seen := map[string]bool{}
	for line := range bytes.Lines(index) {
		if !json.Valid(line) {
			continue // torn by a kill; its step was taken again
		}
		var r struct{ Key, Step string }
		check(t, json.Unmarshal(line, &r))
		if seen[r.Key] {
			t.Errorf("a step that was finished was taken again: %s", r.Step)
		}
		seen[r.Key] = true
	}
}
