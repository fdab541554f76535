package peer

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"hcclab/hccp53/volume"
)

// image is what SimpleITK says about a file. The matrix of directions is by
// rows.
type image struct {
	Type      string
	Size      [3]int
	Spacing   [3]float64
	Origin    [3]float64
	Direction [9]float64
	Values    []float64
}

// differs says how a file differs from what was written, "" where places are
// equal within mm and all else is the same.
func (i image) differs(kind string, want *volume.Image, within float64) string {
	if i.Type != kind || i.Size != want.Size || !slices.Equal(i.Values, want.Data) {
		return fmt.Sprintf("%s of %v, %v; want %s of %v, %v", i.Type, i.Size, i.Values, kind, want.Size, want.Data)
	}
	for k := range 3 {
		off := math.Abs(i.Origin[k]-want.Origin[k]) + math.Abs(i.Spacing[k]-want.Spacing[k])
		for l := range 3 {
			off += math.Abs(i.Direction[3*k+l] - want.Direction[l][k])
		}
		if off > within {
			return fmt.Sprintf("spacing %v, origin %v, direction %v; want %v", i.Spacing, i.Origin, i.Direction, want.Grid)
		}
	}
	return ""
}

// numbers are images of each type that the writers choose from.
var numbers = []struct {
	kind  string
	value func(i float64) float64
}{
	{"16-bit signed integer", func(i float64) float64 { return i - 30 }},
	{"16-bit unsigned integer", func(i float64) float64 { return i * 1000 }},
	{"32-bit signed integer", func(i float64) float64 { return i*100_000 - 1 }},
	{"32-bit float", func(i float64) float64 { return i / 8 }},
	{"64-bit float", func(i float64) float64 { return i / 7 }},
}

// Format is a format of files that SimpleITK reads, too.
type Format struct {
	// Extensions of images and of masks.
	Image, Mask string
	WriteImage  func(path string, img *volume.Image) error
	WriteMask   func(path string, mask *volume.Mask) error
	// Within is how near a place is the same, in mm.
	Within float64
}

// SimpleITK writes an image of each type of numbers, on five grids of about a
// hundred voxels, and a mask on each, and fails the test where SimpleITK reads
// anything else.
func SimpleITK(t *testing.T, f Format, grids [5]volume.Grid) {
	t.Helper()
	dir := t.TempDir()
	var paths, kinds []string
	var want []*volume.Image
	for i, g := range grids {
		img, mask, inside := volume.NewImage(g), volume.NewMask(g), volume.NewImage(g)
		for j := range img.Data {
			img.Data[j] = numbers[i].value(float64(j))
			if mask.Data[j] = j%3 == 0; mask.Data[j] {
				inside.Data[j] = 1
			}
		}
		image, outline := filepath.Join(dir, fmt.Sprintf("image%d%s", i, f.Image)), filepath.Join(dir, fmt.Sprintf("mask%d%s", i, f.Mask))
		if err := f.WriteImage(image, img); err != nil {
			t.Fatal(err)
		}
		if err := f.WriteMask(outline, mask); err != nil {
			t.Fatal(err)
		}
		paths, kinds, want = append(paths, image, outline), append(kinds, numbers[i].kind, "8-bit unsigned integer"), append(want, img, inside)
	}
	var seen []image
	Ask(t, &seen, `
import json, sys
import SimpleITK as sitk
print(json.dumps([{"type": i.GetPixelIDTypeAsString(), "size": i.GetSize(), "spacing": i.GetSpacing(), "origin": i.GetOrigin(),
    "direction": i.GetDirection(), "values": sitk.GetArrayFromImage(i).astype(float).flatten().tolist()} for i in map(sitk.ReadImage, sys.argv[1:])]))
`, paths...)
	if len(seen) != len(paths) {
		t.Fatalf("SimpleITK reads %d of %d files", len(seen), len(paths))
	}
	for i, s := range seen {
		if d := s.differs(kinds[i], want[i], f.Within); d != "" {
			t.Errorf("%s: %s", filepath.Base(paths[i]), d)
		}
	}
}
