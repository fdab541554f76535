package stats

import (
	"slices"

	"hcclab/hccp53/dataset"
)

var rulesScores = slices.Concat(rulesROC, rulesCalibration, rulesDCA)

// answerScores mirrors scores.json: scores that are hard, each by itself and
// against each other.
func answerScores(s *set, facts any) (any, error) {
	table, err := s.read("scores", nil)
	if err != nil {
		return nil, err
	}
	file, _ := facts.(obj)
	y := outcome(table, "y")
	out := obj{}
	for key, list := range file {
		switch key {
		case "roc":
			out[key] = each(list, func(f obj) obj { return rocMirror(text(f["name"]), y, column(table, f["name"]), nil) })
		case "tests":
			out[key] = each(list, func(f obj) obj {
				return pairedMirror(y, column(table, f["a"]), column(table, f["b"]), text(f["a"]), text(f["b"]))
			})
		case "dca":
			out[key] = decisionMirror(y, func(name string) []float64 { return column(table, name) }, list)
		case "calibration":
			out[key] = each(list, func(f obj) obj { return calibrationMirror(text(f["name"]), y, column(table, f["name"])) })
		}
	}
	return out, nil
}

// column returns the numeric column that a fact names.
func column(t *dataset.Table, name any) []float64 { return numbers(t, text(name)) }
