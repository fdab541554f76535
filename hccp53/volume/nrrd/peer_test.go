package nrrd_test

import (
	"testing"

	"hcclab/hccp53/internal/peer"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

func TestSimpleITKReadsTheSame(t *testing.T) {
	peer.SimpleITK(t, peer.Format{
		Image: ".nrrd", WriteImage: func(path string, img *volume.Image) error { return nrrd.WriteImage(path, img, nrrd.Gzip) },
		Mask: ".nrrd", WriteMask: func(path string, mask *volume.Mask) error { return nrrd.WriteMask(path, mask, nrrd.Raw) },
		Within: 1e-14,
	}, [5]volume.Grid(grids()))
}
