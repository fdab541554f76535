package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/radiomics/parameters"
)

// radiomicsFlags say where the settings come from.
type radiomicsFlags struct {
	file, preset, profile string
}

func (f *radiomicsFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.file, "settings", "", "a parameter file of PyRadiomics, or one that radiomics settings printed")
	flags.StringVar(&f.preset, "preset", "", "settings that suit a kind of image: "+strings.Join(presetNames(), ", "))
	flags.StringVar(&f.profile, "profile", "", "pyradiomics or ibsi: whose definitions hold")
}

// presets are the settings by what they suit.
var presets = map[string]func() radiomics.Settings{
	"mr": radiomics.DefaultSettings,
	"ct": radiomics.PyRadiomicsSettings,
}

func presetNames() []string { return slices.Sorted(maps.Keys(presets)) }

// chosen are settings with what belongs to them.
type chosen struct {
	name     string
	settings radiomics.Settings
	labels   []string
	geometry batch.Geometry
	bare     bool     // no diagnostics are wanted
	idle     []string // keys without effect
}

// choose returns the settings that the flags name: those of PyRadiomics where
// they name none.
func (f *radiomicsFlags) choose() (c chosen, err error) {
	switch {
	case f.file != "" && f.preset+f.profile != "":
		return c, fault.New(radiomics.ErrSettings, "--settings does not go with --preset or --profile").Try("write profile: into the file")
	case f.file != "":
		return readSettings(f.file)
	case f.preset != "" && f.profile != "":
		return c, fault.New(radiomics.ErrSettings, "--preset and --profile both choose settings").Try("give one of them")
	case f.preset != "":
		preset, ok := presets[f.preset]
		if !ok {
			return c, fault.New(radiomics.ErrSettings, "there is no preset %q", f.preset).Try("use one of %s", strings.Join(presetNames(), ", "))
		}
		return chosen{name: f.preset, settings: preset()}, nil
	}
	switch f.profile {
	case "", radiomics.PyRadiomics:
		return chosen{name: radiomics.PyRadiomics, settings: radiomics.PyRadiomicsSettings()}, nil
	case radiomics.IBSI:
		return chosen{name: radiomics.IBSI, settings: radiomics.IBSISettings()}, nil
	}
	return c, fault.New(radiomics.ErrSettings, "there is no profile %q", f.profile).Try("use pyradiomics or ibsi")
}

// readSettings reads a parameter file of PyRadiomics, or settings as radiomics
// settings prints them. What the file leaves out is as in PyRadiomics.
func readSettings(path string) (c chosen, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return c, fault.Wrap(radiomics.ErrSettings, fault.Bare(err), "the settings cannot be read").At("%s", filepath.Base(path)).Try("check the path")
	}
	c.name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	f := parameters.File{Settings: radiomics.PyRadiomicsSettings(), AdditionalInfo: true}
	if yaml.UnmarshalWithOptions(text, &f.Settings, yaml.Strict()) != nil {
		if f, err = parameters.Parse(filepath.Base(path), text); err != nil {
			return c, err
		}
	}
	if f.LabelChannel != 0 {
		return c, fault.New(radiomics.ErrSettings, "label_channel is not read").At("%s", filepath.Base(path)).Try("name the region by its number or name with --label")
	}
	c.settings, c.bare, c.idle = f.Settings, !f.AdditionalInfo, f.Idle
	c.geometry = batch.Geometry{Tolerance: f.GeometryTolerance, Correct: f.CorrectMask}
	if f.Label > 1 {
		c.labels = []string{strconv.Itoa(f.Label)}
	}
	return c, nil
}

func radiomicsSettingsCommand(s *session) *cobra.Command {
	var f radiomicsFlags
	cmd := &cobra.Command{
		Use: "settings", Args: cobra.NoArgs,
		Short: "Print the settings that extract would use",
		Long: `settings prints all settings as YAML, with what was left out filled in: those of
a file, a preset or a profile. Keep them in a file, change what you need,
and give it to extract with --settings.`,
		Example: `  hccp53 radiomics settings --preset mr > mr.yaml
  hccp53 radiomics settings --profile ibsi`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := f.choose()
			if err != nil {
				return err
			}
			if err := c.settings.Validate(); err != nil {
				return err
			}
			text, err := yaml.Marshal(c.settings)
			if err != nil {
				return err
			}
			if s.asJSON {
				if text, err = yaml.YAMLToJSON(text); err != nil {
					return err
				}
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), string(text))
			return err
		},
	}
	f.add(cmd)
	return cmd
}
