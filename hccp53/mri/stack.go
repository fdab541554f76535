package mri

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// stack is one volume with what is needed to name its phase.
type stack struct {
	image *volume.Image
	// first is the image of the lowest slice; it stands for all.
	first *frame
	// series holds the UID; index and count place the volume among those of
	// its series part, in time.
	series       string
	index, count int
	// timeless: nothing but instance numbers tells when the volume was acquired
	// among those of its series.
	timeless bool
	// acquired is the earliest acquisition time of its images, NaN if unknown.
	acquired float64
	// trigger is the trigger time in ms where each volume of the series has
	// one of its own, NaN otherwise.
	trigger float64
	axial   bool
	// files is the number of files it lies in.
	files   int
	scaling Scaling
	notes   []string
}

// Limits for the places of slices.
const (
	// samePlace is the largest distance of two images at one position, as a
	// fraction of the slice distance.
	samePlace = 1e-3
	// evenGap is by how much a gap may deviate from the mean, as a fraction.
	evenGap = 0.01
	// drift is how far slices may run off the normal: per mm of stack, and in
	// all, whichever is more. The first is 0.06°.
	drift, driftMM = 1e-3, 0.05
)

// stacks builds the part's volumes; floating asks for Philips' scale. The notes
// are for the warnings.
func (p *part) stacks(ctx context.Context, floating bool) (made []*stack, notes []string, err error) {
	positions, err := p.positions()
	if err != nil {
		return nil, nil, err
	}
	grid, err := p.grid(positions)
	if err != nil {
		return nil, nil, err
	}
	if len(p.images) == len(positions) {
		made = []*stack{p.single(grid, positions, floating)}
	}
	defer func() {
		for _, img := range p.images {
			img.values = nil
		}
	}()
	for _, img := range p.images {
		if img.values == nil {
			img.values = make([]float64, img.Rows*img.Columns)
		}
	}
	if err := readPixels(ctx, p.images, floating); err != nil {
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
		s.notes, s.timeless = notes, key == instanceNumber.name
	}
	return made, notes, nil
}

// remarks says what a reader of the volumes should know.
func (p *part) remarks(positions []position, key string, floating bool) (notes []string) {
	if key == instanceNumber.name {
		notes = append(notes, fmt.Sprintf("%d volumes in one series carry no time; they are in the order of instance numbers", len(positions[0])))
	}
	if n := len(positions); n < 3 {
		notes = append(notes, "the volume has only "+plural(n, "slice"))
	}
	if p.images[0].Photometric == "MONOCHROME1" {
		notes = append(notes, "MONOCHROME1: values are as stored, small ones are meant to be bright")
	}
	if !stackAgrees(positions) {
		notes = append(notes, "the numbers of the frames in their stack contradict their positions; the positions count")
	}
	if d := p.images[0].divisor(); !floating && slices.ContainsFunc(p.images, func(img *frame) bool { return !same(img.divisor(), d, 1e-9*math.Abs(d)) }) {
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
			if !same(img.InStack, images[0].InStack, 0) {
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

// position is the images at one place along the normal.
type position []*frame

// positions groups the images by place, lowest first.
func (p *part) positions() ([]position, error) {
	place := func(img *frame) float64 { return dot(img.Position, p.normal) }
	images := slices.Clone(p.images)
	slices.SortStableFunc(images, func(a, b *frame) int { return cmp.Compare(place(a), place(b)) })
	largest := 0.0
	for i := 1; i < len(images); i++ {
		largest = math.Max(largest, place(images[i])-place(images[i-1]))
	}
	tolerance := math.Max(samePlace*largest, 1e-4)
	var positions []position
	for _, img := range images {
		last := len(positions) - 1
		if last < 0 || place(img)-place(positions[last][0]) > tolerance {
			positions = append(positions, position{img})
			continue
		}
		if d := lateral(img.Position, positions[last][0].Position, p.normal); d > driftMM {
			return nil, fault.New(ErrGeometry, "two images at the same level are shifted by %.3g mm within their plane", d)
		}
		positions[last] = append(positions[last], img)
	}
	return positions, nil
}

// lateral returns the length of b − a within the plane.
func lateral(a, b, normal [3]float64) float64 {
	d := [3]float64{b[0] - a[0], b[1] - a[1], b[2] - a[2]}
	along := dot(d, normal)
	for k := range d {
		d[k] -= along * normal[k]
	}
	return length(d)
}

// grid checks that the positions are evenly spaced along the normal and
// returns the lattice of the volumes.
func (p *part) grid(positions []position) (volume.Grid, error) {
	img, n := positions[0][0], len(positions)
	last := positions[n-1][0].Position
	g := volume.Grid{
		Size:      [3]int{img.Columns, img.Rows, n},
		Spacing:   [3]float64{img.Spacing[1], img.Spacing[0], 0},
		Origin:    img.Position,
		Direction: [3][3]float64{p.row, p.column, p.normal},
	}
	if n == 1 {
		for _, d := range []float64{img.SpacingBetween, img.SliceThickness} {
			if d > 0 && finite(d) {
				g.Spacing[2] = d
				return g, nil
			}
		}
		return g, fault.New(ErrGeometry, "there is one slice, and neither its thickness nor the distance of slices is stated")
	}
	height := dot(last, p.normal) - dot(img.Position, p.normal)
	g.Spacing[2] = height / float64(n-1)
	if err := p.even(positions); err != nil {
		return g, err
	}
	if d := lateral(img.Position, last, p.normal); d > math.Max(drift*height, driftMM) {
		return g, fault.New(ErrGantryTilt, "the slices run off their normal by %.1f° (gantry tilt)", math.Atan2(d, height)*180/math.Pi).
			Try("export the series without tilt, or shear it back with dcm2niix")
	}
	for z, images := range positions {
		line := img.Position // where the slice lies between the first and the last
		for k := range line {
			line[k] += (last[k] - img.Position[k]) * float64(z) / float64(n-1)
		}
		if d := lateral(line, images[0].Position, p.normal); d > math.Max(drift*height, driftMM) {
			return g, fault.New(ErrGeometry, "slice %d is shifted by %.3g mm within its plane", z+1, d).Try("export the series again")
		}
	}
	return g, nil
}

// even returns an error unless all gaps are alike. The smallest gap is taken as
// the distance of slices, so that a gap tells how many are missing.
func (p *part) even(positions []position) error {
	gaps := make([]float64, len(positions)-1)
	for i := range gaps {
		gaps[i] = dot(positions[i+1][0].Position, p.normal) - dot(positions[i][0].Position, p.normal)
	}
	smallest, sum := slices.Min(gaps), 0.0
	for _, gap := range gaps {
		sum += gap
	}
	mean := sum / float64(len(gaps))
	for i, gap := range gaps {
		if math.Abs(gap-mean) <= evenGap*mean {
			continue
		}
		// Point at the wide gap, not at a normal one that differs from the mean.
		worst := i
		for j := range gaps {
			if gaps[j] > gaps[worst] {
				worst = j
			}
		}
		if missing := math.Round(gaps[worst]/smallest) - 1; missing >= 1 && math.Abs(gaps[worst]/smallest-missing-1) <= 0.05 {
			return fault.New(ErrGap, "slices missing: %.0f between slice %d and slice %d: %.4g mm instead of %.4g mm", missing, worst+1, worst+2, gaps[worst], smallest).
				Try("export the series again")
		}
		return fault.New(ErrGap, "the slices are unevenly spaced: %.4g mm between slice %d and slice %d, elsewhere %.4g mm", gaps[worst], worst+1, worst+2, smallest).
			Try("export the series again; if two stacks lie in it, export each as a series")
	}
	return nil
}

// single returns the volume of a part with one image a position, whose pixels
// are read straight into it.
func (p *part) single(g volume.Grid, positions []position, floating bool) *stack {
	s := p.stackAt(positions, 0, consistent(positions, triggerTime), floating)
	s.image = volume.NewImage(g)
	area := g.Size[0] * g.Size[1]
	for z, images := range positions {
		images[0].values = s.image.Data[z*area : (z+1)*area : (z+1)*area]
	}
	return s
}

// volumeAt builds volume number t from images that have been read.
func (p *part) volumeAt(g volume.Grid, positions []position, t int, triggered, floating bool) *stack {
	s := p.stackAt(positions, t, triggered, floating)
	s.image = volume.NewImage(g)
	area := g.Size[0] * g.Size[1]
	for z, images := range positions {
		copy(s.image.Data[z*area:], images[t].values)
		images[t].values = nil
	}
	return s
}

// stackAt describes volume number t.
func (p *part) stackAt(positions []position, t int, triggered, floating bool) *stack {
	s := &stack{
		first: positions[0][t], series: positions[0][t].Series,
		index: t, count: len(positions[0]), acquired: math.NaN(), trigger: math.NaN(),
		axial: math.Abs(p.normal[2]) > math.Cos(math.Pi/4), scaling: scalingOf(positions, t, floating),
	}
	if triggered {
		s.trigger = s.first.TriggerTime
	}
	files := map[*source]bool{}
	for _, images := range positions {
		if a := images[t].Acquired; a < s.acquired || math.IsNaN(s.acquired) {
			s.acquired = a
		}
		files[images[t].source] = true
	}
	s.files = len(files)
	return s
}

// volume returns the volume, not yet named.
func (s *stack) volume() Volume {
	v := Volume{
		SeriesNumber: whole(s.first.SeriesNumber), Description: s.first.Description, Modality: s.first.Modality,
		ImageType: s.first.ImageType, EchoTime: s.first.EchoTime, Time: s.index + 1, Times: s.count,
		Files: s.files, Image: s.image, Scaling: s.scaling, Warnings: s.notes,
	}
	if finite(s.acquired) {
		v.Acquired = time.UnixMicro(int64(math.Round(s.acquired * 1e6))).UTC()
	}
	return v
}
