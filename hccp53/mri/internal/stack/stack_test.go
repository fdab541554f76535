package stack

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/volume"
)

// slice is an axial image of 3×2 pixels at height z in mm.
func slice(z float64) *frame.Image {
	none := math.NaN()
	return &frame.Image{
		Source: &frame.Source{}, Position: [3]float64{-5, 7, z}, Orientation: [6]float64{1, 0, 0, 0, 1, 0}, Spacing: [2]float64{1.5, 1.25},
		Rows: 2, Columns: 3, Slope: 1, ScaleSlope: none, SliceThickness: 4, SpacingBetween: none,
		EchoTime: 1.7, EchoNumber: none, TemporalPosition: none, TriggerTime: none, Acquired: none, AcquisitionNumber: none, Content: none, InStack: none,
	}
}

// one returns the only part of the images.
func one(t *testing.T, images []*frame.Image) *Part {
	t.Helper()
	parts, err := Partition(images)
	if err != nil || len(parts) != 1 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	return parts[0]
}

func TestGrid(t *testing.T) {
	for name, c := range map[string]struct {
		heights []float64
		change  func(images []*frame.Image)
		spacing float64
		err     error
	}{
		"even":            {[]float64{10, 13, 16, 19}, nil, 3, nil},
		"one":             {[]float64{10}, nil, 4, nil},
		"one, no size":    {[]float64{10}, func(i []*frame.Image) { i[0].SliceThickness = math.NaN() }, 0, frame.ErrGeometry},
		"nearly even":     {[]float64{10, 13.01, 16, 19}, nil, 3, nil},
		"a gap":           {[]float64{10, 13, 19, 22}, nil, 0, ErrGap},
		"uneven":          {[]float64{10, 13, 17.2, 20}, nil, 0, ErrGap},
		"tilted":          {[]float64{10, 13, 16}, func(i []*frame.Image) { i[1].Position[1]++; i[2].Position[1] += 2 }, 0, ErrGantryTilt},
		"shifted":         {[]float64{10, 13, 16}, func(i []*frame.Image) { i[1].Position[1]++ }, 0, frame.ErrGeometry},
		"shifted in time": {[]float64{10, 13, 13}, func(i []*frame.Image) { i[1].Position[1]++ }, 0, frame.ErrGeometry},
	} {
		var images []*frame.Image
		for _, z := range c.heights {
			images = append(images, slice(z))
		}
		if c.change != nil {
			c.change(images)
		}
		rand.New(rand.NewPCG(3, 4)).Shuffle(len(images), func(i, j int) { images[i], images[j] = images[j], images[i] })
		p := one(t, images)
		var g volume.Grid
		positions, err := p.positions()
		if err == nil {
			g, err = p.grid(positions)
		}
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		want := volume.Grid{Size: [3]int{3, 2, len(c.heights)}, Spacing: [3]float64{1.25, 1.5, c.spacing}, Origin: [3]float64{-5, 7, 10}, Direction: [3][3]float64{{1}, {0, 1}, {0, 0, 1}}}
		if err == nil && g != want {
			t.Errorf("%s: %+v, want %+v", name, g, want)
		}
	}
}

func TestPartition(t *testing.T) {
	for name, c := range map[string]struct {
		change              func(*frame.Image)
		parts, orientations int
	}{
		"alike":        {func(*frame.Image) {}, 1, 1},
		"rounding":     {func(i *frame.Image) { i.Orientation[1] = 5e-5 }, 1, 1},
		"turned":       {func(i *frame.Image) { i.Orientation = [6]float64{1, 0, 0, 0, 0, -1} }, 2, 2},
		"matrix":       {func(i *frame.Image) { i.Rows++ }, 2, 1},
		"voxel size":   {func(i *frame.Image) { i.Spacing[0] *= 1.001 }, 2, 1},
		"echo":         {func(i *frame.Image) { i.EchoTime = 4 }, 2, 1},
		"no echo time": {func(i *frame.Image) { i.EchoTime = math.NaN() }, 2, 1},
		"image type":   {func(i *frame.Image) { i.ImageType = []string{"DERIVED"} }, 2, 1},
		"component":    {func(i *frame.Image) { i.Component = "PHASE" }, 2, 1},
		"stack":        {func(i *frame.Image) { i.Stack = "2" }, 2, 1},
	} {
		images := []*frame.Image{slice(0), slice(3), slice(6)}
		c.change(images[1])
		parts, err := Partition(images)
		if err != nil || len(parts) != c.parts || Orientations(parts) != c.orientations {
			t.Errorf("%s: %d parts of %d orientations, %v", name, len(parts), Orientations(parts), err)
		}
	}
}

// TestCopies has images of the given values at three positions; equal values
// stand for equal pixels.
func TestCopies(t *testing.T) {
	for name, c := range map[string]struct {
		values [3][]float64
		kept   int
		notes  int
		err    error
	}{
		"one volume":                  {[3][]float64{{1}, {2}, {3}}, 1, 0, nil},
		"two volumes":                 {[3][]float64{{1, 4}, {2, 5}, {3, 6}}, 2, 0, nil},
		"all twice":                   {[3][]float64{{1, 1}, {2, 2}, {3, 3}}, 1, 1, nil},
		"one twice":                   {[3][]float64{{1}, {2, 2}, {3}}, 1, 1, nil},
		"two volumes and a copy":      {[3][]float64{{1, 4}, {2, 5, 2}, {3, 6}}, 2, 1, nil},
		"two volumes, blank at a rim": {[3][]float64{{0, 0}, {2, 5}, {3, 6}}, 2, 0, nil},
		"another image":               {[3][]float64{{1}, {2, 5}, {3}}, 0, 0, ErrUneven},
	} {
		positions := make([]position, 3)
		for i, values := range c.values {
			for _, v := range values {
				img := slice(3 * float64(i))
				img.Values = []float64{v}
				positions[i] = append(positions[i], img)
			}
		}
		kept, notes, err := dropDuplicates(positions)
		if !errors.Is(err, c.err) || len(notes) != c.notes || err == nil && slices.ContainsFunc(kept, func(p position) bool { return len(p) != c.kept }) {
			t.Errorf("%s: %d at the first position, %q, %v", name, len(slices.Concat(kept...)), notes, err)
		}
	}
}

func TestOneUIDTwice(t *testing.T) {
	a, b := slice(0), slice(0)
	a.SOPInstance, b.SOPInstance = "2.25.1", "2.25.1"
	a.Values, b.Values = []float64{1}, []float64{1}
	if kept, _, err := dropDuplicates([]position{{a, b}}); err != nil || len(kept[0]) != 1 {
		t.Errorf("the same pixels: %d kept, %v", len(kept[0]), err)
	}
	b.Values[0] = 2
	if _, _, err := dropDuplicates([]position{{a, b}}); !errors.Is(err, ErrDuplicate) {
		t.Errorf("other pixels: %v", err)
	}
}

// TestSettle: volumes of one series that differ in more than time have an order
// that does not depend on how they came; those that differ in time alone keep
// theirs, and so do series.
func TestSettle(t *testing.T) {
	one := func(series, kind string, index int) *Stack {
		img := slice(0)
		img.ImageType = []string{kind}
		return &Stack{First: img, Series: series, Index: index}
	}
	for _, stacks := range [][]*Stack{
		{one("b", "WATER", 0), one("b", "WATER", 1), one("b", "FAT", 0), one("a", "M", 0)},
		{one("b", "FAT", 0), one("b", "WATER", 0), one("b", "WATER", 1), one("a", "M", 0)},
	} {
		Settle(stacks)
		got := ""
		for _, s := range stacks {
			got += s.Series + s.First.ImageType[0] + string(rune('0'+s.Index)) + " "
		}
		if want := "bFAT0 bWATER0 bWATER1 aM0 "; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
