package voi

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// mostLabels bounds the labels of a map: more than any atlas of the abdomen
// has, fewer than there are grey values in an image.
const mostLabels = 256

func openNIfTI(path string) (*file, error) {
	stored, err := nifti.Open(path, nifti.Budget)
	if err != nil {
		return nil, err
	}
	img, err := stored.Image()
	if err != nil {
		return nil, fault.Place(err, filepath.Base(path))
	}
	f := &file{name: filepath.Base(path), format: "NIfTI", grid: img.Grid, warnings: stored.Warnings}
	counts, err := labelsOf(img, f.name)
	if err != nil {
		return nil, err
	}
	for _, n := range slices.Sorted(maps.Keys(counts)) {
		f.regions = append(f.regions, Region{Number: n, Name: fmt.Sprintf("label %d", n), Voxels: counts[n]})
	}
	f.own = func(i int, _ volume.Grid) (*volume.Mask, error) {
		m := volume.NewMask(img.Grid)
		for k, v := range img.Data {
			m.Data[k] = v == float64(f.regions[i].Number)
		}
		return m, nil
	}
	f.onVoxels(false)
	return f, nil
}

// labelsOf counts the voxels of each label but 0.
func labelsOf(img *volume.Image, name string) (map[int]int, error) {
	counts := map[int]int{}
	for i := 0; i < len(img.Data); {
		v, from := img.Data[i], i
		for i++; i < len(img.Data) && img.Data[i] == v; i++ {
		}
		if v != math.Trunc(v) || v < 0 || v > math.MaxInt32 || math.IsNaN(v) {
			return nil, notLabels(v, name)
		}
		if v == 0 {
			continue
		}
		if counts[int(v)] += i - from; len(counts) > mostLabels {
			return nil, tooManyLabels(name)
		}
	}
	return counts, nil
}

func notLabels(v float64, name string) error {
	return fault.New(ErrLabels, "a voxel has the value %v; labels are whole numbers from 0 on", v).At("%s", name).
		Try("check that the file is the outline, not the image or a map of probabilities")
}

func tooManyLabels(name string) error {
	return fault.New(ErrLabels, "the file has more than %d different values", mostLabels).At("%s", name).
		Try("check that the file is the outline, not the image")
}

func openNRRD(path string) (*file, error) {
	s, err := nrrd.ReadSegmentation(path)
	if err != nil {
		return nil, err
	}
	f := &file{name: filepath.Base(path), format: "NRRD", grid: s.Grid, warnings: s.Warnings}
	if len(s.Segments) > mostLabels {
		return nil, tooManyLabels(f.name)
	}
	part := false
	labels := map[int]bool{}
	for _, segment := range s.Segments {
		f.regions = append(f.regions, Region{Number: segment.Label, Name: printable(segment.Name)})
		labels[segment.Label] = true
		part = part || segment.ID != ""
	}
	if len(labels) < len(s.Segments) { // layers use the same labels again
		for i := range f.regions {
			f.regions[i].Number = i + 1
		}
	}
	f.own = func(i int, _ volume.Grid) (*volume.Mask, error) { return s.Mask(i), nil }
	f.onVoxels(part)
	return f, nil
}

// onVoxels sets how regions of voxels are counted and put on the grid of an
// image. With part, the file may cover a part of the image.
func (f *file) onVoxels(part bool) {
	f.count = func(i int) (int, error) {
		m, err := f.own(i, f.grid)
		if err != nil {
			return 0, err
		}
		return m.Count(), nil
	}
	f.on = func(i int, on volume.Grid) (*volume.Mask, []string, error) {
		m, err := f.own(i, on)
		if err != nil {
			return nil, nil, err
		}
		out, ok := lay(m, on, part)
		if !ok {
			return nil, nil, ErrOtherGrid
		}
		return out, nil, nil
	}
}

// lay puts the voxels of m on the voxels of grid on. Ok is false when they are
// not the same ones: all of them, or with part some of them.
func lay(m *volume.Mask, on volume.Grid, part bool) (out *volume.Mask, ok bool) {
	in, ok := m.Inset(on)
	if !ok || !part && !covers(in, m.Grid, on) {
		return nil, false
	}
	out = volume.NewMask(on)
	for k, marked := range m.Data {
		if !marked {
			continue
		}
		i, inside := in.Index(m.Voxel(k))
		if !inside {
			return nil, false
		}
		out.Data[i] = true
	}
	return out, true
}

// covers reports whether the inset g has each voxel of on.
func covers(in volume.Inset, g, on volume.Grid) bool {
	_, first := in.Index(0, 0, 0)
	_, last := in.Index(g.Size[0]-1, g.Size[1]-1, g.Size[2]-1)
	return first && last && g.Len() == on.Len()
}
