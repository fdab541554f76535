package patient

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// moved is how a phase was brought to the grid of the first.
type moved struct {
	// own is the grid on which it was acquired.
	own volume.Grid
	// lo and hi are the box on the grid of the first that own reaches into: first
	// index and one past the last. Features, crops and shifts are taken within it.
	// Where the axes are turned, its corners may lie outside own.
	lo, hi [3]int
	// text says it all to the reader of the report.
	text string
}

// align returns phase v on the grid of the first: itself, or a resampled copy.
// Voxels outside the grid on which it was acquired have its lowest value.
func (img *Images) align(v *mri.Volume) (*mri.Volume, error) {
	first, to, own := img.Phases[0], img.Grid(), v.Image.Grid
	if a, b := first.Reference().FrameOfReferenceUID, v.Reference().FrameOfReferenceUID; a != b {
		img.warnings = append(img.warnings, fmt.Sprintf("%s has another frame of reference than %s; their positions were taken to compare", v.Phase, first.Phase))
	}
	d := to.Differs(own)
	if d == "" {
		return v, nil
	}
	if img.settings.PhaseGrid != resample {
		return nil, fault.New(ErrGrids, "the %s lies on another grid than the %s: %s", v.Phase, first.Phase, d).
			Try("export the phases with the same matrix and field of view, or set images.phase_grid to resample in study.yaml: the %s is then interpolated on the grid of the %s", v.Phase, first.Phase)
	}
	whole := volume.NewMask(own)
	for i := range whole.Data {
		whole.Data[i] = true
	}
	covered := whole.Resample(to, volume.Linear)
	lo, hi, ok := covered.Box()
	if !ok {
		return nil, fault.New(ErrCover, "the %s and the %s have no place in common: %s", v.Phase, first.Phase, d).
			Try("check that both show the same part of the body, or take the %s out of images.phases in study.yaml", v.Phase)
	}
	img.moved[v.Phase] = moved{own, lo, hi, resampledText(to, own, float64(covered.Count())/float64(to.Len()))}
	out := *v
	out.Image = v.Image.Resample(to, volume.Linear, slices.Min(v.Image.Data))
	return &out, nil
}

// resampledText says from what grid a phase was resampled, and which share of
// grid to it covers.
func resampledText(to, own volume.Grid, share float64) string {
	text := fmt.Sprintf("linear, from %d×%d×%d voxels of %.3g×%.3g×%.3g mm, origin shifted by %+.3g, %+.3g, %+.3g mm",
		own.Size[0], own.Size[1], own.Size[2], own.Spacing[0], own.Spacing[1], own.Spacing[2],
		own.Origin[0]-to.Origin[0], own.Origin[1]-to.Origin[1], own.Origin[2]-to.Origin[2])
	turned := to
	turned.Direction = own.Direction
	if d := to.Differs(turned); d != "" {
		text += ", " + d // the angle alone
	}
	if share < 1 {
		text += fmt.Sprintf(", covers %.3g %%", 100*share)
	}
	return text
}

// measured returns the image and the lesion to measure in phase v: its own lesion
// if it has one. Of a phase that was resampled it is the part that was acquired,
// so that what was filled in enters no mean and no standard deviation. The error
// is [ErrCover] when the lesion reaches beyond it.
func (img *Images) measured(v *mri.Volume, lesion *volume.Mask) (*volume.Image, *volume.Mask, error) {
	if own := img.own[v.Phase]; own != nil {
		lesion = own
	}
	m, resampled := img.moved[v.Phase]
	if !resampled || !img.Grid().Equal(lesion.Grid) { // who measures refuses a lesion on another grid
		return v.Image, lesion, nil
	}
	if part := outside(lesion, m.own); part != "" {
		return nil, nil, fault.New(ErrCover, "the %s does not cover the VOI: %s", v.Phase, part).
			Try("export the whole %s, or take it out of images.phases in study.yaml", v.Phase)
	}
	return v.Image.Crop(m.lo, m.hi, 0), lesion.Crop(m.lo, m.hi, 0), nil
}

// rounding is the part of a voxel that counts as rounding of a position, as in
// [volume.Image.Resample].
const rounding = 1e-9

// outside says which part of a lesion lies outside grid g, and by how much; it
// returns "" when none does. The grid ends half a voxel beyond its outermost
// voxel centres, as for [volume.Image.Resample]; a place half way past the last
// is outside.
func outside(lesion *volume.Mask, g volume.Grid) string {
	voxels, farthest := 0, 0.0
	all, cut := map[int]bool{}, map[int]bool{}
	for i, in := range lesion.Data {
		if !in {
			continue
		}
		x, y, z := lesion.Voxel(i)
		all[z] = true
		beyond, squares := false, 0.0
		for k, q := range g.Locate(lesion.Point(float64(x), float64(y), float64(z))) {
			end := float64(g.Size[k]) - 0.5
			beyond = beyond || q < -0.5-rounding || q > end-rounding
			squares += math.Pow(math.Max(0, math.Max(-0.5-q, q-end))*g.Spacing[k], 2)
		}
		if beyond {
			voxels++
			cut[z] = true
			farthest = math.Max(farthest, math.Sqrt(squares))
		}
	}
	if voxels == 0 {
		return ""
	}
	return fmt.Sprintf("%d of its %d voxels, on %d of its %d slices, lie outside, by up to %.3g mm", voxels, lesion.Count(), len(cut), len(all), farthest)
}
