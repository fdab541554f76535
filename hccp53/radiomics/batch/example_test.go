package batch_test

import (
	"fmt"

	"hcclab/hccp53/radiomics/batch"
)

func ExampleParseCases() {
	list, err := batch.ParseCases([]byte("ID;Image;Mask;Label\nA01;ap.nii.gz;tumour.nrrd;1,2\n"), "study", "cases.csv")
	fmt.Println(err)
	for _, c := range list.Cases {
		fmt.Println(c.ID, c.Image, c.Mask, c.Labels)
	}
	// Output:
	// <nil>
	// A01 study/ap.nii.gz study/tumour.nrrd [1 2]
}
