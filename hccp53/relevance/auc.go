package relevance

import "hcclab/hccp53/inference"

// AUC returns for each column the area under its ROC curve for the outcome: the
// probability that a patient with the outcome has the larger value than one
// without, ties counting one half. Below ½ the column falls with the outcome; it is
// not turned round. A constant column has ½. A NaN is left out of its column. The
// errors are those of [inference.MannWhitneyColumns].
func AUC(columns [][]float64, outcome []bool) ([]float64, error) {
	tests, err := inference.MannWhitneyColumns(columns, outcome)
	if err != nil {
		return nil, err
	}
	auc := make([]float64, len(tests))
	for j, t := range tests {
		auc[j] = t.CommonLanguage
	}
	return auc, nil
}
