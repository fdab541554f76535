package rtstruct_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sort"
	"testing"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/rtstruct"
	"hcclab/hccp53/volume/nifti"
)

// root returns the folder of the reference sets.
func root(t testing.TB) string {
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		t.Skip("HCCP53_REFERENCE is not set: reference structure sets not read")
	}
	return ref
}

// structureSets returns the structure sets below the folder of the references,
// found by their content.
func structureSets(t testing.TB) (paths []string) {
	err := filepath.WalkDir(root(t), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if _, err := rtstruct.Read(path); err == nil {
			paths = append(paths, path)
		} else if !errors.Is(err, rtstruct.ErrNotRTSTRUCT) && !errors.Is(err, rtstruct.ErrNotDICOM) && !errors.Is(err, rtstruct.ErrDamaged) && !errors.Is(err, mri.ErrTransferSyntax) {
			t.Errorf("%s: %v", d.Name(), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatal("the reference holds no structure set")
	}
	sort.Strings(paths)
	return paths
}

// TestReferenceMasks converts every structure set that lies beside its images
// (dicom/mask beside dicom/image) and compares each voxel with the NIfTI mask of
// the same data set (nifti/mask).
func TestReferenceMasks(t *testing.T) {
	pairs := 0
	for _, path := range structureSets(t) {
		set := filepath.Dir(filepath.Dir(filepath.Dir(path)))
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
			t.Fatalf("%s: image and mask of NIfTI on another grid than DICOM: %s", filepath.Base(path), on.Differs(want.Grid))
		}
		s, err := rtstruct.Read(path)
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
	base := filepath.Join(root(t), "dicom")
	b, err := os.ReadFile(filepath.Join(base, "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]struct {
		Files map[string]struct {
			ROIs []struct {
				Number, Contours, Points int
				Name                     string
			} `json:"rois"`
		}
	}
	if err := json.Unmarshal(bytes.ReplaceAll(b, []byte(": NaN"), []byte(": null")), &all); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for group, g := range all {
		for name, f := range g.Files {
			if f.ROIs == nil {
				continue
			}
			compared++
			s, err := rtstruct.Read(filepath.Join(base, filepath.FromSlash(group), name))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if len(s.ROIs) != len(f.ROIs) {
				t.Errorf("%s: %d regions, want %d", name, len(s.ROIs), len(f.ROIs))
				continue
			}
			for i, want := range f.ROIs {
				got, points := s.ROIs[i], 0
				for _, c := range got.Contours {
					points += len(c.Points)
				}
				if got.Number != want.Number || got.Name != want.Name || len(got.Contours) != want.Contours || points != want.Points {
					t.Errorf("%s: region %+v, want %+v", name, got, want)
				}
			}
		}
	}
	if compared == 0 {
		t.Fatal("the facts hold no structure set")
	}
}
