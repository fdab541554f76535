package patient_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume/nifti"
)

// Example goes from the folders of one patient to what the study takes from
// them: features for the Rad-score, a crop for the networks, a report.
func Example() {
	dir, err := os.MkdirTemp("", "patient")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := writeStudy(filepath.Join(dir, "dicom"), nil); err != nil {
		log.Fatal(err)
	}
	if err := nifti.WriteMask(filepath.Join(dir, "voi.nii.gz"), lesions()); err != nil {
		log.Fatal(err)
	}

	ctx := context.Background()
	img, err := patient.Load(ctx, filepath.Join(dir, "dicom"), patient.Settings{Phases: []string{"AP", "PVP", "DP"}, Lesion: "largest"})
	if err != nil {
		log.Fatal(err)
	}
	lesion, n, err := img.VOI(filepath.Join(dir, "voi.nii.gz"))
	if err != nil {
		log.Fatal(err)
	}
	features, err := img.Features(ctx, lesion, patient.Measuring{Settings: radiomics.DefaultSettings()})
	if err != nil {
		log.Fatal(err)
	}
	crop, err := img.Crop(lesion, 64, 1.4)
	if err != nil {
		log.Fatal(err)
	}
	r := img.Report(lesion, n)
	fmt.Printf("the largest of %d lesions has %d voxels, %.2f mL\n", r.Lesions, r.Voxels, r.Volume)
	for _, p := range r.Phases {
		fmt.Printf("%-3s from %s\n", p.Name, p.Evidence)
	}
	fmt.Println(len(features.Values), "features, the first of them", features.Columns[0], "and the last", features.Columns[len(features.Columns)-1])
	fmt.Println(len(crop), "values for the networks")
	// Output:
	// the largest of 2 lesions has 72 voxels, 1.44 mL
	// AP  from 30 s after the start of injection (AP: 15 to 45 s)
	// PVP from 70 s after the start of injection (PVP: 50 to 100 s)
	// DP  from 180 s after the start of injection (DP: 120 to 300 s)
	// 293 features, the first of them original_shape_Elongation and the last DP_original_ngtdm_Strength
	// 12288 values for the networks
}

func ExampleSettings_Validate() {
	err := patient.Settings{Phases: []string{"AP", "late"}, Lesion: "largest"}.Validate()
	fmt.Println(err)
	// Output: images in study.yaml: phases has "late", unknown or twice; list some of [pre AP PVP DP HBP]
}
