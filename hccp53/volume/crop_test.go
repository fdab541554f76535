package volume_test

import (
	"fmt"
	"slices"
	"testing"

	"hcclab/hccp53/volume"
)

func ExampleMask_Crop() {
	m := volume.NewMask(axial(20, 20, 9)) // 2×2×5 mm
	m.Data[m.Index(10, 11, 4)] = true
	lo, hi, _ := m.Box()
	part := m.Crop(lo, hi, 4) // two voxels, one slice
	fmt.Println(part.Size, part.Origin, part.Count())
	// Output:
	// [5 5 3] [16 18 15] 1
}

func ExampleImage_Crop() {
	img := volume.NewImage(axial(20, 20, 9))
	img.Data[img.Index(10, 11, 4)] = 7
	part := img.Crop([3]int{10, 11, 4}, [3]int{12, 12, 5}, 0)
	fmt.Println(part.Size, part.Data)
	// Output:
	// [2 1 1] [7 0]
}

func ExampleImage_Pad() {
	img := volume.NewImage(axial(2, 1, 1))
	img.Data[0], img.Data[1] = 1, 2
	fmt.Println(img.Pad([3]int{1, 0, 0}, [3]int{2, 0, 0}, -9).Data)
	// Output:
	// [-9 1 2 -9 -9]
}

func ExampleMask_Pad() {
	m := volume.NewMask(axial(1, 1, 1))
	m.Data[0] = true
	padded := m.Pad([3]int{0, 1, 0}, [3]int{0, 0, 0})
	fmt.Println(padded.Data, padded.Origin)
	// Output:
	// [false true] [0 -2 0]
}

func ExampleImage_Flip() {
	img := volume.NewImage(axial(3, 1, 1))
	img.Data[0], img.Data[1], img.Data[2] = 1, 2, 3
	f := img.Flip(0)
	fmt.Println(f.Data, f.Origin, f.Direction[0])
	// Output:
	// [3 2 1] [4 0 0] [-1 0 0]
}

func ExampleMask_Flip() {
	m := volume.NewMask(axial(1, 2, 1))
	m.Data[0] = true
	fmt.Println(m.Flip(1).Data)
	// Output:
	// [false true]
}

// at says what is at each place of the patient.
func at(img *volume.Image) map[string]float64 {
	all := map[string]float64{}
	for i, v := range img.Data {
		x, y, z := img.Voxel(i)
		p := img.Point(float64(x), float64(y), float64(z))
		all[fmt.Sprintf("%.6f %.6f %.6f", p[0]+1e-9, p[1]+1e-9, p[2]+1e-9)] = v
	}
	return all
}

// TestNothingMovesInThePatient crops, pads and flips: each value stays where it
// is.
func TestNothingMovesInThePatient(t *testing.T) {
	img := noise(turned(6, 5, 4))
	before := at(img)
	for name, out := range map[string]*volume.Image{
		"crop":        img.Crop([3]int{1, 2, 0}, [3]int{5, 3, 3}, 0),
		"crop, clip":  img.Crop([3]int{-4, 3, 2}, [3]int{2, 99, 3}, 2),
		"pad":         img.Pad([3]int{1, 2, 0}, [3]int{0, 1, 2}, -1e6),
		"flip x":      img.Flip(0),
		"flip y":      img.Flip(1),
		"flip z":      img.Flip(2),
		"flip all":    img.Flip(0).Flip(1).Flip(2),
		"pad, crop":   img.Pad([3]int{1, 2, 3}, [3]int{1, 1, 1}, 0).Crop([3]int{1, 2, 3}, [3]int{7, 7, 7}, 0),
		"crop to all": img.Crop([3]int{2, 2, 2}, [3]int{3, 3, 3}, 1000),
	} {
		same := 0
		for p, v := range at(out) {
			if was, ok := before[p]; ok && v == was {
				same++
			} else if ok || v != -1e6 {
				t.Errorf("%s: %v at %s, was %v", name, v, p, was)
			}
		}
		if want := map[string]int{"crop": 12, "crop, clip": 3 * 3 * 3, "pad": 120}[name]; want != 0 && same != want {
			t.Errorf("%s: %d voxels are where they were, want %d", name, same, want)
		}
	}
	for axis := range 3 {
		if twice := img.Flip(axis).Flip(axis); !slices.Equal(twice.Data, img.Data) || !twice.Equal(img.Grid) {
			t.Errorf("flipped twice along %d", axis)
		}
	}
}

func TestCropAndPadPanic(t *testing.T) {
	for name, do := range map[string]func(img *volume.Image){
		"outside":  func(img *volume.Image) { img.Crop([3]int{9, 0, 0}, [3]int{10, 1, 1}, 0) },
		"empty":    func(img *volume.Image) { img.Crop([3]int{2, 0, 0}, [3]int{2, 1, 1}, 0) },
		"negative": func(img *volume.Image) { img.Pad([3]int{0, -1, 0}, [3]int{}, 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			do(noise(axial(3, 3, 3)))
		}()
	}
}
