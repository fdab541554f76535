// Package parameters reads and writes files of radiomics settings.
//
// The form is that of PyRadiomics' parameter files, which are read unchanged:
//
//	imageType:
//	  Original: {}
//	  LoG: {sigma: [2.0, 4.0]}
//	  Wavelet: {}
//	featureClass:
//	  shape:
//	  firstorder: [Mean, Entropy]
//	  glcm:
//	setting:
//	  normalize: true
//	  normalizeScale: 100
//	  resampledPixelSpacing: [1, 1, 1]
//	  interpolator: sitkBSpline
//	  binWidth: 5
//	  label: 1
//	voxelSetting:
//	  kernelRadius: 2
//
// What a file does not say is as PyRadiomics 3.0.1 has it. The setting section
// also takes what the two profiles differ in (profile, maskInterpolator,
// gridAlignment, rounding, binOrigin, kurtosis, axisCovariance) and the other
// keys of radiomics.Settings that PyRadiomics does not have; with "profile:
// ibsi" all that is not said is as IBSI has it.
//
//	file, err := parameters.Read("settings.yaml")
//	res, err := radiomics.Extract(ctx, img, voi, file.Settings)
//
// A file without sections, as [Write] makes it, has the settings side by side
// under the keys of radiomics.Settings.
//
// A key that is unknown is an error, with its line: a setting that is spelt
// wrongly would otherwise be without effect. [File.Idle] lists the keys that are
// known and have no effect here. [Preset] has settings by name, and [Write]
// writes all that is in effect in a form that reads back to the same.
package parameters
