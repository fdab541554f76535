package patient

import (
	"context"
	"fmt"
	"slices"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// Features are the radiomics features of one lesion in all phases.
type Features struct {
	// Columns are named as [Column] says.
	Columns  []string  `json:"columns"`
	Values   []float64 `json:"values"`
	Warnings []string  `json:"warnings"`
}

// Features measures the lesion: the shape once, in the first phase, intensity and
// texture in each phase, where that has a VOI of its own in this; then, if asked
// for, how they change between phases, and the same of the ring around the
// lesion. The error is [ErrCover] where a phase that was resampled does not cover
// it, [ErrRing] where the ring is empty, or one of package radiomics.
func (img *Images) Features(ctx context.Context, lesion *volume.Mask, m Measuring) (Features, error) {
	var inside, around []phase
	f := Features{Warnings: []string{}}
	for k, v := range img.Phases {
		image, drawn, err := img.measured(v, lesion)
		if err != nil {
			return f, err
		}
		in, ring, err := m.phase(ctx, v.Phase, k == 0, image, drawn, img.liver, nil)
		if err != nil {
			return f, err
		}
		inside, around = append(inside, in), append(around, ring)
	}
	f.add(m, inside, around)
	return f, nil
}

// Measurable reports what keeps the lesion from being measured, at a fraction of
// the cost of [Images.Features]: a single voxel, an image without contrast.
func (img *Images) Measurable(ctx context.Context, lesion *volume.Mask, m Measuring) error {
	m.Classes, m.Features, m.Images = []string{radiomics.FirstOrder}, nil, nil
	if m.Profile == radiomics.IBSI {
		m.Classes = []string{"stat"}
	}
	_, err := img.Features(ctx, lesion, m)
	return err
}

// phase is what was measured in one phase.
type phase struct {
	name     mri.Phase
	features []radiomics.Feature
	warnings []string
}

// phase measures the lesion and its ring in one phase. As, when not nil, changes
// the settings first.
func (m Measuring) phase(ctx context.Context, name mri.Phase, first bool, image *volume.Image, lesion, liver *volume.Mask, as func(*radiomics.Settings)) (in, around phase, err error) {
	in.name, around.name = name, name
	extract := func(p *phase, s radiomics.Settings, mask *volume.Mask) error {
		if as != nil {
			as(&s)
		}
		res, err := radiomics.Extract(ctx, image, mask, s)
		if err != nil {
			return err
		}
		p.features = res.Features
		for _, w := range res.Warnings {
			p.warnings = append(p.warnings, fmt.Sprintf("%s: %s", name, w))
		}
		return nil
	}
	if s := m.inPhase(first); len(s.Classes) > 0 || first {
		if err := extract(&in, s, lesion); err != nil {
			return in, around, fmt.Errorf("%s: %w", name, err)
		}
	}
	if m.Ring == 0 || len(m.inRing().Classes) == 0 {
		return in, around, nil
	}
	ring, cut, err := Ring(lesion, liver, m.Ring)
	if err == nil {
		if err = extract(&around, m.inRing(), ring); err != nil {
			err = fmt.Errorf("ring: %w", err)
		}
	}
	if err != nil {
		return in, around, fmt.Errorf("%s: %w", name, err)
	}
	for i := range around.warnings {
		around.warnings[i] = "ring, " + around.warnings[i]
	}
	if cut {
		around.warnings = append(around.warnings, fmt.Sprintf("ring, %s: it is cut off at the border of the image", name))
	}
	return in, around, nil
}

// add puts the features of all phases in their order.
func (f *Features) add(m Measuring, inside, around []phase) {
	put := func(c Column, v float64) {
		f.Columns, f.Values = append(f.Columns, c.String()), append(f.Values, v)
	}
	for i, phases := range [][]phase{inside, around} {
		ring := i == 1
		column := func(p phase, r radiomics.Feature) Column {
			return Column{Ring: ring, Phase: p.name, Image: r.Image, Class: r.Class, Name: r.Name}
		}
		for _, p := range phases {
			f.Warnings = append(f.Warnings, p.warnings...)
			for _, r := range p.features {
				put(column(p, r), r.Value)
			}
		}
		if !m.Delta {
			continue
		}
		for k := 1; k < len(phases); k++ {
			f.change(put, column, phases[k-1], phases[k])
		}
	}
}

// change adds difference and ratio of the features that both phases have.
func (f *Features) change(put func(Column, float64), column func(phase, radiomics.Feature) Column, a, b phase) {
	before := map[string]float64{}
	for _, r := range a.features {
		before[r.ID()] = r.Value
	}
	var noRatio []string
	for _, change := range []string{Delta, Ratio} {
		for _, r := range b.features {
			from, ok := before[r.ID()]
			if !ok || isShape(r.Class) {
				continue
			}
			c := column(b, r)
			c.Change, c.From = change, a.name
			v := r.Value - from
			if change == Ratio {
				if v, ok = ratio(from, r.Value); !ok {
					noRatio = append(noRatio, r.ID())
				}
			}
			put(c, v)
		}
	}
	if n := len(noRatio); n > 0 {
		f.Warnings = append(f.Warnings, fmt.Sprintf("%s to %s: %d ratios over 0, such as of %s, were set to 1 where both phases have 0, else to 0", a.name, b.name, n, slices.Min(noRatio)))
	}
}
