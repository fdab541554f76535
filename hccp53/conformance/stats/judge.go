package stats

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/fault"
)

// topic is a kind of file of facts.
type topic struct {
	// answer returns the mirror of the facts in a file.
	answer func(s *set, facts any) (any, error)
	rules  []rule
}

// topics are the files of facts that are known, without ".json".
var topics = map[string]topic{
	"glm":         {answerGLM, rulesGLM},
	"stepwise":    {answerStepwise, rulesStepwise},
	"nomogram":    {answerNomogram, rulesNomogram},
	"lasso":       {answerLasso, rulesLasso},
	"filter":      {answerFilter, rulesFilter},
	"icc":         {answerICC, rulesICC},
	"mrmr":        {answerMRMR, rulesMRMR},
	"roc":         {answerROC, rulesROC},
	"calibration": {answerCalibration, rulesCalibration},
	"dca":         {answerDCA, rulesDCA},
	"nri":         {answerNRI, rulesNRI},
	"scores":      {answerScores, rulesScores},
	"tests":       {answerTests, rulesTests},
}

// Judge compares all that lies in root/stats.
func Judge(ctx context.Context, root string) (*conformance.Report, error) {
	r := &conformance.Report{
		Title:  "Conformance of the statistics",
		Source: "R 4.2.2 (rms, pROC, glmnet, MASS, Hmisc, car, caret, brglm2), as the reference folder states it",
	}
	root = filepath.Join(root, "stats")
	entries, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(conformance.ErrReference, fault.Bare(err), "the folder stats cannot be read")
	}
	left := map[string]int{}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if err := judgeSet(ctx, r, filepath.Join(root, e.Name()), left); err != nil {
			return nil, err
		}
	}
	r.Tolerance = tolerance(left)
	return r, nil
}

// judgeSet compares the files of facts of one data set.
func judgeSet(ctx context.Context, r *conformance.Report, dir string, left map[string]int) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		return err
	}
	s, err := openSet(dir)
	if err != nil {
		return fault.Wrap(conformance.ErrReference, err, "the data set cannot be read").At("stats/%s", filepath.Base(dir))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if name == "spec" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		m := newMirror(s.name, name, topics[name].rules)
		var facts, answer any
		if err := readFacts(file, &facts); err != nil {
			return fault.Wrap(conformance.ErrReference, err, "the facts cannot be read").At("stats/%s/%s", s.name, filepath.Base(file))
		}
		if topics[name].answer == nil {
			err = errors.New("no topic of this name is known")
		} else {
			answer, err = topics[name].answer(s, facts)
		}
		if err != nil {
			m.add("the file", usual, conformance.Wrong, 0, err.Error())
		} else {
			m.compare("", "", facts, answer)
		}
		r.Add(m.findings...)
		for why, n := range m.left {
			left[why] += n
		}
	}
	return nil
}

// tolerance says how near is equal and what was not compared.
func tolerance(left map[string]int) string {
	text := "Errors are relative, or absolute where a quantity is 0 but for rounding. Equal is 1e-9 for closed forms and maximum likelihood, 1e-8 for exact solutions of the LASSO, 1e-6 for lowess, 1e-5 for the numbers of glmnet itself, 1e-3 for those of MASS' interpolated profile and of rms, which bins predictions and stops its inner fits early."
	if len(left) == 0 {
		return text
	}
	var reasons []string
	for why, n := range left {
		reasons = append(reasons, fmt.Sprintf("%s (%d)", why, n))
	}
	slices.Sort(reasons)
	return text + " Not compared, as the README of the reference says: " + strings.Join(reasons, "; ") + "."
}
