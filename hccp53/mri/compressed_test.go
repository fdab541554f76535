package mri

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
)

// compressed writes the series with its files compressed as JPEG 2000.
func compressed(t testing.TB, dir string, w Writing) {
	t.Helper()
	if err := gdcm.Available(); err != nil {
		t.Skipf("ATTENTION: not tested: %v", err)
	}
	native := t.TempDir()
	if err := WriteSeries(native, w); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range files(t, native) {
		if out, err := exec.Command(gdcm.Program, "--j2k", path, filepath.Join(dir, filepath.Base(path))).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
}

// large is a series of 64×48 pixels: the encoder needs some.
func large(seconds ...float64) Writing {
	w := writing(7, "lava", seconds...)
	for i := range w.TimePoints {
		w.TimePoints[i].Image = phantom(grid(64, 48, 4), i)
	}
	return w
}

// counting puts a script in the place of the program that runs it and counts.
func counting(t *testing.T) (runs func() int) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs /bin/sh")
	}
	program, err := exec.LookPath(gdcm.Program)
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	count := filepath.Join(bin, "count")
	script := "#!/bin/sh\necho run >> " + count + "; exec " + program + ` "$@"` + "\n"
	if err := os.WriteFile(filepath.Join(bin, gdcm.Program), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	return func() int {
		b, _ := os.ReadFile(count) // none before the first run
		return bytes.Count(b, []byte("run"))
	}
}

// TestCompressedSeries has a compressed series beside a native one: the volumes
// are those of both written natively, and the program that decodes runs once a
// processor, not once a file.
func TestCompressedSeries(t *testing.T) {
	dir, w, other := t.TempDir(), large(28, 72, 185), writing(9, "late", 300)
	compressed(t, filepath.Join(dir, "compressed"), w)
	write(t, dir, other)
	want := load(t, write(t, t.TempDir(), w, other))
	runs := counting(t)
	if got := load(t, dir); !equal(got, want) {
		t.Errorf("read compressed:\n%s\nnatively:\n%s", summary(got), summary(want))
	}
	if n := runs(); n < 1 || n > runtime.GOMAXPROCS(0) {
		t.Errorf("the program ran %d times for %d files", n, len(files(t, filepath.Join(dir, "compressed"))))
	}
}

// TestSpoiltCompressedFile spoils one codestream: the error is that of the file,
// whichever files it was decoded with.
func TestSpoiltCompressedFile(t *testing.T) {
	dir := t.TempDir()
	compressed(t, dir, large(28))
	rewrite(t, dir, "IM00003.dcm", func(_ int, d *dcm.DataSet) {
		fragments := d.Find(dcm.PixelData).Fragments
		clear(fragments[1][len(fragments[1])/2:])
		d.SetFragments(fragments...)
	})
	c, err := Volumes(context.Background(), dir)
	if err != nil || len(c.Volumes) != 0 || len(c.Refused) != 1 || !errors.Is(c.Refused[0].Err, ErrDamaged) || !strings.Contains(c.Refused[0].Err.Error(), "IM00003.dcm") {
		t.Errorf("%v, refused %v", err, c.Refused)
	}
}
