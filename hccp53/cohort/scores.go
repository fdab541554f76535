package cohort

// TrainingScores are the log odds that a model gives the patients in Training,
// in their order.
type TrainingScores struct {
	// Apparent scores come from the model that was fitted on the same patients:
	// too good, and what most papers print.
	Apparent []float64 `json:"apparent"`
	// OutOfFold scores come from models that never saw the patient.
	OutOfFold []float64 `json:"out_of_fold"`
}
