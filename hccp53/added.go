package hccp53

import (
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// AddedValueTable says what Rad-score and DL-score add to the clinical model: on
// Training by the likelihood-ratio test of the nested models, which knows that
// both were fitted there, and in Validation, where both are frozen, by DeLong's
// test of the two AUCs, the reclassification and the integrated discrimination.
// The clinical terms are the same in both models.
func (s *Study) AddedValueTable(f *Fitted, j *Judged) (Table, error) {
	t := Table{Name: "added_value", Title: "What the scores add to the clinical model", Header: []string{"set", "quantity", "Clinical", "Combined", "difference (95 % CI)", "p"}}
	outOfFold, _ := f.Combined.trainingScores(f.Training)
	terms, err := f.Combined.Model.Terms(f.Training.Patients(), f.Clinical.Model, outOfFold)
	if err != nil {
		return t, err
	}
	small, err := regression.Logistic(f.Training.Outcome(), slices.DeleteFunc(slices.Clone(terms), func(u regression.Term) bool {
		return u.Name == combined.RadScore || u.Name == combined.DLScore
	}))
	if err != nil {
		return t, err
	}
	a, err := performance.CompareNested(f.Training.Outcome(), terms, small, f.Combined.Model.Fit)
	if err != nil {
		t.Notes = append(t.Notes, "Training: not compared. "+err.Error()+".")
	} else {
		set := "Training, apparent"
		ratio := a.LikelihoodRatio
		t.Rows = append(t.Rows,
			[]string{set, fmt.Sprintf("likelihood ratio, chi-square on %d", ratio.DF), "", "", fmt.Sprintf("%.2f", ratio.ChiSquare), pText(ratio.P)},
			[]string{set, "AUC", fmt.Sprintf("%.3f", a.AUC[0]), fmt.Sprintf("%.3f", a.AUC[1]), fmt.Sprintf("%+.3f", a.DeltaAUC), ""},
			[]string{set, "Brier score", fmt.Sprintf("%.3f", a.Brier[0]), fmt.Sprintf("%.3f", a.Brier[1]), fmt.Sprintf("%+.3f", a.DeltaBrier), ""},
			[]string{set, "IDI", "", "", fmt.Sprintf("%+.3f", a.IDI), ""},
		)
		t.Notes = append(t.Notes, fmt.Sprintf("Training: the scores are out-of-fold. The p value is %s; there is %s.", clinical.NotAdjusted, a.Note))
	}
	before, after := j.find("Clinical"), j.find("Combined")
	if before == nil || after == nil {
		return s.note(t), nil
	}
	for _, sets := range [][2]*Evaluation{{before.Training.OutOfFold, after.Training.OutOfFold}, {before.Validation, after.Validation}} {
		rows, err := compareEvaluations(sets[0], sets[1])
		if err != nil {
			t.Notes = append(t.Notes, fmt.Sprintf("%s: not compared. %v.", sets[0].Set, err))
			continue
		}
		t.Rows = append(t.Rows, rows...)
	}
	t.Notes = append(t.Notes, "Out-of-fold: each patient judged by models that never saw the patient; the folds share patients, so no p value is given. NRI and IDI have no p value anywhere: their tests find too much (Pepe et al. 2013). NRI without categories rewards useless markers (Kerr et al. 2014): read it beside the Brier score and the decision curve.")
	return s.note(t), nil
}

// find returns the row of a model.
func (j *Judged) find(label string) *Row {
	i := slices.IndexFunc(j.Rows, func(r Row) bool { return r.Label == label })
	if i < 0 {
		return nil
	}
	return &j.Rows[i]
}

// compareEvaluations compares two models on the same patients, none of whom
// either was fitted on. Only frozen models, in Validation, get p values.
func compareEvaluations(before, after *Evaluation) ([][]string, error) {
	test, err := performance.DeLongTest(after.outcome, after.risk, before.risk)
	if err != nil {
		return nil, err
	}
	idi, err := performance.IDI(after.outcome, before.risk, after.risk)
	if err != nil {
		return nil, err
	}
	nri, err := performance.ContinuousNRI(after.outcome, before.risk, after.risk)
	if err != nil {
		return nil, err
	}
	p := pText(test.P)
	if strings.HasPrefix(after.Set, "Training") {
		p = ""
	}
	signed := func(v float64, ci [2]float64) string { return fmt.Sprintf("%+.3f (%+.3f to %+.3f)", v, ci[0], ci[1]) }
	set := after.Set
	return [][]string{
		{set, "AUC", fmt.Sprintf("%.3f", test.AUC[1]), fmt.Sprintf("%.3f", test.AUC[0]), signed(test.Difference, test.CI), p},
		{set, "Brier score", fmt.Sprintf("%.3f", before.Calibration.Brier), fmt.Sprintf("%.3f", after.Calibration.Brier), fmt.Sprintf("%+.3f", after.Calibration.Brier-before.Calibration.Brier), ""},
		{set, "IDI", "", "", signed(idi.IDI.Value, idi.IDI.CI), ""},
		{set, "NRI without categories", "", "", signed(nri.Total.Value, nri.Total.CI), ""},
	}, nil
}

// SampleSizeTable asks whether there are enough patients: for developing the
// clinical and the combined model, counting every candidate that the search could
// have chosen, and for judging them in Validation.
func (s *Study) SampleSizeTable(f *Fitted) (Table, error) {
	t := Table{Name: "sample_size", Title: "Are there enough patients?", Header: []string{"question", "assumed", "needed", "there are"}}
	n, cases := f.Training.Len(), f.Training.Positives()
	prevalence := float64(cases) / float64(n)
	candidates := 0
	for _, u := range f.Clinical.Model.Univariable {
		candidates += len(u.Rows)
	}
	for _, m := range []struct {
		name       string
		parameters int
		optimism   *clinical.Optimism
	}{
		{"Clinical", candidates, f.Clinical.Boot},
		{"Combined", candidates + 2, f.Combined.Model.Optimism},
	} {
		events := float64(min(cases, n-cases)) / float64(m.parameters)
		t.Rows = append(t.Rows, []string{m.name + " model: patients of the smaller class for each candidate coefficient", fmt.Sprintf("%d coefficients", m.parameters), "10 (a rule of thumb)", fmt.Sprintf("%.1f", events)})
		if m.optimism == nil {
			t.Notes = append(t.Notes, m.name+" model: not corrected for optimism, so there is no R² to reckon with.")
			continue
		}
		if !(m.optimism.R2.Corrected > 0) {
			t.Notes = append(t.Notes, m.name+" model: no R² above 0 after correction for optimism; Riley's criteria cannot be met by any number.")
			continue
		}
		coxSnell := performance.CoxSnellFrom(m.optimism.R2.Corrected, prevalence)
		need, err := performance.RequiredSampleSize(performance.SampleSizePlan{Parameters: m.parameters, Prevalence: prevalence, CoxSnell: coxSnell})
		if err != nil {
			return t, err
		}
		assumed := fmt.Sprintf("R² %.2f (Nagelkerke, corrected), prevalence %.2f", m.optimism.R2.Corrected, prevalence)
		t.Rows = append(t.Rows, []string{m.name + " model: training patients, so that predictions need not shrink by more than a tenth", assumed, fmt.Sprint(need.ForShrinkage), fmt.Sprint(n)},
			[]string{m.name + " model: training patients by all criteria of Riley et al.", assumed, fmt.Sprint(need.N), fmt.Sprint(n)})
	}
	v := f.Validation.Len()
	if v > 0 {
		inClass := int(float64(v)*prevalence + 0.5)
		for _, auc := range []float64{0.7, 0.8} {
			w, err := performance.ExpectAUC(auc, inClass, v-inClass)
			if err != nil {
				t.Notes = append(t.Notes, fmt.Sprintf("Validation: no interval can be expected. %v.", err))
				break
			}
			need, err := performance.PatientsForWidth(auc, prevalence, 0.1)
			if err != nil {
				return t, err
			}
			t.Rows = append(t.Rows, []string{"Validation: patients, so that the interval of the AUC is 0.1 wide", fmt.Sprintf("AUC %.1f, classes as in Training", auc), fmt.Sprint(need), fmt.Sprintf("%d, which gives %.3f–%.3f", v, w.CI[0], w.CI[1])})
		}
	}
	t.Notes = append(t.Notes, "Riley et al., Statistics in Medicine 2019;38:1276 and BMJ 2020;368:m441: shrinkage 0.9, optimism of R² 0.05, margin of the overall risk 0.05. Width by Hanley & McNeil 1982.")
	return s.note(t), nil
}
