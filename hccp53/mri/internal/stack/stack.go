package stack

import (
	"context"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// Stack is one volume with what is needed to name its phase.
type Stack struct {
	Image *volume.Image
	// First is the image of the lowest slice; it stands for all.
	First *frame.Image
	// Series holds the UID; Index and Count place the volume among those of
	// its series part, in time.
	Series       string
	Index, Count int
	// Timeless: nothing but instance numbers tells when the volume was acquired
	// among those of its series.
	Timeless bool
	// Acquired is the earliest acquisition time of its images, NaN if unknown.
	Acquired float64
	// Trigger is the trigger time in ms where each volume of the series has
	// one of its own, NaN otherwise.
	Trigger float64
	// Axial: the slices lie nearer to the axial plane than to another.
	Axial bool
	// Files is the number of files it lies in.
	Files int
	// Instances are the UIDs of the images, from the lowest slice up.
	Instances []string
	Scaling   Scaling
	// Notes say what a reader of the volume should know, a sentence each.
	Notes []string
}

// Stacks builds the part's volumes; floating asks for Philips' scale. The notes
// are for the warnings. The errors are those of this package and of
// [frame.ReadPixels].
func (p *Part) Stacks(ctx context.Context, floating bool) (made []*Stack, notes []string, err error) {
	// One scale for all slices: where the factor of one is not known, none is used.
	floating = floating && !slices.ContainsFunc(p.Images, func(img *frame.Image) bool { return !img.HasFloatingPoint() })
	positions, err := p.positions()
	if err != nil {
		return nil, nil, err
	}
	grid, err := p.grid(positions)
	if err != nil {
		return nil, nil, err
	}
	if len(p.Images) == len(positions) {
		made = []*Stack{p.single(grid, positions, floating)}
	}
	defer func() {
		for _, img := range p.Images {
			img.Values = nil
		}
	}()
	for _, img := range p.Images {
		if img.Values == nil {
			img.Values = make([]float64, img.Rows*img.Columns)
		}
	}
	if err := frame.ReadPixels(ctx, p.Images, floating); err != nil {
		return nil, nil, err
	}
	key := ""
	if made == nil {
		if positions, notes, err = dropDuplicates(positions); err != nil {
			return nil, nil, err
		}
		if key, err = orderInTime(positions); err != nil {
			return nil, notes, err
		}
		triggered := consistent(positions, triggerTime)
		for t := range positions[0] {
			made = append(made, p.volumeAt(grid, positions, t, triggered, floating))
		}
	}
	notes = append(notes, p.remarks(positions, key, floating)...)
	for _, s := range made {
		s.Notes, s.Timeless = notes, key == instanceNumber.name
	}
	return made, notes, nil
}

// remarks says what a reader of the volumes should know.
func (p *Part) remarks(positions []position, key string, floating bool) (notes []string) {
	if key == instanceNumber.name {
		notes = append(notes, fmt.Sprintf("%d volumes in one series carry no time; they are in the order of instance numbers", len(positions[0])))
	}
	if n := len(positions); n < 3 {
		notes = append(notes, "the volume has only "+fault.Count(n, "slice"))
	}
	if p.Images[0].Photometric == "MONOCHROME1" {
		notes = append(notes, "MONOCHROME1: values are as stored, small ones are meant to be bright")
	}
	if !stackAgrees(positions) {
		notes = append(notes, "the numbers of the frames in their stack contradict their positions; the positions count")
	}
	if d := p.Images[0].Divisor(); !floating && slices.ContainsFunc(p.Images, func(img *frame.Image) bool { return !vector.Same(img.Divisor(), d, 1e-9*math.Abs(d)) }) {
		notes = append(notes, "the scale factors of Philips differ between the slices: the values compare on the floating-point scale only")
	}
	return notes
}

// stackAgrees reports whether the places that enhanced images state in their
// stack are one a position, where they are stated.
func stackAgrees(positions []position) bool {
	last, step := math.NaN(), 0.0
	for i, images := range positions {
		for _, img := range images[1:] {
			if !vector.Same(img.InStack, images[0].InStack, 0) {
				return false
			}
		}
		n := images[0].InStack
		if i == 1 {
			step = math.Copysign(1, n-last)
		}
		if i > 0 && !math.IsNaN(n) && !math.IsNaN(last) && (n-last)*step <= 0 {
			return false
		}
		last = n
	}
	return true
}

// single returns the volume of a part with one image a position, whose pixels
// are read straight into it.
func (p *Part) single(g volume.Grid, positions []position, floating bool) *Stack {
	s := p.stackAt(positions, 0, consistent(positions, triggerTime), floating)
	s.Image = volume.NewImage(g)
	area := g.Size[0] * g.Size[1]
	for z, images := range positions {
		images[0].Values = s.Image.Data[z*area : (z+1)*area : (z+1)*area]
	}
	return s
}

// volumeAt builds volume number t from images that have been read.
func (p *Part) volumeAt(g volume.Grid, positions []position, t int, triggered, floating bool) *Stack {
	s := p.stackAt(positions, t, triggered, floating)
	s.Image = volume.NewImage(g)
	area := g.Size[0] * g.Size[1]
	for z, images := range positions {
		copy(s.Image.Data[z*area:], images[t].Values)
		images[t].Values = nil
	}
	return s
}

// stackAt describes volume number t.
func (p *Part) stackAt(positions []position, t int, triggered, floating bool) *Stack {
	s := &Stack{
		First: positions[0][t], Series: positions[0][t].Series,
		Index: t, Count: len(positions[0]), Acquired: math.NaN(), Trigger: math.NaN(),
		Axial: math.Abs(p.normal[2]) > math.Cos(math.Pi/4), Scaling: scalingOf(positions, t, floating),
	}
	if triggered {
		s.Trigger = s.First.TriggerTime
	}
	files := map[*frame.Source]bool{}
	for _, images := range positions {
		if a := images[t].Acquired; a < s.Acquired || math.IsNaN(s.Acquired) {
			s.Acquired = a
		}
		files[images[t].Source] = true
		s.Instances = append(s.Instances, images[t].SOPInstance)
	}
	s.Files = len(files)
	return s
}
