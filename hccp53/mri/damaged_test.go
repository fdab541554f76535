package mri

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/dcm"
)

// TestDamagedFileRefusesItsSeries spoils the last slice of one of two series,
// whose loss no gap would show.
func TestDamagedFileRefusesItsSeries(t *testing.T) {
	for name, spoil := range map[string]func(b []byte) []byte{
		"cut in the pixels":     func(b []byte) []byte { return b[:len(b)-7] },
		"cut before the series": func(b []byte) []byte { return b[:bytes.Index(b, []byte("SIM-0001"))] },
		"cut before the rows":   func(b []byte) []byte { return b[:bytes.Index(b, []byte("\x28\x00\x10\x00US"))] },
		"cut before the pixels": func(b []byte) []byte { return b[:bytes.Index(b, []byte("\xe0\x7f\x10\x00OW"))] },
		"no mark":               func(b []byte) []byte { b[129] = 'x'; return b },
		"no value representation": func(b []byte) []byte {
			b[bytes.Index(b, []byte("\x08\x00\x60\x00CS"))+4] = 0
			return b
		},
		"empty":     func([]byte) []byte { return nil },
		"more rows": func(b []byte) []byte { b[bytes.Index(b, []byte("\x28\x00\x10\x00US"))+9] = 0x7f; return b },
	} {
		dir := t.TempDir()
		for _, w := range []Writing{writing(3, "whole", 30), writing(4, "spoilt", 70)} {
			if err := WriteSeries(filepath.Join(dir, w.Description), w); err != nil {
				t.Fatal(err)
			}
		}
		victim := filepath.Join(dir, "spoilt", "IM00004.dcm")
		b, err := os.ReadFile(victim)
		if err != nil {
			t.Fatal(err)
		}
		save(t, victim, spoil(b))
		c := volumes(t, dir)
		if len(c.Volumes) != 1 || c.Volumes[0].Description != "whole" || len(c.Refused) != 1 {
			t.Errorf("%s: %d volumes, refused %v", name, len(c.Volumes), c.Refused)
			continue
		}
		if err := c.Refused[0].Err; !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotDICOM) || !strings.Contains(err.Error(), "IM00004.dcm") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Load(context.Background(), dir); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotDICOM) {
			t.Errorf("%s: Load says %v", name, err)
		}
	}
}

// TestDamagedFileAmongSeveralSeries has all series in one folder: what is left
// of the file tells which one it is of, or a warning says that nothing does.
func TestDamagedFileAmongSeveralSeries(t *testing.T) {
	dir := t.TempDir()
	for _, w := range []Writing{writing(3, "whole", 30), writing(4, "spoilt", 70)} {
		sub := t.TempDir()
		if err := WriteSeries(sub, w); err != nil {
			t.Fatal(err)
		}
		for _, path := range files(t, sub) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if w.Description == "spoilt" && filepath.Base(path) == "IM00004.dcm" {
				b[129] = 'x'
			}
			save(t, filepath.Join(dir, w.Description+filepath.Base(path)), b)
		}
	}
	c := volumes(t, dir)
	if len(c.Volumes) != 1 || len(c.Refused) != 1 || c.Refused[0].Description != "spoilt" || c.Refused[0].Files != 3 {
		t.Fatalf("%d volumes, refused %v", len(c.Volumes), c.Refused)
	}
	save(t, filepath.Join(dir, "spoiltIM00004.dcm"), nil)
	c = volumes(t, dir)
	if len(c.Volumes) != 2 || len(c.Refused) != 1 || !errors.Is(c.Refused[0].Err, ErrNotDICOM) || !strings.Contains(strings.Join(c.Warnings, "\n"), "would be incomplete") {
		t.Fatalf("%d volumes, refused %v, warnings %q", len(c.Volumes), c.Refused, c.Warnings)
	}
}

// TestPromisesOfPixels has headers that promise more than the files hold.
func TestPromisesOfPixels(t *testing.T) {
	w := writing(3, "t1", 30)
	for name, c := range map[string]struct {
		change func(*dcm.DataSet)
		err    error
	}{
		"many frames":      {func(d *dcm.DataSet) { d.SetInteger(dcm.NumberOfFrames, 60000) }, ErrDamaged},
		"a billion frames": {func(d *dcm.DataSet) { d.SetInteger(dcm.NumberOfFrames, 1000000000) }, ErrTooLarge},
		"colour":           {func(d *dcm.DataSet) { d.SetNumbers(dcm.SamplesPerPixel, "US", 3) }, ErrPixels},
		"palette":          {func(d *dcm.DataSet) { d.SetText(dcm.PhotometricInterpretation, "CS", "PALETTE COLOR") }, ErrPixels},
		"one bit":          {func(d *dcm.DataSet) { d.SetNumbers(dcm.BitsAllocated, "US", 1) }, ErrPixels},
		"slope of zero":    {func(d *dcm.DataSet) { d.SetDecimals(dcm.RescaleSlope, 0) }, ErrPixels},
		"frames without positions": {func(d *dcm.DataSet) {
			d.SetInteger(dcm.NumberOfFrames, 4)
			d.SetBytes(dcm.PixelData, "OW", make([]byte, 4*2*35))
		}, ErrMultiFrame},
	} {
		dir := write(t, t.TempDir(), w)
		rewrite(t, dir, "IM00003.dcm", func(_ int, d *dcm.DataSet) { c.change(d) })
		got := volumes(t, dir)
		if len(got.Volumes) != 0 || len(got.Refused) != 1 || !errors.Is(got.Refused[0].Err, c.err) {
			t.Errorf("%s: %d volumes, refused %v", name, len(got.Volumes), got.Refused)
		}
	}
}

// TestSpoiltFolder cuts one file of a folder at random or flips bits in it, in
// three encodings. A cut never leaves a volume; whatever is done, nothing
// panics and all errors are of a known kind.
func TestSpoiltFolder(t *testing.T) {
	w := writing(7, "lava", 28, 72)
	rng := rand.New(rand.NewPCG(12, 13))
	for name, make := range map[string]func(dir string){
		"slices":   func(dir string) { write(t, dir, w) },
		"enhanced": func(dir string) { save(t, filepath.Join(dir, "e.dcm"), multiframe(w, "2.25.6", cells(w, 0, 1), nil)) },
		"mosaic": func(dir string) {
			for i := range 2 {
				save(t, filepath.Join(dir, fmt.Sprint(i)+".dcm"), tiled(t, w, i, 1, nil))
			}
		},
	} {
		dir := t.TempDir()
		make(dir)
		all := files(t, dir)
		whole := len(volumes(t, dir).Volumes)
		if whole != 2 {
			t.Fatalf("%s: %d volumes", name, whole)
		}
		for i := range 80 {
			path := all[rng.IntN(len(all))]
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			spoilt := slices.Clone(b)
			cut := i%2 == 0
			if cut {
				spoilt = spoilt[:rng.IntN(len(b))]
			} else {
				for range 1 + rng.IntN(4) {
					spoilt[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
				}
			}
			save(t, path, spoilt)
			c := volumes(t, dir)
			if cut && len(c.Volumes) > 0 {
				t.Errorf("%s: %s cut after %d of %d bytes leaves %d volumes", name, filepath.Base(path), len(spoilt), len(b), len(c.Volumes))
			}
			for _, r := range c.Refused {
				if !known(r.Err) {
					t.Errorf("%s: error of no known kind: %v", name, r.Err)
				}
			}
			if _, err := Load(context.Background(), dir); cut && err == nil || err != nil && !known(err) {
				t.Errorf("%s: Load of a spoilt folder (cut: %v): %v", name, cut, err)
			}
			save(t, path, b)
		}
	}
}

func known(err error) bool {
	for _, kind := range []error{ErrNotDICOM, ErrDamaged, ErrTooLarge, ErrChanged, ErrTransferSyntax, ErrPixels, ErrCodec, ErrMultiFrame, ErrMosaic,
		ErrGeometry, ErrGap, ErrGantryTilt, ErrUneven, ErrDuplicate, ErrTimeOrder, ErrFolder, ErrSeveralStudies, ErrNoVolume} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// TestSpoiltReferenceFolders does the same to every folder of the reference that
// makes volumes: none comes from a series that has lost a part of a file.
func TestSpoiltReferenceFolders(t *testing.T) {
	var groups map[string]struct{ Kind string }
	root := readJSON(t, "facts.json", &groups)
	rng := rand.New(rand.NewPCG(14, 15))
	cuts, flips := 0, 0
	for group := range groups {
		from := filepath.Join(root, filepath.FromSlash(group))
		whole := volumes(t, from)
		if len(whole.Volumes) == 0 || len(whole.Refused) > 0 || len(whole.Skipped) > 0 {
			continue // not the folder of whole series
		}
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
		all := files(t, dir)
		for i := range spoilings {
			path := all[rng.IntN(len(all))]
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			spoilt := slices.Clone(b)
			if i%2 == 0 {
				spoilt = spoilt[:rng.IntN(len(b))]
				cuts++
			} else {
				for range 1 + rng.IntN(4) {
					spoilt[rng.IntN(min(len(b), 1<<14))] ^= 1 << rng.IntN(8)
				}
				flips++
			}
			save(t, path, spoilt)
			began := time.Now()
			c := volumes(t, dir)
			if d := time.Since(began); d > 10*time.Second {
				t.Errorf("%s: %v for a spoilt folder", group, d)
			}
			if i%2 == 0 && len(c.Volumes) == len(whole.Volumes) && len(c.Refused) == 0 {
				t.Errorf("%s: %s cut after %d of %d bytes: nothing is refused", group, filepath.Base(path), len(spoilt), len(b))
			}
			for _, r := range c.Refused {
				if !known(r.Err) {
					t.Errorf("%s: error of no known kind: %v", group, r.Err)
				}
			}
			save(t, path, b)
		}
	}
	if cuts == 0 {
		t.Fatal("nothing was spoilt")
	}
	t.Logf("%d cut and %d flipped files", cuts, flips)
}

// spoilings is how often a folder of the reference is spoilt.
const spoilings = 8
