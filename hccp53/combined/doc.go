// Package combined joins the three views of a patient in one logistic
// regression: the clinical columns that the stepwise search chose, the
// Rad-score and the DL-score.
//
//	model, err := combined.Fit(training, clinicalModel, scores, settings)
//	risk, err := model.Apply(patients, clinicalModel, scoresOfPatients)
//
// In Training both scores are out-of-fold: each patient's score comes from a
// chain and networks that never saw the patient. Scores fitted on the same
// patients look far better than they are, and a model that learns how to weigh
// them would trust them too much. That variant, usual in papers, exists as a
// labelled switch: [Settings.InSample].
//
// Both scores are standardised with the mean and deviation that they have in
// Training, so an odds ratio is per standard deviation.
//
// The package also draws up the nomogram ([Model.Nomogram]): the same model as
// a table of points for a clinician with a ruler.
package combined
