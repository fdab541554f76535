package nrrd

import (
	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/voxel"
)

// Grid returns where the voxels are, in LPS. The error says why the file has no
// grid of three axes at right angles.
func (f *File) Grid() (volume.Grid, error) { return f.grid, f.unplace }

// Volumes returns the number of volumes: the places along the axis that is not
// in space.
func (f *File) Volumes() int {
	if f.list < 0 {
		return 1
	}
	return f.Shape[f.list]
}

// Images returns all volumes, in the order of the file.
func (f *File) Images() ([]*volume.Image, error) {
	if f.unplace != nil {
		return nil, f.unplace
	}
	if f.Len() > voxel.MaxLen {
		return nil, fault.New(ErrTooLarge, "the image has %d values; at most %d are read", f.Len(), voxel.MaxLen)
	}
	all := make([]*volume.Image, f.Volumes())
	for i := range all {
		all[i] = volume.NewImage(f.grid)
		f.fill(all[i].Data, i)
	}
	return all, nil
}

func (f *File) one() (*volume.Image, error) {
	if n := f.Volumes(); f.unplace == nil && n > 1 {
		return nil, fault.New(ErrUnsupported, "the file holds %d volumes", n).
			Try("read it as a series of volumes or, if it is a segmentation, by its segments; or save one volume as a file of its own")
	}
	all, err := f.Images()
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// fill copies volume i. The numbers lie as [outer][volumes][inner].
func (f *File) fill(out []float64, i int) {
	inner := 1
	for axis := range max(f.list, 0) {
		inner *= f.Shape[axis]
	}
	switch n := f.Volumes(); {
	case n == 1:
		f.Fill(out, 0, 1)
	case inner == 1:
		f.Fill(out, i, n)
	default:
		for outer := 0; len(out) > 0; outer++ {
			f.Fill(out[:inner], (outer*n+i)*inner, 1)
			out = out[inner:]
		}
	}
}
