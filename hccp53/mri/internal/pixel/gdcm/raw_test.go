package gdcm

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// program puts a shell script in the place of gdcmconv, and the folders for
// temporary files in one that it returns.
func program(t *testing.T, script string) (temp string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs /bin/sh")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, Program), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	temp = t.TempDir()
	t.Setenv("TMPDIR", temp)
	return temp
}

var limits = Limits{CPU: time.Second, Wall: 10 * time.Second, Memory: 64 << 20, Output: 1000}

func TestRaw(t *testing.T) {
	for name, c := range map[string]struct {
		script, want, message string
		linux                 bool // needs limits
	}{
		"converts":           {script: "/bin/cat in.dcm in.dcm > out.dcm", want: "bytebyte"},
		"has no environment": {script: `echo "$HOME$PATH_OF_TEST$TMPDIR$LC_ALL" > out.dcm`, want: "C\n"},
		"gets its arguments": {script: `echo "$@" > out.dcm`, want: "--raw --error in.dcm out.dcm\n"},
		"refuses":            {script: "exit 1", message: "refuses"},
		"complains":          {script: "/bin/cp in.dcm out.dcm; echo truncated >&2", message: "complains"},
		"talks much":         {script: "exec /bin/dd if=/dev/zero bs=1024 count=1000 status=none", message: "complains"},
		"writes nothing":     {script: ":", message: "wrote nothing"},
		"crashes":            {script: "kill -SEGV $$", message: "signal"},
		"spins":              {script: "while :; do :; done", message: "signal", linux: true},
		"fills the disk":     {script: "exec /bin/dd if=/dev/zero of=out.dcm bs=1024 count=100000 status=none", message: "signal", linux: true},
		"fills the limit":    {script: "exec /bin/dd if=/dev/zero of=out.dcm bs=999 count=1 status=none; :", want: string(make([]byte, 999))},
		"eats memory":        {script: "x=aaaaaaaa; while :; do x=$x$x; done 2>/dev/null", message: Program, linux: true},
	} {
		t.Run(name, func(t *testing.T) {
			if c.linux && runtime.GOOS != "linux" {
				t.Skip("a child process is limited on Linux only")
			}
			t.Setenv("PATH_OF_TEST", "secret")
			temp := program(t, c.script)
			got, err := Raw(context.Background(), []byte("byte"), limits)
			switch {
			case c.message == "" && (err != nil || string(got) != c.want):
				t.Errorf("got %q, %v", got, err)
			case c.message != "" && (!errors.Is(err, ErrFailed) || !strings.Contains(err.Error(), c.message)):
				t.Errorf("error %v, want one that says %q", err, c.message)
			}
			if left, _ := os.ReadDir(temp); len(left) > 0 {
				t.Errorf("%d folders left behind", len(left))
			}
		})
	}
}

func TestOutputIsBoundedWithoutLimits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.dcm")
	if err := os.WriteFile(path, make([]byte, 1001), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := result(path, 1000); !errors.Is(err, ErrFailed) {
		t.Errorf("1001 of 1000 bytes: %v", err)
	}
	if b, err := result(path, 1001); err != nil || len(b) != 1001 {
		t.Errorf("1001 of 1001 bytes: %v", err)
	}
}

func TestHangingProgramIsStopped(t *testing.T) {
	temp := program(t, "exec /bin/sleep 60")
	l := limits
	l.Wall = 200 * time.Millisecond
	start := time.Now()
	_, err := Raw(context.Background(), nil, l)
	if !errors.Is(err, ErrFailed) || !strings.Contains(err.Error(), "stopped") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if _, err := Raw(ctx, nil, limits); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with a deadline: %v", err)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%d folders left behind", len(left))
	}
}

func TestMissingProgramNamesThePackage(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Raw(context.Background(), nil, limits)
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "libgdcm-tools") || !errors.Is(Available(), ErrMissing) {
		t.Errorf("error %v", err)
	}
}

// TestRealProgram gives the real program what is no image: it must refuse, not
// hang, and leave nothing behind.
func TestRealProgram(t *testing.T) {
	if err := Available(); err != nil {
		t.Skipf("ATTENTION: %v", err)
	}
	if _, err := Raw(context.Background(), bytes.Repeat([]byte("no image "), 100), LimitsFor(1000)); !errors.Is(err, ErrFailed) {
		t.Errorf("error %v", err)
	}
}
