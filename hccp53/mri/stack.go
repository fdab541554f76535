package mri

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// stack is one volume with what is needed to name its phase.
type stack struct {
	image *volume.Image
	// first is the image of the lowest slice; it stands for all.
	first *dcm.Image
	// series holds the UID; index and count place the volume among those of
	// its series part, in time.
	series       string
	index, count int
	// acquired is the earliest acquisition time of its images, NaN if unknown.
	acquired float64
	// trigger is the trigger time in ms where each volume of the series has
	// one of its own, NaN otherwise.
	trigger float64
	axial   bool
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

// stacks builds the part's volumes. The notes are for the warnings.
func (p *part) stacks() (made []*stack, notes []string, err error) {
	positions, err := p.positions()
	if err != nil {
		return nil, nil, err
	}
	positions, notes, err = dropDuplicates(positions)
	if err != nil {
		return nil, nil, err
	}
	grid, err := p.grid(positions)
	if err != nil {
		return nil, notes, err
	}
	key, err := orderInTime(positions)
	if err != nil {
		return nil, notes, err
	}
	if key == instanceNumber.name {
		notes = append(notes, fmt.Sprintf("%d volumes in one series carry no time; they are in the order of instance numbers", len(positions[0])))
	}
	if n := len(positions); n < 3 {
		notes = append(notes, "the volume has only "+plural(n, "slice"))
	}
	if p.images[0].Photometric == "MONOCHROME1" {
		notes = append(notes, "MONOCHROME1: values are as stored, small ones are meant to be bright")
	}
	triggered := consistent(positions, triggerTime)
	for t := range positions[0] {
		made = append(made, p.volumeAt(grid, positions, t, triggered))
	}
	return made, notes, nil
}

// position is the images at one place along the normal.
type position []*dcm.Image

// positions groups the images by place, lowest first.
func (p *part) positions() ([]position, error) {
	place := func(img *dcm.Image) float64 { return dot(img.Position, p.normal) }
	images := slices.Clone(p.images)
	slices.SortStableFunc(images, func(a, b *dcm.Image) int { return cmp.Compare(place(a), place(b)) })
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

// volumeAt builds volume number t.
func (p *part) volumeAt(g volume.Grid, positions []position, t int, triggered bool) *stack {
	s := &stack{
		image: volume.NewImage(g), first: positions[0][t], series: positions[0][t].Series,
		index: t, count: len(positions[0]), acquired: math.NaN(), trigger: math.NaN(),
		axial: math.Abs(p.normal[2]) > math.Cos(math.Pi/4),
	}
	if triggered {
		s.trigger = s.first.TriggerTime
	}
	area := g.Size[0] * g.Size[1]
	for z, images := range positions {
		images[t].Values(s.image.Data[z*area : (z+1)*area])
		if a := images[t].Acquired; a < s.acquired || math.IsNaN(s.acquired) {
			s.acquired = a
		}
	}
	return s
}
