package imagefile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// Options choose among the volumes of a source.
type Options struct {
	// Series, Time, Phase and Volume choose the volume; zero values choose
	// nothing. Volume is its number in the [Description].
	Series, Time, Volume int
	Phase                string
	// All takes every volume; the destination is a folder then.
	All bool
	// Force writes over what is there.
	Force bool
	// Tell is called with what looks odd in the source, a sentence each: series
	// that make no volume, warnings of the volumes taken. Nil tells nobody.
	Tell func(string)
}

// Written is one file or folder that was written.
type Written struct {
	Name    string     `json:"name"`
	From    string     `json:"from"`
	Size    [3]int     `json:"size"`
	Spacing [3]float64 `json:"spacing"`
	// Drawn says which regions a mask holds and how much that is.
	Drawn string `json:"drawn,omitempty"`
	// Note says what was lost; empty when nothing was.
	Note string `json:"note,omitempty"`
}

// Convert writes the volume at src, or all of them, to dst. The name of dst
// tells the format: .nii, .nii.gz, .nrrd, or a path that ends in a slash for a
// series of DICOM files; with [Options.All] it is a folder for NIfTI files.
// Values are those after the rescale, voxels stay in their order. Each file, and
// the folder of a DICOM series, appears under its name when it is whole. The
// errors are [ErrChoice], [ErrTarget], the context's, and those of reading and
// writing.
func Convert(ctx context.Context, src, dst string, o Options) ([]Written, error) {
	write, err := writerFor(dst)
	switch {
	case o.All && err == nil && !isFolder(dst):
		return nil, fault.New(ErrTarget, "all volumes go into a folder").At("%s", filepath.Base(dst)).Try("name a folder")
	case !o.All && err != nil:
		return nil, err
	}
	d, err := volumesAt(ctx, src)
	if err != nil {
		return nil, err
	}
	volumes, err := d.choose(o)
	if err != nil {
		return nil, err
	}
	if o.Tell != nil {
		d.tell(volumes, o.Tell)
	}
	targets := []string{dst}
	if o.All {
		if err := os.MkdirAll(dst, 0o755); err != nil {
			return nil, targetFault(err, dst)
		}
		targets, write = nil, image(nifti.WriteImage)
		for _, v := range volumes {
			targets = append(targets, filepath.Join(dst, v.fileName()))
		}
	}
	for _, target := range targets {
		if err := free(target, o.Force); err != nil {
			return nil, err
		}
	}
	var out []Written
	for i := range volumes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v := &volumes[i]
		w := Written{Name: filepath.Base(targets[i]), From: v.name(), Size: v.Size, Spacing: v.Spacing}
		if w.Note, err = write(targets[i], v); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// tell says what looks odd about the source and the volumes taken of it.
func (d *Description) tell(taken []Volume, tell func(string)) {
	for _, r := range d.Refused {
		tell("not converted: " + r)
	}
	for _, v := range taken {
		for _, w := range v.Warnings {
			tell(v.name() + ": " + w)
		}
	}
}

// free returns an error when something is at path that may not be written over.
// An empty folder may.
func free(path string, force bool) error {
	info, err := os.Stat(filepath.Clean(path))
	if err != nil {
		return nil // what else is wrong, writing will tell
	}
	if info.IsDir() != isFolder(path) {
		return fault.New(ErrTarget, "there is a file where a folder is to be written, or a folder in place of a file").At("%s", filepath.Base(path)).Try("choose another name")
	}
	if entries, err := os.ReadDir(path); force || err == nil && len(entries) == 0 {
		return nil
	}
	return fault.New(ErrTarget, "there is something of this name").At("%s", filepath.Base(path)).Try("choose another name, or give --force")
}

// choose returns the volumes that the options leave, one unless all are asked
// for.
func (d *Description) choose(o Options) ([]Volume, error) {
	if known := mri.Phases(); o.Phase != "" && !slices.ContainsFunc(known, func(p mri.Phase) bool { return strings.EqualFold(string(p), o.Phase) }) {
		return nil, fault.New(ErrChoice, "there is no phase %q; the phases are %v", o.Phase, known)
	}
	var left []Volume
	for _, v := range d.Volumes {
		if (o.Series == 0 || v.SeriesNumber == o.Series) && (o.Time == 0 || v.Time == o.Time) && (o.Volume == 0 || v.Number == o.Volume) && (o.Phase == "" || strings.EqualFold(v.Phase, o.Phase)) {
			left = append(left, v)
		}
	}
	const choose = "choose one with --series, --time, --phase or --volume"
	switch {
	case len(d.Volumes) == 0 && len(d.Refused) > 0:
		return nil, fault.New(ErrChoice, "there is no volume: %s", shortened(d.Refused, "; ")).Try("`hccp53 image info` shows what was found")
	case len(d.Volumes) == 0:
		return nil, fault.New(ErrChoice, "there is no image").Try("for outlines (SEG, RTSTRUCT) use `hccp53 image mask`")
	case len(left) == 0:
		return nil, fault.New(ErrChoice, "no volume is the one asked for; there are %s", list(d.Volumes)).Try(choose)
	case len(left) > 1 && !o.All:
		return nil, fault.New(ErrChoice, "there are %d volumes: %s", len(left), list(left)).Try(choose)
	}
	return left, nil
}

// listed bounds what is named in a message.
const listed = 8

func list(volumes []Volume) string {
	var names []string
	for _, v := range volumes {
		names = append(names, fmt.Sprintf("%d (%s)", v.Number, v.name()))
	}
	return shortened(names, ", ")
}

// shortened joins the first of the texts.
func shortened(texts []string, separator string) string {
	if n := len(texts); n > listed {
		texts = append(texts[:listed:listed], fmt.Sprintf("%d more", n-listed))
	}
	return strings.Join(texts, separator)
}

// name says which volume it is.
func (v *Volume) name() string {
	name := v.File
	if name == "" {
		name = fmt.Sprintf("series %d", v.SeriesNumber)
	}
	if v.Times > 1 {
		name += fmt.Sprintf(" time %d", v.Time)
	}
	if v.Phase != string(mri.Unknown) {
		name += " " + v.Phase
	}
	return name
}

// fileName names one volume of several: 02_series-5_time-2_AP.nii.gz.
func (v *Volume) fileName() string {
	name := strings.NewReplacer("series ", "series-", "time ", "time-", " ", "_").Replace(strings.TrimPrefix(v.name(), v.File))
	if v.File != "" {
		stem, _, _ := strings.Cut(v.File, ".")
		name = stem + name
	}
	return fmt.Sprintf("%02d_%s.nii.gz", v.Number, name)
}

// writer writes a volume and returns what was lost.
type writer func(dst string, v *Volume) (note string, err error)

func writerFor(dst string) (writer, error) {
	switch lower := strings.ToLower(dst); {
	case strings.HasSuffix(lower, ".nii"), strings.HasSuffix(lower, ".nii.gz"):
		return image(nifti.WriteImage), nil
	case strings.HasSuffix(lower, ".nrrd"):
		return image(func(path string, img *volume.Image) error { return nrrd.WriteImage(path, img, nrrd.Gzip) }), nil
	case isFolder(dst):
		return writeDICOM, nil
	}
	return nil, fault.New(ErrTarget, "the name tells no format").At("%s", filepath.Base(dst)).Try("end it in .nii, .nii.gz or .nrrd, or in a slash for a folder of DICOM files")
}

// isFolder reports whether the name is that of a folder.
func isFolder(dst string) bool { return dst != "" && os.IsPathSeparator(dst[len(dst)-1]) }

func image(write func(string, *volume.Image) error) writer {
	return func(path string, v *Volume) (string, error) { return "", write(path, v.Image) }
}

func targetFault(err error, dst string) error {
	return fault.Wrap(ErrTarget, fault.Bare(err), "the destination cannot be written").At("%s", filepath.Base(dst))
}
