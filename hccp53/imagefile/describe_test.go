package imagefile

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// TestDescribe describes each kind of file and folder. What is expected of a
// volume is "size, time of times, phase".
func TestDescribe(t *testing.T) {
	g := oblique()
	img := filled(g, 0)
	for name, c := range map[string]struct {
		make     func(dir string) (path string)
		files    []string // name: format shape dtype
		volumes  []string
		says     []string // in refusals and warnings
		sameData bool     // the first volume holds img
	}{
		"DICOM folder of two phases": {
			func(dir string) string { return series(t, dir, 8, "lava", g, 28, 71) },
			[]string{"IM00001.dcm: DICOM [6 8] int16", "IM00002.dcm: DICOM [6 8] int16", "IM00003.dcm: DICOM [6 8] int16", "IM00004.dcm: DICOM [6 8] int16",
				"IM00005.dcm: DICOM [6 8] int16", "IM00006.dcm: DICOM [6 8] int16", "IM00007.dcm: DICOM [6 8] int16", "IM00008.dcm: DICOM [6 8] int16"},
			[]string{"[8 6 4], 1 of 2, AP", "[8 6 4], 2 of 2, PVP"}, nil, true,
		},
		"single DICOM file": {
			func(dir string) string { return filepath.Join(series(t, dir, 8, "lava", g, 28), "IM00002.dcm") },
			[]string{"IM00002.dcm: DICOM [6 8] int16"}, []string{"[8 6 1], 1 of 1, AP"}, []string{"only 1 slice"}, false,
		},
		"NIfTI": {
			func(dir string) string { return write(t, dir, "a.nii.gz", nifti.WriteImage, img) },
			[]string{"a.nii.gz: NIfTI [8 6 4] int16"}, []string{"[8 6 4], 1 of 1, unknown"}, nil, true,
		},
		"NIfTI, four axes": {
			func(dir string) string { four(t, filepath.Join(dir, "a.nii"), img); return dir },
			[]string{"a.nii: NIfTI [8 6 4 2] int16"}, []string{"[8 6 4], 1 of 2, unknown", "[8 6 4], 2 of 2, unknown"}, nil, true,
		},
		"NIfTI pair in a folder, once": {
			func(dir string) string { pair(t, dir, img); return dir },
			[]string{"a.hdr: NIfTI [8 6 4] int16"}, []string{"[8 6 4], 1 of 1, unknown"}, nil, true,
		},
		"voxels of a NIfTI pair": {
			func(dir string) string { pair(t, dir, img); return filepath.Join(dir, "a.img") },
			[]string{"a.img: NIfTI [8 6 4] int16"}, []string{"[8 6 4], 1 of 1, unknown"}, nil, true,
		},
		"NIfTI under another name": {
			func(dir string) string { return write(t, dir, "a.dat", nifti.WriteImage, img) },
			[]string{"a.dat: NIfTI [8 6 4] int16"}, []string{"[8 6 4], 1 of 1, unknown"}, nil, true,
		},
		"NIfTI without place": {
			func(dir string) string {
				return change(t, write(t, dir, "a.nii", nifti.WriteImage, img), func(b []byte) { copy(b[252:256], "\x00\x00\x00\x00") })
			},
			[]string{"a.nii: NIfTI [8 6 4] int16"}, []string{"[8 6 4], 1 of 1, unknown"}, []string{"a.nii: the header has neither sform nor qform"}, false,
		},
		"NRRD": {
			func(dir string) string { nrrdWith(t, filepath.Join(dir, "a.nrrd"), img, "NRRD", "NRRD"); return dir },
			[]string{"a.nrrd: NRRD [8 6 4] int16"}, []string{"[8 6 4], 1 of 1, unknown"}, nil, true,
		},
		"SEG beside its series": {
			func(dir string) string {
				series(t, filepath.Join(dir, "mri"), 8, "lava", g, 28)
				write(t, dir, "voi.nii", nifti.WriteImage, labelled(g))
				_, err := Mask(ctx, filepath.Join(dir, "voi.nii"), filepath.Join(dir, "mri", "voi.dcm"), MaskOptions{Like: filepath.Join(dir, "mri")})
				try(t, err)
				return filepath.Join(dir, "mri")
			},
			[]string{"IM00001.dcm: DICOM [6 8] int16", "IM00002.dcm: DICOM [6 8] int16", "IM00003.dcm: DICOM [6 8] int16", "IM00004.dcm: DICOM [6 8] int16", "voi.dcm: DICOM [2 6 8] uint8"},
			[]string{"[8 6 4], 1 of 1, AP"}, nil, true,
		},
		"RTSTRUCT": {
			func(dir string) string {
				outlines(t, filepath.Join(dir, "rs.dcm"), g, "GTV", [2]int{2, 2}, [2]int{5, 4}, 1)
				return dir
			},
			[]string{"rs.dcm: DICOM [] "}, nil, nil, false,
		},
		"colour image": {
			func(dir string) string {
				dicom(t, filepath.Join(dir, "c.dcm"), secondaryCapture, pixels(3, "RGB", 2, 2, 8, 0x7fe00010, "abcdefghijkl")...)
				return dir
			},
			[]string{"c.dcm: DICOM [2 2 3] uint8"}, nil, []string{"3 samples a pixel"}, false,
		},
		"hidden, foreign and linked files": {
			func(dir string) string {
				write(t, dir, "a.nii", nifti.WriteImage, img)
				try(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("a text that is no image at all"), 0o644))
				try(t, os.WriteFile(filepath.Join(dir, "empty"), nil, 0o644))
				try(t, os.WriteFile(filepath.Join(dir, ".b.nii"), []byte("hidden"), 0o644))
				try(t, os.MkdirAll(filepath.Join(dir, ".git"), 0o755))
				try(t, os.WriteFile(filepath.Join(dir, ".git", "c.dcm"), []byte("hidden"), 0o644))
				try(t, os.Symlink(filepath.Join(dir, "a.nii"), filepath.Join(dir, "linked")))
				try(t, os.Symlink(dir, filepath.Join(dir, "round")))
				return dir
			},
			[]string{"a.nii: NIfTI [8 6 4] int16", "linked: NIfTI [8 6 4] int16"}, []string{"[8 6 4], 1 of 1, unknown", "[8 6 4], 1 of 1, unknown"}, nil, true,
		},
		"a text named as a DICOM file": {
			func(dir string) string {
				write(t, dir, "a.nii", nifti.WriteImage, img)
				try(t, os.WriteFile(filepath.Join(dir, "b.dcm"), []byte("a text that is no image at all"), 0o644))
				return dir
			},
			[]string{"a.nii: NIfTI [8 6 4] int16", "b.dcm: DICOM [] "}, []string{"[8 6 4], 1 of 1, unknown"}, []string{"1 file: b.dcm: the file is named as a DICOM file but is none"}, true,
		},
		"one damaged file among others": {
			func(dir string) string {
				path := write(t, dir, "a.nii", nifti.WriteImage, img)
				b, err := os.ReadFile(path)
				try(t, err)
				try(t, os.WriteFile(filepath.Join(dir, "b.nii"), b[:400], 0o644))
				return dir
			},
			[]string{"a.nii: NIfTI [8 6 4] int16", "b.nii: unreadable [] "}, []string{"[8 6 4], 1 of 1, unknown"}, []string{"b.nii: "}, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := c.make(t.TempDir())
			d, err := Describe(ctx, path)
			try(t, err)
			var files, volumes []string
			for _, f := range d.Files {
				a := Array{}
				if f.Array != nil {
					a = *f.Array
				}
				files = append(files, fmt.Sprintf("%s: %s %v %s", f.Name, f.Format, a.Shape, a.DType))
				if (f.Array == nil) != (a.SHA256 == "") || f.Array == nil != (a.Shape == nil) {
					t.Errorf("%s: hash %q of %v", f.Name, a.SHA256, a.Shape)
				}
			}
			for i, v := range d.Volumes {
				volumes = append(volumes, fmt.Sprintf("%v, %d of %d, %s", v.Size, v.Time, v.Times, v.Phase))
				if v.Number != i+1 || !slices.Equal(v.Shape, []int{v.Size[2], v.Size[1], v.Size[0]}) {
					t.Errorf("volume %d has number %d and shape %v", i+1, v.Number, v.Shape)
				}
			}
			if !slices.Equal(files, c.files) || !slices.Equal(volumes, c.volumes) {
				t.Errorf("files %q\nvolumes %q", files, volumes)
			}
			text := strings.Join(slices.Concat(d.Refused, d.Warnings), "\n")
			for _, s := range c.says {
				if !strings.Contains(text, s) {
					t.Errorf("%q does not say %q", text, s)
				}
			}
			if len(c.says) == 0 && text != "" {
				t.Errorf("said without need: %q", text)
			}
			if c.sameData && (d.Volumes[0].Image.Differs(g) != "" || !slices.Equal(d.Volumes[0].Image.Data, img.Data)) {
				t.Errorf("another volume: %s", d.Volumes[0].Image.Differs(g))
			}
			asJSON(t, d)
		})
	}
}

// write writes img into dir and returns the path.
func write(t testing.TB, dir, name string, to func(string, *volume.Image) error, img *volume.Image) string {
	t.Helper()
	path := filepath.Join(dir, name)
	try(t, to(path, img))
	return path
}

// change edits the bytes of a file.
func change(t testing.TB, path string, edit func(b []byte)) string {
	t.Helper()
	b, err := os.ReadFile(path)
	try(t, err)
	edit(b)
	try(t, os.WriteFile(path, b, 0o644))
	return path
}

// asJSON encodes v, and fails where JSON cannot hold it or where a mark of the
// patient is in it.
func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Errorf("no JSON: %v", err)
	}
	for _, mark := range []string{markID, "MARKNAME", markBirth} {
		if strings.Contains(string(b), mark) {
			t.Errorf("%s is in %s", mark, b)
		}
	}
	return string(b)
}

func TestDescribeRefuses(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	try(t, os.MkdirAll(at("empty"), 0o755))
	try(t, os.WriteFile(at("notes.txt"), []byte("a text that is no image at all"), 0o644))
	try(t, os.WriteFile(at("cut.nrrd"), []byte("NRRD0004\ntype: short\n"), 0o644))
	for path, says := range map[string]string{"nowhere": "no such file", "empty": "no DICOM, NIfTI or NRRD", "notes.txt": "neither DICOM|no DICOM, NIfTI or NRRD", "cut.nrrd": "cut.nrrd"} {
		_, folder := Describe(ctx, at(path))
		_, converting := Convert(ctx, at(path), at("out.nii"), Options{})
		for _, err := range []error{folder, converting} {
			if err == nil || strings.Contains(err.Error(), dir) || path != "cut.nrrd" && !errors.Is(err, ErrFile) {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if !slices.ContainsFunc(strings.Split(says, "|"), func(s string) bool { return strings.Contains(err.Error(), s) }) {
				t.Errorf("%s: %v does not say %s", path, err, says)
			}
		}
	}
	if _, err := DescribeFile(ctx, at("notes.txt")); !errors.Is(err, ErrFile) {
		t.Error(err)
	}
	if _, err := DescribeFile(ctx, at("nowhere")); err == nil || strings.Contains(err.Error(), dir) {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Describe(gone, series(t, at("mri"), 8, "lava", oblique(), 28)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestKeysOfTheJSON are those that the documents name.
func TestKeysOfTheJSON(t *testing.T) {
	d, err := Describe(ctx, series(t, t.TempDir(), 8, "lava", oblique(), 28))
	try(t, err)
	var got struct{ Files, Volumes []map[string]any }
	try(t, json.Unmarshal([]byte(asJSON(t, d)), &got))
	for _, key := range strings.Fields("name format transfer_syntax transfer_syntax_name kind rows columns frames shape dtype min max mean sha256_le facts") {
		if _, ok := got.Files[0][key]; !ok {
			t.Errorf("a file has no %s: %v", key, got.Files[0])
		}
	}
	for _, key := range strings.Fields("volume series_number size shape spacing origin direction dtype min max mean sha256_le time_position time_positions seconds_after_injection phase evidence") {
		if _, ok := got.Volumes[0][key]; !ok {
			t.Errorf("a volume has no %s: %v", key, got.Volumes[0])
		}
	}
	facts, _ := got.Files[0]["facts"].(map[string]any)
	if pixels, _ := facts["stored_pixels"].(map[string]any); pixels["sha256_le"] != got.Files[0]["sha256_le"] || got.Files[0]["transfer_syntax"] != "1.2.840.10008.1.2.1" {
		t.Errorf("%v", got.Files[0])
	}
}

// TestNoNumberBecomesJSON puts what is no number wherever a file can hold it.
func TestNoNumberBecomesJSON(t *testing.T) {
	g := oblique()
	odd := filled(g, 0)
	odd.Data[0], odd.Data[1], odd.Data[2] = math.NaN(), math.Inf(1), math.Inf(-1)
	none := volume.NewImage(g)
	for i := range none.Data {
		none.Data[i] = math.NaN()
	}
	huge := volume.NewImage(g)
	for i := range huge.Data {
		huge.Data[i] = math.MaxFloat64
	}
	float := func(b []byte, at int, v float32) { binary.LittleEndian.PutUint32(b[at:], math.Float32bits(v)) }
	nan := float32(math.NaN())
	bits := func(values ...float32) (data string) {
		b := make([]byte, 4*len(values))
		for i, v := range values {
			float(b, 4*i, v)
		}
		return string(b)
	}
	for name, c := range map[string]struct {
		make    func(dir string)
		volumes int
		mean    float64 // of the first file
	}{
		"values of a NIfTI file":  {func(dir string) { write(t, dir, "a.nii", nifti.WriteImage, odd) }, 1, extremes(odd.Data).Mean},
		"nothing but NaN":         {func(dir string) { write(t, dir, "a.nii", nifti.WriteImage, none) }, 1, 0},
		"a sum beyond float64":    {func(dir string) { write(t, dir, "a.nii", nifti.WriteImage, huge) }, 1, math.MaxFloat64},
		"spacing of a NIfTI file": {func(dir string) { spoil(t, dir, filled(g, 0), func(b []byte) { float(b, 80, nan) }) }, 1, extremes(filled(g, 0).Data).Mean},
		"affine of a NIfTI file":  {func(dir string) { spoil(t, dir, filled(g, 0), func(b []byte) { float(b, 280, nan) }) }, 0, extremes(filled(g, 0).Data).Mean},
		"slope of a NIfTI file":   {func(dir string) { spoil(t, dir, filled(g, 0), func(b []byte) { float(b, 112, nan) }) }, 1, extremes(filled(g, 0).Data).Mean},
		"origin of a NRRD file":   {func(dir string) { nrrdWith(t, filepath.Join(dir, "a.nrrd"), filled(g, 0), "(-10.5,", "(NaN,") }, 0, extremes(filled(g, 0).Data).Mean},
		"directions of a NRRD file": {func(dir string) {
			nrrdWith(t, filepath.Join(dir, "a.nrrd"), filled(g, 0), "directions: (", "directions: (Inf+")
		}, 0, extremes(filled(g, 0).Data).Mean},
		"values of a NRRD file": {func(dir string) { nrrdWith(t, filepath.Join(dir, "a.nrrd"), odd, "NRRD", "NRRD") }, 1, extremes(odd.Data).Mean},
		"float pixels of a DICOM": {func(dir string) {
			dicom(t, filepath.Join(dir, "a.dcm"), parametricMap, pixels(1, "MONOCHROME2", 2, 2, 32, 0x7fe00008, bits(nan, 3, 5, nan))...)
		}, 0, 4},
		"nothing but NaN in a DICOM": {func(dir string) {
			dicom(t, filepath.Join(dir, "a.dcm"), parametricMap, pixels(1, "MONOCHROME2", 2, 2, 32, 0x7fe00008, bits(nan, nan, nan, nan))...)
		}, 0, 0},
		"header elements of a DICOM": {func(dir string) {
			dicom(t, filepath.Join(dir, "a.dcm"), secondaryCapture, append([]string{element(0x00180050, "inf"), element(0x00180080, "NaN")}, pixels(1, "MONOCHROME2", 2, 2, 8, 0x7fe00010, "abcd")...)...)
		}, 0, 98.5},
		"functional groups of a file": {func(dir string) {
			dicom(t, filepath.Join(dir, "a.dcm"), structureSet, element(0x52009230, items(element(0x00209113, items(element(0x00200032, `NaN\inf\0`)))+element(0x00289145, items(element(0x00281052, "NaN")+element(0x00281053, "inf"))))))
		}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.make(dir)
			d, err := Describe(ctx, dir)
			try(t, err)
			mean := 0.0
			if a := d.Files[0].Array; a != nil {
				mean = a.Mean
			}
			text := asJSON(t, d)
			if len(d.Volumes) != c.volumes || math.Abs(mean-c.mean) > 1e-9*math.Abs(c.mean) {
				t.Errorf("%d volumes, mean %v instead of %v: %s", len(d.Volumes), mean, c.mean, text)
			}
			if d.Files[0].Array == nil && strings.Contains(text, `"mean"`) {
				t.Errorf("no pixels, and a mean: %s", text)
			}
		})
	}
}

// spoil writes img as NIfTI and changes its header.
func spoil(t testing.TB, dir string, img *volume.Image, edit func(b []byte)) {
	t.Helper()
	change(t, write(t, dir, "a.nii", nifti.WriteImage, img), edit)
}

// TestNoPatientInAnyAnswer describes files that name the patient wherever the
// formats have a place for it.
func TestNoPatientInAnyAnswer(t *testing.T) {
	dir := t.TempDir()
	g := oblique()
	named(t, series(t, filepath.Join(dir, "mri"), 8, "lava", g, 28, 71))
	outlines(t, filepath.Join(dir, "rs.dcm"), g, "GTV", [2]int{2, 2}, [2]int{5, 4}, 1)
	dicom(t, filepath.Join(dir, "c.dcm"), secondaryCapture, pixels(3, "RGB", 2, 2, 8, 0x7fe00010, "abcdefghijkl")...)
	nrrdWith(t, filepath.Join(dir, "a.nrrd"), filled(g, 0), "encoding: raw\n", "encoding: raw\ncontent: "+markName+"\nDICOM_PatientName:="+markName+"\nDICOM_PatientID:="+markID+"\n")
	spoil(t, dir, filled(g, 0), func(b []byte) { copy(b[148:], markName); copy(b[14:], markID); copy(b[328:], markBirth) })
	if b, err := os.ReadFile(filepath.Join(dir, "mri", "IM00001.dcm")); err != nil || !strings.Contains(string(b), markName) || !strings.Contains(string(b), markBirth) {
		t.Fatal("the mark is not in the file")
	}
	d, err := Describe(ctx, dir)
	try(t, err)
	if len(d.Volumes) != 4 || len(d.Files) != 12 {
		t.Errorf("%d volumes of %d files: %v", len(d.Volumes), len(d.Files), d.Refused)
	}
	asJSON(t, d)
	try(t, os.Mkdir(filepath.Join(dir, "made"), 0o755))
	for _, dst := range []string{"out.nii", "out.nrrd", "out/"} {
		written, err := Convert(ctx, filepath.Join(dir, "mri"), dir+"/made/"+dst, Options{Time: 1})
		try(t, err)
		asJSON(t, written)
	}
	try(t, filepath.WalkDir(filepath.Join(dir, "made"), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		asJSON(t, string(b))
		return err
	}))
}

// labelled is a map of two labels.
func labelled(g volume.Grid) *volume.Image {
	img := volume.NewImage(g)
	img.Data[g.Index(2, 2, 1)], img.Data[g.Index(3, 2, 1)], img.Data[g.Index(3, 3, 2)] = 1, 1, 2
	return img
}
