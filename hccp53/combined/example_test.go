package combined_test

import (
	"bytes"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"strings"

	"hcclab/data"
	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/regression"
)

// exampleCohort writes a cohort of 160 patients and returns both arms, and a
// function that gives the scores of any of them: waves, a little higher in
// positive patients.
func exampleCohort(dir string) (cohort.Training, cohort.Validation, func(cohort.Patients) combined.Scores) {
	var text strings.Builder
	text.WriteString("patient_id,p53,age,afp,images,voi\n")
	for i := range 160 {
		fmt.Fprintf(&text, "S%03d,%s,%d,%d,patients/%d,patients/%d/voi.nii.gz\n",
			i, []string{"negative", "positive"}[i%2], 45+i*7%30, []int{3, 8, 200, 20, 2, 500, 60}[i*5%7]*(1+i%2*4), i, i)
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
	return training, validation, func(p cohort.Patients) (s combined.Scores) {
		for _, k := range p.Cases() {
			positive := float64((k - 1) % 2)
			s.Rad = append(s.Rad, math.Sin(float64(k*k))+0.6*positive)
			s.DL = append(s.DL, math.Cos(float64(3*k*k))+0.9*positive)
		}
		return s
	}
}

var exampleSearch = clinical.Settings{Candidates: []string{"age", "afp"}, Direction: regression.Both, Criterion: regression.AIC}

func ExampleFit() {
	dir, err := os.MkdirTemp("", "combined")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, validation, scores := exampleCohort(dir)

	terms, err := clinical.Fit(training, exampleSearch)
	if err != nil {
		log.Fatal(err)
	}
	model, err := combined.Fit(training, terms, scores(training.Patients()), combined.Settings{Bootstrap: 100, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range model.Fit.Coefficients[1:] {
		fmt.Printf("%-9s odds ratio %.2f (%.2f to %.2f)\n", c.Term, c.OR, c.ORCI[0], c.ORCI[1])
	}
	fmt.Printf("AUC %.3f apparent, %.3f corrected\n", model.Optimism.AUC.Apparent, model.Optimism.AUC.Corrected)
	risk, err := model.Apply(validation.Patients(), terms, scores(validation.Patients()))
	fmt.Printf("%d risks in Validation, the first %.2f, %v\n", len(risk.Probability), risk.Probability[0], err)
	// Output:
	// afp       odds ratio 2.06 (1.08 to 3.94)
	// rad_score odds ratio 2.75 (1.54 to 4.89)
	// dl_score  odds ratio 5.13 (2.58 to 10.21)
	// AUC 0.884 apparent, 0.871 corrected
	// 48 risks in Validation, the first 0.17, <nil>
}

func ExampleCrossFit() {
	dir, err := os.MkdirTemp("", "combined")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	training, _, scores := exampleCohort(dir)

	folds, err := training.Folds(3, 1)
	if err != nil {
		log.Fatal(err)
	}
	z, err := combined.CrossFit(training, folds, exampleSearch, scores(training.Patients()))
	fmt.Println(len(z), "out-of-fold log odds", err)
	// Output: 112 out-of-fold log odds <nil>
}
