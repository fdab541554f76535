package batch_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "open")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	img, mask := volume.NewImage(grid()), volume.NewMask(grid())
	mask.Data[7] = true
	c := batch.Case{ID: "1", Image: filepath.Join(dir, "ap.nii"), Mask: filepath.Join(dir, "voi.nii")}
	if err := errors.Join(nifti.WriteImage(c.Image, img), nifti.WriteMask(c.Mask, mask)); err != nil {
		fmt.Println(err)
		return
	}
	regions, err := batch.Open(context.Background(), c, nil, batch.Geometry{})
	fmt.Println(len(regions), regions[0].Label, regions[0].Mask.Count(), err)
	// Output: 1 1 1 <nil>
}

func TestOpenTakesWhatRunMeasures(t *testing.T) {
	dir := t.TempDir()
	image, mask := made(t, dir, "a", 1)
	c := batch.Case{ID: "a", Image: filepath.Join(dir, image), Mask: filepath.Join(dir, mask)}
	both, err := batch.Open(context.Background(), c, []string{"all"}, batch.Geometry{})
	if err != nil || len(both) != 2 || both[0].Label != 1 || both[1].Label != 2 || both[0].Image != both[1].Image || both[1].Mask.Count() != 3*5*3 {
		t.Errorf("%+v, %v", both, err)
	}
	c.Labels = []string{"2"} // of the case, before those of the order
	one, err := batch.Open(context.Background(), c, []string{"all"}, batch.Geometry{})
	if err != nil || len(one) != 1 || one[0].Label != 2 {
		t.Errorf("%+v, %v", one, err)
	}
	c.Labels = []string{"3"}
	if _, err := batch.Open(context.Background(), c, nil, batch.Geometry{}); !errors.Is(err, batch.ErrLabel) {
		t.Errorf("no such label: %v", err)
	}
	c.Image = filepath.Join(dir, "none.nii")
	if _, err := batch.Open(context.Background(), c, nil, batch.Geometry{}); err == nil {
		t.Error("no image was no error")
	}
}
