package hccp53

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/selection"
)

// ErrSettings reports a study file that cannot be used.
var ErrSettings = errors.New("hccp53: study file not usable")

// Settings are the choices of a study, as the study file gives them. The file
// in notebooks/study.yaml gives the reason of each.
type Settings struct {
	Cohort  string `yaml:"cohort"`
	Schema  string `yaml:"schema"` // empty: the schema of the demo cohort
	Store   string `yaml:"store"`
	Results string `yaml:"results"`
	// NewPatients is a file of patients to predict in the notebooks; may be empty.
	NewPatients string `yaml:"new_patients"`

	Demo *Demo `yaml:"demo"` // nil: patients of its own

	OnProblem   string        `yaml:"on_problem"` // stop or leave
	Seed        uint64        `yaml:"seed"`
	Eligibility []cohort.Rule `yaml:"eligibility"`
	Split       struct {
		Training float64 `yaml:"training"`
	} `yaml:"split"`
	Images    patient.Settings   `yaml:"images"`
	Folds     int                `yaml:"folds"`
	Radiomics patient.Measuring  `yaml:"radiomics"`
	Selection selection.Settings `yaml:"selection"`
	Networks  NetworkSettings    `yaml:"networks"`
	Clinical  ClinicalSettings   `yaml:"clinical"`
	Combined  struct {
		Bootstrap int `yaml:"bootstrap"`
	} `yaml:"combined"`
	Evaluate struct {
		Thresholds Range `yaml:"thresholds"`
	} `yaml:"evaluate"`
}

// NetworkSettings say which networks are trained, on what, and how.
type NetworkSettings struct {
	List                  []string `yaml:"list"` // fusion and backbone, such as "MC ResNet18"
	Backend               string   `yaml:"backend"`
	Margin                float64  `yaml:"margin"`
	deeplearning.Settings `yaml:",inline"`
}

// ClinicalSettings say how the clinical model is built.
type ClinicalSettings struct {
	Candidates []string `yaml:"candidates"`
	Direction  string   `yaml:"direction"` // forward, backward or both
	Criterion  string   `yaml:"criterion"` // AIC, BIC or p
	// Indicator adds, for each candidate with missing values, a candidate that is 1
	// where the value is missing.
	Indicator bool `yaml:"missing_indicator"`
}

// Range is an interval of risks.
type Range struct {
	From float64 `yaml:"from" json:"from"`
	To   float64 `yaml:"to" json:"to"`
}

// readSettings reads a study file. Unknown keys are errors, with their line;
// paths become relative to the working directory.
func readSettings(path string) (Settings, error) {
	s := Settings{OnProblem: "stop", Radiomics: patient.Measuring{Settings: radiomics.DefaultSettings()}}
	s.Images.PhaseGrid, s.Images.Lesion, s.Images.VOIRegion, s.Images.VOIGrid = "exact", "largest", "all", "exact"
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, fault.Wrap(ErrSettings, fs.ErrNotExist, "there is no study file").At("%s", path).
			Try("give the path of a study file; notebooks/study.yaml is the one of the demo cohort")
	}
	if err != nil {
		return s, fault.Wrap(ErrSettings, err, "the study file cannot be read").At("%s", path)
	}
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 { // an image, say: none of it belongs in a message
		return s, fault.New(ErrSettings, "the file is no text; a study file is YAML").At("%s", path).
			Try("give the path of a study file; `hccp53 image info` tells what an image file holds")
	}
	if err := yaml.NewDecoder(bytes.NewReader(content), yaml.Strict()).Decode(&s); err != nil {
		return s, yamlFault(err, path)
	}
	if err := ownMeasurements(content, &s.Radiomics); err != nil {
		return s, yamlFault(err, path)
	}
	dir := filepath.Dir(path)
	for _, p := range []*string{&s.Cohort, &s.Schema, &s.Store, &s.Results, &s.NewPatients} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
	if err := s.validate(); err != nil {
		text := strings.Replace(err.Error(), " in study.yaml: ", ": ", 1) // the path says it
		return s, fault.New(errors.Join(ErrSettings, err), "%s", text).At("%s", path)
	}
	return s, nil
}

// ownMeasurements fills in what the measurement of an image type leaves out: it is
// as in radiomics itself.
func ownMeasurements(content []byte, m *patient.Measuring) error {
	for i, t := range m.Images {
		if t.Measurement == nil {
			continue
		}
		at, err := yaml.PathString(fmt.Sprintf("$.radiomics.images[%d].measurement", i))
		if err != nil {
			return err
		}
		own := m.Measurement
		if err := at.Read(bytes.NewReader(content), &own); err != nil {
			return err
		}
		m.Images[i].Measurement = &own
	}
	return nil
}

// validate reports the first setting that cannot be used. Settings that belong
// to one step are checked by that step.
func (s Settings) validate() error {
	wrong := func(remedy, format string, args ...any) error {
		return fault.New(ErrSettings, format, args...).Try("%s", remedy)
	}
	switch {
	case s.Cohort == "":
		return wrong("write cohort: followed by the path of cohort.csv", "cohort is not set")
	case s.Store == "":
		return wrong("name a folder for remembered steps, such as .hccp53/store", "store is not set")
	case s.Results == "":
		return wrong("name a folder for figures and tables, such as results", "results is not set")
	case s.OnProblem != "stop" && s.OnProblem != "leave":
		return wrong("use stop or leave", "on_problem is %q", s.OnProblem)
	case s.Folds < 2:
		return wrong("use at least 2; the default is 3", "folds is %d", s.Folds)
	case len(s.Networks.List) == 0:
		return wrong("list at least one network, such as MC ResNet18", "networks.list is empty")
	case s.Radiomics.Delta && len(s.Images.Phases) < 2:
		return wrong("list two phases in images.phases, or set radiomics.delta to false", "radiomics.delta compares phases, and there is one")
	case s.Networks.Margin < 1:
		return wrong("1, the default, is the VOI itself", "networks.margin is %v", s.Networks.Margin)
	case len(s.Clinical.Candidates) == 0:
		return wrong("list columns of the cohort that are known before surgery", "clinical.candidates is empty")
	case !slices.Contains([]string{"forward", "backward", "both"}, s.Clinical.Direction):
		return wrong("use forward, backward or both", "clinical.direction is %q", s.Clinical.Direction)
	case !slices.Contains([]string{"AIC", "BIC", "p"}, s.Clinical.Criterion):
		return wrong("use AIC, BIC or p", "clinical.criterion is %q", s.Clinical.Criterion)
	case s.Combined.Bootstrap < 1:
		return wrong("the default is 200", "combined.bootstrap is %d", s.Combined.Bootstrap)
	case !(s.Evaluate.Thresholds.From > 0 && s.Evaluate.Thresholds.To < 1 && s.Evaluate.Thresholds.From < s.Evaluate.Thresholds.To):
		return wrong("give a range within 0 and 1", "evaluate.thresholds is %v to %v", s.Evaluate.Thresholds.From, s.Evaluate.Thresholds.To)
	}
	for _, name := range s.Networks.List {
		kind, backbone, err := splitNetwork(name)
		if err != nil {
			return err
		}
		if _, err := fusion.New(fusion.Kind(kind), backbone, max(1, len(s.Images.Phases))); err != nil {
			return fmt.Errorf("networks.list: %w", err)
		}
	}
	for _, part := range []interface{ Validate() error }{s.Images, s.Radiomics, s.Selection, s.Networks.Training} {
		if err := part.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// splitNetwork divides "MC ResNet18" into fusion and backbone.
func splitNetwork(name string) (fusion, backbone string, err error) {
	fusion, backbone, ok := strings.Cut(name, " ")
	if !ok || backbone == "" {
		return "", "", fault.New(ErrSettings, "networks.list has %q", name).Try("write fusion and backbone, such as MC ResNet18")
	}
	return fusion, backbone, nil
}
