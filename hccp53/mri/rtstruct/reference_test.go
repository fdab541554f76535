package rtstruct_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/rtstruct"
	"hcclab/hccp53/volume/nifti"
)

// structureSets returns the structure sets of the reference, found by their
// content.
func structureSets(t *testing.T) []reference.File {
	t.Helper()
	return reference.Files(t, ".", func(b []byte) bool {
		_, err := rtstruct.Decode(b)
		if err != nil && !errors.Is(err, rtstruct.ErrNotRTSTRUCT) && !errors.Is(err, rtstruct.ErrNotDICOM) && !errors.Is(err, rtstruct.ErrDamaged) && !errors.Is(err, mri.ErrTransferSyntax) {
			t.Error(err)
		}
		return err == nil
	})
}

// TestReferenceMasks converts every structure set that lies beside its images
// (dicom/mask beside dicom/image) and compares each voxel with the NIfTI mask of
// the same data set (nifti/mask).
func TestReferenceMasks(t *testing.T) {
	pairs := 0
	for _, file := range structureSets(t) {
		set := filepath.Dir(filepath.Dir(filepath.Dir(file.Path)))
		masks, err := filepath.Glob(filepath.Join(set, "nifti", "mask", "*.nii*"))
		if err != nil || len(masks) != 1 {
			continue
		}
		pairs++
		want, err := nifti.Read(masks[0])
		if err != nil {
			t.Fatal(err)
		}
		study, err := mri.Load(context.Background(), filepath.Join(set, "dicom", "image"))
		if err != nil {
			t.Fatal(err)
		}
		on := study.Volumes[0].Image.Grid
		want, ok := want.Reordered(on)
		if !ok {
			t.Fatalf("%s: image and mask of NIfTI on another grid than DICOM: %s", file.Name, on.Differs(want.Grid))
		}
		s, err := rtstruct.Read(file.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, roi := range s.ROIs {
			m, notes, err := s.Mask(roi.Number, on)
			if err != nil {
				t.Fatal(err)
			}
			more, fewer := 0, 0
			for i, in := range m.Data {
				if in && want.Data[i] == 0 {
					more++
				}
				if !in && want.Data[i] != 0 {
					fewer++
				}
			}
			t.Logf("region %d: %d contours, %d voxels, notes %v", roi.Number, len(roi.Contours), m.Count(), notes)
			if more+fewer > 0 {
				t.Errorf("%d voxels that the reference has not, %d that it has are missing", more, fewer)
			}
		}
	}
	if pairs == 0 {
		t.Fatal("no structure set has a mask to compare with")
	}
}

// TestReferenceFacts compares regions, contours and points with what pydicom
// found.
func TestReferenceFacts(t *testing.T) {
	for _, file := range reference.Facts(t, func(_ string, f conformance.Fact) bool { return f["rois"] != nil }) {
		var facts struct {
			ROIs []struct {
				Number, Contours, Points int
				Name                     string
			}
		}
		if err := file.Fact.Decode(&facts); err != nil {
			t.Fatal(err)
		}
		s, err := rtstruct.Read(file.Path)
		if err != nil {
			t.Errorf("%s: %v", file.Name, err)
			continue
		}
		if len(s.ROIs) != len(facts.ROIs) {
			t.Errorf("%s: %d regions, want %d", file.Name, len(s.ROIs), len(facts.ROIs))
			continue
		}
		for i, want := range facts.ROIs {
			got, points := s.ROIs[i], 0
			for _, c := range got.Contours {
				points += len(c.Points)
			}
			if got.Number != want.Number || got.Name != want.Name || len(got.Contours) != want.Contours || points != want.Points {
				t.Errorf("%s: region %+v, want %+v", file.Name, got, want)
			}
		}
	}
}
