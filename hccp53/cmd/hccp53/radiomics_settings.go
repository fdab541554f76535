package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/batch"
)

// radiomicsFlags say where the settings come from.
type radiomicsFlags struct {
	file, preset, profile string
}

func (f *radiomicsFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.file, "settings", "", "settings as YAML, as radiomics settings prints them")
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

// readSettings reads settings as radiomics settings prints them. What the file
// leaves out is as in PyRadiomics.
func readSettings(path string) (c chosen, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return c, fault.Wrap(radiomics.ErrSettings, fault.Bare(err), "the settings cannot be read").At("%s", filepath.Base(path)).Try("check the path")
	}
	c.name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	c.settings = radiomics.PyRadiomicsSettings()
	if err := yaml.UnmarshalWithOptions(text, &c.settings, yaml.Strict()); err != nil {
		first, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
		return c, fault.New(radiomics.ErrSettings, "%s", first).At("%s", filepath.Base(path)).Try("compare it with `hccp53 radiomics settings`")
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
