// Package hccp53 is the study: predicting P53-mutated hepatocellular carcinoma
// before surgery from dynamic contrast-enhanced MRI, after Weng et al.,
// J Gastrointest Oncol 2026;17(2):79. Notebooks and the command line read its
// verbs aloud:
//
//	study, err := hccp53.Open("study.yaml")
//	training, validation, err := study.Split()
//	features, err := study.Extract()
//	rad, err := study.Select(training, features)
//	dl, err := study.Train(training, "MC ResNet18")
//	clin, err := study.FitClinical(training)
//	model, err := study.Combine(training, clin, rad, dl)
//	result, err := study.Evaluate(model, validation)
//	err = study.Draw(hccp53.ROC(result))
//
// Every choice stands in the study file. Every expensive step is remembered by
// the content of its code, settings, inputs and seed, so asking again costs
// next to nothing, in this process or in another.
//
// Models are fitted on Training. The compiler refuses Validation in its place:
//
//	study.Select(validation, features) // does not compile
//
// Validation outcomes come out in Evaluate only, which counts the look.
package hccp53
