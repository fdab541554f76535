package voi

import (
	"errors"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/rtstruct"
	"hcclab/hccp53/volume"
)

// file is one file of regions, whatever its format. The functions take the
// place of a region in regions.
type file struct {
	name, format string // name is that of the file, for messages
	regions      []Region
	warnings     []string
	// grid is that of the voxels; it has none for outlines.
	grid volume.Grid
	// frame returns the UID of the frame of reference of a region, "" when the
	// file does not state it; nil for formats that cannot.
	frame func(i int) string
	// count returns the voxels of a region on grid, −1 for outlines.
	count func(i int) (int, error)
	// own returns a region on grid; outlines on rows and columns of the image
	// and slices of their own.
	own func(i int, image volume.Grid) (*volume.Mask, error)
	// on returns a region on the grid of an image, with notes on what was taken
	// for granted. The error is ErrOtherGrid, maybe under another name, when
	// voxels are not those of the image.
	on func(i int, on volume.Grid) (m *volume.Mask, notes []string, err error)
}

// otherFrame warns of outlines of another frame of reference than the image's.
const otherFrame = "the outlines are in another frame of reference than the image: check that they are of this examination"

// add unites region i with the result.
func (f *file) add(res *Result, i int, on volume.Grid, o *options) error {
	if f.frame != nil && o.frame != "" && !slices.Contains(res.Warnings, otherFrame) {
		if uid := f.frame(i); uid != "" && uid != o.frame {
			res.Warnings = append(res.Warnings, otherFrame)
		}
	}
	m, notes, err := f.on(i, on)
	switch {
	case err == nil:
	case errors.Is(err, rtstruct.ErrNoOutline) && o.choose != byLabel && o.choose != byName:
		res.Warnings = append(res.Warnings, "a region without a closed outline was left out: "+f.regions[i].Name)
		return nil
	case errors.Is(err, ErrOtherGrid):
		d := diagnose(on, f.grid, o.others)
		if !o.resample || d.mistake {
			return f.otherGrid(d)
		}
		if m, notes, err = f.resampled(i, on, o.by, d.text); err != nil {
			return err
		}
	case errors.Is(err, rtstruct.ErrOtherGrid) && o.resample:
		var reason *fault.Error
		errors.As(err, &reason)
		if m, notes, err = f.resampled(i, on, o.by, reason.What); err != nil {
			return err
		}
	default:
		return fault.Place(err, f.name)
	}
	region := f.regions[i]
	region.Voxels = m.Count()
	for k, in := range m.Data {
		res.Mask.Data[k] = res.Mask.Data[k] || in
	}
	res.Regions = append(res.Regions, region)
	for _, note := range notes {
		res.Warnings = append(res.Warnings, region.Name+": "+note)
	}
	return nil
}

// resampled brings a region on another grid than the image, as the text says, to
// that of the image.
func (f *file) resampled(i int, on volume.Grid, by volume.Interpolation, text string) (*volume.Mask, []string, error) {
	own, err := f.own(i, on)
	if err != nil {
		return nil, nil, fault.Place(err, f.name)
	}
	beyond := 0
	for k, in := range own.Data {
		if !in {
			continue
		}
		x, y, z := own.Voxel(k)
		q := on.Locate(own.Point(float64(x), float64(y), float64(z)))
		for a := range q {
			if !(q[a] >= -0.5 && q[a] <= float64(on.Size[a])-0.5) {
				beyond++
				break
			}
		}
	}
	if beyond > 0 {
		return nil, nil, fault.New(ErrOtherGrid, "%d of %d voxels of the VOI lie beyond the image: %s", beyond, own.Count(), text).At("%s", f.name).
			Try("take the image that it was drawn on")
	}
	m := own.Resample(on, by)
	before, after := float64(own.Count())*own.VoxelVolume()/1000, float64(m.Count())*m.VoxelVolume()/1000
	return m, []string{resampledNote(text, before, after)}, nil
}

func (f *file) otherGrid(d diagnosis) error {
	remedy := "draw the VOI on this image, or have it resampled: images.voi_grid in a study, --correct-mask of hccp53 radiomics"
	if d.mistake {
		remedy = "export the VOI again with its place in the patient, from the program that it was drawn with"
	}
	return fault.New(ErrOtherGrid, "the VOI lies on another grid than the image: %s", d.text).At("%s", f.name).Try("%s", remedy)
}
