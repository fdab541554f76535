package imagefile_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"hcclab/hccp53/imagefile"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// exampleSeries writes a series of two phases into a new folder below dir and
// returns its path.
func exampleSeries(dir string) string {
	injection := time.Date(2026, 3, 30, 9, 5, 0, 0, time.UTC)
	w := mri.Writing{
		StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "series"), FrameOfReferenceUID: mri.UID(1, "frame"),
		PatientID: "SIM-0001", StudyTime: injection.Add(-5 * time.Minute), Injection: injection,
		SeriesNumber: 8, Description: "lava", RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12,
	}
	for _, s := range []int{28, 71} {
		img := volume.NewImage(volume.Grid{Size: [3]int{8, 6, 3}, Spacing: [3]float64{2, 2, 4}, Origin: [3]float64{-7, -5, 0}, Direction: volume.Axial})
		for i := range img.Data {
			img.Data[i] = float64(s + i)
		}
		w.TimePoints = append(w.TimePoints, mri.TimePoint{Image: img, Acquired: injection.Add(time.Duration(s) * time.Second), Slope: 1})
	}
	folder := filepath.Join(dir, "series")
	if err := mri.WriteSeries(folder, w); err != nil {
		log.Fatal(err)
	}
	return folder
}

func ExampleDescribe() {
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	d, err := imagefile.Describe(context.Background(), exampleSeries(dir))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(d.Files), "files, the first:", d.Files[0].Name, d.Files[0].TransferSyntaxName, d.Files[0].Rows, d.Files[0].Columns)
	for _, v := range d.Volumes {
		fmt.Printf("%d: series %d, %d of %d: %v voxels of %v mm, %v to %v, %s (%s)\n", v.Number, v.SeriesNumber, v.Time, v.Times, v.Size, v.Spacing, v.Min, v.Max, v.Phase, v.Evidence)
	}
	// Output:
	// 6 files, the first: IM00001.dcm Explicit VR Little Endian 6 8
	// 1: series 8, 1 of 2: [8 6 3] voxels of [2 2 4] mm, 28 to 171, AP (28 s after the start of injection (AP: 15 to 45 s))
	// 2: series 8, 2 of 2: [8 6 3] voxels of [2 2 4] mm, 71 to 214, PVP (71 s after the start of injection (PVP: 50 to 100 s))
}

func ExampleDescribeFile() {
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	f, err := imagefile.DescribeFile(context.Background(), filepath.Join(exampleSeries(dir), "IM00002.dcm"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Format, f.Kind, f.Shape, f.DType, f.Min, f.Max, f.Mean)
	fmt.Println("SHA-256 of the stored pixels:", f.SHA256[:16])
	// Output:
	// DICOM MR Image Storage [6 8] uint16 76 123 99.5
	// SHA-256 of the stored pixels: ddcb67f93810bb3a
}

func ExampleConvert() {
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	series, ctx := exampleSeries(dir), context.Background()

	_, err = imagefile.Convert(ctx, series, filepath.Join(dir, "arterial.nii.gz"), imagefile.Options{})
	fmt.Println(err)
	one, err := imagefile.Convert(ctx, series, filepath.Join(dir, "arterial.nii.gz"), imagefile.Options{Phase: "AP"})
	fmt.Println(one, err)
	all, err := imagefile.Convert(ctx, series, filepath.Join(dir, "volumes"), imagefile.Options{All: true})
	for _, w := range all {
		fmt.Println(w.Name, "from", w.From)
	}
	fmt.Println(err)
	// Output:
	// there are 2 volumes: 1 (series 8 time 1 AP), 2 (series 8 time 2 PVP); choose one with --series, --time, --phase or --volume
	// [{arterial.nii.gz series 8 time 1 AP [8 6 3] [2 2 4]  }] <nil>
	// 01_series-8_time-1_AP.nii.gz from series 8 time 1 AP
	// 02_series-8_time-2_PVP.nii.gz from series 8 time 2 PVP
	// <nil>
}

func ExampleMask() {
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	series, ctx := exampleSeries(dir), context.Background()
	outline := volume.NewMask(volume.Grid{Size: [3]int{8, 6, 3}, Spacing: [3]float64{2, 2, 4}, Origin: [3]float64{-7, -5, 0}, Direction: volume.Axial})
	outline.Data[outline.Index(3, 2, 1)] = true
	if err := nifti.WriteMask(filepath.Join(dir, "voi.nii.gz"), outline); err != nil {
		log.Fatal(err)
	}

	w, err := imagefile.Mask(ctx, filepath.Join(dir, "voi.nii.gz"), filepath.Join(dir, "voi.dcm"), imagefile.MaskOptions{Like: series, Image: imagefile.Options{Phase: "AP"}})
	fmt.Println(w.Name, "from", w.From, w.Size, err)
	f, err := imagefile.DescribeFile(ctx, filepath.Join(dir, "voi.dcm"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Kind, f.Facts.(*mri.FileFacts).Segments)
	// Output:
	// voi.dcm from voi.nii.gz [8 6 3] <nil>
	// Segmentation Storage [{1 label 1}]
}
