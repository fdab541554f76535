package batch

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"os"

	"hcclab/hccp53/imagefile"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
	"hcclab/hccp53/volume/voxel"
)

// picture is an image as it was read.
type picture struct {
	image *volume.Image
	// frame is the UID of the frame of reference, if it is DICOM.
	frame string
	// hash is the SHA-1 of the voxels as SimpleITK hands them out, by which
	// PyRadiomics names an image.
	hash     string
	warnings []string
}

// readImage reads a NIfTI or NRRD file with one volume at once, all else as
// package imagefile does.
func readImage(ctx context.Context, path string, choice imagefile.Options) (*picture, error) {
	s, err := openStored(path)
	if err != nil {
		return nil, err
	}
	if s != nil && s.volumes == 1 {
		img, err := s.image()
		if err != nil {
			return nil, err
		}
		return &picture{image: img, hash: s.hash(img), warnings: s.warnings}, nil
	}
	p := &picture{}
	choice.Tell = func(text string) { p.warnings = append(p.warnings, text) }
	v, err := imagefile.Read(ctx, path, choice)
	if err != nil {
		return nil, err
	}
	p.image, p.frame = v.Image, v.FrameOfReference()
	p.hash = sum(voxel.Encode(v.Image.Data, voxel.Type(v.DType)))
	return p, nil
}

// stored is a NIfTI or NRRD file.
type stored struct {
	voxel.Array
	volumes  int
	segments bool // it says what its labels are
	scaled   bool // values are not the stored numbers
	image    func() (*volume.Image, error)
	warnings []string
}

// openStored opens a file; it returns nothing for a folder and for a file of
// another format.
func openStored(path string) (*stored, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, nil
	}
	n, err := nifti.Open(path, nifti.Budget)
	if err == nil {
		return &stored{
			Array: n.Array, volumes: n.Volumes(), warnings: n.Warnings, image: n.Image,
			scaled: n.Slope != 1 || n.Inter != 0,
		}, nil
	}
	if !errors.Is(err, nifti.ErrNotNIfTI) {
		return nil, err
	}
	f, err := nrrd.Open(path, nrrd.Budget)
	if errors.Is(err, nrrd.ErrNotNRRD) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &stored{Array: f.Array, volumes: f.Volumes(), warnings: f.Warnings}
	_, s.segments = f.Keys["Segment0_ID"]
	s.image = func() (*volume.Image, error) {
		all, err := f.Images()
		if err != nil {
			return nil, err
		}
		return all[0], nil
	}
	return s, nil
}

// hash returns the SHA-1 of the voxels, as SimpleITK hands them out: the stored
// numbers, or floats where they are scaled.
func (s *stored) hash(img *volume.Image) string {
	switch {
	case !s.scaled:
		return sum(s.Data)
	case s.Type == voxel.Float64:
		return sum(voxel.Encode(img.Data, voxel.Float64))
	}
	return sum(voxel.Encode(img.Data, voxel.Float32))
}

func sum(b []byte) string {
	s := sha1.Sum(b)
	return hex.EncodeToString(s[:])
}
