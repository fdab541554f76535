package gdcm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"hcclab/hccp53/fault"
)

// Program is the name under which the program is looked for on PATH.
const Program = "gdcmconv"

// Limits bound one run of the program.
type Limits struct {
	CPU    time.Duration // of processor time, whole seconds
	Wall   time.Duration
	Memory int64 // bytes of address space
	Output int64 // bytes of the unpacked file
}

// LimitsFor returns the limits for a file whose pixels take n bytes unpacked:
// 2 s of CPU and one more for each 4 MiB (JPEG 2000 of 12-bit MR takes about
// 0.1 s a MiB), five times that on the clock of a busy machine, and memory
// for the program itself (80 MiB measured) and eight copies of the pixels.
func LimitsFor(n int64) Limits {
	cpu := 2*time.Second + time.Duration(n>>22)*time.Second
	return Limits{CPU: cpu, Wall: 5 * cpu, Memory: 256<<20 + 8*n, Output: n + 64<<10}
}

// running holds a place for each child process.
var running = make(chan struct{}, runtime.GOMAXPROCS(0))

// Available reports whether the program is installed.
func Available() error {
	_, err := find()
	return err
}

func find() (string, error) {
	path, err := exec.LookPath(Program)
	if err != nil {
		return "", fault.New(ErrMissing, "JPEG-LS and JPEG 2000 need the program %s, which is not installed", Program).
			Try("run: sudo apt-get install -y libgdcm-tools (Debian, Ubuntu), or put the program on PATH")
	}
	return path, nil
}

// Raw returns the DICOM file with its pixels unpacked. The error is
// [ErrMissing] or [ErrFailed], or that of ctx.
func Raw(ctx context.Context, file []byte, limits Limits) ([]byte, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	select {
	case running <- struct{}{}:
		defer func() { <-running }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	dir, err := os.MkdirTemp("", "hccp53-gdcm-")
	if err != nil {
		return nil, fault.New(ErrFailed, "no folder for temporary files can be made").Try("check TMPDIR and the free space there")
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "in.dcm"), file, 0o600); err != nil {
		return nil, fault.New(ErrFailed, "the temporary file cannot be written").Try("check TMPDIR and the free space there")
	}
	if err := run(ctx, path, dir, limits); err != nil {
		return nil, err
	}
	return result(filepath.Join(dir, "out.dcm"), limits.Output)
}

// run lets the program work in dir.
func run(ctx context.Context, path, dir string, limits Limits) error {
	timed, stop := context.WithTimeout(ctx, limits.Wall)
	defer stop()
	said := &said{}
	cmd := exec.CommandContext(timed, path, "--raw", "--error", "in.dcm", "out.dcm")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, []string{"LC_ALL=C"}, said, said
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return fault.New(ErrFailed, "%s cannot be started", Program)
	}
	if err := limit(cmd.Process.Pid, limits); err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return fault.Wrap(ErrFailed, err, "%s cannot be limited", Program)
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case timed.Err() != nil:
		return failed("was stopped after %s", limits.Wall)
	case errors.As(err, &exit) && exit.ExitCode() < 0:
		return failed("ended by a signal (%s), of a crash or of a limit", exit.ProcessState)
	case err != nil:
		return failed("refuses the compressed image")
	case len(said.text) > 0:
		return failed("complains of the compressed image")
	}
	return nil
}

func failed(format string, args ...any) error {
	return fault.New(ErrFailed, "%s %s", Program, fmt.Sprintf(format, args...)).Try("export the images uncompressed (Explicit VR Little Endian)")
}

// result reads the file that the program wrote.
func result(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, failed("wrote nothing")
	}
	defer f.Close()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil && info.Size() <= limit {
		b.Grow(int(info.Size()) + bytes.MinRead)
	}
	n, err := io.Copy(&b, io.LimitReader(f, limit+1))
	if err != nil || n > limit {
		return nil, failed("wrote more than the %d bytes of the image", limit)
	}
	return b.Bytes(), nil
}

// said keeps the beginning of what the program prints. It is quiet about files
// that it can decode whole.
type said struct{ text []byte }

// Write never fails: the program must not stop because nobody listens.
func (s *said) Write(p []byte) (int, error) {
	s.text = append(s.text, p[:min(len(p), 4096-len(s.text))]...)
	return len(p), nil
}
