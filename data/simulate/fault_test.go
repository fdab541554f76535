package simulate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gofrs/flock"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
)

// A full disk is told from other failures wherever it strikes, and no message
// holds the path.
func TestFullDisk(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "/secret/patient", Err: syscall.ENOSPC}
	for name, c := range map[string]struct {
		err  error
		want error
	}{
		"plain":     {full, ErrDiskFull},
		"quota":     {&fs.PathError{Op: "open", Path: "/secret/patient", Err: syscall.EDQUOT}, ErrDiskFull},
		"in DICOM":  {fault.Wrap(mri.ErrWriting, syscall.ENOSPC, "a file cannot be written"), ErrDiskFull},
		"wrapped":   {fmt.Errorf("series 3: %w", full), ErrDiskFull},
		"rights":    {&fs.PathError{Op: "open", Path: "/secret/patient", Err: syscall.EACCES}, ErrWrite},
		"rename":    {&os.LinkError{Op: "rename", Old: "/secret/a", New: "/secret/b", Err: syscall.EXDEV}, ErrWrite},
		"our fault": {fault.New(mri.ErrWriting, "no image"), mri.ErrWriting},
	} {
		got := writeFault(c.err)
		if !errors.Is(got, c.want) || strings.Contains(got.Error(), "secret") {
			t.Errorf("%s: %v", name, got)
		}
		if c.want == ErrDiskFull && !strings.Contains(got.Error(), "run again") {
			t.Errorf("%s: no remedy: %v", name, got)
		}
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	lock := flock.New(filepath.Join(dir, ".demo.lock"))
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	o := Defaults().Sized(1).Small()
	if _, err := Write(t.Context(), filepath.Join(dir, "demo"), o); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), filepath.Join(dir, "demo"), o); err != nil {
		t.Error(err)
	}
}

func TestPresetsAreReadStrictly(t *testing.T) {
	for name, text := range map[string]string{
		"unknown key":    "presets: {paper: {log_ods: {afp: 1}}}",
		"unknown column": "presets: {paper: {log_odds: {apf: 1}}}",
		"outcome":        "presets: {paper: {log_odds: {edmondson: 1}}}",
		"dealt out":      "presets: {paper: {log_odds: {sex: 1}}}",
		"twice":          "presets: {paper: {log_odds: {afp: 1, afp: 2}}}",
		"no YAML":        "presets: [",
	} {
		if _, err := parseStrengths([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := parseStrengths([]byte("presets: {paper: {log_odds: {afp: 1}}}")); err != nil {
		t.Error(err)
	}
}

func TestPresetsAreComplete(t *testing.T) {
	s, err := readStrengths()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"paper", "null", "strong"} {
		p, err := s.preset(name)
		if err != nil || p.About == "" {
			t.Errorf("%s: %v, %+v", name, err, p)
		}
	}
	sum := 0.0
	for _, share := range s.Population.Number {
		sum += share
	}
	if sum < 0.999 || sum > 1.001 || s.Population.Age.SD == 0 || s.Traits.Heterogeneity.High == 0 || s.Traits.Wavelength.Max == 0 {
		t.Errorf("the population is incomplete: %+v", s.Population)
	}
	// Each number has its reason beside it.
	for i, line := range strings.Split(string(presetsYAML), "\n") {
		value := strings.Contains(line, ": ") && !strings.HasPrefix(strings.TrimSpace(line), "#") && strings.ContainsAny(line, "123456789")
		if value && strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "    ") && !strings.Contains(line, "#") && strings.Contains(line, "{") {
			above := strings.Split(string(presetsYAML), "\n")[i-1]
			if !strings.HasPrefix(strings.TrimSpace(above), "#") {
				t.Errorf("presets.yaml, line %d has no reason: %s", i+1, line)
			}
		}
	}
}
