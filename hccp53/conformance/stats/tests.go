package stats

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

var rulesTests = []rule{
	{path: ".*note", leave: freeText},
	{path: ".*/(variable|group|formula|variables/#|cutoff)|univariable_lr_p/variables", leave: inputs},
	{path: ".*", tolerance: 1e-9},
}

// answerTests mirrors tests.json: the tests of a Table 1, univariable
// likelihood-ratio tests with corrected p values, variance inflation and pruning;
// or, in a folder of several tables, the tests by the name of the table.
func answerTests(s *set, facts any) (any, error) {
	file, _ := facts.(obj)
	m := obj{}
	if s.table == nil {
		for name, block := range file {
			table, err := s.read(name, nil)
			if err != nil {
				return nil, err
			}
			m[name] = table1Mirror(table, block)
		}
		return m, nil
	}
	m["tests"] = table1Mirror(s.table, file["tests"])
	likelihood, err := s.likelihoodMirror()
	if err != nil {
		return nil, err
	}
	m["univariable_lr_p"] = likelihood
	m["vif"] = s.inflationMirror()
	m["correlation"] = left("correlations that the reference did not run")
	if file["correlation"] != nil {
		names := s.correlated(file["correlation"])
		table := complete(s.table, names)
		var columns [][]float64
		for _, name := range names {
			columns = append(columns, numbers(table, name))
		}
		m["correlation"] = correlationMirror(names, columns, cutoffs(file["correlation"]))
	}
	return m, nil
}

// table1Mirror mirrors a list of tests, each of a variable by a group.
func table1Mirror(t *dataset.Table, facts any) []any {
	blocks, _ := facts.([]any)
	var tests []any
	for _, b := range blocks {
		var fact struct {
			Variable, Group string
			Fisher          struct{ Error string }
		}
		if err := decode(b, &fact); err != nil {
			tests = append(tests, obj{"error": err.Error()})
			continue
		}
		m := obj{"variable": fact.Variable, "group": fact.Group}
		numeric, err := isNumeric(t, fact.Variable)
		switch {
		case err != nil:
			m["error"] = err.Error()
		case numeric:
			numericMirror(m, t, fact.Variable, fact.Group)
		default:
			countsMirror(m, t, fact.Variable, fact.Group, strings.Contains(fact.Fisher.Error, "LDSTP") || strings.Contains(fact.Fisher.Error, "LDKEY"))
		}
		tests = append(tests, m)
	}
	return tests
}

// isNumeric reports whether the reference tests a variable as a number: one of
// more than two values that is not a factor.
func isNumeric(t *dataset.Table, name string) (bool, error) {
	if !t.Has(name) {
		_, err := t.Labels(name)
		return false, err
	}
	if t.IsFactor(name) {
		return false, nil
	}
	seen := map[float64]bool{}
	for _, v := range numbers(t, name) {
		if !math.IsNaN(v) {
			seen[v] = true
		}
	}
	return len(seen) > 2, nil
}

// levelled returns a column as R's factor has it: the level of each row, "" where
// it is missing, and the levels that occur in the rows given.
func levelled(t *dataset.Table, name string, use []bool) (of []string, levels []string, err error) {
	if of, err = t.Labels(name); err != nil {
		return nil, nil, err
	}
	of = slices.Clone(of)
	declared := t.Levels(name)
	if !t.IsFactor(name) {
		values := map[float64]bool{}
		for i, v := range numbers(t, name) {
			if of[i] = ""; !math.IsNaN(v) {
				of[i] = strconv.FormatFloat(v, 'g', 15, 64)
				values[v] = true
			}
		}
		sorted := make([]float64, 0, len(values))
		for v := range values {
			sorted = append(sorted, v)
		}
		slices.SortFunc(sorted, cmp.Compare[float64])
		for _, v := range sorted {
			declared = append(declared, strconv.FormatFloat(v, 'g', 15, 64))
		}
	}
	for _, level := range declared {
		for i := range of {
			if (use == nil || use[i]) && of[i] == level {
				levels = append(levels, level)
				break
			}
		}
	}
	return of, levels, nil
}

// likelihoodMirror mirrors the likelihood-ratio test of each candidate alone.
func (s *set) likelihoodMirror() (obj, error) {
	y := outcome(s.training, s.spec.Outcome)
	p := []float64{}
	for _, name := range s.spec.Candidates {
		term, err := s.training.Term(name)
		if err != nil {
			return nil, err
		}
		fit, err := regression.Logistic(y, []regression.Term{term})
		if err != nil || fit.Rank <= 1 {
			p = append(p, math.NaN())
			continue
		}
		p = append(p, inference.ChiSquareTail(fit.NullDeviance-fit.FirstStop.Deviance, float64(fit.Rank-1)))
	}
	m, err := adjusted(p, inference.BH, inference.BY, inference.Holm, inference.Bonferroni)
	if err != nil {
		return nil, err
	}
	m["variables"], m["p"] = []string(s.spec.Candidates), p
	return m, nil
}
