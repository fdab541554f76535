// Package radiomics judges the radiomics engine by the consensus of the Image
// Biomarker Standardisation Initiative and by PyRadiomics.
//
// The reference folder holds ibsi/ (values of IBSI 1, response maps and values
// of IBSI 2, the phantoms) and pyradiomics/ (cases, settings and the values that
// PyRadiomics gave); what is there is judged. See docs/conformance.md for the
// layout.
package radiomics
