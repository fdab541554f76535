package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// stepwiseFlags are those of stepwise alone.
type stepwiseFlags struct {
	statsFlags
	direction, criterion string
	enter, remove        float64
	univariable          bool
}

// searchRule says how the search goes.
type searchRule struct {
	direction     regression.Direction
	criterion     regression.Criterion
	enter, remove float64 // of p values
}

// feasible refuses a search that begins from a model with as many coefficients as
// the rarer class has patients: it is separated, or as good as.
func (r searchRule) feasible(d *statsData, terms []regression.Term) error {
	if r.direction != regression.Backward && r.direction != regression.Both {
		return nil
	}
	train := d.training().Rows
	cases, n, columns := 0, 0, len(design(terms))
	for _, i := range regression.CompleteRows(regression.Rows(terms, train)) {
		if n++; d.outcome.cases[train[i]] {
			cases++
		}
	}
	if rarer := min(cases, n-cases); rarer > 0 && columns >= rarer {
		return fault.New(errStats, "the candidates have %d coefficients, and the rarer class %d patients: no search can begin from all of them", columns, rarer).At("%s", d.name).
			Try("give fewer --candidates, --direction both-from-null, or use hccp53 stats lasso")
	}
	return nil
}

// search searches once.
func (r searchRule) search(outcome []bool, terms []regression.Term) (*regression.Search, error) {
	if r.criterion == regression.LRTest {
		return regression.StepwiseP(outcome, terms, r.direction, r.enter, r.remove)
	}
	return regression.Stepwise(outcome, terms, r.direction, r.criterion)
}

func statsStepwiseCommand(s *session) *cobra.Command {
	var f stepwiseFlags
	cmd := &cobra.Command{
		Use:   "stepwise [FILE]",
		Short: "Logistic regression whose terms are chosen stepwise",
		Long: `stepwise searches for the logistic model with the smallest AIC or BIC, moving one
term at a time, as stepAIC of R. A factor moves as a whole. Candidates are
--terms, or all columns but the outcome, the set, what --exclude names and columns
of words with more than 12 different ones, such as codes; with --schema, those that
are known before surgery.

p values and intervals after a search take no account of it: they are too small
and too short, and marked "not adjusted for selection" wherever they stand. The
AUC on the same patients flatters, too: --bootstrap repeats the whole search in
each resample and corrects it. How often each term is chosen there tells how
stable the choice is.

With --out the model is saved as model.json, for predict, roc, calibrate, dca and
nomogram.`,
		Example: `  hccp53 stats stepwise cohort.csv --outcome p53 --exclude id,edmondson,mvi --out results
  hccp53 stats stepwise cohort.csv --schema cohort.schema.json --criterion bic
  hccp53 stats stepwise scores.csv --outcome p53 --set cohort --direction backward`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.stepwise(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.termFlags(cmd, "the candidates, columns separated by commas; all that can be when left out")
	cmd.Flags().StringArrayVar(&f.terms, "candidates", nil, "the same as --terms")
	cmd.Flags().StringVar(&f.direction, "direction", "both", "forward, backward, both (from all), or both-from-null")
	cmd.Flags().StringVar(&f.criterion, "criterion", "aic", "aic, bic, or p of the likelihood-ratio test")
	cmd.Flags().Float64Var(&f.enter, "enter", .05, "with --criterion p: a term enters below")
	cmd.Flags().Float64Var(&f.remove, "remove", .10, "with --criterion p: a term leaves above")
	cmd.Flags().BoolVar(&f.univariable, "univariable", false, "each candidate alone, too")
	f.drawFlags(cmd, 200, "resamples that repeat the whole search; 0 for none")
	f.outputFlags(cmd)
	return cmd
}

// rule returns what the flags mean.
func (f *stepwiseFlags) rule() (r searchRule, err error) {
	directions := map[string]regression.Direction{
		"forward": regression.Forward, "backward": regression.Backward, "both": regression.Both, "both-from-null": regression.BothFromNull,
	}
	criteria := map[string]regression.Criterion{"aic": regression.AIC, "bic": regression.BIC, "p": regression.LRTest}
	var ok bool
	if r.direction, ok = directions[strings.ToLower(f.direction)]; !ok {
		return r, fault.New(errStats, "there is no direction %q", f.direction).Try("use forward, backward, both or both-from-null")
	}
	if r.criterion, ok = criteria[strings.ToLower(f.criterion)]; !ok {
		return r, fault.New(errStats, "there is no criterion %q", f.criterion).Try("use aic, bic or p")
	}
	if r.criterion == regression.LRTest {
		r.enter, r.remove = f.enter, f.remove
		if !(r.enter > 0 && r.enter <= r.remove && r.remove < 1) {
			return r, fault.New(errStats, "--enter is %g and --remove %g", r.enter, r.remove).Try("use 0 < enter ≤ remove < 1, such as .05 and .10")
		}
	}
	return r, nil
}

// stepwiseResult is the JSON of stepwise.
type stepwiseResult struct {
	Search      *regression.Search      `json:"search"`
	NotAdjusted string                  `json:"p_values_and_intervals"`
	Performance []setPerformance        `json:"performance"`
	Univariable []univariable           `json:"univariable,omitempty"`
	Frequency   *regression.Frequencies `json:"selection_frequency,omitempty"`
	Optimism    *corrected              `json:"optimism,omitempty"`
}

func (f *stepwiseFlags) stepwise(cmd *cobra.Command, s *session, args []string) error {
	rule, err := f.rule()
	if err != nil {
		return err
	}
	if err := f.early("stepwise"); err != nil {
		return err
	}
	d, err := f.readJudged(args)
	if err != nil {
		return err
	}
	d.watch(cmd, s)
	raw, err := f.candidates(d, true)
	if err != nil {
		return err
	}
	terms, fillings, err := f.complete(d, raw)
	if err != nil {
		return err
	}
	train := d.training().Rows
	if err := rule.feasible(d, terms); err != nil {
		return err
	}
	found, err := rule.search(d.outcome.of(train), regression.Rows(terms, train))
	if err != nil {
		return placed(err, d.name)
	}
	d.warnOf(found.Fit)
	m := f.newStatsModel("stepwise", d, found.Fit, terms, fillings)
	m.Selected, m.Training.Dropped = true, found.Dropped
	m.Recipe.Direction, m.Recipe.Criterion, m.Recipe.Enter, m.Recipe.Remove = rule.direction, rule.criterion, rule.enter, rule.remove
	r := stepwiseResult{Search: found, NotAdjusted: notAdjusted}
	if r.Performance, err = m.judge(d); err != nil {
		return err
	}
	if f.univariable {
		r.Univariable = alone(d.outcome.of(train), regression.Rows(terms, train))
	}
	if f.bootstrap > 0 {
		again := newSearching(f.resampled(d, raw), rule)
		resamples := again.draw(f.bootstrap, f.seed)
		if r.Optimism, err = d.correct(again.outcome, resamples, again.refit); err != nil {
			return err
		}
		if r.Frequency, err = again.frequencies(resamples, again.choose); err != nil {
			return placed(err, d.name)
		}
	}
	m.judged(r.Performance, r.Optimism)
	a := d.answer("stepwise")
	a.Settings["candidates"], a.Settings["missing"] = m.Recipe.Candidates, f.missing
	a.Settings["direction"], a.Settings["criterion"] = rule.direction, rule.criterion
	if rule.criterion == regression.LRTest {
		a.Settings["enter"], a.Settings["remove"] = rule.enter, rule.remove
	}
	a.Settings["bootstrap"], a.Settings["seed"] = f.bootstrap, f.seed
	a.Result = r
	if r.Univariable != nil {
		a.tables = append(a.tables, d.univariableTable(r.Univariable))
	}
	a.tables = append(a.tables, d.pathTable(found), d.coefficientTable("The model chosen", found.Fit, nil, notAdjusted))
	if r.Frequency != nil {
		a.tables = append(a.tables, d.frequencyTable(r.Frequency, termNames(found.Fit.Model)))
	}
	a.tables = append(a.tables, performanceTable(r.Performance, r.Optimism))
	a.coefficientFile("stepwise", found.Fit, nil, notAdjusted)
	a.pathFile("stepwise-path", found)
	a.performanceFile("stepwise-performance", r.Performance)
	a.univariableFile("stepwise-univariable", r.Univariable)
	a.frequencyFiles(d, "stepwise-frequency", r.Frequency, termNames(found.Fit.Model))
	a.forest(d, m, r.Univariable, nil)
	if err := a.saveModel(m); err != nil {
		return err
	}
	return f.finish(cmd, s, d, a)
}

// pathTable shows the models on the way.
func (d *statsData) pathTable(found *regression.Search) hccp53.Table {
	value := string(found.Criterion)
	if found.Criterion == regression.LRTest {
		return d.pathTableP(found)
	}
	t := hccp53.Table{Name: "path", Title: fmt.Sprintf("Stepwise search (%s, %s), n = %d", found.Direction, value, found.N), Header: []string{"step", "move", value, "next best move", value + " after it"}}
	for i, step := range found.Path {
		row := []string{fmt.Sprint(i), "start", decimals(step.Value, 2), "–", "–"}
		if step.Move != "" {
			row[1] = step.Move + " " + d.label(step.Term)
		}
		if len(step.Candidates) > 0 {
			best := slices.MinFunc(step.Candidates, func(a, b regression.Candidate) int {
				switch {
				case a.Value < b.Value:
					return -1
				case a.Value > b.Value:
					return 1
				}
				return 0
			})
			row[3], row[4] = best.Move+" "+d.label(best.Term), decimals(best.Value, 2)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// pathTableP shows the models on the way of a search by p values.
func (d *statsData) pathTableP(found *regression.Search) hccp53.Table {
	t := hccp53.Table{Name: "path", Title: fmt.Sprintf("Stepwise search (%s, p: enter below %g, leave above %g), n = %d", found.Direction, found.Enter, found.Remove, found.N),
		Header: []string{"step", "move", "AIC", "p to leave, largest", "p to enter, smallest"}}
	for i, step := range found.Path {
		row := []string{fmt.Sprint(i), "start", decimals(step.Value, 2), "–", "–"}
		if step.Move != "" {
			row[1] = step.Move + " " + d.label(step.Term)
		}
		leave, enter := -1.0, 2.0
		for _, c := range step.Candidates {
			switch {
			case c.Move == "-" && c.P > leave:
				leave, row[3] = c.P, d.label(c.Term)+" "+significance(c.P)
			case c.Move == "+" && c.P < enter:
				enter, row[4] = c.P, d.label(c.Term)+" "+significance(c.P)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// pathFile adds every candidate of every step as CSV.
func (a *statsAnswer) pathFile(name string, found *regression.Search) {
	var rows [][]any
	for i, step := range found.Path {
		rows = append(rows, []any{i, "model", step.Move, step.Term, step.Deviance, step.Value, "", "", ""})
		for _, c := range step.Candidates {
			rows = append(rows, []any{i, "candidate", c.Move, c.Term, c.Deviance, c.Value, c.DF, c.P, notAdjusted})
		}
	}
	a.csvFile(name, []string{"step", "kind", "move", "term", "deviance", "value", "df", "p", "note"}, rows)
}
