// Package radiomics measures a volume of interest (VOI): its shape, the
// distribution of its intensities and its texture.
//
//	res, err := radiomics.Extract(ctx, img, voi, radiomics.DefaultSettings())
//	for _, f := range res.Features {
//		fmt.Println(f.ID(), f.Value)
//	}
//
// In profile pyradiomics the 107 features of the original image are those of
// PyRadiomics 3.0.1 (van Griethuysen et al., Cancer Research 2017;77:e104), in its
// names and order:
//
//	shape       14  of the mask alone: volume, surface, diameters, axes
//	firstorder  18  of the intensities, wherever they lie
//	glcm        24  of pairs of neighbours (grey level co-occurrence matrix)
//	glrlm       16  of runs of one grey level along a line (run length matrix)
//	glszm       16  of connected zones of one grey level (size zone matrix)
//	gldm        14  of neighbours that resemble a voxel (dependence matrix)
//	ngtdm        5  of the difference to the mean of the neighbours
//
// [Definitions] gives the formula of each and the identifier that the Image
// Biomarker Standardisation Initiative (IBSI, Zwanenburg et al., Radiology
// 2020;295:328) gives to the same quantity. PyRadiomics departs from IBSI in
// a few places, and so does this package, on purpose: bins of fixed width are
// aligned to zero, kurtosis of a normal distribution is 3, and axis lengths
// rest on a covariance over N voxels, not N − 1.
//
// # From intensities to features
//
//  1. Normalise, if asked: subtract the mean of the whole image, divide by its
//     standard deviation, clip outliers, multiply by a scale. MR intensities
//     have no unit, so this is what makes patients comparable.
//  2. Resample image and VOI, if asked, and re-segment the VOI: keep the voxels
//     of a range of intensities. [Prepare] does what comes so far.
//  3. Filter: Settings.Images lists the images to measure, the original and those
//     that a filter makes of it; see package filter.
//  4. Cut out the VOI. From here on nothing outside it is looked at.
//  5. Discretise into grey levels 1, 2, … by bins of fixed width or by a fixed
//     number of bins. Texture needs it; of the first order features only
//     Entropy and Uniformity use it.
//  6. Count the matrices and read the features from them.
//
// Shape is computed from the mask and knows nothing of intensities.
//
// # The features of IBSI
//
// [IBSISettings] measures the families of the IBSI reference manual instead, under
// its tags, with its conventions: bins from the lower end of the range, excess
// kurtosis, covariance over N − 1.
//
//	s := radiomics.IBSISettings()
//	s.ResampledPixelSpacing = []float64{2, 2, 2}
//	s.Rounding = "integer"                    // CT: whole Hounsfield units
//	s.ResegmentRange = []float64{-1000, 400}
//	s.BinWidth, s.IVHBinWidth = 25, 2.5
//	s.Aggregations = []string{"3D_avg", "3D_comb", "3D"}
//	res, err := radiomics.Extract(ctx, img, voi, s)
//
//	morph  29  of the mask as resampled; Moran's I, Geary's C and two more of
//	           its intensities
//	loc     2  peaks of 1 cm³, also of what lies around the VOI
//	stat   18  of the intensities
//	ih     23  of the grey levels
//	ivh     7  of the share of the volume above an intensity
//	cm     25  glcm of PyRadiomics, in each aggregation of six
//	rlm    16  glrlm, likewise
//	szm    16  glszm, in each aggregation of three
//	dzm    16  of zones by their distance to the border of the VOI
//	ngt     5  ngtdm, likewise
//	ngl    17  gldm, likewise
//
// Re-segmentation narrows the mask of the intensities only: morph takes its shape
// from the mask before, and dzm its distances. Both loc and morph are measured
// once, in the original image.
//
// # When a number cannot be had
//
// Every value returned is finite. A flat VOI has the values that PyRadiomics
// gives by convention (correlation 1, MCC 1, Imc1 0, Imc2 0, skewness 0). Where
// a feature is not defined at all, for example GLCM features of voxels that
// have no neighbours, Extract returns [ErrUndefined] and says which class to
// leave out. What is computable but doubtful is said in Result.Warnings.
//
// Results do not depend on the number of processors used.
package radiomics
