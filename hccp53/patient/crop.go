package patient

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// Crop returns the square around the VOI on its largest slice: size×size
// pixels, row by row, the phases of a pixel together. Margin is the side of the
// square over the longer side of the VOI. A phase with a VOI of its own has a
// square of its own. Each phase is brought to mean 0 and standard deviation 1
// over its whole volume first, as for radiomics: MR intensities have no unit. Of
// a phase that was resampled this is the part that was acquired; beyond it the
// square goes on with the values at its edge, as beyond the image. The error is
// [ErrCover] where a phase does not cover the lesion.
func (img *Images) Crop(lesion *volume.Mask, size int, margin float64) ([]float32, error) {
	var out []float32
	for p, v := range img.Phases {
		image, drawn, err := img.measured(v, lesion)
		if err != nil {
			return nil, err
		}
		window, err := voi.WindowOf(drawn, voi.LargestSlice(drawn), margin)
		if err != nil {
			return nil, err
		}
		mean, sd := moments(image.Data)
		if !(sd > 0) || math.IsInf(sd, 0) {
			return nil, fault.New(ErrContrast, "the %s has the same value everywhere, or one that is no number", v.Phase).Try("check the DICOM series")
		}
		pixels, err := window.Sample(image, size)
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
