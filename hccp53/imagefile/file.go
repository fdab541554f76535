package imagefile

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

const (
	formatDICOM = "DICOM"
	formatNIfTI = "NIfTI"
	formatNRRD  = "NRRD"
)

// describeFile describes one file, and gives the volumes of a NIfTI or NRRD
// file; those of DICOM are made of series. It returns nothing for a file of
// none of the formats.
func describeFile(ctx context.Context, path string) (*File, []*volume.Image, error) {
	f, images, err := describeNIfTI(path)
	if errors.Is(err, nifti.ErrNotNIfTI) {
		f, images, err = describeNRRD(path)
	}
	if !errors.Is(err, nrrd.ErrNotNRRD) {
		return f, images, err
	}
	f, err = describeDICOM(ctx, path)
	if errors.Is(err, mri.ErrNotDICOM) {
		return nil, nil, nil
	}
	return f, nil, err
}

func describeDICOM(ctx context.Context, path string) (*File, error) {
	facts, err := mri.Describe(ctx, path)
	if err != nil {
		return nil, err
	}
	f := &File{
		Name: facts.Name, Format: formatDICOM, TransferSyntax: facts.TransferSyntax, TransferSyntaxName: facts.TransferSyntaxName, Kind: facts.SOPClassName,
		Rows: whole(facts.Elements["Rows"]), Columns: whole(facts.Elements["Columns"]),
		Error: facts.StoredPixelsError, Facts: facts,
	}
	if p := facts.StoredPixels; p != nil {
		f.Frames = max(whole(facts.Elements["NumberOfFrames"]), 1)
		f.Array = Array(*p)
	}
	return f, nil
}

// whole returns a header element that is a whole number, 0 for another.
func whole(v any) int {
	x, _ := v.(float64)
	return int(x)
}

// NIfTI is what a NIfTI file states (nifti1.h). Stored is the array before
// scaling, Scaled that after.
type NIfTI struct {
	Bytes      int64         `json:"bytes"`
	FileSHA256 string        `json:"file_sha256"`
	Version    string        `json:"version"` // as nibabel names it: Nifti1Image
	Shape      []int         `json:"shape"`
	Endian     string        `json:"endian"` // < or >
	DType      string        `json:"dtype"`
	Affine     [4][4]float64 `json:"affine_ras"`
	Place      string        `json:"place"` // where the affine comes from
	QFormCode  int           `json:"qform_code"`
	SFormCode  int           `json:"sform_code"`
	Zooms      []float64     `json:"zooms"` // distance of neighbours along each axis
	Stored     Array         `json:"stored"`
	Scaled     Array         `json:"scaled"`
	Warnings   []string      `json:"warnings,omitempty"`
}

func describeNIfTI(path string) (*File, []*volume.Image, error) {
	file, err := nifti.Open(path, nifti.Budget)
	if err != nil {
		return nil, nil, err
	}
	bytes, sum, err := fingerprint(path)
	if err != nil {
		return nil, nil, err
	}
	facts := &NIfTI{
		Bytes: bytes, FileSHA256: sum, Version: "Nifti1Image", Shape: file.Shape, Endian: "<", DType: file.NumPy(), Place: file.Place,
		QFormCode: file.QFormCode, SFormCode: file.SFormCode, Zooms: file.Spacing,
		Stored: stored(&file.Array), Warnings: file.Warnings, Affine: [4][4]float64{3: {0, 0, 0, 1}},
	}
	copy(facts.Affine[:], file.Affine[:])
	if file.Version == 2 {
		facts.Version = "Nifti2Image"
	}
	if file.BigEndian {
		facts.Endian = ">"
	}
	f := &File{Name: filepath.Base(path), Format: formatNIfTI, Frames: file.Volumes(), Array: facts.Stored, Facts: facts}
	images, err := file.Images()
	if err != nil {
		f.Error = err.Error()
		return f, nil, nil
	}
	var values []float64
	for _, img := range images {
		values = append(values, img.Data...)
	}
	facts.Scaled = extremes(values)
	return f, images, nil
}

// fingerprint returns the length and the SHA-256 of a file.
func fingerprint(path string) (int64, string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, "", fileFault(err, path)
	}
	return int64(len(b)), hash(b), nil
}
