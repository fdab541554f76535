package simulate

// Truth is what was planted. It is written to truth.json beside the cohort and
// must never be read by a step of the study.
type Truth struct {
	Preset string `json:"preset"`
	About  string `json:"about"`
	Seed   uint64 `json:"seed"`
	// LogOdds are the coefficients of the preoperative columns in the logistic
	// model of the outcome, on the scale of [Patient.Predictor]; a column that
	// is not named has 0. They hold with and without the traits in the model.
	// The intercept is not planted: patients are drawn until the wanted counts
	// are reached.
	LogOdds map[string]float64 `json:"log_odds"`
	// Traits are the image traits, "texture" and "shape".
	Traits map[string]Trait `json:"traits"`
	// Patients holds what is true of each patient, by patient_id. [Patients]
	// leaves the geometry and the timing out (zero), since it makes no image.
	Patients map[string]PatientTruth `json:"patients"`
}

// Trait is a hidden quantity that the images show.
type Trait struct {
	// LogOdds is the coefficient of the trait in the logistic model, equal to
	// the difference in means between the outcomes in standard deviations.
	LogOdds float64 `json:"log_odds"`
	// AUC is that of the trait itself: Φ(LogOdds/√2). No measurement of the
	// image can be expected to exceed it.
	AUC float64 `json:"auc"`
	// Shows says how the trait looks.
	Shows string `json:"shows"`
	// Family is the feature class (named as in package radiomics) that measures
	// the trait, Features its typical members, Phase where it shows best.
	Family   string   `json:"family"`
	Features []string `json:"features"`
	Phase    string   `json:"phase"`
}

// PatientTruth is what is true of one patient.
type PatientTruth struct {
	Texture float64 `json:"texture"`
	Shape   float64 `json:"shape"`
	// Heterogeneity and Lobulation are the traits as the phantom shows them:
	// standard deviations of log perfusion and of log radius.
	Heterogeneity float64 `json:"heterogeneity"`
	Lobulation    float64 `json:"lobulation"`
	// TumourVolume is the volume of the main lesion in mm³.
	TumourVolume float64 `json:"tumour_volume_mm3"`
	// Layout is how the phases are spread over series; see [Layout].
	Layout Layout `json:"layout"`
	// Seconds are the times of pre, AP, PVP and DP after the start of the
	// injection.
	Seconds [4]float64 `json:"seconds"`
	// SNR is the signal-to-noise ratio of liver before contrast.
	SNR float64 `json:"snr"`
}

// traits describes the two image traits of a preset.
func (p preset) traits() map[string]Trait {
	return map[string]Trait{
		"texture": {
			LogOdds: p.Texture.Shift, AUC: aucOfShift(p.Texture.Shift),
			Shows:    "uneven perfusion inside the tumour, at a scale of 8 to 11 mm",
			Family:   "glcm",
			Features: []string{"difference average", "inverse difference", "contrast", "inverse variance"},
			Phase:    "AP",
		},
		"shape": {
			LogOdds: p.Shape.Shift, AUC: aucOfShift(p.Shape.Shift),
			Shows:    "lobes of the outline",
			Family:   "shape",
			Features: []string{"sphericity"},
			Phase:    "AP",
		},
	}
}
