// Package deeplearning gives every patient a DL-score: the log odds of a
// P53-mutated tumour according to convolutional networks that look at the
// largest slice of the VOI in three phases.
//
// Networks are cross-fitted. Training is divided into folds; in each fold a
// network is trained on the rest and applied to the patients held out, who so
// get a score from a network that never saw them. A patient outside Training
// gets the mean logit of the fold networks. Everything that is learnt, the
// means and deviations of intensities too, is learnt inside the fold.
//
//	dev, err := deeplearning.OpenDevice(deeplearning.Auto)
//	m, err := deeplearning.NewMachine(dev, "MC", "ResNet18", phases, settings)
//	for k, fold := range folds {
//		fitted[k], err = m.FitFold(ctx, fold, k, crops, seed, progress)
//	}
//	scores, err := m.Score(ctx, fitted, patients, crops)
//
// It is the only package, with those below it, that knows gomlx. The packages
// below it hold the layers, the networks, their fusion, augmentation and the
// training of one network.
package deeplearning
