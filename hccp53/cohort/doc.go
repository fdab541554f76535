// Package cohort holds the patients of a study and keeps the ones that judge
// apart from the ones that teach.
//
// A cohort is a CSV file, one row a patient, described column by column by a
// [Schema]. [Read] checks every cell; [Cohort.Apply] takes out the patients
// that the eligibility rules exclude and counts them; [Cohort.Split] divides
// the rest, by a seed, into two arms of different types:
//
//	c, err := cohort.Read("cohort.csv", schema)
//	c, flow, err := c.Apply(rules)
//	training, validation, err := c.Split(cohort.Plan{Training: 0.7, Seed: 20260330})
//
// [Training] tells outcomes, so models are fitted on it. [Validation] does
// not: its outcomes come out only through [Validation.Look], which writes the
// look into a ledger. What both arms share is [Patients]: predictors without
// outcomes. A fitted model is applied to Patients, whoever they are, so the
// compiler refuses a model that is fitted on Validation.
//
// Columns known only after surgery (the outcome itself, the histological
// grade) can be described but never read as predictors: asking for one is
// [ErrPostoperative].
//
// All random draws go through the patients in the order of their identifiers,
// so the order of the rows in the file changes nothing.
package cohort
