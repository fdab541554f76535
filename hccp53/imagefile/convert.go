package imagefile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// Options choose among the volumes of a source.
type Options struct {
	// Series, Time and Phase choose the volume; zero values choose nothing.
	Series, Time int
	Phase        string
	// All takes every volume; the destination is a folder then.
	All bool
	// Force writes over what is there.
	Force bool
}

// Written is one file or folder that was written.
type Written struct {
	Name    string     `json:"name"`
	From    string     `json:"from"`
	Size    [3]int     `json:"size"`
	Spacing [3]float64 `json:"spacing"`
	// Note says what was lost; empty when nothing was.
	Note string `json:"note,omitempty"`
}

// Convert writes the volume at src, or all of them, to dst. The name of dst
// tells the format: .nii, .nii.gz, .nrrd, or a path that ends in a slash for a
// series of DICOM files; with [Options.All] it is a folder for NIfTI files.
// Values are those after the rescale, voxels stay in their order. The errors are
// [ErrChoice], [ErrTarget], and those of reading and writing.
func Convert(ctx context.Context, src, dst string, o Options) ([]Written, error) {
	d, err := Describe(ctx, src)
	if err != nil {
		return nil, err
	}
	volumes, err := d.choose(o)
	if err != nil {
		return nil, err
	}
	if !o.All {
		w, err := write(dst, &volumes[0], o.Force)
		if err != nil {
			return nil, err
		}
		return []Written{w}, nil
	}
	if err := os.MkdirAll(dst, 0o755); err != nil {
		return nil, targetFault(err, dst)
	}
	var out []Written
	for i := range volumes {
		w, err := write(filepath.Join(dst, volumes[i].fileName(i)), &volumes[i], o.Force)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// choose returns the volumes that the options leave, one unless all are asked
// for.
func (d *Description) choose(o Options) ([]Volume, error) {
	var left []Volume
	for _, v := range d.Volumes {
		if (o.Series == 0 || v.SeriesNumber == o.Series) && (o.Time == 0 || v.Time == o.Time) && (o.Phase == "" || strings.EqualFold(v.Phase, o.Phase)) {
			left = append(left, v)
		}
	}
	switch {
	case len(left) == 0 && len(d.Volumes) == 0:
		return nil, fault.New(ErrChoice, "there is no volume: %s", strings.Join(d.Refused, "; ")).Try("`hccp53 image info` shows what was found")
	case len(left) == 0:
		return nil, fault.New(ErrChoice, "no volume is the one asked for; there are %s", list(d.Volumes)).Try("choose one with --series, --time or --phase")
	case len(left) > 1 && !o.All:
		return nil, fault.New(ErrChoice, "there are %d volumes: %s", len(left), list(left)).Try("choose one with --series, --time or --phase, or take --all")
	}
	return left, nil
}

// listed bounds the volumes named in a message.
const listed = 8

func list(volumes []Volume) string {
	var names []string
	for i, v := range volumes {
		if i == listed {
			names = append(names, fmt.Sprintf("%d more", len(volumes)-listed))
			break
		}
		names = append(names, v.name())
	}
	return strings.Join(names, ", ")
}

// name says which volume it is.
func (v *Volume) name() string {
	name := fmt.Sprintf("series %d", v.SeriesNumber)
	if v.Times > 1 {
		name += fmt.Sprintf(" time %d", v.Time)
	}
	if v.Phase != "" && v.Phase != "unknown" {
		name += " " + v.Phase
	}
	return name
}

// fileName names volume number i of several: 01_series-5_time-2_AP.nii.gz.
func (v *Volume) fileName(i int) string {
	return fmt.Sprintf("%02d_%s.nii.gz", i+1, strings.NewReplacer("series ", "series-", "time ", "time-", " ", "_").Replace(v.name()))
}

// write writes one volume in the format that the name of dst tells.
func write(dst string, v *Volume, force bool) (Written, error) {
	w := Written{Name: filepath.Base(dst), From: v.name(), Size: v.Size, Spacing: v.Spacing}
	writer, err := writerFor(dst)
	if err != nil {
		return w, err
	}
	if _, err := os.Stat(dst); err == nil && !force {
		return w, fault.New(ErrTarget, "there is something of this name").At("%s", w.Name).Try("choose another name, or give --force")
	}
	w.Note, err = writer(dst, v)
	return w, err
}

// writer writes a volume and returns what was lost.
type writer func(dst string, v *Volume) (note string, err error)

func writerFor(dst string) (writer, error) {
	switch lower := strings.ToLower(dst); {
	case strings.HasSuffix(lower, ".nii"), strings.HasSuffix(lower, ".nii.gz"):
		return image(nifti.WriteImage), nil
	case strings.HasSuffix(lower, ".nrrd"):
		return image(func(path string, img *volume.Image) error { return nrrd.WriteImage(path, img, nrrd.Gzip) }), nil
	case strings.HasSuffix(dst, "/"), strings.HasSuffix(dst, string(filepath.Separator)):
		return writeDICOM, nil
	}
	return nil, fault.New(ErrTarget, "the name tells no format").At("%s", filepath.Base(dst)).Try("end it in .nii, .nii.gz or .nrrd, or in a slash for a folder of DICOM files")
}

func image(write func(string, *volume.Image) error) writer {
	return func(path string, v *Volume) (string, error) { return "", write(path, v.Image) }
}

func targetFault(err error, dst string) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault.Wrap(ErrTarget, err, "the destination cannot be written").At("%s", filepath.Base(dst))
}
