package patient

import (
	"errors"
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// ErrRing: there is no tissue around the lesion to measure.
var ErrRing = errors.New("patient: ring around the lesion not usable")

// Liver reads the outline of the liver, drawn on the grid of the first phase,
// which limits the ring from then on. All its regions are taken together.
func (img *Images) Liver(path string) error {
	opts := []voi.Option{voi.InFrame(img.Phases[0].Reference().FrameOfReferenceUID)}
	if img.settings.VOIGrid == resample {
		opts = append(opts, voi.Resample(volume.Nearest))
	}
	res, err := voi.Load(path, img.Grid(), opts...)
	if err != nil {
		return err
	}
	for _, w := range res.Warnings {
		img.warn(path, "%s", w)
	}
	img.liver = res.Mask
	return nil
}

// Ring returns the voxels whose centre is at most so many mm from that of a
// voxel of the lesion, without the lesion, and within the liver unless that is
// nil. Liver may lie on another grid. Cut says that the ring reaches beyond the
// grid. The error is [ErrRing] when no voxel is left.
func Ring(lesion, liver *volume.Mask, mm float64) (ring *volume.Mask, cut bool, err error) {
	lo, hi, ok := lesion.Box()
	if !ok {
		return nil, false, fault.New(ErrRing, "the lesion has no voxels")
	}
	for i := range 3 {
		n := int(math.Floor(mm/lesion.Spacing[i] + 1e-9))
		cut = cut || lo[i] < n || lesion.Size[i]-hi[i] < n
	}
	lo, hi = lesion.Grow(lo, hi, mm)
	part := lesion.Crop(lo, hi, 0)
	near := part.Dilate(mm)
	limit := func(int) bool { return true }
	if liver != nil {
		in := liver
		if !liver.Grid.Equal(part.Grid) {
			in = on(part.Grid, liver)
		}
		limit = func(i int) bool { return in.Data[i] }
	}
	ring = volume.NewMask(lesion.Grid)
	n := 0
	for i, in := range near.Data {
		if in && !part.Data[i] && limit(i) {
			x, y, z := part.Voxel(i)
			ring.Data[ring.Index(x+lo[0], y+lo[1], z+lo[2])] = true
			n++
		}
	}
	if n == 0 {
		what := fmt.Sprintf("no voxel lies within %g mm around the lesion", mm)
		if liver != nil {
			what += " and in the liver"
		}
		return nil, cut, fault.New(ErrRing, "%s", what).Try("use a wider radiomics.ring in study.yaml, at least one voxel (%.3g mm), or 0 for none", min(lesion.Spacing[0], lesion.Spacing[1]))
	}
	return ring, cut, nil
}

// on brings a mask to a grid that is a small part of it, by the nearest voxel.
func on(g volume.Grid, m *volume.Mask) *volume.Mask {
	lo, hi := m.Size, [3]int{}
	for corner := range 8 {
		var at [3]float64
		for i := range 3 {
			if corner>>i&1 == 1 {
				at[i] = float64(g.Size[i] - 1)
			}
		}
		for i, q := range m.Locate(g.Point(at[0], at[1], at[2])) {
			lo[i] = min(lo[i], max(int(math.Floor(q))-1, 0))
			hi[i] = max(hi[i], min(int(math.Ceil(q))+2, m.Size[i]))
		}
	}
	for i := range 3 {
		if lo[i] >= hi[i] {
			return volume.NewMask(g) // elsewhere
		}
	}
	return m.Crop(lo, hi, 0).Resample(g, volume.Nearest)
}
