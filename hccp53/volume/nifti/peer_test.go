package nifti_test

import (
	"testing"

	"hcclab/hccp53/internal/peer"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

func TestSimpleITKReadsTheSame(t *testing.T) {
	peer.SimpleITK(t, peer.Format{
		Image: ".nii.gz", WriteImage: nifti.WriteImage,
		Mask: ".nii", WriteMask: nifti.WriteMask,
		Within: 1e-4, // float32, of places up to 712 mm
	}, [5]volume.Grid(grids()[:5]))
}
