// Command leak_outcome does not compile: it reads outcomes of Validation.
package main

import "hcclab/hccp53"

func main() {
	var study *hccp53.Study
	training, validation, _ := study.Split()
	features, _ := study.Extract()
	rad, _ := study.Select(training, features)
	_, _ = study.FitClinical(training)
	_, _ = study.Train(training, "MC ResNet18")
	_, _ = study.Evaluate(rad, validation)
	_ = validation.Outcome()
}
