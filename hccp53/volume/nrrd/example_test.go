package nrrd_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

func ExampleRead() {
	img, err := nrrd.Read("testdata/space-RAS.nrrd")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(img.Size, img.Spacing, img.At(0, 0, 0))
	fmt.Println(img.Origin) // (1, 2, 3) in RAS
	// Output:
	// [4 3 2] [1 2 3] -15420
	// [-1 -2 3]
}

func ExampleReadAll() {
	_, err := nrrd.Read("testdata/list-first.nrrd")
	fmt.Println(err)
	all, err := nrrd.ReadAll("testdata/list-first.nrrd")
	if err != nil {
		log.Fatal(err)
	}
	for _, img := range all {
		fmt.Print(img.At(0, 0, 0), " ")
	}
	// Output:
	// list-first.nrrd: the file holds 3 volumes; read it as a series of volumes or, if it is a segmentation, by its segments; or save one volume as a file of its own
	// -15420 15420 -30840
}

func ExampleOpen() {
	f, err := nrrd.Open("testdata/uint16-gzip-big.nrrd", nrrd.Budget)
	if err != nil {
		log.Fatal(err)
	}
	g, err := f.Grid()
	fmt.Println(f.NumPy(), f.Shape, f.Encoding, g.Spacing, err)
	// Output:
	// >u2 [4 3 2] gzip [2.5 1.25 3] <nil>
}

func ExampleDecode() {
	_, err := nrrd.Decode(bytes.NewReader([]byte("not an image")), 1<<20)
	fmt.Println(err)
	// Output:
	// the file does not start with NRRD and a version of 1 to 5; export it as .nrrd
}

func ExampleParse() {
	text := "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 3 2\nencoding: ascii\n\n1 2 3\n4 5 6\n"
	f, err := nrrd.Parse(bytes.NewReader([]byte(text)), 1<<20)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Data, f.COrder())
	_, err = f.Grid()
	fmt.Println(err)
	// Output:
	// [1 2 3 4 5 6] [1 4 2 5 3 6]
	// the image has 2 axes; 3 are read, or 4 for several volumes
}

func ExampleReadSegmentation() {
	seg, err := nrrd.ReadSegmentation("testdata/layers.seg.nrrd")
	if err != nil {
		log.Fatal(err)
	}
	for i, s := range seg.Segments {
		fmt.Printf("%s: label %d of layer %d, %d voxels\n", s.Name, s.Label, s.Layer, seg.Mask(i).Count())
	}
	// Output:
	// liver: label 1 of layer 0, 12 voxels
	// tumour: largest: label 4 of layer 0, 2 voxels
	// vessel: label 1 of layer 1, 4 voxels
}

func ExampleWriteMask() {
	dir, err := os.MkdirTemp("", "nrrd")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	m := volume.NewMask(volume.Grid{Size: [3]int{4, 3, 2}, Spacing: [3]float64{1, 1, 3}, Origin: [3]float64{-10, 5, 40}, Direction: volume.Axial})
	m.Data[m.Index(1, 2, 1)] = true
	path := filepath.Join(dir, "voi.nrrd")
	if err := nrrd.WriteMask(path, m, nrrd.Gzip); err != nil {
		log.Fatal(err)
	}
	img, err := nrrd.Read(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(img.At(1, 2, 1), img.At(0, 0, 0), img.Equal(m.Grid))
	// Output:
	// 1 0 true
}

func ExampleWriteImage() {
	dir, err := os.MkdirTemp("", "nrrd")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	img := volume.NewImage(volume.Grid{Size: [3]int{2, 1, 1}, Spacing: [3]float64{1, 1, 2.5}, Direction: volume.Axial})
	img.Data[1] = 7
	path := filepath.Join(dir, "ap.nrrd")
	if err := nrrd.WriteImage(path, img, nrrd.Raw); err != nil {
		log.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", text[len(text)-4:])
	fmt.Print(string(text[:len(text)-5]))
	// Output:
	// "\x00\x00\a\x00"
	// NRRD0004
	// # http://teem.sourceforge.net/nrrd/format.html
	// type: short
	// dimension: 3
	// space: left-posterior-superior
	// sizes: 2 1 1
	// space directions: (1,0,0) (0,1,0) (0,0,2.5)
	// kinds: domain domain domain
	// endian: little
	// encoding: raw
	// space origin: (0,0,0)
}
