package imagefile

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/seg"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// MaskOptions say what is taken from a file of outlines.
type MaskOptions struct {
	// Like is the path of the image on whose grid the mask is to lie; Image
	// chooses where several volumes are there.
	Like  string
	Image Options
	// Region is the name or number of the region; all together when it is empty.
	Region string
	// Resample allows outlines of another grid, by nearest neighbour.
	Resample bool
	// Force writes over what is there.
	Force bool
}

// Mask writes the outlines at src (NIfTI, NRRD, DICOM SEG or RTSTRUCT) as a mask
// on the grid of an image to dst, whose name tells the format: .nii, .nii.gz,
// .nrrd, or .dcm for a DICOM SEG, which then refers to the images. Without
// [MaskOptions.Force] nothing is written over.
func Mask(ctx context.Context, src, dst string, o MaskOptions) (Written, error) {
	w := Written{Name: filepath.Base(dst), From: filepath.Base(src)}
	write, err := maskWriterFor(dst)
	if err != nil {
		return w, err
	}
	if err := free(dst, o.Force); err != nil {
		return w, err
	}
	d, err := volumesAt(ctx, o.Like)
	if err != nil {
		return w, err
	}
	o.Image.All = false // a mask lies on one
	images, err := d.choose(o.Image)
	if err != nil {
		return w, err
	}
	like := &images[0]
	drawn, err := voi.Load(src, like.Image.Grid, append(o.regions(), voi.InFrame(like.reference.FrameOfReferenceUID))...)
	if err != nil {
		return w, err
	}
	if err := ctx.Err(); err != nil {
		return w, err
	}
	w.Size, w.Spacing = like.Size, like.Spacing
	w.Drawn, w.Note = extent(drawn), strings.Join(drawn.Warnings, "; ")
	return w, write(dst, drawn, like)
}

// extent says what was drawn: "GTV-1: 12345 voxels, 35.3 mL, slices 12 to 37".
func extent(r *voi.Result) string {
	lo, hi, _ := r.Mask.Box()
	n := r.Mask.Count()
	return fmt.Sprintf("%s: %d voxels, %.3g mL, slices %d to %d", label(r.Regions), n, float64(n)*r.Mask.VoxelVolume()/1000, lo[2]+1, hi[2])
}

func (o MaskOptions) regions() (options []voi.Option) {
	options = append(options, voi.Chosen(o.Region))
	if o.Resample {
		options = append(options, voi.Resample(volume.Nearest))
	}
	return options
}

func maskWriterFor(dst string) (func(string, *voi.Result, *Volume) error, error) {
	switch lower := strings.ToLower(dst); {
	case strings.HasSuffix(lower, ".nii"), strings.HasSuffix(lower, ".nii.gz"):
		return func(path string, r *voi.Result, _ *Volume) error { return nifti.WriteMask(path, r.Mask) }, nil
	case strings.HasSuffix(lower, ".nrrd"):
		return func(path string, r *voi.Result, _ *Volume) error { return nrrd.WriteMask(path, r.Mask, nrrd.Gzip) }, nil
	case strings.HasSuffix(lower, ".dcm"):
		return writeSEG, nil
	}
	return nil, fault.New(ErrTarget, "the name tells no format of a mask").At("%s", filepath.Base(dst)).Try("end it in .nii, .nii.gz, .nrrd or .dcm")
}

// writeSEG writes the mask as a segmentation that refers to the images it was
// drawn on. UIDs come from those of the images and the mask, so the same mask
// gives the same file.
func writeSEG(path string, r *voi.Result, like *Volume) error {
	ref := like.reference
	if ref.StudyUID == "" {
		return fault.New(ErrTarget, "a DICOM segmentation refers to DICOM images, and the image is none").At("%s", filepath.Base(path)).
			Try("give the DICOM series with --like, or write .nii.gz")
	}
	inside := make([]float64, len(r.Mask.Data))
	for i, in := range r.Mask.Data {
		if in {
			inside[i] = 1
		}
	}
	key := []any{ref.SeriesUID, strings.Join(ref.Instances, `\`), label(r.Regions), arrayOf(inside, r.Mask.Size[:]).SHA256}
	return seg.Write(path, seg.Writing{
		StudyUID: ref.StudyUID, FrameOfReferenceUID: ref.FrameOfReferenceUID,
		SeriesUID:   mri.UID(0, append([]any{"segmentation series"}, key...)...),
		InstanceUID: mri.UID(0, append([]any{"segmentation"}, key...)...),
		PatientID:   ref.PatientID, Created: created(ref.Acquired),
		SeriesNumber: 1000, Label: "VOI",
		Source:   seg.Source{SeriesUID: ref.SeriesUID, Class: ref.Class, Instances: ref.Instances},
		Segments: []seg.Outline{{Segment: seg.Segment{Label: label(r.Regions), Algorithm: "MANUAL"}, Mask: r.Mask}},
	})
}

// label names a segment after the regions in it, as DICOM allows: at most 64
// letters, and no backslash, which would part it in two.
func label(regions []voi.Region) string {
	var names []string
	for _, r := range regions {
		names = append(names, r.Name)
	}
	name := strings.ReplaceAll(strings.Join(names, " + "), `\`, "/")
	switch {
	case strings.Trim(name, " +") == "":
		return "VOI"
	case len([]rune(name)) > 64:
		return fmt.Sprintf("%d regions", len(regions))
	}
	return name
}

// created dates a segmentation by its images, so that the same mask gives the
// same file: a date is needed, and that of the drawing is not known.
func created(acquired time.Time) time.Time {
	if acquired.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return acquired
}
