package deidentify_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hcclab/data/simulate"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/deidentify"
	"hcclab/hccp53/volume"
)

var salt = bytes.Repeat([]byte("seasalt "), 4)

// same compares what package mri finds in a study before and after: phases,
// evidence, times, grids, voxels.
func same(t *testing.T, name, before, after string) {
	t.Helper()
	a, errA := mri.Load(context.Background(), before)
	b, errB := mri.Load(context.Background(), after)
	if errA != nil || errB != nil {
		t.Errorf("%s: %v, after %v", name, errA, errB)
		return
	}
	if len(a.Volumes) != len(b.Volumes) || a.Simulated != b.Simulated || a.Files != b.Files || fmt.Sprint(a.Scanner) != fmt.Sprint(b.Scanner) {
		t.Errorf("%s: %d volumes of %+v, after %d of %+v", name, len(a.Volumes), a.Scanner, len(b.Volumes), b.Scanner)
		return
	}
	for i, v := range a.Volumes {
		w := b.Volumes[i]
		if v.Phase != w.Phase || v.Evidence != w.Evidence || fmt.Sprint(v.Seconds) != fmt.Sprint(w.Seconds) {
			t.Errorf("%s: volume %d of %q is %s (%s), after %s (%s)", name, i, v.Description, v.Phase, v.Evidence, w.Phase, w.Evidence)
		}
		if d := v.Image.Differs(w.Image.Grid); d != "" || !slices.Equal(v.Image.Data, w.Image.Data) {
			t.Errorf("%s: volume %d has other voxels %s", name, i, d)
		}
	}
}

// TestPhasesStay writes studies in the layouts of scanners and compares what
// is found in them before and after.
func TestPhasesStay(t *testing.T) {
	begun := time.Date(2023, 12, 31, 23, 58, 0, 0, time.UTC) // the study goes past midnight and New Year
	injected := begun.Add(110 * time.Second)
	series := func(number int, description, agent string, seconds ...float64) mri.Writing {
		w := mri.Writing{
			StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "series", number), FrameOfReferenceUID: mri.UID(1, "frame"),
			PatientID: "MRN-4711", PatientSex: "F", PatientAge: 61, StudyTime: begun, SeriesNumber: number, Description: description,
			Manufacturer: "SIEMENS", Model: "M1", FieldStrength: 3, RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12, ContrastAgent: agent,
		}
		for i, s := range seconds {
			img := volume.NewImage(volume.Grid{Size: [3]int{6, 5, 3}, Spacing: [3]float64{1, 1, 3}, Direction: volume.Axial})
			for j := range img.Data {
				img.Data[j] = float64((j*7 + number*31 + i*113) % 997)
			}
			w.TimePoints = append(w.TimePoints, mri.TimePoint{Image: img, Acquired: injected.Add(time.Duration(s * float64(time.Second))), Slope: 1})
		}
		return w
	}
	for name, all := range map[string][]mri.Writing{
		"named": {
			series(2, "t1_vibe_tra_bh Miller pre", "", -60), series(3, "t1_vibe_tra_bh Miller arterial", "gadobutrol", 28),
			series(4, "t1_vibe_tra_bh Miller portal venous", "gadobutrol", 70), series(5, "t1_vibe_tra_bh Miller delayed", "gadobutrol", 180),
		},
		"by time of words": {
			series(2, "Ax LAVA pre 20231231", "", -60), series(3, "Ax LAVA 20SEC +C", "Gadovist", 28),
			series(4, "Ax LAVA 70 SEC +C", "Gadovist", 70), series(5, "Ax LAVA +C 3 min", "Gadovist", 180),
		},
		"one series":    {series(7, "lava pre & post of Miller", "gadobutrol", -60, 28, 70, 180)},
		"pre and after": {series(2, "vibe_dyn_pre", "", -60), series(3, "vibe_dyn_post", "gadobutrol", 28, 70, 180)},
		"no words":      {series(2, "Miller", "", -60), series(3, "Miller", "x", 28), series(4, "Miller", "x", 70), series(5, "Miller", "x", 180)},
	} {
		for _, timed := range []bool{false, true} {
			src, dst := t.TempDir(), t.TempDir()
			for i, w := range all {
				if timed {
					w.Injection = injected
				}
				if err := mri.WriteSeries(filepath.Join(src, fmt.Sprint(i)), w); err != nil {
					t.Fatal(err)
				}
			}
			sum, err := deidentify.Run(context.Background(), deidentify.Order{
				Settings: deidentify.Settings{Salt: salt}, Source: src, Destination: dst, Pattern: "P#",
			})
			if err != nil || sum.Written != sum.Files {
				t.Fatalf("%s: %v %+v", name, err, sum)
			}
			same(t, name, src, filepath.Join(dst, "P1"))
		}
	}
}

// TestPhasesOfSimulatedPatientsStay does the same with the simulated cohort,
// whose patients come in all layouts and from all makers.
func TestPhasesOfSimulatedPatientsStay(t *testing.T) {
	dir, dst := filepath.Join(t.TempDir(), "cohort"), t.TempDir()
	if _, err := simulate.Write(context.Background(), dir, simulate.Defaults().Sized(20).Small()); err != nil {
		t.Fatal(err)
	}
	src := filepath.Join(dir, "patients")
	sum, err := deidentify.Run(context.Background(), deidentify.Order{
		Settings: deidentify.Settings{Salt: salt, KeepCharacteristics: true}, Source: src, Destination: dst, Pattern: "P##",
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Patients != 20 || sum.Written+sum.NotDICOM != sum.Files || len(sum.Refused) > 0 {
		t.Errorf("%+v", sum)
	}
	for old, id := range sum.NewIDs {
		same(t, id, filepath.Join(src, old), filepath.Join(dst, id))
	}
}

func ExampleDeidentifier_File() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	img := volume.NewImage(volume.Grid{Size: [3]int{4, 4, 1}, Spacing: [3]float64{1, 1, 3}, Direction: volume.Axial})
	if err := mri.WriteSeries(dir, mri.Writing{
		StudyUID: "1.2.3", SeriesUID: "1.2.3.1", FrameOfReferenceUID: "1.2.3.2", PatientID: "MRN-4711", Description: "vibe portal, Dr Miller",
		TimePoints: []mri.TimePoint{{Image: img, Slope: 1}},
	}); err != nil {
		fmt.Println(err)
		return
	}
	b, err := os.ReadFile(filepath.Join(dir, "IM00001.dcm"))
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := deidentify.New(deidentify.Settings{Salt: []byte("a secret of at least 16 bytes")})
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := d.File(b, "SUBJ-0001")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(bytes.Contains(made.Bytes, []byte("4711")), bytes.Contains(made.Bytes, []byte("vibe portal, x x")))
	// Output: false true
}

func ExampleRun() {
	_, err := deidentify.Run(context.Background(), deidentify.Order{
		Settings: deidentify.Settings{Salt: []byte("a secret of at least 16 bytes")},
		Source:   "export", Destination: "export", Pattern: "SUBJ-####",
	})
	fmt.Println(err)
	// Output: the source folder cannot be read; check its name
}
