package patient

import (
	"fmt"
	"path/filepath"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// VOI reads a VOI drawn on the grid of the first phase, in any format of package
// voi, takes the lesion that the settings ask for, and says how many there are.
// What was taken for granted goes into the warnings of [Images.Report].
func (img *Images) VOI(path string) (lesion *volume.Mask, lesions int, err error) {
	return img.read(path, img.Grid())
}

// read is [Images.VOI] for a VOI drawn on grid g.
func (img *Images) read(path string, g volume.Grid) (lesion *volume.Mask, lesions int, err error) {
	res, err := voi.Load(path, g, img.voiOptions()...)
	if err != nil {
		return nil, 0, err
	}
	for _, w := range res.Warnings {
		img.warn(path, "%s", w)
	}
	all := voi.Lesions(res.Mask)
	if img.settings.Lesion == "all" {
		return res.Mask, len(all), nil
	}
	return all[0], len(all), nil
}

// warn keeps a warning about a VOI file.
func (img *Images) warn(path, format string, args ...any) {
	img.warnings = append(img.warnings, filepath.Base(path)+": "+fmt.Sprintf(format, args...))
}

// voiOptions says how a VOI is read. The grids of the other volumes of the study
// are named as they were acquired, since a VOI is often drawn on another phase
// than was thought.
func (img *Images) voiOptions() []voi.Option {
	opts := []voi.Option{voi.InFrame(img.Phases[0].Reference().FrameOfReferenceUID)}
	if region := img.settings.VOIRegion; region != "all" { // all are taken anyway, and named in a warning
		opts = append(opts, voi.Chosen(region))
	}
	if img.settings.VOIGrid == resample {
		opts = append(opts, voi.Resample(volume.Nearest))
	}
	for _, v := range img.Study.Volumes {
		name := fmt.Sprintf("series %d", v.SeriesNumber)
		if v.Phase != mri.Unknown {
			name = string(v.Phase)
		}
		opts = append(opts, voi.DrawnOn(name, v.Image.Grid))
	}
	return opts
}

// DrawnOn reads the VOI that was drawn on one of the phases, on the grid on which
// this was acquired. From then on the features and the crop of this phase are
// taken there; without it they are taken where the lesion was drawn that is given
// to them. It says how many lesions there are.
//
// The VOI of a phase that was resampled is brought to the grid of the first, with
// the nearest voxel. The error is [ErrCover] when it reaches beyond that.
func (img *Images) DrawnOn(phase, path string) (lesions int, err error) {
	if !slices.ContainsFunc(img.Phases, func(v *mri.Volume) bool { return string(v.Phase) == phase }) {
		return 0, fault.New(ErrSettings, "a VOI was drawn on the %s, which is not among the phases %v", phase, img.settings.Phases).
			Try("add it to images.phases in study.yaml, or leave the cell empty")
	}
	p, g := mri.Phase(phase), img.Grid()
	m, resampled := img.moved[p]
	if resampled {
		g = m.own
	}
	lesion, lesions, err := img.read(path, g)
	if err != nil {
		return 0, err
	}
	if resampled {
		if lesion, err = img.toFirst(p, lesion, path); err != nil {
			return 0, err
		}
	}
	img.own[p] = lesion
	return lesions, nil
}

// toFirst brings a lesion drawn on phase p to the grid of the first.
func (img *Images) toFirst(p mri.Phase, lesion *volume.Mask, path string) (*volume.Mask, error) {
	first, name := img.Phases[0].Phase, filepath.Base(path)
	if part := outside(lesion, img.Grid()); part != "" {
		return nil, fault.New(ErrCover, "the %s does not cover the VOI that was drawn on the %s: %s", first, p, part).At("%s", name).
			Try("export the whole %s, or leave the cell empty: then the VOI of the %s serves", first, first)
	}
	out := lesion.Resample(img.Grid(), volume.Nearest)
	if out.Count() == 0 {
		return nil, fault.New(voi.ErrEmpty, "the VOI lies between the voxels of the %s, to whose grid it was resampled", first).At("%s", name).
			Try("leave the cell empty: then the VOI of the %s serves", first)
	}
	img.warn(path, "resampled from the grid of the %s to that of the %s; %.3g mL became %.3g mL", p, first, millilitres(lesion), millilitres(out))
	return out, nil
}

func millilitres(m *volume.Mask) float64 { return float64(m.Count()) * m.VoxelVolume() / 1000 }
