package clinical_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"hcclab/data"
	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/regression"
)

// exampleTraining writes a cohort of 120 patients and returns its training arm.
// AFP is ten times as high in three of five positive patients; age says nothing.
func exampleTraining(dir string) (cohort.Training, cohort.Validation) {
	var text strings.Builder
	text.WriteString("patient_id,p53,age,sex,afp,images,voi\n")
	for i := range 120 {
		afp := []int{3, 8, 200, 20, 2, 500, 60}[i*5%7]
		if i%2 == 1 && i%5 < 3 {
			afp *= 10
		}
		fmt.Fprintf(&text, "S%03d,%s,%d,male,%d,patients/%d,patients/%d/voi.nii.gz\n", i, []string{"negative", "positive"}[i%2], 45+i*7%30, afp, i, i)
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
	return training, validation
}

func ExampleFit() {
	dir, err := os.MkdirTemp("", "clinical")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, validation := exampleTraining(dir)

	model, err := clinical.Fit(training, clinical.Settings{
		Candidates: []string{"age", "sex", "afp"}, Direction: regression.Both, Criterion: regression.AIC,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range model.Left {
		fmt.Printf("%s left out: %s\n", l.Column, l.Reason)
	}
	for _, c := range model.Search.Fit.Coefficients[1:] {
		fmt.Printf("%s: odds ratio %.2f (%.2f to %.2f), %s\n", c.Term, c.OR, c.ORCI[0], c.ORCI[1], clinical.NotAdjusted)
	}
	risk, err := model.Apply(validation.Patients())
	fmt.Printf("%d risks in Validation, the first %.2f, %v\n", len(risk.Probability), risk.Probability[0], err)
	// Output:
	// sex left out: the same for all training patients
	// afp: odds ratio 1.75 (1.09 to 2.81), not adjusted for selection
	// 36 risks in Validation, the first 0.44, <nil>
}

func ExampleFit_postoperative() {
	dir, err := os.MkdirTemp("", "clinical")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, _ := exampleTraining(dir)

	_, err = clinical.Fit(training, clinical.Settings{Candidates: []string{"mvi"}, Direction: regression.Both, Criterion: regression.AIC})
	fmt.Println(err)
	// Output: clinical.candidates: column "mvi" is known only after surgery and cannot predict before it; take it out of the candidates; it may be described in Table 1
}

func ExampleCrossFit() {
	dir, err := os.MkdirTemp("", "clinical")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, _ := exampleTraining(dir)

	folds, err := training.Folds(3, 1)
	if err != nil {
		log.Fatal(err)
	}
	z, err := clinical.CrossFit(training, folds, clinical.Settings{Candidates: []string{"age", "afp"}, Direction: regression.Both, Criterion: regression.AIC})
	fmt.Println(len(z), "out-of-fold log odds", err)
	// Output: 84 out-of-fold log odds <nil>
}

func ExampleModel_Optimism() {
	dir, err := os.MkdirTemp("", "clinical")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, _ := exampleTraining(dir)

	model, err := clinical.Fit(training, clinical.Settings{Candidates: []string{"age", "afp"}, Direction: regression.Both, Criterion: regression.AIC})
	if err != nil {
		log.Fatal(err)
	}
	b, err := model.Optimism(training, 100, 1)
	fmt.Printf("AUC %.3f apparent, %.3f corrected, %v\n", b.AUC.Apparent, b.AUC.Corrected, err)
	// Output: AUC 0.643 apparent, 0.614 corrected, <nil>
}
