package radiomics

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/filter"
	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// Window is what a feature map measures around each voxel.
type Window struct {
	// Radius is its reach in voxels: 1 makes windows of 3×3×3 voxels, or 3×3
	// with Force2D.
	Radius int
	// WholeBox measures all voxels of the window, not only those of the VOI
	// (PyRadiomics' maskedKernel: false). Grey levels then belong to the box of
	// the VOI and Radius voxels around it.
	WholeBox bool
	// Outside is the value of the map outside of the VOI, and where a feature is
	// not defined.
	Outside float64
}

// maxWindow bounds the radius: 10 voxels are windows of 9,261.
const maxWindow = 10

// Map is a feature measured in a window around each voxel of a VOI.
type Map struct {
	// Image is the image that was measured, Class and Name the feature.
	Image, Class, Name string
	// Values lie on the part of the prepared image that holds the VOI and
	// Window.Radius voxels around it, as far as the image reaches.
	Values *volume.Image
	// Undefined is the number of voxels of the VOI in whose window the feature is
	// not defined, such as co-occurrence around a voxel without neighbours.
	Undefined int
}

// ID returns the name of the map, such as original_glcm_JointEntropy.
func (m Map) ID() string { return id(m.Image, m.Class, m.Name) }

// Maps measures the features of each class but shape in a window around each
// voxel of the VOI: PyRadiomics' voxel-based extraction. The image is prepared,
// filtered and, once for the whole VOI, discretised as by [Extract]; the features
// are those of Extract in the window.
//
// Progress, if not nil, is called from time to time with the number of voxels
// measured, of all images. Memory is one number a feature for each voxel of the
// VOI's box. Results do not depend on the number of processors.
//
// Errors: as Extract; [ErrSettings] for a window without radius, and for profile
// ibsi, which has no feature maps.
func Maps(ctx context.Context, img *volume.Image, voi *volume.Mask, s Settings, w Window, progress func(done, total int)) ([]Map, error) {
	switch {
	case w.Radius < 1 || w.Radius > maxWindow:
		return nil, fault.New(ErrSettings, "a window of radius %d cannot be measured", w.Radius).At("radiomics setting %q", "kernelRadius").Try("use a radius from 1 to %d voxels", maxWindow)
	case s.Profile == IBSI:
		return nil, fault.New(ErrSettings, "profile ibsi has no feature maps").At("radiomics setting %q", "profile").Try("use profile pyradiomics")
	case math.IsNaN(w.Outside) || math.IsInf(w.Outside, 0):
		return nil, fault.New(ErrSettings, "%g is no value for voxels outside", w.Outside).At("radiomics setting %q", "initValue").Try("use 0")
	}
	wanted := slices.DeleteFunc(s.classes(), func(c class) bool { return c.shape })
	if len(wanted) == 0 {
		return nil, fault.New(ErrSettings, "no class is asked for that has maps").At("radiomics setting %q", "classes").Try("ask for firstorder, glcm, glrlm, glszm, gldm or ngtdm")
	}
	s = s.filled()
	p, err := Prepare(ctx, img, voi, s)
	if err != nil {
		return nil, err
	}
	low, high, _ := p.Intensity.Box()
	var in filter.Box
	in.Low, in.High = padded(p.Image.Size, low, high, w.Radius)
	measured := p.Intensity
	if w.WholeBox {
		p = &Prepared{Image: p.Image, Morphological: whole(p.Image.Grid, in)}
		p.Intensity = p.Morphological
	}
	images, err := p.filter(ctx, s)
	if err != nil {
		return nil, err
	}
	geometry := cut(nil, p.Intensity, nil)
	centres := geometry.placesOf(measured)
	report := counted(progress, len(centres)*len(images))
	var all []Map
	for _, f := range images {
		m := part{image: f.name, region: geometry.of(f.image), settings: s}
		m.settings.Measurement = f.as
		if err := finite(m.region.values, m.image+" image in the VOI"); err != nil {
			return nil, err
		}
		if err := m.grade(wanted); err != nil {
			return nil, err
		}
		maps := newMaps(f.name, wanted, m.settings, p.Image.Grid.Sub(in.Low, in.High), w.Outside)
		if err := m.fill(ctx, maps, wanted, centres, w, in.Low, report); err != nil {
			return nil, err
		}
		all = append(all, maps...)
	}
	return all, nil
}

// whole returns the mask of a box.
func whole(g volume.Grid, in filter.Box) *volume.Mask {
	m := volume.NewMask(g)
	for z := in.Low[2]; z < in.High[2]; z++ {
		for y := in.Low[1]; y < in.High[1]; y++ {
			for x := in.Low[0]; x < in.High[0]; x++ {
				m.Data[m.Index(x, y, z)] = true
			}
		}
	}
	return m
}

// placesOf returns the places of the region that a mask marks.
func (r *region) placesOf(m *volume.Mask) []int32 {
	var all []int32
	for _, place := range r.at {
		x, y, z := r.voxel(int(place))
		if m.At(x+r.low[0], y+r.low[1], z+r.low[2]) {
			all = append(all, place)
		}
	}
	return all
}

// counted returns a function that adds to the number of voxels done and reports
// it.
func counted(progress func(done, total int), total int) func(int) {
	var done atomic.Int64
	return func(n int) {
		if now := done.Add(int64(n)); progress != nil {
			progress(int(now), total)
		}
	}
}

func newMaps(image string, wanted []class, s Settings, g volume.Grid, outside float64) []Map {
	var all []Map
	for _, c := range wanted {
		for _, k := range s.chosen(c) {
			m := Map{Image: image, Class: c.name, Name: c.features[k].name, Values: volume.NewImage(g)}
			for i := range m.Values.Data {
				m.Values.Data[i] = outside
			}
			all = append(all, m)
		}
	}
	return all
}

// fill measures the windows around the centres, some of them at a time.
func (m *part) fill(ctx context.Context, maps []Map, wanted []class, centres []int32, w Window, low [3]int, report func(int)) error {
	const block = 64
	r := m.region
	byPlace := make([]float64, len(r.inside))
	for i, place := range r.at {
		byPlace[place] = r.values[i]
	}
	undefined := make([]atomic.Int64, len(maps))
	chosen := make([][]int, len(wanted))
	for n, c := range wanted {
		chosen[n] = m.settings.chosen(c)
	}
	blocks := (len(centres) + block - 1) / block
	errs := make([]error, blocks)
	err := workers.Until(ctx, blocks, func(b int) {
		window := newWindow(r, byPlace, w.Radius, m.settings)
		here := centres[b*block : min((b+1)*block, len(centres))]
		for _, place := range here {
			x, y, z := r.voxel(int(place))
			at := maps[0].Values.Index(x+r.low[0]-low[0], y+r.low[1]-low[1], z+r.low[2]-low[2])
			window.move(x, y, z)
			k := 0
			for n, c := range wanted {
				values, err := c.compute(ctx, &window.region, m.settings)
				if err != nil && !errors.Is(err, ErrUndefined) {
					errs[b] = m.at(err)
					return
				}
				for _, i := range chosen[n] {
					if values == nil || !isFinite(values[i]) {
						undefined[k].Add(1)
					} else {
						maps[k].Values.Data[at] = values[i]
					}
					k++
				}
			}
		}
		report(len(here))
	})
	if err != nil {
		return err
	}
	for k := range maps {
		maps[k].Undefined = int(undefined[k].Load())
	}
	return errors.Join(errs...)
}

// window is a small region that is moved over a large one. Its grey levels are
// those that occur in the window, under their numbers in the VOI.
type window struct {
	region
	of      *region
	byPlace []float64
	radius  [3]int
	// number is, for each grey level of the VOI, 1 + its index in the window.
	number []uint16
}

func newWindow(of *region, byPlace []float64, radius int, s Settings) *window {
	w := &window{of: of, byPlace: byPlace, radius: [3]int{radius, radius, radius}, number: make([]uint16, len(of.grey)+1)}
	if flat := s.flat(); flat >= 0 {
		w.radius[flat] = 0
	}
	w.spacing, w.bins, w.border = of.spacing, of.bins, 1
	w.region.window = len(of.grey) > 1
	for i := range 3 {
		w.box[i] = 2*w.radius[i] + 1
	}
	for _, d := range s.distances() {
		w.border = max(w.border, min(d, max(w.box[0], w.box[1], w.box[2])))
	}
	for i := range 3 {
		w.size[i] = w.box[i] + 2*w.border
	}
	n := w.size[0] * w.size[1] * w.size[2]
	w.inside, w.level = make([]uint8, n), make([]uint16, n)
	return w
}

// move fills the window with the voxels around one.
func (w *window) move(x, y, z int) {
	clear(w.inside)
	clear(w.level)
	clear(w.number)
	w.at, w.values, w.grey = w.at[:0], w.values[:0], w.grey[:0]
	r := w.of
	for dz := -w.radius[2]; dz <= w.radius[2]; dz++ {
		for dy := -w.radius[1]; dy <= w.radius[1]; dy++ {
			if y+dy < 0 || y+dy >= r.box[1] || z+dz < 0 || z+dz >= r.box[2] {
				continue
			}
			from, to := max(-w.radius[0], -x), min(w.radius[0], r.box[0]-1-x)
			there := r.place(x, y+dy, z+dz)
			here := w.place(w.radius[0], dy+w.radius[1], dz+w.radius[2])
			for dx := from; dx <= to; dx++ {
				level := r.level[there+dx]
				if level == 0 {
					continue
				}
				w.inside[here+dx] = 1
				w.level[here+dx] = level
				w.at = append(w.at, int32(here+dx))
				w.values = append(w.values, w.byPlace[there+dx])
				w.number[level] = 1
			}
		}
	}
	for level, there := range w.number {
		if there == 1 {
			w.grey = append(w.grey, r.grey[level-1])
			w.number[level] = uint16(len(w.grey))
		}
	}
	for _, place := range w.at {
		w.level[place] = w.number[w.level[place]]
	}
}
