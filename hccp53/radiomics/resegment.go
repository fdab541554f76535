package radiomics

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// resegment keeps of the VOI what lies in the range of the settings, then what
// is no outlier.
func (p *Prepared) resegment(s Settings) error {
	if len(s.ResegmentRange) == 0 && s.ResegmentOutliers == 0 {
		return nil
	}
	before := p.Intensity.Count()
	if len(s.ResegmentRange) > 0 {
		if err := p.keep(s.bounds); err != nil {
			return err
		}
	}
	if s.ResegmentOutliers > 0 {
		err := p.keep(func(values []float64) (float64, float64) {
			mean, sd := moments(values)
			return mean - s.ResegmentOutliers*sd, mean + s.ResegmentOutliers*sd
		})
		if err != nil {
			return err
		}
	}
	n := p.Intensity.Count()
	if n <= 1 {
		return fault.New(ErrVOI, "re-segmentation keeps %d of the %d voxels of the VOI", n, before).
			Try("widen resegmentRange, whose mode is %q, or leave it out", s.ResegmentMode)
	}
	if err := enough(p.Intensity, s); err != nil {
		return err
	}
	if s.ResegmentShape {
		p.Morphological = p.Intensity
	} else if s.cuts() {
		p.trim()
	}
	p.Stages = append(p.Stages, stage("resegmented", p.Image, sumsOf(p.Image.Data), p.Morphological, p.Intensity))
	return nil
}

// trim cuts the VOI whose shape is measured to the box of what re-segmentation
// kept, as PyRadiomics does (featureextractor.py, execute: the box is that of
// the re-segmented mask when shape is computed).
func (p *Prepared) trim() {
	lo, hi, _ := p.Intensity.Box()
	m := volume.NewMask(p.Morphological.Grid)
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			from, to := m.Index(lo[0], y, z), m.Index(hi[0]-1, y, z)+1
			copy(m.Data[from:to], p.Morphological.Data[from:to])
		}
	}
	if cut := p.Morphological.Count() - m.Count(); cut > 0 {
		p.Morphological = m
		p.Warnings = append(p.Warnings, "shape is measured in the box of the re-segmented VOI, as by PyRadiomics, which cuts off part of the VOI")
	}
}

// keep drops the voxels of the intensity mask outside of the bounds that are
// found from their values.
func (p *Prepared) keep(bounds func([]float64) (lowest, highest float64)) error {
	var values []float64
	for i, in := range p.Intensity.Data {
		if in {
			values = append(values, p.Image.Data[i])
		}
	}
	if len(values) == 0 {
		return nil // the caller reports what is left
	}
	if err := finite(values, "VOI"); err != nil {
		return err
	}
	lowest, highest := bounds(values)
	kept := volume.NewMask(p.Intensity.Grid)
	for i, in := range p.Intensity.Data {
		kept.Data[i] = in && p.Image.Data[i] >= lowest && p.Image.Data[i] <= highest
	}
	p.Intensity = kept
	return nil
}

// bounds returns ResegmentRange in intensities.
func (s Settings) bounds(values []float64) (lowest, highest float64) {
	limits := slices.Sorted(slices.Values(s.ResegmentRange))
	offset, unit := 0.0, 1.0
	switch s.ResegmentMode {
	case "relative":
		_, unit = extremes(values)
	case "sigma":
		offset, unit = moments(values)
	}
	lowest, highest = offset+unit*limits[0], math.Inf(1)
	if len(limits) == 2 {
		highest = offset + unit*limits[1]
	}
	return lowest, highest
}

// moments returns the mean and the standard deviation over N.
func moments(values []float64) (mean, sd float64) {
	mean = average(values)
	for _, x := range values {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / float64(len(values)))
}
