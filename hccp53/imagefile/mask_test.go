package imagefile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/seg"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// drawn writes a series, and outlines on it: a map of two labels.
func drawn(t testing.TB) (dir string, g volume.Grid) {
	t.Helper()
	dir, g = t.TempDir(), oblique()
	series(t, filepath.Join(dir, "mri"), 8, "lava", g, 28, 71)
	try(t, nifti.WriteImage(filepath.Join(dir, "voi.nii.gz"), labelled(g)))
	return dir, g
}

// TestMaskThroughEveryFormat writes a mask as NIfTI, NRRD and SEG, each from the
// one before.
func TestMaskThroughEveryFormat(t *testing.T) {
	dir, g := drawn(t)
	like := MaskOptions{Like: filepath.Join(dir, "mri"), Image: Options{Phase: "PVP"}}
	want, err := voi.Read(filepath.Join(dir, "voi.nii.gz"), g)
	try(t, err)
	for _, step := range [][2]string{{"voi.nii.gz", "a.dcm"}, {"a.dcm", "b.nrrd"}, {"b.nrrd", "c.dcm"}, {"c.dcm", "d.nii"}, {"d.nii", "e.nii.gz"}} {
		w, err := Mask(ctx, filepath.Join(dir, step[0]), filepath.Join(dir, step[1]), like)
		try(t, err)
		if w.Name != step[1] || w.From != step[0] || w.Size != g.Size || w.Spacing != g.Spacing {
			t.Errorf("%+v", w)
		}
		if got, err := voi.Read(filepath.Join(dir, step[1]), g); err != nil || !slices.Equal(got.Data, want.Data) {
			t.Errorf("%s: another mask (%v)", step[1], err)
		}
	}
	// The segmentation refers to the images of the phase, and the same mask gives
	// the same file.
	s, err := seg.Read(filepath.Join(dir, "a.dcm"))
	try(t, err)
	found, err := mri.Volumes(ctx, filepath.Join(dir, "mri"))
	try(t, err)
	ref := found.Volumes[1].Reference()
	b, err := os.ReadFile(filepath.Join(dir, "a.dcm"))
	try(t, err)
	if len(s.Segments) != 1 || s.Segments[0].Label != "label 1 + label 2" || !strings.Contains(string(b), ref.SeriesUID) || !strings.Contains(string(b), ref.Instances[1]) || strings.Contains(string(b), found.Volumes[0].Reference().Instances[1]) {
		t.Errorf("%+v refers to other images", s.Segments)
	}
	like.Force = true
	if _, err := Mask(ctx, filepath.Join(dir, "voi.nii.gz"), filepath.Join(dir, "a.dcm"), like); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(filepath.Join(dir, "a.dcm")); err != nil || !slices.Equal(again, b) {
		t.Errorf("other bytes again (%v)", err)
	}
}

func TestMaskOfARegion(t *testing.T) {
	dir, g := drawn(t)
	outlines(t, filepath.Join(dir, "rs.dcm"), g, "GTV", [2]int{2, 2}, [2]int{5, 4}, 1)
	for name, c := range map[string]struct {
		src, region string
		voxels      int
		note        string
	}{
		"by number":      {"voi.nii.gz", "2", 1, ""},
		"by name":        {"voi.nii.gz", "label 1", 2, ""},
		"all":            {"voi.nii.gz", "all", 3, ""},
		"together":       {"voi.nii.gz", "", 3, "2 regions were taken together: label 1, label 2"},
		"of a structure": {"rs.dcm", "gtv", 6, ""},
		"of an RTSTRUCT": {"rs.dcm", "", 6, ""},
	} {
		dst := filepath.Join(t.TempDir(), "mask.nii")
		w, err := Mask(ctx, filepath.Join(dir, c.src), dst, MaskOptions{Like: filepath.Join(dir, "mri"), Image: Options{Time: 1}, Region: c.region})
		if err != nil || w.Note != c.note || !strings.Contains(w.Drawn, fmt.Sprintf(": %d voxels, ", c.voxels)) {
			t.Errorf("%s: %v, %q, %q", name, err, w.Note, w.Drawn)
			continue
		}
		if m, err := voi.Read(dst, g); err != nil || m.Count() != c.voxels {
			t.Errorf("%s: %v", name, err)
		}
		asJSON(t, w)
	}
}

// TestMaskOnAnotherGrid is refused with what differs, and resampled on request.
func TestMaskOnAnotherGrid(t *testing.T) {
	dir, g := drawn(t)
	fine := g
	fine.Size, fine.Spacing = [3]int{16, 12, 4}, [3]float64{0.375, 0.25, 3}
	fine.Origin = g.Point(-0.25, -0.25, 0)
	m := volume.NewMask(fine)
	for y := 4; y < 6; y++ {
		for x := 4; x < 8; x++ {
			m.Data[fine.Index(x, y, 1)] = true
		}
	}
	try(t, nifti.WriteMask(filepath.Join(dir, "fine.nii"), m))
	o := MaskOptions{Like: filepath.Join(dir, "mri"), Image: Options{Time: 1}}
	_, err := Mask(ctx, filepath.Join(dir, "fine.nii"), filepath.Join(dir, "out.nii"), o)
	if !errors.Is(err, voi.ErrOtherGrid) || !strings.Contains(err.Error(), "fine.nii: the VOI lies on another grid than the image: size 16×12×4 instead of 8×6×4") || !strings.Contains(err.Error(), "same field of view") {
		t.Errorf("%v", err)
	}
	o.Resample = true
	w, err := Mask(ctx, filepath.Join(dir, "fine.nii"), filepath.Join(dir, "out.nii"), o)
	try(t, err)
	if got, err := voi.Read(filepath.Join(dir, "out.nii"), g); err != nil || got.Count() != 2 || !strings.Contains(w.Note, "resampled") {
		t.Errorf("%v, %+v", err, w)
	}
}

func TestMaskRefuses(t *testing.T) {
	dir, g := drawn(t)
	try(t, nifti.WriteImage(filepath.Join(dir, "image.nii"), filled(g, 0)))
	try(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("a text that is no image at all"), 0o644))
	at := func(name string) string { return filepath.Join(dir, name) }
	one := Options{Time: 1}
	before := tree(t, dir)
	for name, c := range map[string]struct {
		src, dst string
		o        MaskOptions
		kind     error
		says     string
	}{
		"no format":              {"voi.nii.gz", "out.txt", MaskOptions{Like: at("mri"), Image: one}, ErrTarget, "end it in .nii, .nii.gz, .nrrd or .dcm"},
		"there already":          {"voi.nii.gz", "image.nii", MaskOptions{Like: at("mri"), Image: one}, ErrTarget, "there is something of this name"},
		"several images":         {"voi.nii.gz", "out.nii", MaskOptions{Like: at("mri")}, ErrChoice, "there are 2 volumes"},
		"several images, all":    {"voi.nii.gz", "out.nii", MaskOptions{Like: at("mri"), Image: Options{All: true}}, ErrChoice, "there are 2 volumes"},
		"no image":               {"voi.nii.gz", "out.nii", MaskOptions{Like: at("nowhere")}, ErrFile, "nowhere: the path cannot be read"},
		"no path of an image":    {"voi.nii.gz", "out.nii", MaskOptions{}, ErrFile, "cannot be read"},
		"image that is none":     {"voi.nii.gz", "out.nii", MaskOptions{Like: at("notes.txt")}, ErrFile, "no DICOM, NIfTI or NRRD"},
		"no outlines":            {"notes.txt", "out.nii", MaskOptions{Like: at("mri"), Image: one}, voi.ErrFiles, "neither NIfTI nor NRRD nor DICOM"},
		"no such region":         {"voi.nii.gz", "out.nii", MaskOptions{Like: at("mri"), Image: one, Region: "liver"}, voi.ErrEmpty, `no region is named "liver"`},
		"an image for a mask":    {"image.nii", "out.nii", MaskOptions{Like: at("mri"), Image: one}, voi.ErrLabels, ""},
		"SEG without DICOM":      {"voi.nii.gz", "out.dcm", MaskOptions{Like: at("image.nii")}, ErrTarget, "give the DICOM series with --like, or write .nii.gz"},
		"a folder is not there":  {"voi.nii.gz", "nowhere/out.nii", MaskOptions{Like: at("mri"), Image: one}, nifti.ErrFile, "out.nii"},
		"SEG, folder not there":  {"voi.nii.gz", "nowhere/out.dcm", MaskOptions{Like: at("mri"), Image: one}, seg.ErrWriting, "out.dcm"},
		"outlines not there":     {"gone.nii", "out.nii", MaskOptions{Like: at("mri"), Image: one}, nifti.ErrFile, "gone.nii"},
		"folder of other things": {"mri", "out.nii", MaskOptions{Like: at("mri"), Image: one}, voi.ErrFiles, ""},
	} {
		_, err := Mask(ctx, at(c.src), at(c.dst), c.o)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), dir) || tree(t, dir) != before {
			t.Errorf("%s: %v; %s", name, err, tree(t, dir))
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Mask(gone, at("voi.nii.gz"), at("out.nii"), MaskOptions{Like: at("mri"), Image: one}); !errors.Is(err, context.Canceled) || tree(t, dir) != before {
		t.Errorf("%v; %s", err, tree(t, dir))
	}
}

func TestLabelOfASegment(t *testing.T) {
	for want, names := range map[string][]string{
		"GTV": {"GTV"}, "GTV + necrosis": {"GTV", "necrosis"}, "VOI": {""}, "left/right": {`left\right`}, "3 regions": {strings.Repeat("a", 30), strings.Repeat("b", 30), "c"}, "+": nil,
	} {
		var regions []voi.Region
		for _, n := range names {
			regions = append(regions, voi.Region{Name: n})
		}
		if got := label(regions); got != want && want != "+" || want == "+" && got != "VOI" {
			t.Errorf("%q for %q", got, names)
		}
	}
}
