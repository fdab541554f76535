package radiomics

import "errors"

// What Extract can find wrong. The messages say how much and what to do.
var (
	// ErrSettings is a setting out of its range or unknown.
	ErrSettings = errors.New("radiomics: unusable setting")
	// ErrGrid is an image whose data does not fit its grid, or a VOI on
	// another grid than the image.
	ErrGrid = errors.New("radiomics: image and VOI do not match")
	// ErrVOI is an empty VOI or one that is too small.
	ErrVOI = errors.New("radiomics: unusable VOI")
	// ErrIntensity is a NaN or infinite intensity, or an image of one
	// intensity that was to be normalised.
	ErrIntensity = errors.New("radiomics: unusable intensities")
	// ErrBins is a discretisation into more grey levels than can be held.
	ErrBins = errors.New("radiomics: too many grey levels")
	// ErrUndefined is a feature that has no finite value for this VOI.
	ErrUndefined = errors.New("radiomics: feature not defined")
)
