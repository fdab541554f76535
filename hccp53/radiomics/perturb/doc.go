// Package perturb finds out which radiomics features are robust: it disturbs
// image and VOI a little, as another scan or another reader would, measures
// again, and compares how much a feature varies within a patient with how much
// it varies between patients. The method is that of Zwanenburg et al.,
// "Assessing robustness of radiomic features by image perturbation", Sci Rep
// 2019;9:614.
//
//	chain, err := perturb.Named("RVC")
//	res, err := perturb.Run(ctx, img, voi, settings, chain, perturb.Options{Seed: 1, Case: "7"})
//	// … for every patient, then
//	table, err := perturb.Judge([]*perturb.Result{res, …}, perturb.Robust)
//
// # The perturbations
//
// A chain is a word of the letters of the paper. Whatever their order in the
// word, they are applied in this one:
//
//	N  noise      Gaussian noise is added to the image, as strong as the noise
//	              that it has already (see [NoiseLevel])
//	R  rotation   image and VOI are turned in the plane of the slices
//	T  translation they are moved by a part of a voxel along x, y and z
//	V  volume     the VOI grows or shrinks by a part of its volume (see [Resize])
//	C  contour    the VOI is put together anew from the supervoxels that it
//	              covers, each with the chance of the part that is covered (see
//	              [Supervoxels] and [RandomContour])
//
// Rotation and translation are one interpolation, which is also that of
// resampling where the settings ask for it: the grid on which image and VOI are
// sampled is turned and moved, so nothing is blurred twice. Normalisation comes
// after noise and before that, from the whole image.
//
// # Repetitions
//
// Each combination of the values of a [Chain] is one repetition. The letters are
// those of the paper; the values that [Named] gives them are ours. Random draws
// come from streams of their own, one for each case, repetition and letter
// (see [provenance.Rand]): results are the same for any number of workers.
//
// # Judging
//
// [Judge] computes ICC(1,1) of each feature over patients and repetitions, as
// the paper, where a feature is robust from 0.90 on. It is to be learnt on
// training patients alone, like every other choice of features.
package perturb
