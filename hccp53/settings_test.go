package hccp53_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53"
	"hcclab/hccp53/cohort"
)

func TestSettingThatCannotBeUsed(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		says           []string
	}{
		{"unknown key", "folds: 2", "fold: 2", []string{"line 11", `no setting "fold"`, "compare it with notebooks/study.yaml"}},
		{"unknown key below", "icc: 0.5", "icc_least: 0.5", []string{"line 13", `"icc_least"`}},
		{"text for a number", "folds: 2", "folds: two", []string{"line 11", `"two"`, "a whole number"}},
		{"list for a number", "folds: 2", "folds: [2, 3]", []string{"line 11", "a whole number"}},
		{"word for a list", "classes: [firstorder, glcm]", "classes: glcm", []string{"line 12", `"glcm"`, "a list"}},
		{"word for a group", "split: {training: 0.6}", "split: half", []string{"line 9", `"half"`, "a group of settings"}},
		{"negative seed", "seed: 20260330", "seed: -1", []string{"line 6", "-1", "a whole number from 0 on"}},
		{"key twice", "folds: 2", "folds: 2\nfolds: 3", []string{"line 12", "folds"}},
		{"no YAML", "images: {", "images: {{", []string{"line 10"}},
		{"no cohort", "cohort: COHORT", "cohort:", []string{"cohort is not set"}},
		{"no store", "store: STORE", "store:", []string{"store is not set"}},
		{"no results", "results: results", "results:", []string{"results is not set"}},
		{"on_problem", "on_problem: stop", "on_problem: ignore", []string{"on_problem", `"ignore"`, "stop or leave"}},
		{"folds", "folds: 2", "folds: 1", []string{"folds is 1", "at least 2"}},
		{"no networks", "list: [MC ResNet18]", "list: []", []string{"networks.list is empty", "MC ResNet18"}},
		{"half a network", "list: [MC ResNet18]", "list: [ResNet18]", []string{"networks.list", `"ResNet18"`, "MC ResNet18"}},
		{"unknown fusion", "list: [MC ResNet18]", "list: [XY ResNet18]", []string{"networks.list", `"XY"`, "MC or FF"}},
		{"unknown backbone", "list: [MC ResNet18]", "list: [MC ResNet19]", []string{"networks.list", `"ResNet19"`, "ResNet18"}},
		{"margin", "margin: 1.4", "margin: 0.9", []string{"networks.margin is 0.9", "1, the default"}},
		{"no candidates", "candidates: [plt, alt, afp]", "candidates: []", []string{"clinical.candidates is empty"}},
		{"direction", "direction: both", "direction: sideways", []string{"clinical.direction", `"sideways"`, "forward, backward or both"}},
		{"criterion", "criterion: AIC", "criterion: Cp", []string{"clinical.criterion", `"Cp"`, "AIC, BIC or p"}},
		{"bootstrap", "bootstrap: 5", "bootstrap: 0", []string{"combined.bootstrap is 0", "200"}},
		{"thresholds", "{from: 0.2, to: 0.8}", "{from: 0.8, to: 0.2}", []string{"evaluate.thresholds is 0.8 to 0.2", "within 0 and 1"}},
		{"phases", "phases: [AP, PVP, DP]", "phases: [AP, portal]", []string{"phases", `"portal"`, "PVP"}},
		{"no phases", "phases: [AP, PVP, DP]", "phases: []", []string{"phases is empty"}},
		{"lesion", "lesion: largest", "lesion: first", []string{"lesion", `"first"`, "largest or all"}},
		{"grid of the phases", "lesion: largest", "lesion: largest, phase_grid: near", []string{"phase_grid", `"near"`, "exact or resample"}},
		{"grid of the VOI", "lesion: largest", "lesion: largest, voi_grid: near", []string{"voi_grid", `"near"`, "exact or resample"}},
		{"bin width", "binWidth: 20", "binWidth: -1", []string{"binWidth", "-1", "positive"}},
		{"class", "classes: [firstorder, glcm]", "classes: [wavelet]", []string{"classes", "wavelet"}},
		{"unknown key of radiomics", "binWidth: 20", "binWith: 20", []string{"line 12", `no setting "binWith"`}},
		{"text for spacing", "binWidth: 20", "resampledPixelSpacing: 1 mm", []string{"line 12", "a list"}},
		{"spacing", "binWidth: 20", "resampledPixelSpacing: [1, 1]", []string{"resampledPixelSpacing", "2 values"}},
		{"interpolator", "binWidth: 20", "interpolator: sitkBSpline", []string{"interpolator", `"sitkBSpline"`, "bspline"}},
		{"profile", "binWidth: 20", "profile: cerr", []string{"profile", `"cerr"`, "ibsi"}},
		{"norm", "binWidth: 20", "weightingNorm: chess", []string{"weightingNorm", `"chess"`}},
		{"image type", "binWidth: 20", "images: [{type: Sobel}]", []string{"images", `"Sobel"`, "LoG"}},
		{"key of an image type", "binWidth: 20", "images: [{type: LoG, sigmas: [1]}]", []string{"line 12", `"sigmas"`}},
		{"width of LoG", "binWidth: 20", "images: [{type: LoG}]", []string{"sigma", "[1, 3, 5]"}},
		{"wavelet", "binWidth: 20", "images: [{type: Wavelet, level: 9}]", []string{"level"}},
		{"measurement of an image type", "binWidth: 20", "images: [{type: Original, measurement: {binWidth: 0, binCount: -1}}]", []string{"binCount", "-1"}},
		{"key of a measurement", "binWidth: 20", "images: [{type: Original, measurement: {bins: 3}}]", []string{"line 12", `"bins"`}},
		{"feature", "binWidth: 20", "features: {glcm: [Contrasts]}", []string{"features", `"Contrasts"`}},
		{"range", "binWidth: 20", "resegmentRange: [1, 2, 3]", []string{"resegmentRange", "3 values"}},
		{"delta of one phase", "phases: [AP, PVP, DP], lesion: largest}\nfolds: 2\nradiomics: {", "phases: [AP], lesion: largest}\nfolds: 2\nradiomics: {delta: true, ", []string{"radiomics.delta", "two phases"}},
		{"ring", "binWidth: 20", "ring: -2", []string{"ring is -2", "mm"}},
		{"ring in words", "binWidth: 20", "ring: wide", []string{"line 12", "a number"}},
		{"chain", "binWidth: 20", "perturbation: {chain: RVX}", []string{"perturbation.chain", `"RVX"`, "NTCV"}},
		{"key of the chain", "binWidth: 20", "perturbation: {chains: RVC}", []string{"line 12", `"chains"`}},
		{"repetitions", "binWidth: 20", "perturbation: {chain: RVC, repetitions: 1}", []string{"perturbation.repetitions is 1", "2 to 30"}},
		{"icc", "icc: 0.5", "icc: 1.5", []string{"icc is 1.5"}},
		{"p", "p: 0.4", "p: 0", []string{"p is 0"}},
		{"correlation", "correlation: 0.9", "correlation: 2", []string{"correlation is 2"}},
		{"lasso folds", "lasso_folds: 3", "lasso_folds: 2", []string{"lasso_folds is 2"}},
		{"lambda", "lambda: min", "lambda: best", []string{"lambda", `"best"`}},
		{"batch", "batch: 8", "batch: 1", []string{"batch is 1"}},
		{"epochs", "floor: 1, cap: 2", "floor: 3, cap: 2", []string{"floor 3", "cap 2"}},
		{"learning rate", "learning_rate: 0.001", "learning_rate: 0", []string{"learning rate 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeStudy(t, rows(t), c.old, c.new)
			_, err := hccp53.Open(path)
			if !errors.Is(err, hccp53.ErrSettings) {
				t.Fatalf("got %v", err)
			}
			t.Log(strings.TrimPrefix(err.Error(), filepath.Dir(path)+"/"))
			for _, words := range append(c.says, "study.yaml") {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("the message does not say %q: %v", words, err)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the message has several lines: %v", err)
			}
		})
	}
}

// TestEveryRadiomicsSettingIsReached sets keys of each level of radiomics and
// reads them back; infinite limits can be hashed.
func TestEveryRadiomicsSettingIsReached(t *testing.T) {
	s := openStudy(t, "binWidth: 20", `binWidth: 10, binCount: 32, profile: pyradiomics, resampledPixelSpacing: [2, 2, 0], interpolator: linear,
  padDistance: 8, resegmentRange: [-.inf, 250], distances: [1, 2], weightingNorm: euclidean, minimumROISize: 20, removeOutliers: 3,
  images: [{type: Original}, {type: LoG, sigma: [2, 3], measurement: {binWidth: 5}}, {type: Wavelet, wavelet: haar}],
  features: {glcm: [Contrast]}, delta: true, ring: 6, perturbation: {chain: RT, repetitions: 4}`).Settings().Radiomics
	if s.BinWidth != 10 || s.BinCount != 32 || s.ResampledPixelSpacing[1] != 2 || s.Interpolator != "linear" || s.PadDistance != 8 || !math.IsInf(s.ResegmentRange[0], -1) ||
		s.ResegmentRange[1] != 250 || s.Distances[1] != 2 || s.WeightingNorm != "euclidean" || s.MinimumROISize != 20 || s.RemoveOutliers != 3 {
		t.Errorf("%+v", s)
	}
	if len(s.Images) != 3 || s.Images[1].Sigma[1] != 3 || s.Images[1].Measurement.BinWidth != 5 || s.Images[1].Measurement.BinCount != 32 || !s.Images[1].Measurement.SymmetricalGLCM || len(s.Images[1].Measurement.Distances) != 2 || s.Images[2].Wavelet != "haar" || s.Features["glcm"][0] != "Contrast" {
		t.Errorf("%+v", s.Images)
	}
	if !s.Delta || s.Ring != 6 || s.Perturbation.Chain != "RT" || s.Perturbation.Repetitions != 4 || !s.Normalize || !s.SymmetricalGLCM {
		t.Errorf("%+v", s)
	}
	content, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(content), `"resegmentRange":["-Inf",250]`) || strings.Count(string(content), "resegmentRange") != 1 {
		t.Errorf("%s, %v", content, err)
	}
}

func TestCandidateThatCannotBeUsed(t *testing.T) {
	for _, c := range []struct {
		column string
		kind   error
		says   string
	}{
		{"edmondson", cohort.ErrPostoperative, "known only after surgery"},
		{"p53", cohort.ErrPostoperative, "known only after surgery"},
		{"AFP", cohort.ErrNoColumn, `no column "AFP"`},
		{"voi", cohort.ErrNotPredictor, `column "voi" is no predictor`},
	} {
		_, err := hccp53.Open(writeStudy(t, rows(t), "candidates: [plt", "candidates: ["+c.column))
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "study.yaml: clinical.candidates") {
			t.Errorf("%s: got %v", c.column, err)
		}
	}
	all := rows(t)
	dropColumn(all, "afp")
	if _, err := hccp53.Open(writeStudy(t, all)); !errors.Is(err, cohort.ErrMissingColumn) || !strings.Contains(err.Error(), `take "afp" out of the candidates`) {
		t.Errorf("column not in the file: got %v", err)
	}
}

func TestStudyFileThatIsNotThere(t *testing.T) {
	_, err := hccp53.Open(filepath.Join(t.TempDir(), "study.yaml"))
	if !errors.Is(err, hccp53.ErrSettings) || !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "notebooks/study.yaml") {
		t.Errorf("got %v", err)
	}
}

func TestSchemaThatCannotBeUsed(t *testing.T) {
	path := writeStudy(t, rows(t), "cohort: COHORT", "cohort: COHORT\nschema: mine.json")
	if _, err := hccp53.Open(path); !errors.Is(err, hccp53.ErrSettings) || !strings.Contains(err.Error(), "mine.json") || !strings.Contains(err.Error(), "check schema in study.yaml") {
		t.Errorf("missing schema: got %v", err)
	}
	check(t, os.WriteFile(filepath.Join(filepath.Dir(path), "mine.json"), []byte(`{"properties": 1}`), 0o644))
	if _, err := hccp53.Open(path); !errors.Is(err, cohort.ErrSchema) || !strings.Contains(err.Error(), "mine.json") {
		t.Errorf("schema of another kind: got %v", err)
	}
}

func TestEligibilityRuleThatCannotBeUsed(t *testing.T) {
	for _, rule := range []string{
		"{reason: x, column: agee, at_least: 18}",
		"{reason: x, column: age}",
		"{reason: x, column: age, at_least: 18, at_most: 80}",
		"{reason: x, column: sex, at_least: 18}",
		"{reason: x, column: sex, one_of: [M]}",
		"{column: age, at_least: 18}",
		"{reason: too young, column: age, at_least: 119}",
	} {
		_, err := hccp53.Open(writeStudy(t, rows(t), "{reason: younger than 18 years, column: age, at_least: 18}", rule))
		if err == nil || !strings.Contains(err.Error(), "study.yaml") || !errors.Is(err, cohort.ErrRule) && !errors.Is(err, cohort.ErrNoColumn) {
			t.Errorf("%s: got %v", rule, err)
		}
	}
}
