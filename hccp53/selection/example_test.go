package selection_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"hcclab/data"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/relevance"
	"hcclab/hccp53/selection"
)

// exampleTraining writes a cohort of 80 patients and returns its training arm
// with a table of three features: the tumours of positive patients are more
// uneven, "entropy" and "contrast" say so both, "volume" is the same for all.
func exampleTraining(dir string) (cohort.Training, cohort.Validation, *cohort.Table) {
	var text strings.Builder
	text.WriteString("patient_id,p53,images,voi\n")
	for i := range 80 {
		fmt.Fprintf(&text, "S%02d,%s,patients/%d,patients/%d/voi.nii.gz\n", i, []string{"negative", "positive"}[i%2], i, i)
	}
	path := filepath.Join(dir, "cohort.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		log.Fatal(err)
	}
	schema, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		log.Fatal(err)
	}
	c, err := cohort.Read(path, schema)
	if err != nil {
		log.Fatal(err)
	}
	training, validation, err := c.Split(cohort.Plan{Training: 0.7, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	features := cohort.NewTable([]string{"entropy", "contrast", "volume"})
	for i, k := range c.Patients().Cases() {
		entropy := float64(i*37%40)/10 + float64(i%2)
		features.Add(k, []float64{entropy, 2*entropy + float64(i%3)/100, 30})
	}
	return training, validation, features
}

func ExampleFit() {
	dir, err := os.MkdirTemp("", "selection")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, validation, features := exampleTraining(dir)

	chain, err := selection.Fit(training, features, selection.Readings{}, selection.Settings{
		ICC: 0.75, P: 0.05, Correlation: 0.9, LassoFolds: 5, Lambda: "min",
	}, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range chain.Attrition {
		fmt.Printf("%-11s %d → %d  %s\n", s.Step, s.In, s.Out, s.Rule)
	}
	for _, f := range chain.Features {
		fmt.Printf("%s: %.2f per SD\n", f.Name, f.PerSD)
	}
	score, err := chain.Score(validation.Patients(), features)
	fmt.Printf("%d Rad-scores in Validation, the first %.2f, %v\n", len(score), score[0], err)
	// Output:
	// ICC         3 → 3  no reader study: agreement was not checked
	// U test      3 → 2  p < 0.05, Mann–Whitney
	// Correlation 2 → 1  |Spearman| < 0.9
	// LASSO       1 → 1  logistic LASSO, λ.min by 5-fold cross-validation
	// contrast: 0.99 per SD
	// 24 Rad-scores in Validation, the first -1.97, <nil>
}

func ExampleCrossFit() {
	dir, err := os.MkdirTemp("", "selection")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, _, features := exampleTraining(dir)

	folds, err := training.Folds(3, 1)
	if err != nil {
		log.Fatal(err)
	}
	score, chains, err := selection.CrossFit(training, folds, features, selection.Readings{}, selection.Settings{
		P: 0.05, Correlation: 0.9, LassoFolds: 5, Lambda: "min",
	}, 1)
	fmt.Println(len(score), "scores from", len(chains), "chains", err)
	// Output: 56 scores from 3 chains <nil>
}

func ExampleSettings_Validate() {
	err := selection.Settings{ICC: 0.75, P: 0.05, Correlation: 0.9, LassoFolds: 10, Lambda: "best"}.Validate()
	fmt.Println(err)
	// Output: selection in study.yaml: lambda is "best"; use min or 1se
}

func ExampleMRMR() {
	dir, err := os.MkdirTemp("", "selection")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, _, features := exampleTraining(dir)

	step := &selection.MRMR{Definition: relevance.FCQ, Features: 2}
	kept, err := step.Fit(training, features)
	fmt.Println(kept.Step, kept.Rule, kept.Columns, err)
	for _, r := range step.Ranking {
		fmt.Printf("%s: F %.1f, score %.1f\n", r.Feature, r.Relevance, r.Score)
	}
	// Output:
	// mRMR FCQ, 2 features [entropy contrast] <nil>
	// entropy: F 13.4, score 13.4
	// contrast: F 13.4, score 13.4
}

func ExamplePruning() {
	dir, err := os.MkdirTemp("", "selection")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, _, features := exampleTraining(dir)

	step := &selection.Pruning{Most: 0.9, By: relevance.Spearman, Rule: relevance.CaretExact}
	kept, err := step.Fit(training, features)
	fmt.Println(kept.Rule, kept.Columns, err)
	// Output: |Spearman| ≤ 0.9, caret-exact [entropy] <nil>
}

func ExampleZScore() {
	dir, err := os.MkdirTemp("", "selection")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, validation, features := exampleTraining(dir)
	entropy, err := features.Pick([]string{"entropy"})
	if err != nil {
		log.Fatal(err)
	}

	fitted, err := selection.ZScore{}.Fit(training, entropy) // learns from Training
	if err != nil {
		log.Fatal(err)
	}
	scaled, err := fitted.Apply(entropy) // changes everyone
	if err != nil {
		log.Fatal(err)
	}
	rows, err := scaled.Of(validation.Patients())
	fmt.Printf("%d patients in Validation, the first has %.2f, %v\n", len(rows), rows[0][0], err)
	// Output: 24 patients in Validation, the first has -1.96, <nil>
}
