package imagefile

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// Description is what lies at a path.
type Description struct {
	Files   []File   `json:"files"`
	Volumes []Volume `json:"volumes"`
	// Refused says of each series and file that makes no volume why.
	Refused  []string `json:"refused,omitempty"`
	Warnings []string `json:"warnings,omitempty"`

	// dicom counts the DICOM files.
	dicom int
}

// File is one file. What does not apply to its format is empty; pixels are as
// stored, before any rescale.
type File struct {
	Name           string `json:"name"`
	Format         string `json:"format"` // DICOM, NIfTI, NRRD or unreadable
	TransferSyntax string `json:"transfer_syntax,omitempty"`
	// TransferSyntaxName is the standard's name.
	TransferSyntaxName string `json:"transfer_syntax_name,omitempty"`
	Kind               string `json:"kind,omitempty"` // what DICOM calls the object
	Rows               int    `json:"rows,omitempty"`
	Columns            int    `json:"columns,omitempty"`
	Frames             int    `json:"frames,omitempty"`
	// Array is nil in a file without pixels, and where Error says why they are
	// not read.
	*Array
	Error string `json:"error,omitempty"`
	// Facts are all that is known of the file; see [mri.FileFacts], [NIfTI] and
	// [NRRD].
	Facts any `json:"facts,omitempty"`

	warnings []string // of a NIfTI or NRRD file
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
	// Number counts the volumes of a [Description] from 1.
	Number int `json:"volume"`
	// File is the name of the NIfTI or NRRD file, empty for a DICOM series.
	File         string `json:"file,omitempty"`
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

	reference mri.Reference
}

// Describe reads the file, or every file below the folder, at path. What cannot
// be read in a folder stands in [Description.Refused]; a single file that cannot
// be read is an error: [ErrFile], or one of the package of its format.
func Describe(ctx context.Context, path string) (*Description, error) {
	return gather(ctx, path, describeFile)
}

// volumesAt is [Describe] without what is only known from the pixels of each
// DICOM file.
func volumesAt(ctx context.Context, path string) (*Description, error) {
	return gather(ctx, path, func(_ context.Context, p string) (*File, []*volume.Image, error) {
		f, images, err := describeOther(p)
		if errors.Is(err, nrrd.ErrNotNRRD) {
			return nil, nil, nil
		}
		return f, images, err
	})
}

// gather describes each file and adds the volumes of DICOM series.
func gather(ctx context.Context, path string, describe func(context.Context, string) (*File, []*volume.Image, error)) (*Description, error) {
	paths, err := files(path)
	if err != nil {
		return nil, err
	}
	d := &Description{Files: []File{}, Volumes: []Volume{}}
	maybe := false // there are other files, which may be DICOM
	for _, p := range paths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, images, err := describe(ctx, p)
		if err != nil {
			if ctx.Err() != nil || len(paths) == 1 {
				return nil, err
			}
			f = &File{Name: filepath.Base(p), Format: formatNone, Error: err.Error()}
		}
		if f == nil || f.Format == formatDICOM {
			maybe = true
		} else {
			d.addImages(f, images)
		}
		if f != nil {
			d.Files = append(d.Files, *f)
		}
	}
	if maybe {
		if err := d.addSeries(ctx, path); err != nil {
			return nil, err
		}
	}
	if len(d.Files)+len(d.Refused)+d.dicom == 0 {
		return nil, fault.New(ErrFile, "no DICOM, NIfTI or NRRD file was found").At("%s", filepath.Base(path)).Try("check the path")
	}
	for i := range d.Volumes {
		d.Volumes[i].Number = i + 1
	}
	return d, nil
}

// addImages adds the volumes of a NIfTI or NRRD file, and what is to be said of
// them.
func (d *Description) addImages(f *File, images []*volume.Image) {
	for i, img := range images {
		v := described(img, mri.Volume{Phase: mri.Unknown, Time: i + 1, Times: len(images), Seconds: math.NaN()})
		v.File, v.Warnings = f.Name, f.warnings
		d.Volumes = append(d.Volumes, v)
	}
	if f.Error != "" {
		d.Refused = append(d.Refused, f.Error)
	}
	for _, w := range f.warnings {
		d.Warnings = append(d.Warnings, f.Name+": "+w)
	}
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
	for _, w := range found.Warnings {
		if !slices.ContainsFunc(found.Refused, func(r mri.Refusal) bool { return strings.HasSuffix(w, r.Err.Error()) }) {
			d.Warnings = append(d.Warnings, w)
		}
	}
	d.dicom = found.Files
	return nil
}

// described describes a volume.
func described(img *volume.Image, v mri.Volume) Volume {
	out := Volume{
		SeriesNumber: v.SeriesNumber, Description: v.Description, Modality: v.Modality,
		Size: img.Size, Spacing: img.Spacing, Origin: img.Origin, Direction: img.Direction,
		Time: v.Time, Times: v.Times, Phase: string(v.Phase), Evidence: v.Evidence, Warnings: v.Warnings, Image: img, reference: v.Reference(),
		Array: arrayOf(img.Data, []int{img.Size[2], img.Size[1], img.Size[0]}),
	}
	if !math.IsNaN(v.Seconds) {
		out.Seconds = &v.Seconds
	}
	return out
}
