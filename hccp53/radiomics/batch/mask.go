package batch

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// outlines is a file of regions, as it lies to an image.
type outlines struct {
	regions []voi.Region
	// take returns a region on the grid of the image. Own describes it on its own
	// grid where that is another; it is nil otherwise.
	take func(r voi.Region) (m *volume.Mask, own *ownGrid, warnings []string, err error)
	// hash is the SHA-1 of the label map of 32 bits, by which PyRadiomics names a
	// mask; "" for outlines that are no label map.
	hash string
}

// ownGrid describes a region of a file on another grid than the image.
type ownGrid struct {
	size    [3]int
	spacing [3]float64
	stage   radiomics.MaskStage
}

// openMask opens the outlines at path.
func openMask(path string, p *picture, g Geometry) (*outlines, error) {
	s, err := openStored(path)
	if err != nil {
		return nil, err
	}
	if s != nil && s.volumes == 1 && !s.segments {
		labels, err := s.image()
		if err != nil {
			return nil, fault.Place(err, base(path))
		}
		return labelMap(path, labels, p, g)
	}
	regions, err := voi.Regions(path)
	if err != nil {
		return nil, err
	}
	return &outlines{regions: regions, take: func(r voi.Region) (*volume.Mask, *ownGrid, []string, error) {
		return load(path, r, p, g)
	}}, nil
}

// load reads one region by way of package voi, which knows what grids can be
// mistaken for another.
func load(path string, r voi.Region, p *picture, g Geometry) (*volume.Mask, *ownGrid, []string, error) {
	options := []voi.Option{voi.Label(r.Number), voi.InFrame(p.frame)}
	if g.Correct {
		options = append(options, voi.Resample(volume.Nearest))
	}
	res, err := voi.Load(path, p.image.Grid, options...)
	if err != nil {
		return nil, nil, nil, err
	}
	return res.Mask, nil, res.Warnings, nil
}

// labelMap is the common case: a file of one number a voxel.
func labelMap(path string, labels *volume.Image, p *picture, g Geometry) (*outlines, error) {
	o := &outlines{}
	counts := map[int]int{}
	raw := make([]byte, 4*len(labels.Data))
	last, n := 0.0, 0
	for i, v := range labels.Data {
		if v != last {
			if v != math.Trunc(v) || v < 0 || v > math.MaxInt32 {
				return nil, fault.New(ErrLabel, "a voxel of the mask has the value %v; labels are whole numbers from 0 on", v).At("%s", base(path)).
					Try("check that the file is the mask, not the image")
			}
			counts[int(last)] += n
			if last, n = v, 0; len(counts) > mostLabels {
				return nil, fault.New(ErrLabel, "the mask has more than %d different values", mostLabels).At("%s", base(path)).
					Try("check that the file is the mask, not the image")
			}
		}
		n++
		binary.LittleEndian.PutUint32(raw[4*i:], uint32(v))
	}
	counts[int(last)] += n
	delete(counts, 0)
	o.hash = sum(raw)
	for _, label := range slices.Sorted(maps.Keys(counts)) {
		o.regions = append(o.regions, voi.Region{Number: label, Name: fmt.Sprintf("label %d", label), Voxels: counts[label]})
	}
	same := g.same(p.image.Grid, labels.Grid)
	if !same && !g.Correct && g.Tolerance > 0 {
		return nil, fault.New(ErrGeometry, "image and mask do not lie on the same grid: the mask has %s", g.differs(p.image.Grid, labels.Grid)).
			At("%s", base(path)).Try("draw the mask on this image, raise geometryTolerance, or set correctMask to resample the mask")
	}
	o.take = func(r voi.Region) (*volume.Mask, *ownGrid, []string, error) {
		m := volume.NewMask(labels.Grid)
		for i, v := range labels.Data {
			m.Data[i] = v == float64(r.Number)
		}
		if same {
			m.Grid = p.image.Grid // the differences are within the tolerance
			return m, nil, nil, nil
		}
		own := &ownGrid{labels.Size, labels.Spacing, radiomics.DescribeMask(m)}
		out, _, warnings, err := load(path, r, p, g)
		return out, own, warnings, err
	}
	return o, nil
}

// mostLabels bounds the labels of a map: more than any atlas of the body has,
// fewer than there are grey values in an image.
const mostLabels = 1024

// choose returns the regions that the labels name. Without labels it is that
// of the number 1, as in PyRadiomics, or the only one there is.
func (o *outlines) choose(labels []string, mask string) ([]voi.Region, error) {
	regions := slices.DeleteFunc(slices.Clone(o.regions), func(r voi.Region) bool { return r.Number == 0 })
	var what []string
	for _, r := range regions {
		what = append(what, r.Name)
		if r.Name != fmt.Sprintf("label %d", r.Number) {
			what[len(what)-1] = fmt.Sprintf("%d (%s)", r.Number, r.Name)
		}
	}
	there := fault.List(what, 10, func(text string) string { return text })
	switch {
	case len(regions) == 0:
		return nil, fault.New(ErrLabel, "nothing is marked in the mask").At("%s", mask).Try("check the file in the program that it was drawn with")
	case slices.Equal(labels, []string{allLabels}):
		return regions, nil
	case len(labels) == 0 && len(regions) == 1:
		return regions, nil
	case len(labels) == 0:
		labels = []string{"1"}
	}
	var taken []voi.Region
	for _, label := range labels {
		found := slices.DeleteFunc(slices.Clone(regions), func(r voi.Region) bool { return !named(r, label) })
		switch {
		case len(found) == 0:
			return nil, fault.New(ErrLabel, "label %s is not in the mask; there are %s", shown(label), there).At("%s", mask).
				Try("choose with --label or the column Label")
		case len(found) > 1:
			return nil, fault.New(ErrLabel, "%d regions are named %s", len(found), shown(label)).At("%s", mask).Try("choose by number")
		case slices.Contains(taken, found[0]):
			return nil, fault.New(ErrLabel, "label %s is asked for twice", shown(label)).At("%s", mask).Try("name each label once")
		}
		taken = append(taken, found[0])
	}
	return taken, nil
}

// named reports whether a label, by number or name, is that of the region.
func named(r voi.Region, label string) bool {
	if n, err := strconv.Atoi(label); err == nil {
		return r.Number == n
	}
	return strings.EqualFold(strings.TrimSpace(r.Name), label)
}
