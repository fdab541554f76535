package simulate

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"hcclab/hccp53/fault"
)

//go:embed presets.yaml
var presetsYAML []byte

// strengths is the content of presets.yaml.
type strengths struct {
	Population population        `yaml:"population"`
	Presets    map[string]preset `yaml:"presets"`
	Traits     appearance        `yaml:"traits"`
}

type preset struct {
	About     string             `yaml:"about"`
	LogOdds   map[string]float64 `yaml:"log_odds"`
	Texture   shift              `yaml:"texture"`
	Shape     shift              `yaml:"shape"`
	Edmondson byOutcome          `yaml:"edmondson"`
	MVI       byOutcome          `yaml:"mvi"`
}

type shift struct {
	Shift float64 `yaml:"shift"`
}

type byOutcome struct {
	Negative float64 `yaml:"negative"`
	Positive float64 `yaml:"positive"`
}

func (b byOutcome) of(positive bool) float64 {
	if positive {
		return b.Positive
	}
	return b.Negative
}

type appearance struct {
	Heterogeneity sigmoid `yaml:"heterogeneity"`
	Lobulation    sigmoid `yaml:"lobulation"`
	Wavelength    struct {
		Min float64 `yaml:"min"`
		Max float64 `yaml:"max"`
	} `yaml:"wavelength"`
}

type sigmoid struct {
	Low   float64 `yaml:"low"`
	High  float64 `yaml:"high"`
	Slope float64 `yaml:"slope"`
}

func readStrengths() (strengths, error) { return parseStrengths(presetsYAML) }

// parseStrengths reads presets.yaml. Keys that it does not know are errors: a
// misspelt effect would silently be none.
func parseStrengths(text []byte) (strengths, error) {
	var s strengths
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("presets.yaml: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Presets)) {
		for column := range s.Presets[name].LogOdds {
			if _, ok := (Patient{}).Predictor(column); !ok {
				return s, fmt.Errorf("presets.yaml: preset %s: column %q is no predictor", name, column)
			}
			if column == "sex" || column == "bclc" {
				return s, fmt.Errorf("presets.yaml: preset %s: %s carries no effect: it is dealt out, or follows from other columns", name, column)
			}
		}
	}
	return s, nil
}

func (s strengths) preset(name string) (preset, error) {
	p, ok := s.Presets[name]
	if !ok {
		return p, fault.New(ErrOptions, "there is no preset %q", name).
			Try("take one of %s", strings.Join(slices.Sorted(maps.Keys(s.Presets)), ", "))
	}
	return p, nil
}
