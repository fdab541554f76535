package seg_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/seg"
	"hcclab/hccp53/volume"
)

// Example writes the outline of a tumour on an image and reads it back: on the
// slices that it marks, and on all of the image.
func Example() {
	dir, err := os.MkdirTemp("", "seg")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	image := volume.Grid{Size: [3]int{20, 15, 9}, Spacing: [3]float64{1, 1, 3}, Origin: [3]float64{-10, -8, 100}, Direction: volume.Axial}
	tumour := volume.NewMask(image)
	for _, z := range []int{3, 4, 6} {
		tumour.Data[image.Index(7, 5, z)] = true
	}
	path := filepath.Join(dir, "voi.dcm")
	err = seg.Write(path, seg.Writing{
		StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "seg"), InstanceUID: mri.UID(1, "seg", 1), FrameOfReferenceUID: mri.UID(1, "frame"),
		PatientID: "SIM-0001", StudyTime: time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC), Created: time.Date(2026, 4, 2, 16, 0, 0, 0, time.UTC),
		SeriesNumber: 100, Label: "TUMOUR", Segments: []seg.Outline{{Segment: seg.Segment{Label: "HCC", Algorithm: "MANUAL"}, Mask: tumour}},
	})
	if err != nil {
		log.Fatal(err)
	}

	s, err := seg.Read(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s, s.Segments[0].Label, s.Segments[0].Type.Meaning)
	own, err := s.Mask(1)
	fmt.Println(own.Size, own.Count(), err)
	m, err := s.MaskOn(1, image)
	fmt.Println(m.Size, m.Count(), m.At(7, 5, 6), err)
	_, err = s.MaskOn(2, image)
	fmt.Println(err)
	// Output:
	// BINARY, 1 segments in 3 frames of 20×15 HCC Lesion
	// [20 15 4] 3 <nil>
	// [20 15 9] 3 true <nil>
	// there is no segment 2; there are 1
}
