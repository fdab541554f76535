package hccp53_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"hcclab/hccp53"
)

// exampleStudy writes the study file of the examples: 40 simulated patients with
// small images, a network that trains in seconds.
var exampleStudy = sync.OnceValue(func() (path string) {
	dir := filepath.Join(scratch, "example")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	var t exampleTB
	return writeStudyIn(t, dir, rows(t))
})

// exampleTB ends the examples where a test would fail.
type exampleTB struct{ testing.TB }

func (exampleTB) Helper()                      {}
func (exampleTB) Fatal(args ...any)            { log.Fatal(args...) }
func (exampleTB) Fatalf(f string, args ...any) { log.Fatalf(f, args...) }

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func ExampleOpen() {
	study, err := hccp53.Open(exampleStudy())
	if err != nil {
		log.Fatal(err) // file, line, column, value, and what to do
	}
	fmt.Println(study.Patients().Len(), "patients, simulated:", study.Simulated())
	// Output: 40 patients, simulated: true
}

func ExampleKeepGoing() {
	// Patients whose images cannot be used are left out and counted.
	study, err := hccp53.Open(exampleStudy(), hccp53.KeepGoing())
	if err != nil {
		log.Fatal(err)
	}
	flow, err := study.Flow()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d read, %d included\n", flow.Read, flow.Included)
	// Output: 40 read, 40 included
}

func ExampleStudy_Check() {
	study := must(hccp53.Open(exampleStudy()))
	checked, err := study.Check()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(checked.Problems()), "of", len(checked.Patients), "patients cannot be used")
	for _, p := range checked.Patients[0].Report.Phases {
		fmt.Println(p.Name)
	}
	// Output:
	// 0 of 40 patients cannot be used
	// AP
	// PVP
	// DP
}

func ExampleStudy_Split() {
	study := must(hccp53.Open(exampleStudy()))
	training, validation, err := study.Split()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Training:  ", training)
	fmt.Println("Validation:", validation)
	// Output:
	// Training:   24 patients, 14 with P53 (IHC) positive
	// Validation: 16 patients, 9 with P53 (IHC) positive
}

func ExampleStudy_Extract() {
	study := must(hccp53.Open(exampleStudy()))
	features, err := study.Extract()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(features.Table.Columns), "features of", len(features.Table.Cases), "patients")
	fmt.Println(features.Table.Columns[0])
	// Output:
	// 126 features of 40 patients
	// AP_original_firstorder_10Percentile
}

func ExampleStudy_Select() {
	study := must(hccp53.Open(exampleStudy()))
	training, _, err := study.Split()
	if err != nil {
		log.Fatal(err)
	}
	features := must(study.Extract())
	rad, err := study.Select(training, features)
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range rad.Fitted.Attrition {
		fmt.Println(step.Step)
	}
	// Output:
	// ICC
	// U test
	// Correlation
	// LASSO
}

func ExampleStudy_FitClinical() {
	study := must(hccp53.Open(exampleStudy()))
	training, _, err := study.Split()
	if err != nil {
		log.Fatal(err)
	}
	clinical, err := study.FitClinical(training)
	if err != nil {
		log.Fatal(err)
	}
	table := must(study.CoefficientTable(clinical))
	for _, row := range table.Rows {
		fmt.Println(row[0])
	}
	// Output:
	// (intercept)
	// AFP (log10 ng/mL)
}

func ExampleStudy_Train() {
	study := must(hccp53.Open(exampleStudy()))
	training, _, err := study.Split()
	if err != nil {
		log.Fatal(err)
	}
	dl, err := study.Train(training, "MC ResNet18")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %.1f million weights, %d folds\n", dl.Name(), float64(dl.Parameters)/1e6, len(dl.Folds))
	// Output: MC ResNet18: 11.2 million weights, 2 folds
}

func ExampleStudy_Combine() {
	study := must(hccp53.Open(exampleStudy()))
	training, _, err := study.Split()
	if err != nil {
		log.Fatal(err)
	}
	rad := must(study.Select(training, must(study.Extract())))
	dl := must(study.Train(training, "MC ResNet18"))
	clinical := must(study.FitClinical(training))
	model, err := study.Combine(training, clinical, rad, dl)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range must(study.CoefficientTable(model)).Rows {
		fmt.Println(row[0])
	}
	// Output:
	// (intercept)
	// AFP (log10 ng/mL)
	// Rad-score (SD)
	// DL-score (SD)
}

func ExampleStudy_Evaluate() {
	study := must(hccp53.Open(exampleStudy()))
	training, validation, err := study.Split()
	if err != nil {
		log.Fatal(err)
	}
	clinical := must(study.FitClinical(training))
	result, err := study.Evaluate(clinical, validation)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, %s: %d patients\n", result.Model, result.Set, result.AUC.Cases+result.AUC.Controls)
	for _, look := range must(study.Looks()) {
		if look.Name == result.Model {
			fmt.Println("looked at by", look.Name)
		}
	}
	// Output:
	// Clinical, Validation: 16 patients
	// looked at by Clinical
}

func ExampleStudy_Draw() {
	study := must(hccp53.Open(exampleStudy()))
	training, validation, err := study.Split()
	if err != nil {
		log.Fatal(err)
	}
	result := must(study.Evaluate(must(study.FitClinical(training)), validation))
	if err := study.Draw(study.ROC(result)); err != nil {
		log.Fatal(err)
	}
	for _, path := range must(filepath.Glob(filepath.Join(study.Settings().Results, "figures", "roc*"))) {
		fmt.Println(filepath.Base(path))
	}
	// Output:
	// roc.json
	// roc.pdf
	// roc.png
	// roc.svg
}

func ExampleStudy_Predict() {
	study := must(hccp53.Open(exampleStudy()))
	fitted, err := study.Fit()
	if err != nil {
		log.Fatal(err)
	}
	// The columns of the cohort file; the outcome is not read.
	predictions, err := study.Predict(fitted.Training, fitted.Combined, filepath.Join(cohortDir(), "cohort.csv"))
	if err != nil {
		log.Fatal(err)
	}
	first := predictions[0]
	fmt.Println(len(predictions), "risks; line", first.Line, "has one between 0 and 1:", first.Risk > 0 && first.Risk < 1)
	// Output: 40 risks; line 2 has one between 0 and 1: true
}
