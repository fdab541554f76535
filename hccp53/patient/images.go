package patient

import (
	"context"
	"errors"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// Errors of a patient's images. Those of reading are errors of packages mri and
// voi.
var (
	ErrSettings = errors.New("patient: settings not usable")
	ErrGrids    = errors.New("patient: phases on different grids")
	// ErrCover: a phase or its VOI reaches where the other does not.
	ErrCover    = errors.New("patient: VOI not covered")
	ErrContrast = errors.New("patient: image without contrast")
)

// Settings say what is taken from a patient's images.
type Settings struct {
	// Phases are the names of the phases, in the order in which they are used.
	// VOIs lie on the grid of the first.
	Phases []string `yaml:"phases" json:"phases"`
	// PhaseGrid is "exact" or "" for phases that must lie on one grid, and
	// "resample" to bring the others to the grid of the first, by linear
	// interpolation.
	PhaseGrid string `yaml:"phase_grid" json:"phase_grid"`
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
	if !slices.Contains([]string{"", exact, resample}, s.PhaseGrid) {
		return wrong("phase_grid is %q; use %s or %s", s.PhaseGrid, exact, resample)
	}
	if s.Lesion != "largest" && s.Lesion != "all" {
		return wrong("lesion is %q; use largest or all", s.Lesion)
	}
	if !slices.Contains([]string{"", exact, resample}, s.VOIGrid) {
		return wrong("voi_grid is %q; use %s or %s", s.VOIGrid, exact, resample)
	}
	return nil
}

// The settings of PhaseGrid and VOIGrid.
const exact, resample = "exact", "resample"

// Images are the phases of one patient, all on one grid.
type Images struct {
	Study *mri.Study
	// Phases are in the order of the settings. One that was resampled is a copy:
	// in Study it is as it was acquired.
	Phases []*mri.Volume

	settings Settings
	// moved are the phases that were resampled.
	moved map[mri.Phase]moved
	// own are the lesions of phases that have a VOI of their own, on the grid of
	// the first phase.
	own map[mri.Phase]*volume.Mask
	// liver limits the ring around the lesion, on the grid of the first phase; nil
	// where it was not drawn.
	liver *volume.Mask
	// warnings are those of the phases that were resampled and the VOIs that were read.
	warnings []string
}

// Load reads the DICOM files below dir and takes the phases of the settings.
// Phases may be named by hand; the others are found. Those on other grids than
// the first are resampled if the settings say so; else the error is [ErrGrids].
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
	img := &Images{Study: study, settings: s, moved: map[mri.Phase]moved{}, own: map[mri.Phase]*volume.Mask{}}
	for _, name := range s.Phases {
		v, err := study.Phase(mri.Phase(name))
		if err != nil {
			return nil, err
		}
		if len(img.Phases) > 0 {
			if v, err = img.align(v); err != nil {
				return nil, err
			}
		}
		img.Phases = append(img.Phases, v)
	}
	return img, nil
}

// Grid returns the grid of the phases.
func (img *Images) Grid() volume.Grid { return img.Phases[0].Image.Grid }
