// Command leak_select does not compile: it selects features on Validation.
package main

import "hcclab/hccp53"

func main() {
	var study *hccp53.Study
	training, validation, _ := study.Split()
	features, _ := study.Extract()
	rad, _ := study.Select(validation, features)
	_, _ = study.FitClinical(training)
	_, _ = study.Train(training, "MC ResNet18")
	_, _ = study.Evaluate(rad, validation)
}
