package batch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

func write(t testing.TB, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// grid is that of the made images.
func grid() volume.Grid {
	return volume.Grid{
		Size: [3]int{20, 18, 12}, Spacing: [3]float64{0.8, 0.9, 2}, Origin: [3]float64{-10, 5, 30},
		Direction: [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	}
}

// made writes an image and a label map with a ball of label 1 and a box of label
// 2, and returns their names.
func made(t testing.TB, dir, name string, seed uint64) (image, mask string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	img, labels := volume.NewImage(grid()), volume.NewImage(grid())
	for i := range img.Data {
		x, y, z := img.Voxel(i)
		img.Data[i] = float64(100 + rng.IntN(300) + 5*x)
		if dx, dy, dz := x-7, y-8, z-6; dx*dx+dy*dy+4*dz*dz < 30 {
			labels.Data[i] = 1
		} else if x > 14 && x < 18 && y > 3 && y < 9 && z > 2 && z < 6 {
			labels.Data[i] = 2
		}
	}
	image, mask = name+".nii.gz", name+"-mask.nrrd"
	if err := nifti.WriteImage(filepath.Join(dir, image), img); err != nil {
		t.Fatal(err)
	}
	if err := nrrd.WriteImage(filepath.Join(dir, mask), labels, nrrd.Gzip); err != nil {
		t.Fatal(err)
	}
	return image, mask
}

// list writes n cases and a list of them, and returns the path of the list.
func list(t testing.TB, dir string, n int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("ID,Image,Mask,arm\n")
	for i := range n {
		image, mask := made(t, dir, fmt.Sprintf("c%d", i+1), uint64(i))
		fmt.Fprintf(&text, "p%d,%s,%s,%d\n", i+1, image, mask, i%2)
	}
	return write(t, filepath.Join(dir, "cases.csv"), text.String())
}

func order(t testing.TB, path string) batch.Order {
	t.Helper()
	l, err := batch.ReadCases(path)
	if err != nil {
		t.Fatal(err)
	}
	return batch.Order{List: l, Settings: radiomics.PyRadiomicsSettings(), Name: "default", Jobs: 1}
}

func run(t testing.TB, o batch.Order) *batch.Report {
	t.Helper()
	r, err := batch.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
