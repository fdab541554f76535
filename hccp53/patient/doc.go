// Package patient is what a study takes from one patient: the phases that it
// asks for, on one grid, to which they are interpolated if the settings say so;
// the lesion; and from both the radiomics features and the image that the
// networks see.
//
//	img, err := patient.Load(ctx, "patients/017/dicom", settings)
//	lesion, n, err := img.VOI("patients/017/voi.nii.gz")
//	features, err := img.Features(ctx, lesion, radiomics.DefaultSettings())
//	crop, err := img.Crop(lesion, 64, 1.4)
//
// It knows no cohort and no outcome.
package patient
