// Command leak_step does not compile: single steps of the selection are fitted
// on Validation, one of them by its interface.
package main

import (
	"hcclab/hccp53"
	"hcclab/hccp53/selection"
)

func main() {
	var study *hccp53.Study
	training, validation, _ := study.Split()
	features, _ := study.Extract()
	var pruning selection.Step = &selection.Pruning{Most: 0.9}
	_, _ = pruning.Fit(training, features.Table)
	_, _ = pruning.Fit(validation, features.Table)
	_, _ = (&selection.MRMR{Features: 5}).Fit(validation, features.Table)
	_, _ = selection.ZScore{}.Fit(validation, features.Table)
}
