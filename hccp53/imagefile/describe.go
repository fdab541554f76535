package imagefile

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// Description is what lies at a path.
type Description struct {
	Files   []File   `json:"files"`
	Volumes []Volume `json:"volumes"`
	// Refused says of each series that makes no volume why.
	Refused  []string `json:"refused,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// File is one file. What does not apply to its format is empty; pixels are as
// stored, before any rescale.
type File struct {
	Name           string `json:"name"`
	Format         string `json:"format"` // DICOM, NIfTI, NRRD
	TransferSyntax string `json:"transfer_syntax,omitempty"`
	// TransferSyntaxName is the standard's name.
	TransferSyntaxName string `json:"transfer_syntax_name,omitempty"`
	Kind               string `json:"kind,omitempty"` // what DICOM calls the object
	Rows               int    `json:"rows,omitempty"`
	Columns            int    `json:"columns,omitempty"`
	Frames             int    `json:"frames,omitempty"`
	// Array is empty in a file without pixels, and where Error says why they are
	// not read.
	Array
	Error string `json:"error,omitempty"`
	// Facts are all that is known of the file; see [mri.FileFacts], [NIfTI] and
	// [NRRD].
	Facts any `json:"facts"`
}

// Array describes numbers as a numpy array. SHA256 is that of the little-endian
// bytes in the order of Shape, last index fastest.
type Array struct {
	Shape  []int   `json:"shape,omitempty"`
	DType  string  `json:"dtype,omitempty"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Mean   float64 `json:"mean"`
	SHA256 string  `json:"sha256_le,omitempty"`
}

// Volume is one volume, with its values after the rescale.
type Volume struct {
	SeriesNumber int    `json:"series_number"`
	Description  string `json:"description,omitempty"`
	Modality     string `json:"modality,omitempty"`
	// Size counts voxels along x, y and z; spacing and origin are in mm, LPS;
	// the rows of Direction are the axes.
	Size      [3]int        `json:"size"`
	Spacing   [3]float64    `json:"spacing"`
	Origin    [3]float64    `json:"origin"`
	Direction [3][3]float64 `json:"direction"`
	// Array is the volume in the order z, y, x, of the smallest type that holds
	// every value.
	Array
	// Time counts from 1 the volumes of a series that differ in time only.
	Time  int `json:"time_position"`
	Times int `json:"time_positions"`
	// Seconds since the start of the injection, nil when it is not known.
	Seconds  *float64 `json:"seconds_after_injection,omitempty"`
	Phase    string   `json:"phase"`
	Evidence string   `json:"evidence,omitempty"`
	Warnings []string `json:"warnings,omitempty"`

	// Image is the volume itself.
	Image *volume.Image `json:"-"`
}

// Describe reads the file, or every file below the folder, at path.
func Describe(ctx context.Context, path string) (*Description, error) {
	paths, err := files(path)
	if err != nil {
		return nil, err
	}
	d := &Description{}
	dicom := false
	for _, p := range paths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, images, err := describeFile(ctx, p)
		if err != nil {
			return nil, err
		}
		if f == nil {
			continue
		}
		d.Files = append(d.Files, *f)
		dicom = dicom || f.Format == formatDICOM
		for i, img := range images {
			d.Volumes = append(d.Volumes, described(img, mri.Volume{Phase: mri.Unknown, Description: f.Name, Time: i + 1, Times: len(images), Seconds: math.NaN()}))
		}
	}
	if len(d.Files) == 0 {
		return nil, fault.New(ErrFile, "no DICOM, NIfTI or NRRD file was found").At("%s", filepath.Base(path)).Try("check the path")
	}
	if dicom {
		return d, d.addSeries(ctx, path)
	}
	return d, nil
}

// DescribeFile describes the one file at path, without the volumes in it.
func DescribeFile(ctx context.Context, path string) (*File, error) {
	f, _, err := describeFile(ctx, path)
	if err == nil && f == nil {
		err = fault.New(ErrFile, "the file is neither DICOM nor NIfTI nor NRRD").At("%s", filepath.Base(path)).Try("check the path")
	}
	return f, err
}

// addSeries adds the volumes of the DICOM series at path.
func (d *Description) addSeries(ctx context.Context, path string) error {
	found, err := mri.Volumes(ctx, path)
	if err != nil {
		return err
	}
	for _, v := range found.Volumes {
		d.Volumes = append(d.Volumes, described(v.Image, v))
	}
	for _, r := range found.Refused {
		d.Refused = append(d.Refused, r.String())
	}
	d.Warnings = append(d.Warnings, found.Warnings...)
	return nil
}

// described describes a volume.
func described(img *volume.Image, v mri.Volume) Volume {
	out := Volume{
		SeriesNumber: v.SeriesNumber, Description: v.Description, Modality: v.Modality,
		Size: img.Size, Spacing: img.Spacing, Origin: img.Origin, Direction: img.Direction,
		Time: v.Time, Times: v.Times, Phase: string(v.Phase), Evidence: v.Evidence, Warnings: v.Warnings, Image: img,
		Array: arrayOf(img.Data, []int{img.Size[2], img.Size[1], img.Size[0]}),
	}
	if !math.IsNaN(v.Seconds) {
		out.Seconds = &v.Seconds
	}
	return out
}

// files returns the regular files at or below path, hidden ones left out, in
// the order of their paths.
func files(path string) ([]string, error) {
	root, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, fileFault(err, path)
	}
	var out []string
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := d.Name()[0] == '.' && p != root
		switch {
		case d.IsDir() && hidden:
			return filepath.SkipDir
		case hidden:
		case d.Type()&fs.ModeSymlink != 0:
			if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
				out = append(out, p)
			}
		case d.Type().IsRegular():
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fileFault(err, path)
	}
	slices.Sort(out)
	return out, nil
}

// fileFault says what cannot be read, without its folder.
func fileFault(err error, path string) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault.Wrap(ErrFile, err, "the path cannot be read").At("%s", filepath.Base(path)).Try("check the path")
}
