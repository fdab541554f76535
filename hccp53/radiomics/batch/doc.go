// Package batch measures the radiomics features of many cases: images and masks
// in files of any format that is read here.
//
//	list, err := batch.ReadCases("cases.csv")
//	report, err := batch.Run(ctx, batch.Order{
//		Columns: list.Columns, Cases: list.Cases,
//		Settings: radiomics.DefaultSettings(), Name: "mr", Jobs: 4,
//		Journal: "features.journal",
//	})
//	err = batch.Write("features.csv", report, batch.Layout{Wide: true})
//
// # Cases
//
// A list of cases is the batch file of PyRadiomics: CSV with the columns Image
// and Mask, if wanted Label and ID, and any others, which are handed through.
// Paths are relative to the folder of the list. An image is a NIfTI or NRRD file
// or a folder with a DICOM series; a mask is a label map (NIfTI, NRRD,
// .seg.nrrd), a DICOM SEG or an RTSTRUCT.
//
// Each label of a mask is measured on its own. Without a label it is label 1, as
// in PyRadiomics, or the only one there is.
//
// # Running
//
// So many cases are in memory as there are jobs. What a case comes to does not
// depend on the others nor on the number of jobs. A case that fails is a
// [Problem] in the report, the others are measured all the same. A case that is
// done is written to the journal under the hash of its files, of the settings and
// of the code; a later run takes it from there.
//
// # Output
//
// The long form has a line a value: case, setting, feature, value. The wide form
// is the CSV of PyRadiomics: a line a case, first the columns of the list, then
// the diagnostics, then the features. JSON and Parquet hold the same. Of the
// files no more than the last part of their name is written, of DICOM files
// nothing that names the patient; columns of the list are written as they are.
package batch
