// Package simulate makes the demo cohort: patients with hepatocellular
// carcinoma who never lived, as real DICOM series, NIfTI masks and a cohort
// file, with a truth that is known exactly.
//
//	o := simulate.Defaults()      // 320 patients with the counts of the paper
//	o.Preset = "null"             // or "paper", "strong"
//	summary, err := simulate.Write(ctx, "data/demo", o)
//
// writes
//
//	data/demo/cohort.csv                 one row a patient, by the schema of the project
//	data/demo/cohort.json                what the cohort is, how it was made
//	data/demo/truth.json                 what was planted; no step of the study may read it
//	data/demo/patients/S0001/dicom/s01/  one folder a series
//	data/demo/patients/S0001/voi.nii.gz  the VOI, on the grid of the arterial phase
//
// # What is planted
//
// [Patients] draws clinical columns from marginals of the literature, the
// outcome from a logistic model, and two image traits that are normal given
// the outcome. The log odds of the outcome are then linear in columns and
// traits, and all coefficients are known: see [Truth]. They stand in
// presets.yaml with their reasons, and nowhere else.
//
// The traits are made visible: "texture" as uneven perfusion of the tumour,
// "shape" as lobes of its outline. What a feature or a network can read of
// them is less than what was planted, by noise, partial volume and the
// reader's outline, as in reality. Rim, capsule, margin, size and number of
// lesions look as the columns say.
//
// # How the images come about
//
// Package phantom below is the anatomy, package kinetics the contrast agent
// and the signal. [Phantom] gives the volumes of one patient in memory.
//
// The images serve to test a pipeline and to teach. They look like liver MRI;
// they are no evidence about liver MRI.
package simulate
