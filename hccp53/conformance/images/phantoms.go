package images

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume/nifti"
)

// judgePhantoms compares each phantom below root that is there twice: as DICOM
// (dicom/image, dicom/mask with a structure set) and as NIfTI (nifti/image,
// nifti/mask).
func judgePhantoms(ctx context.Context, root string) ([]conformance.Finding, error) {
	folders, err := filepath.Glob(filepath.Join(root, "data", "*"))
	if err != nil {
		return nil, err
	}
	var out []conformance.Finding
	for _, folder := range folders {
		files := map[string]string{}
		for _, kind := range []string{"image", "mask"} {
			if found, err := filepath.Glob(filepath.Join(folder, "nifti", kind, "*.nii*")); err == nil && len(found) == 1 {
				files[kind] = found[0]
			}
		}
		if _, err := os.Stat(filepath.Join(folder, "dicom", "mask")); err != nil || len(files) != 2 {
			continue // this one is not there twice
		}
		out = append(out, judgePhantom(ctx, folder, files["image"], files["mask"])...)
	}
	return out, nil
}

func judgePhantom(ctx context.Context, folder, imageFile, maskFile string) []conformance.Finding {
	finding := func(fact, detail string) conformance.Finding {
		f := conformance.Finding{Group: "ibsi/" + filepath.Base(folder), Item: "DICOM as NIfTI", Fact: fact, Detail: detail}
		if detail != "" {
			f.Outcome = conformance.Wrong
		}
		return f
	}
	found, err := mri.Volumes(ctx, filepath.Join(folder, "dicom", "image"))
	if err != nil {
		return []conformance.Finding{finding("image", err.Error())}
	}
	if len(found.Volumes) != 1 {
		return []conformance.Finding{finding("image", fmt.Sprintf("%d volumes; %s", len(found.Volumes), reasons(found)))}
	}
	grid := found.Volumes[0].Image.Grid
	want, err := nifti.Read(imageFile)
	if err != nil {
		return []conformance.Finding{finding("image", err.Error())}
	}
	out := []conformance.Finding{finding("image", sameImage(found.Volumes[0].Image, want))}
	drawn, err := voi.Read(filepath.Join(folder, "dicom", "mask"), grid)
	if err != nil {
		return append(out, finding("mask", err.Error()))
	}
	mask, err := voi.Read(maskFile, grid)
	if err != nil {
		return append(out, finding("mask", err.Error()))
	}
	return append(out, finding("mask", sameMask(drawn, mask)))
}
