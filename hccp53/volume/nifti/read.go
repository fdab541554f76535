package nifti

import (
	"io"
	"path/filepath"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Read reads a file of one volume, see [Open] for the kinds of files; the
// content, not the name, decides whether it is compressed. For a file of
// several volumes use [ReadAll].
func Read(path string) (*volume.Image, error) {
	f, err := Open(path, Budget)
	if err != nil {
		return nil, err
	}
	img, err := f.Image()
	return img, fault.Place(err, filepath.Base(path))
}

// ReadAll is [Read] for files of one or several volumes, such as points in
// time. The images are in the order of the file.
func ReadAll(path string) ([]*volume.Image, error) {
	f, err := Open(path, Budget)
	if err != nil {
		return nil, err
	}
	all, err := f.Images()
	return all, fault.Place(err, filepath.Base(path))
}

// Decode is [Read] for a stream, compressed by gzip or not. It takes no more
// than budget bytes of the decompressed file, and allocates no more than in
// proportion to the bytes that are there, whatever the header states.
func Decode(r io.Reader, budget int64) (*volume.Image, error) {
	f, err := Parse(r, budget)
	if err != nil {
		return nil, err
	}
	return f.Image()
}

// Volumes returns the number of volumes, the places along the fourth dimension
// and those after it.
func (f *File) Volumes() int {
	n := 1
	for i, s := range f.Shape {
		if i >= 3 {
			n *= s
		}
	}
	return n
}

// Images returns all volumes with their values, in the order of the file. The
// error is [ErrUnsupported] when they run along more than the fourth dimension:
// the fifth holds components, not volumes.
func (f *File) Images() ([]*volume.Image, error) {
	if len(f.Shape) > 3 && f.Volumes() != f.Shape[3] {
		return nil, fault.New(ErrUnsupported, "the image has %d dimensions, the fifth or a later one with several places", len(f.Shape)).
			Try("save its components as images of their own")
	}
	g, err := f.Grid()
	if err != nil {
		return nil, err
	}
	all := make([]*volume.Image, f.Volumes())
	for t := range all {
		img := volume.NewImage(g)
		f.Fill(img.Data, t*g.Len(), 1)
		if f.Slope != 1 || f.Inter != 0 {
			for i, v := range img.Data {
				img.Data[i] = f.Slope*v + f.Inter
			}
		}
		all[t] = img
	}
	return all, nil
}

// Image returns the volume of a file that holds one, with its values. The error
// is [ErrUnsupported] when it holds several; see [File.Images].
func (f *File) Image() (*volume.Image, error) {
	if n := f.Volumes(); n > 1 {
		return nil, fault.New(ErrUnsupported, "the file holds %d volumes", n).
			Try("read it as a series of volumes, or save one volume as an image of its own")
	}
	all, err := f.Images()
	if err != nil {
		return nil, err
	}
	return all[0], nil
}
