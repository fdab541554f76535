package patient

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// Errors of a patient's images. Those of reading are errors of packages mri and
// voi.
var (
	ErrSettings = errors.New("patient: settings not usable")
	ErrGrids    = errors.New("patient: phases on different grids")
	ErrContrast = errors.New("patient: image without contrast")
)

// Settings say what is taken from a patient's images.
type Settings struct {
	// Phases are the names of the phases, in the order in which they are used.
	// VOIs lie on the grid of the first.
	Phases []string `yaml:"phases" json:"phases"`
	// Lesion is "largest" for the largest of several lesions in one VOI, "all"
	// for all of them together.
	Lesion string `yaml:"lesion" json:"lesion"`
	// VOIRegion is which region of a VOI file is the tumour: "all" or "" for all of
	// them together, else the name of the region or its number.
	VOIRegion string `yaml:"voi_region" json:"voi_region"`
	// VOIGrid is "exact" or "" for VOIs whose voxels are those of the image, and
	// "resample" to bring others to the image's grid, with the nearest voxel.
	VOIGrid string `yaml:"voi_grid" json:"voi_grid"`
}

// Validate reports the first setting that cannot be used.
func (s Settings) Validate() error {
	known := []string{string(mri.Pre), string(mri.AP), string(mri.PVP), string(mri.DP), string(mri.HBP)}
	wrong := func(format string, args ...any) error {
		return fault.New(ErrSettings, format, args...).At("images in study.yaml")
	}
	if len(s.Phases) == 0 {
		return wrong("phases is empty; list some of %v", known)
	}
	for i, p := range s.Phases {
		if !slices.Contains(known, p) || slices.Contains(s.Phases[:i], p) {
			return wrong("phases has %q, unknown or twice; list some of %v", p, known)
		}
	}
	if s.Lesion != "largest" && s.Lesion != "all" {
		return wrong("lesion is %q; use largest or all", s.Lesion)
	}
	if !slices.Contains([]string{"", exact, resample}, s.VOIGrid) {
		return wrong("voi_grid is %q; use %s or %s", s.VOIGrid, exact, resample)
	}
	return nil
}

// The settings of VOIGrid.
const exact, resample = "exact", "resample"

// voiOptions says how a VOI is read. The grids of the other volumes of the study
// are named, since a VOI is often drawn on another phase than was thought.
func (img *Images) voiOptions() []voi.Option {
	var opts []voi.Option
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

// Images are the phases of one patient, all on one grid.
type Images struct {
	Study *mri.Study
	// Phases are in the order of the settings.
	Phases []*mri.Volume

	settings Settings
	// own are the lesions of phases that have a VOI of their own.
	own map[mri.Phase]*volume.Mask
	// warnings are those of the VOIs that were read.
	warnings []string
}

// Load reads the DICOM files below dir and takes the phases of the settings.
// Phases may be named by hand; the others are found.
func Load(ctx context.Context, dir string, s Settings, named ...mri.Choice) (*Images, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	study, err := mri.Load(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := study.Choose(named); err != nil {
		return nil, err
	}
	img := &Images{Study: study, settings: s, own: map[mri.Phase]*volume.Mask{}}
	for _, name := range s.Phases {
		v, err := study.Phase(mri.Phase(name))
		if err != nil {
			return nil, err
		}
		img.Phases = append(img.Phases, v)
	}
	for _, v := range img.Phases[1:] {
		if d := img.Grid().Differs(v.Image.Grid); d != "" {
			return nil, fault.New(ErrGrids, "the %s lies on another grid than the %s: %s", v.Phase, img.Phases[0].Phase, d).
				Try("export the phases with the same matrix and field of view")
		}
	}
	return img, nil
}

// Grid returns the grid of the phases.
func (img *Images) Grid() volume.Grid { return img.Phases[0].Image.Grid }

// VOI reads a VOI drawn on the grid of the phases, in any format of package voi,
// takes the lesion that the settings ask for, and says how many there are. What
// was taken for granted goes into the warnings of [Images.Report].
func (img *Images) VOI(path string) (lesion *volume.Mask, lesions int, err error) {
	res, err := voi.Load(path, img.Grid(), img.voiOptions()...)
	if err != nil {
		return nil, 0, err
	}
	for _, w := range res.Warnings {
		img.warnings = append(img.warnings, filepath.Base(path)+": "+w)
	}
	all := voi.Lesions(res.Mask)
	if img.settings.Lesion == "all" {
		return res.Mask, len(all), nil
	}
	return all[0], len(all), nil
}

// DrawnOn reads the VOI that was drawn on one of the phases. From then on the
// features and the crop of this phase are taken there; without it they are taken
// where the lesion was drawn that is given to them. It says how many lesions
// there are.
func (img *Images) DrawnOn(phase, path string) (lesions int, err error) {
	if !slices.ContainsFunc(img.Phases, func(v *mri.Volume) bool { return string(v.Phase) == phase }) {
		return 0, fault.New(ErrSettings, "a VOI was drawn on the %s, which is not among the phases %v", phase, img.settings.Phases).
			Try("add it to images.phases in study.yaml, or leave the cell empty")
	}
	lesion, lesions, err := img.VOI(path)
	if err != nil {
		return 0, err
	}
	img.own[mri.Phase(phase)] = lesion
	return lesions, nil
}

// on returns the lesion as it is measured in phase p.
func (img *Images) on(p mri.Phase, lesion *volume.Mask) *volume.Mask {
	if own := img.own[p]; own != nil {
		return own
	}
	return lesion
}

// Crop returns the square around the VOI on its largest slice: size×size
// pixels, row by row, the phases of a pixel together. Margin is the side of the
// square over the longer side of the VOI. A phase with a VOI of its own has a
// square of its own. Each phase is brought to mean 0 and standard deviation 1
// over its whole volume first, as for radiomics: MR intensities have no unit.
func (img *Images) Crop(lesion *volume.Mask, size int, margin float64) ([]float32, error) {
	var out []float32
	for p, v := range img.Phases {
		drawn := img.on(v.Phase, lesion)
		window, err := voi.WindowOf(drawn, voi.LargestSlice(drawn), margin)
		if err != nil {
			return nil, err
		}
		mean, sd := moments(v.Image.Data)
		if !(sd > 0) || math.IsInf(sd, 0) {
			return nil, fault.New(ErrContrast, "the %s has the same value everywhere, or one that is no number", v.Phase).Try("check the DICOM series")
		}
		pixels, err := window.Sample(v.Image, size)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.Phase, err)
		}
		if out == nil {
			out = make([]float32, len(pixels)*len(img.Phases))
		}
		for k, value := range pixels {
			out[k*len(img.Phases)+p] = float32((value - mean) / sd)
		}
	}
	return out, nil
}

func moments(v []float64) (mean, sd float64) {
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	for _, x := range v {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / float64(len(v)-1))
}
