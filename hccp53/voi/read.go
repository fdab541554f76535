package voi

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// Option changes what [Read] takes from a label map.
type Option func(*options)

type options struct {
	one   bool
	label int
}

// Label takes only the voxels with label n, from 1 on, instead of all that are
// not 0.
func Label(n int) Option {
	return func(o *options) { o.one, o.label = true, n }
}

// Read reads a label map (.nii or .nii.gz) as a VOI on the grid of the image
// that it belongs to. Every voxel that is not 0 belongs to the VOI, unless
// [Label] picks one label.
//
// The map must lie on the grid on, to within [volume.Tolerance]; otherwise the
// error is [ErrOtherGrid] and says what differs and by how much. Only the order
// and direction of its axes may differ: the voxels are then put in the order of
// on, see [volume.Image.Reordered]. Other errors are [ErrEmpty], [ErrLabels] and
// those of [nifti.Read].
func Read(path string, on volume.Grid, opts ...Option) (*volume.Mask, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	name := filepath.Base(path)
	if o.one && o.label < 1 {
		return nil, fault.New(ErrLabels, "label %d was asked for; labels start at 1", o.label).At("%s", name)
	}
	img, err := nifti.Read(path)
	if err != nil {
		return nil, err
	}
	if d := on.Differs(img.Grid); d != "" {
		ordered, ok := img.Reordered(on)
		if !ok {
			return nil, fault.New(ErrOtherGrid, "the VOI lies on another grid than the image: %s", d).At("%s", name).
				Try("draw the VOI on this image, or resample it to its grid with nearest neighbours")
		}
		img = ordered
	}
	m := volume.NewMask(on)
	for i, v := range img.Data {
		if v != math.Trunc(v) || v < 0 || math.IsInf(v, 1) { // NaN differs from itself
			return nil, notLabels(v, name)
		}
		m.Data[i] = v != 0 && (!o.one || v == float64(o.label))
	}
	if m.Count() == 0 {
		if o.one {
			return nil, fault.New(ErrEmpty, "no voxel has the label %d; there are %s", o.label, labels(img)).At("%s", name).Try("check which label is the tumour's")
		}
		return nil, fault.New(ErrEmpty, "no voxel is marked").At("%s", name).Try("check the file in the program that it was drawn with")
	}
	return m, nil
}

func notLabels(v float64, name string) error {
	return fault.New(ErrLabels, "a voxel has the value %v; labels are whole numbers from 0 on", v).At("%s", name).
		Try("check that the file is the outline, not the image or a map of probabilities")
}

// labels lists the labels of a map in a message.
func labels(img *volume.Image) string {
	var found []float64
	for _, v := range img.Data {
		if v != 0 && !slices.Contains(found, v) && len(found) < 10 {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return "none"
	}
	slices.Sort(found)
	text := make([]string, len(found))
	for i, v := range found {
		text[i] = fmt.Sprintf("%.0f", v)
	}
	return strings.Join(text, ", ")
}
