package hccp53

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"strconv"

	"hcclab/data"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// ErrPublished reports a table of published figures that cannot be read.
var ErrPublished = errors.New("hccp53: published figures not usable")

// Published is one AUC that the abstract of the paper gives.
type Published struct {
	Model   string     `json:"model"`   // MC, FF or combined
	Network string     `json:"network"` // the best one, or empty
	Cohort  string     `json:"cohort"`  // TC or VC
	N       int        `json:"n"`
	AUC     float64    `json:"auc"`
	CI      [2]float64 `json:"ci"`
}

// PublishedFigures returns the AUCs of the abstract: Weng et al., J Gastrointest
// Oncol 2026;17(2):79.
func PublishedFigures() ([]Published, error) {
	rows, err := csv.NewReader(bytes.NewReader(data.Published)).ReadAll()
	if err != nil {
		return nil, fault.Wrap(ErrPublished, err, "the file is not CSV").At("data/published.csv")
	}
	var all []Published
	for i, row := range rows[1:] {
		p := Published{Model: row[0], Network: row[1], Cohort: row[2]}
		var err error
		if p.N, err = strconv.Atoi(row[3]); err == nil {
			for k, v := range []*float64{&p.AUC, &p.CI[0], &p.CI[1]} {
				if *v, err = strconv.ParseFloat(row[4+k], 64); err != nil {
					break
				}
			}
		}
		if err != nil {
			return nil, fault.Wrap(ErrPublished, err, "a number cannot be read").At("data/published.csv, line %d", i+2)
		}
		all = append(all, p)
	}
	return all, nil
}

// The classes of the paper's cohort: 183 of 320 P53-positive. The split's
// classes are not given; in proportion the training cohort has 128 of 224 and
// the validation cohort 55 of 96.
var publishedCases = map[int]int{224: 128, 96: 55}

// CheckPublished asks of each published AUC whether its interval is possible
// for so many patients: arithmetic only, it says nothing about the patients.
func CheckPublished() ([]performance.IntervalCheck, error) {
	published, err := PublishedFigures()
	if err != nil {
		return nil, err
	}
	var checks []performance.IntervalCheck
	for _, p := range published {
		cases := publishedCases[p.N]
		c, err := performance.CheckInterval(p.AUC, p.CI, cases, p.N-cases, 3)
		if err != nil {
			return nil, fmt.Errorf("published %s, %s: %w", p.Model, p.Cohort, err)
		}
		checks = append(checks, c)
	}
	return checks, nil
}

// PublishedTable returns the check of the published intervals.
func PublishedTable() (Table, error) {
	published, err := PublishedFigures()
	if err != nil {
		return Table{}, err
	}
	checks, err := CheckPublished()
	if err != nil {
		return Table{}, err
	}
	t := Table{
		Name: "published_check", Title: "Are the published intervals arithmetically possible?",
		Header: []string{"model", "cohort", "n (classes)", "published AUC (95 % CI)", "Hanley–McNeil", "widest possible", "smaller class that would fit", "verdict"},
		Notes: []string{
			"The class sizes of the split are not published: 128 of 224 and 55 of 96 are the shares of 183 of 320.",
			"Whatever the scores, SE(AUC) ≤ √(A(1−A)/min(m, n)). A verdict other than consistent points to a slip in print, to other class sizes or to another kind of interval.",
		},
	}
	for i, c := range checks {
		p := published[i]
		t.Rows = append(t.Rows, []string{
			publishedName(p), p.Cohort, fmt.Sprintf("%d (%d/%d)", p.N, c.Cases, c.Controls), intervalText(p.AUC, p.CI),
			fmt.Sprintf("%.3f–%.3f", c.HanleyMcNeilCI[0], c.HanleyMcNeilCI[1]), fmt.Sprintf("%.3f–%.3f", c.WidestCI[0], c.WidestCI[1]),
			fmt.Sprintf("%.0f", math.Ceil(c.SmallerClass)), string(c.Verdict),
		})
	}
	return t, nil
}

func publishedName(p Published) string {
	if p.Network == "" {
		return p.Model
	}
	return p.Model + ", best " + p.Network
}

// Row is one model of the reproduction table.
type Row struct {
	// Label names the model; Published is the paper's name of it, or "" where the
	// abstract gives no figure.
	Label      string              `json:"label"`
	Published  string              `json:"published"`
	Training   *TrainingEvaluation `json:"training"`
	Validation *Evaluation         `json:"validation"`
}

// ReproductionTable puts our AUCs beside those of the paper. Apparent figures
// stand beside apparent ones only; what is out-of-fold or corrected for
// optimism has columns of its own.
func (s *Study) ReproductionTable(rows []Row) (Table, error) {
	published, err := PublishedFigures()
	if err != nil {
		return Table{}, err
	}
	find := func(model, cohort string) string {
		for _, p := range published {
			if p.Model == model && p.Cohort == cohort {
				text := intervalText(p.AUC, p.CI)
				if p.Network != "" {
					text += " " + p.Network
				}
				return text
			}
		}
		return "–"
	}
	t := Table{
		Name: "reproduction", Title: "Our AUC (95 % CI) beside the published one",
		Header: []string{"model", "TC apparent", "TC published", "TC out-of-fold", "TC optimism-corrected", "VC", "VC published"},
	}
	if s.Simulated() {
		t.Title = "Simulated cohort, tuned to this range: agreement is not evidence"
	}
	for _, r := range rows {
		corrected := "–"
		if b := r.Training.Corrected; b != nil {
			corrected = fmt.Sprintf("%.3f", b.AUC.Corrected)
		}
		t.Rows = append(t.Rows, []string{
			r.Label, intervalText(r.Training.Apparent.AUC.AUC, r.Training.Apparent.AUC.CI), find(r.Published, "TC"),
			intervalText(r.Training.OutOfFold.AUC.AUC, r.Training.OutOfFold.AUC.CI), corrected,
			intervalText(r.Validation.AUC.AUC, r.Validation.AUC.CI), find(r.Published, "VC"),
		})
	}
	for _, r := range rows {
		if why := r.Training.NotCorrected; why != "" {
			t.Notes = append(t.Notes, fmt.Sprintf("%s: the optimism cannot be estimated: %s.", r.Label, why))
		}
	}
	t.Notes = append([]string{
		"TC training cohort, VC validation cohort. Published: Weng et al., J Gastrointest Oncol 2026;17(2):79, abstract.",
		"Apparent: judged on the patients fitted on; only this column may be set beside the published TC figures. Optimism-corrected: by bootstrap, the stepwise search repeated in each resample, scores held fixed.",
	}, t.Notes...)
	return s.note(t), nil
}
