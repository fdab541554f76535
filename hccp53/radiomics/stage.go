package radiomics

import "hcclab/hccp53/volume"

// Stage describes image and VOI at one point of [Prepare].
type Stage struct {
	// Name is "original", "interpolated" or "resegmented".
	Name string `json:"name"`
	// Size in voxels and Spacing in mm of the image, along x, y and z.
	Size    [3]int     `json:"size"`
	Spacing [3]float64 `json:"spacing"`
	// Image are the intensities of the whole image. An image with voxels that
	// are no number has none.
	Image Intensities `json:"image"`
	// Morphological and Intensity are the two masks.
	Morphological MaskStage `json:"morphological"`
	Intensity     MaskStage `json:"intensity"`
}

// MaskStage describes a mask on an image.
type MaskStage struct {
	Voxels int `json:"voxels"`
	// BoxLow and BoxHigh bound the mask: the first index and one past the last.
	BoxLow  [3]int `json:"boxLow"`
	BoxHigh [3]int `json:"boxHigh"`
	// Parts is the number of parts that hang together; voxels that share a
	// corner do.
	Parts int `json:"parts"`
	// Centre is the mean index of the voxels, Point the place of it in mm, LPS.
	Centre [3]float64 `json:"centre"`
	Point  [3]float64 `json:"point"`
	// Values are the intensities in the mask.
	Values Intensities `json:"values"`
}

// stage describes an image, whose sums are given, and its masks.
func stage(name string, img *volume.Image, sum sums, morphological, intensity *volume.Mask) Stage {
	s := Stage{Name: name, Size: img.Size, Spacing: img.Spacing, Image: sum.intensities(len(img.Data))}
	s.Morphological = maskStage(img, morphological)
	s.Intensity = s.Morphological
	if intensity != morphological {
		s.Intensity = maskStage(img, intensity)
	}
	return s
}

// intensities of n values; none where one is not finite.
func (s sums) intensities(n int) Intensities {
	if !isFinite(s.total) {
		return Intensities{}
	}
	return Intensities{Min: s.lowest, Mean: s.total / float64(n), Max: s.highest}
}

func maskStage(img *volume.Image, m *volume.Mask) MaskStage {
	var s MaskStage
	lo, hi, ok := m.Box()
	if !ok {
		return s
	}
	s.BoxLow, s.BoxHigh = lo, hi
	var values []float64
	var sum [3]int
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			row := m.Index(0, y, z)
			for x := lo[0]; x < hi[0]; x++ {
				if m.Data[row+x] {
					values = append(values, img.Data[row+x])
					sum[0], sum[1], sum[2] = sum[0]+x, sum[1]+y, sum[2]+z
				}
			}
		}
	}
	s.Voxels, s.Values = len(values), sumsOf(values).intensities(len(values))
	for i := range 3 {
		s.Centre[i] = float64(sum[i]) / float64(len(values))
	}
	s.Point = m.Point(s.Centre[0], s.Centre[1], s.Centre[2])
	s.Parts = parts(m, lo, hi)
	return s
}

// DescribeMask describes a mask without an image: Values stay zero.
func DescribeMask(m *volume.Mask) MaskStage {
	return maskStage(&volume.Image{Grid: m.Grid, Data: make([]float64, len(m.Data))}, m)
}
