package radiomics

// The values of Settings.Profile.
const (
	// PyRadiomics computes the features of PyRadiomics 3.0.1 under its names.
	PyRadiomics = "pyradiomics"
	// IBSI computes the features of the IBSI reference manual (state of
	// 2021-12-13, arXiv:1612.07003) under its tags.
	IBSI = "ibsi"
)

var profiles = []string{"", PyRadiomics, IBSI}

// DefaultSettings returns the defaults for MR: the whole image normalised to
// mean 0 and standard deviation 100, bins of 5, and 300 added before squaring,
// so that all but three standard deviations below the mean count as positive.
// They are PyRadiomics' example for MR without its resampling and filters.
func DefaultSettings() Settings {
	s := PyRadiomicsSettings()
	s.Normalize = true
	s.NormalizeScale = 100
	s.BinWidth = 5
	s.VoxelArrayShift = 300
	return s
}

// PyRadiomicsSettings returns what PyRadiomics 3.0.1 does when a parameter
// file says nothing: raw intensities in bins of 25, suited to CT.
func PyRadiomicsSettings() Settings {
	return Settings{
		Profile:              PyRadiomics,
		NormalizeScale:       1,
		Interpolator:         "bspline",
		MaskInterpolator:     "nearest",
		GridAlignment:        "corner",
		Rounding:             "type",
		PadDistance:          5,
		ResegmentMode:        "absolute",
		MinimumROIDimensions: 2,
		Measurement: Measurement{
			BinWidth:        25,
			BinOrigin:       "zero",
			Kurtosis:        "plain",
			AxisCovariance:  "N",
			Distances:       []int{1},
			SymmetricalGLCM: true,
		},
	}
}

// IBSISettings returns what the IBSI reference manual prescribes where it
// prescribes anything, with bins of 25 from the lower end of the range.
// Resampling and re-segmentation are left to the study.
func IBSISettings() Settings {
	s := PyRadiomicsSettings()
	s.Profile = IBSI
	s.Interpolator = "linear"
	s.MaskInterpolator = "linear"
	s.GridAlignment = "centre"
	s.Rounding = "none"
	s.BinOrigin = "range"
	s.Kurtosis = "excess"
	s.AxisCovariance = "N-1"
	s.MinimumROIDimensions = 1
	return s
}
