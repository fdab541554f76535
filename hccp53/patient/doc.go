// Package patient is what a study takes from one patient: the phases that it
// asks for, on one grid, to which they are interpolated if the settings say so;
// the lesion; and from both the radiomics features and the image that the
// networks see.
//
//	img, err := patient.Load(ctx, "patients/017/dicom", settings)
//	lesion, n, err := img.VOI("patients/017/voi.nii.gz")
//	features, err := img.Features(ctx, lesion, patient.Measuring{Settings: radiomics.DefaultSettings()})
//	crop, err := img.Crop(lesion, 64, 1.4)
//
// Of the features, those of shape are measured once, the others in each phase.
// Asked for, they are also compared from phase to phase (delta features), and
// measured in a ring around the lesion, within the liver where that was drawn;
// [Column] says how all are named. [Images.Perturbed] measures them again and
// again in slightly other images, to find out which are robust.
//
// It knows no cohort and no outcome.
package patient
