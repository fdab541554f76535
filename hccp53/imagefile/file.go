package imagefile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

const (
	formatDICOM = "DICOM"
	formatNIfTI = "NIfTI"
	formatNRRD  = "NRRD"
	formatNone  = "unreadable"
)

// describeFile describes one file, and gives the volumes of a NIfTI or NRRD
// file; those of DICOM are made of series. It returns nothing for a file of
// none of the formats.
func describeFile(ctx context.Context, path string) (*File, []*volume.Image, error) {
	f, images, err := describeOther(path)
	if !errors.Is(err, nrrd.ErrNotNRRD) {
		return f, images, err
	}
	f, err = describeDICOM(ctx, path)
	if errors.Is(err, mri.ErrNotDICOM) {
		return nil, nil, nil
	}
	return f, nil, err
}

// describeOther describes a NIfTI or NRRD file. The error is [nrrd.ErrNotNRRD]
// for a file of neither format.
func describeOther(path string) (*File, []*volume.Image, error) {
	f, images, err := describeNIfTI(path)
	if errors.Is(err, nifti.ErrNotNIfTI) {
		return describeNRRD(path)
	}
	return f, images, err
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
		f.Array = (*Array)(p)
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
	Bytes      int64       `json:"bytes"`
	FileSHA256 string      `json:"file_sha256"`
	Version    string      `json:"version"` // as nibabel names it: Nifti1Image
	Shape      []int       `json:"shape"`
	Endian     string      `json:"endian"` // < or >
	DType      string      `json:"dtype"`
	Affine     [][]float64 `json:"affine_ras"` // nothing when it holds no number
	Place      string      `json:"place"`      // where the affine comes from
	QFormCode  int         `json:"qform_code"`
	SFormCode  int         `json:"sform_code"`
	Zooms      []float64   `json:"zooms"` // nothing when one is no number; distance of neighbours along each axis
	Stored     Array       `json:"stored"`
	Scaled     Array       `json:"scaled"`
	Warnings   []string    `json:"warnings,omitempty"`
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
		QFormCode: file.QFormCode, SFormCode: file.SFormCode, Zooms: numbers(file.Spacing...),
		Stored: stored(&file.Array), Warnings: file.Warnings,
	}
	if a := file.Affine; numbers(slices.Concat(a[0][:], a[1][:], a[2][:])...) != nil {
		facts.Affine = [][]float64{a[0][:], a[1][:], a[2][:], {0, 0, 0, 1}}
	}
	if file.Version == 2 {
		facts.Version = "Nifti2Image"
	}
	if file.BigEndian {
		facts.Endian = ">"
	}
	f := &File{Name: filepath.Base(path), Format: formatNIfTI, Frames: file.Volumes(), Array: &facts.Stored, Facts: facts, warnings: file.Warnings}
	images, err := file.Images()
	if err != nil {
		f.Error = fault.Place(err, f.Name).Error()
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
	f, err := os.Open(path)
	if err != nil {
		return 0, "", fileFault(err, path)
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return 0, "", fileFault(err, path)
	}
	return n, hex.EncodeToString(sum.Sum(nil)), nil
}
