package stack

import (
	"cmp"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

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

// position is the images at one place along the normal.
type position []*frame.Image

// positions groups the images by place, lowest first.
func (p *Part) positions() ([]position, error) {
	place := func(img *frame.Image) float64 { return vector.Dot(img.Position, p.normal) }
	images := slices.Clone(p.Images)
	slices.SortStableFunc(images, func(a, b *frame.Image) int { return cmp.Compare(place(a), place(b)) })
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
			return nil, fault.New(frame.ErrGeometry, "two images at the same level are shifted by %.3g mm within their plane", d)
		}
		positions[last] = append(positions[last], img)
	}
	return positions, nil
}

// lateral returns the length of b − a within the plane.
func lateral(a, b, normal [3]float64) float64 {
	d := [3]float64{b[0] - a[0], b[1] - a[1], b[2] - a[2]}
	along := vector.Dot(d, normal)
	for k := range d {
		d[k] -= along * normal[k]
	}
	return vector.Length(d)
}

// grid checks that the positions are evenly spaced along the normal and
// returns the lattice of the volumes.
func (p *Part) grid(positions []position) (volume.Grid, error) {
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
			if d > 0 && vector.Finite(d) {
				g.Spacing[2] = d
				return g, nil
			}
		}
		return g, fault.New(frame.ErrGeometry, "there is one slice, and neither its thickness nor the distance of slices is stated")
	}
	height := vector.Dot(last, p.normal) - vector.Dot(img.Position, p.normal)
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
			return g, fault.New(frame.ErrGeometry, "slice %d is shifted by %.3g mm within its plane", z+1, d).Try("export the series again")
		}
	}
	return g, nil
}

// even returns an error unless all gaps are alike. The smallest gap is taken as
// the distance of slices, so that a gap tells how many are missing.
func (p *Part) even(positions []position) error {
	gaps := make([]float64, len(positions)-1)
	for i := range gaps {
		gaps[i] = vector.Dot(positions[i+1][0].Position, p.normal) - vector.Dot(positions[i][0].Position, p.normal)
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
