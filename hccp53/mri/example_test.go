package mri_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// exampleStudy writes a pre-contrast series and one that holds three phases.
func exampleStudy(dir string) {
	grid := volume.Grid{Size: [3]int{32, 24, 8}, Spacing: [3]float64{2, 2, 4}, Direction: volume.Axial}
	start := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	injection := start.Add(5 * time.Minute)
	for number, seconds := range map[int][]int{6: {-45}, 8: {28, 71, 180}} {
		w := mri.Writing{
			StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "series", number), FrameOfReferenceUID: mri.UID(1, "frame"),
			PatientID: "SIM-0001", PatientSex: "F", PatientAge: 58, StudyTime: start, Injection: injection,
			SeriesNumber: number, Description: "lava", RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12, Comments: "SIMULATED",
		}
		for _, s := range seconds {
			w.TimePoints = append(w.TimePoints, mri.TimePoint{Image: volume.NewImage(grid), Acquired: injection.Add(time.Duration(s) * time.Second), Slope: 1})
			w.TimePoints[len(w.TimePoints)-1].Image.Data[0] = float64(100 + s)
		}
		if err := mri.WriteSeries(filepath.Join(dir, fmt.Sprint(number)), w); err != nil {
			log.Fatal(err)
		}
	}
}

func ExampleLoad() {
	dir, err := os.MkdirTemp("", "study")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	exampleStudy(dir)

	study, err := mri.Load(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(study.Files, "files, simulated:", study.Simulated)
	for _, v := range study.Volumes {
		fmt.Printf("%-3s series %d: %s\n", v.Phase, v.SeriesNumber, v.Evidence)
	}
	// Output:
	// 32 files, simulated: true
	// pre series 6: 45 s before the start of injection
	// AP  series 8: 28 s after the start of injection (AP: 15 to 45 s)
	// PVP series 8: 71 s after the start of injection (PVP: 50 to 100 s)
	// DP  series 8: 180 s after the start of injection (DP: 120 to 300 s)
}

func ExampleStudy_Phase() {
	dir, err := os.MkdirTemp("", "study")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	exampleStudy(dir)

	study, err := mri.Load(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	portal, err := study.Phase(mri.PVP)
	fmt.Println(portal.Seconds, portal.Image.Size, err)
	_, err = study.Phase(mri.HBP)
	fmt.Println(err)
	// Output:
	// 71 [32 24 8] <nil>
	// no volume is known to be HBP; there are pre series 6 (lava), AP series 8 (lava), PVP series 8 (lava), DP series 8 (lava); check that the series was exported; if it is there, name it by hand: phase_series in the cohort file
}

func ExampleWriteSeries() {
	dir, err := os.MkdirTemp("", "series")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	img := volume.NewImage(volume.Grid{Size: [3]int{16, 16, 3}, Spacing: [3]float64{2, 2, 4}, Direction: volume.Axial})
	err = mri.WriteSeries(dir, mri.Writing{
		StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "series"), FrameOfReferenceUID: mri.UID(1, "frame"),
		PatientID: "SIM-0001", StudyTime: time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC), SeriesNumber: 3, Comments: "SIMULATED",
		TimePoints: []mri.TimePoint{{Image: img, Slope: 1, Acquired: time.Date(2026, 3, 30, 9, 5, 0, 0, time.UTC)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		fmt.Println(filepath.Base(f))
	}
	// Output:
	// IM00001.dcm
	// IM00002.dcm
	// IM00003.dcm
}

func ExampleUID() {
	fmt.Println(mri.UID(20260330, "patient", 17, "series", 3))
	// Output:
	// 2.25.200441239654969039855473183614944871082
}

// A study without times, in which only the user knows which volume is which.
func ExampleStudy_Choose() {
	choices, err := mri.ParseChoices("AP=8:1 PVP=8:2 DP=8:3", "cohort.csv")
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "choose")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	w := mri.Writing{
		StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "series"), FrameOfReferenceUID: mri.UID(1, "frame"), PatientID: "SIM-0001",
		SeriesNumber: 8, Description: "(lava)", FieldStrength: 1.5, RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12,
	}
	for t := range 3 {
		img := volume.NewImage(volume.Grid{Size: [3]int{8, 8, 3}, Spacing: [3]float64{2, 2, 5}, Direction: volume.Axial})
		img.Data[0] = float64(t)
		w.TimePoints = append(w.TimePoints, mri.TimePoint{Image: img, Slope: 1, TemporalIndex: t + 1})
	}
	if err := mri.WriteSeries(dir, w); err != nil {
		log.Fatal(err)
	}

	study, err := mri.Load(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	_, err = study.Phase(mri.AP)
	fmt.Println(errors.Is(err, mri.ErrMissingPhase))
	if err := study.Choose(choices); err != nil {
		log.Fatal(err)
	}
	arterial, err := study.Phase(mri.AP)
	fmt.Println(arterial.Evidence, err)
	// Output:
	// true
	// named in cohort.csv (AP=8:1) <nil>
}

func ExampleVolumes() {
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	exampleStudy(dir)
	if err := os.Remove(filepath.Join(dir, "6", "IM00003.dcm")); err != nil {
		log.Fatal(err)
	}

	all, err := mri.Volumes(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range all.Volumes {
		fmt.Printf("series %d, volume %d of %d: %v, %d files\n", v.SeriesNumber, v.Time, v.Times, v.Image.Size, v.Files)
	}
	for _, r := range all.Refused {
		fmt.Println(r.Err)
	}
	// Output:
	// series 8, volume 1 of 3: [32 24 8], 8 files
	// series 8, volume 2 of 3: [32 24 8], 8 files
	// series 8, volume 3 of 3: [32 24 8], 8 files
	// series 6 (lava): slices missing: 1 between slice 2 and slice 3: 8 mm instead of 4 mm; export the series again
}

func ExampleScan() {
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	exampleStudy(dir)

	contents, err := mri.Scan(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range contents.Series {
		fmt.Printf("%s series %d (%s): %d files of %d×%d\n", s.Modality, s.Number, s.Description, s.Files, s.Columns, s.Rows)
	}
	// Output:
	// MR series 6 (lava): 8 files of 32×24
	// MR series 8 (lava): 24 files of 32×24
}
