package imagefile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// TestConvertThroughEveryFormat goes from DICOM to NIfTI to NRRD to DICOM. Whole
// numbers come back as they were, at their points.
func TestConvertThroughEveryFormat(t *testing.T) {
	for name, g := range map[string]volume.Grid{"oblique": oblique(), "axial": {Size: [3]int{5, 7, 3}, Spacing: [3]float64{1.5, 0.75, 4}, Direction: volume.Axial}} {
		dir := t.TempDir()
		at := func(name string) string { return dir + "/" + name }
		series(t, at("mri"), 8, "lava", g, 28)
		for _, step := range [][2]string{{"mri", "a.nii.gz"}, {"a.nii.gz", "b.nrrd"}, {"b.nrrd", "c/"}, {"c", "d.nii"}} {
			written, err := Convert(ctx, at(step[0]), at(step[1]), Options{})
			try(t, err)
			if w := written[0]; len(written) != 1 || w.Name != strings.TrimSuffix(step[1], "/") || w.Size != g.Size || w.Note != "" {
				t.Errorf("%s: %+v", name, written)
			}
		}
		want := filled(g, 0)
		for _, made := range []string{"a.nii.gz", "b.nrrd", "c", "d.nii"} {
			d, err := Describe(ctx, at(made))
			try(t, err)
			if v := d.Volumes[0]; len(d.Volumes) != 1 || g.Differs(v.Image.Grid) != "" || !slices.Equal(v.Image.Data, want.Data) || v.DType != "int16" {
				t.Errorf("%s, %s: %s, %s", name, made, g.Differs(v.Image.Grid), v.DType)
			}
		}
	}
}

// study is a folder of two series, one of three phases.
func study(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	series(t, filepath.Join(dir, "a"), 6, "pre", oblique(), -45)
	series(t, filepath.Join(dir, "b"), 8, "post", oblique(), 28, 71, 180)
	return dir
}

func TestChoose(t *testing.T) {
	src := study(t)
	for name, c := range map[string]struct {
		o    Options
		from []string
		says string
	}{
		"series":               {Options{Series: 6}, []string{"series 6 pre"}, ""},
		"phase":                {Options{Phase: "PVP"}, []string{"series 8 time 2 PVP"}, ""},
		"phase in small":       {Options{Phase: "pvp"}, []string{"series 8 time 2 PVP"}, ""},
		"series and time":      {Options{Series: 8, Time: 3}, []string{"series 8 time 3 DP"}, ""},
		"number":               {Options{Volume: 2}, []string{"series 8 time 1 AP"}, ""},
		"nothing":              {Options{}, nil, "there are 4 volumes: 1 (series 6 pre), 2 (series 8 time 1 AP), 3 (series 8 time 2 PVP), 4 (series 8 time 3 DP); choose one with --series, --time, --phase or --volume"},
		"ambiguous series":     {Options{Series: 8}, nil, "there are 3 volumes: 2 (series 8 time 1 AP), 3 (series 8 time 2 PVP), 4 (series 8 time 3 DP)"},
		"ambiguous time":       {Options{Time: 1}, nil, "there are 2 volumes: 1 (series 6 pre), 2 (series 8 time 1 AP)"},
		"none":                 {Options{Phase: "HBP"}, nil, "no volume is the one asked for; there are 1 (series 6 pre), "},
		"none of that number":  {Options{Volume: 5}, nil, "no volume is the one asked for"},
		"all":                  {Options{All: true}, []string{"series 6 pre", "series 8 time 1 AP", "series 8 time 2 PVP", "series 8 time 3 DP"}, ""},
		"all of one series":    {Options{All: true, Series: 8}, []string{"series 8 time 1 AP", "series 8 time 2 PVP", "series 8 time 3 DP"}, ""},
		"all of what is none":  {Options{All: true, Series: 9}, nil, "no volume is the one asked for"},
		"a phase that is none": {Options{Phase: "unknown"}, nil, `there is no phase "unknown"; the phases are [pre AP PVP DP HBP]`},
	} {
		dst := filepath.Join(t.TempDir(), "out.nii")
		if c.o.All {
			dst = filepath.Join(filepath.Dir(dst), "folder")
		}
		var told []string
		c.o.Tell = func(text string) { told = append(told, text) }
		written, err := Convert(ctx, src, dst, c.o)
		if err == nil && len(told) > 0 {
			t.Errorf("%s: told %q of a folder in order", name, told)
		}
		var from []string
		for _, w := range written {
			from = append(from, w.From)
		}
		if !slices.Equal(from, c.from) || (err != nil) != (c.says != "") {
			t.Errorf("%s: %q, %v", name, from, err)
		}
		if c.says != "" && (!errors.Is(err, ErrChoice) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", name, err)
		}
		if made, _ := filepath.Glob(filepath.Join(filepath.Dir(dst), "*")); err != nil && len(made) > 0 {
			t.Errorf("%s: refused, and %v was written", name, made)
		}
	}
}

func TestNamesOfAll(t *testing.T) {
	src, dst := study(t), filepath.Join(t.TempDir(), "deep", "folder")
	try(t, nifti.WriteImage(filepath.Join(src, "c.anat.nii.gz"), filled(oblique(), 3)))
	four(t, filepath.Join(src, "d.nii"), filled(oblique(), 4))
	written, err := Convert(ctx, src, dst, Options{All: true})
	try(t, err)
	var names []string
	for _, w := range written {
		names = append(names, w.Name)
	}
	want := []string{"01_c.nii.gz", "02_d_time-1.nii.gz", "03_d_time-2.nii.gz", "04_series-6_pre.nii.gz", "05_series-8_time-1_AP.nii.gz", "06_series-8_time-2_PVP.nii.gz", "07_series-8_time-3_DP.nii.gz"}
	there, err := os.ReadDir(dst)
	try(t, err)
	if !slices.Equal(names, want) || len(there) != len(want) {
		t.Errorf("%q, %d files", names, len(there))
	}
	if _, err := Convert(ctx, src, dst, Options{All: true}); !errors.Is(err, ErrTarget) || !strings.Contains(err.Error(), "01_c.nii.gz: there is something of this name; choose another name, or give --force") {
		t.Errorf("again: %v", err)
	}
	if _, err := Convert(ctx, src, dst, Options{All: true, Force: true}); err != nil {
		t.Errorf("again, by force: %v", err)
	}
}

func TestTargets(t *testing.T) {
	src := series(t, t.TempDir(), 8, "lava", oblique(), 28)
	for name, c := range map[string]struct {
		dst  string
		o    Options
		says string
		kind error
	}{
		"no format":                      {"out.dat", Options{}, "end it in .nii, .nii.gz or .nrrd, or in a slash", ErrTarget},
		"an empty name":                  {"", Options{}, "the name tells no format", ErrTarget},
		"a file that is there":           {"there.nii", Options{}, "there.nii: there is something of this name", ErrTarget},
		"by force":                       {"there.nii", Options{Force: true}, "", nil},
		"capital letters":                {"OUT.NII.GZ", Options{}, "", nil},
		"all into a file":                {"out.nii", Options{All: true}, "all volumes go into a folder", ErrTarget},
		"all where a file is":            {"there.nii/", Options{All: true}, "the destination cannot be written", ErrTarget},
		"a file where a folder is":       {"folder.nii", Options{Force: true}, "a folder in place of a file", ErrTarget},
		"a folder where a file is":       {"there.nii/", Options{Force: true}, "a file where a folder is to be written", ErrTarget},
		"in a folder that is not there":  {"nowhere/out.nii", Options{}, "out.nii: ", nifti.ErrFile},
		"a new folder, with its parents": {"nowhere/deep/", Options{}, "", nil},
		"an empty folder":                {"empty/", Options{}, "", nil},
		"a folder of other files":        {"full/", Options{}, "there is something of this name", ErrTarget},
		"and by force":                   {"full/", Options{Force: true}, "holds something else than a series that was written here", ErrTarget},
		"a series, by force":             {"series/", Options{Force: true}, "", nil},
	} {
		dir := t.TempDir()
		for _, folder := range []string{"folder.nii", "empty", "full", "series"} {
			try(t, os.Mkdir(filepath.Join(dir, folder), 0o755))
		}
		for _, file := range []string{"there.nii", "full/thesis.doc", "series/IM00001.dcm", "series/IM99999.dcm"} {
			try(t, os.WriteFile(filepath.Join(dir, file), []byte("precious"), 0o644))
		}
		dst := c.dst
		if dst != "" {
			dst = dir + "/" + dst
		}
		before := tree(t, dir)
		written, err := Convert(ctx, src, dst, c.o)
		switch {
		case c.says == "" && err != nil, c.says != "" && (err == nil || !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v", name, err)
		case err != nil && (strings.Contains(err.Error(), dir) || tree(t, dir) != before):
			t.Errorf("%s: %v\nbefore %s\nafter %s", name, err, before, tree(t, dir))
		case err == nil:
			d, err := Describe(ctx, filepath.Clean(dst))
			if err != nil || len(d.Volumes) != 1 || len(written) != 1 || strings.Contains(tree(t, dir), ".converting") || strings.Contains(tree(t, dir), "IM99999") && c.dst == "series/" {
				t.Errorf("%s: %v, %v, %s", name, err, written, tree(t, dir))
			}
		}
	}
}

// tree lists all files and folders below dir.
func tree(t testing.TB, dir string) string {
	t.Helper()
	var names []string
	try(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		names = append(names, strings.TrimPrefix(path, dir))
		return err
	}))
	return strings.Join(names, " ")
}

// TestNothingHalfWritten stops in the middle of what becomes a folder.
func TestNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	full := errors.New("no space left on device")
	err := wholeFolder(filepath.Join(dir, "out"), func(made string) error {
		try(t, os.MkdirAll(made, 0o755))
		try(t, os.WriteFile(filepath.Join(made, "IM00001.dcm"), []byte("half"), 0o644))
		return full
	})
	if !errors.Is(err, full) || tree(t, dir) != "" {
		t.Errorf("%v left %q", err, tree(t, dir))
	}
	src := series(t, filepath.Join(dir, "mri"), 8, "lava", oblique(), 28)
	before := tree(t, dir)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for _, dst := range []string{"/out/", "/out.nii"} {
		if _, err := Convert(gone, src, dir+dst, Options{}); !errors.Is(err, context.Canceled) || tree(t, dir) != before {
			t.Errorf("%s: %v left %s", dst, err, tree(t, dir))
		}
	}
	// What was there stays when the series cannot be written.
	try(t, os.Mkdir(filepath.Join(dir, "old"), 0o755))
	try(t, os.WriteFile(filepath.Join(dir, "old", "IM00001.dcm"), []byte("old"), 0o644))
	before = tree(t, dir)
	err = wholeFolder(filepath.Join(dir, "old"), func(string) error { return full })
	if b, _ := os.ReadFile(filepath.Join(dir, "old", "IM00001.dcm")); !errors.Is(err, full) || string(b) != "old" || tree(t, dir) != before {
		t.Errorf("%v: %q, %s", err, b, tree(t, dir))
	}
}

// TestConvertWhatIsNoImage says where to go with outlines and refused series.
func TestConvertWhatIsNoImage(t *testing.T) {
	dir := t.TempDir()
	g := oblique()
	outlines(t, filepath.Join(dir, "rs.dcm"), g, "GTV", [2]int{2, 2}, [2]int{5, 4}, 1)
	gap := series(t, filepath.Join(dir, "gap"), 8, "lava", g, 28)
	try(t, os.Remove(filepath.Join(gap, "IM00002.dcm")))
	try(t, os.MkdirAll(filepath.Join(dir, "sheared"), 0o755))
	spoil(t, filepath.Join(dir, "sheared"), filled(g, 0), func(b []byte) { copy(b[280:284], b[284:288]) })
	for src, says := range map[string]string{
		"rs.dcm":        "there is no image; for outlines (SEG, RTSTRUCT) use `hccp53 image mask`",
		"gap":           "there is no volume: series 8 (lava), 3 files: slices missing",
		"sheared":       "there is no volume: a.nii: two axes miss a right angle",
		"sheared/a.nii": "there is no volume: a.nii: two axes miss a right angle",
	} {
		if _, err := Convert(ctx, filepath.Join(dir, src), filepath.Join(dir, "out.nii"), Options{}); !errors.Is(err, ErrChoice) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", src, err)
		}
	}
}
