// Package filter computes response maps: images in which each voxel says how
// much its surroundings look like an edge, a spot or a stripe.
//
// A filter takes an image and returns one of the same grid, or several. The
// image given is not changed. Two traditions live here side by side, as their
// reference values differ: the filters of PyRadiomics 3.0.1 (van Griethuysen et
// al., Cancer Research 2017;77:e104) and those of the Image Biomarker
// Standardisation Initiative, IBSI 2 (Whybra et al., Radiology 2024;310:e231319;
// reference manual arXiv:2006.05470).
//
// Work is spread over the processors; the result does not depend on their
// number.
package filter
