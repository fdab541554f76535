package main

import (
	"fmt"
	"path/filepath"
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
	flags.StringVar(&f.preset, "preset", "", "settings that suit a kind of image: "+strings.Join(parameters.PresetNames(), ", "))
	flags.StringVar(&f.profile, "profile", "", "pyradiomics or ibsi: whose definitions hold")
}

// chosen are settings with what belongs to them.
type chosen struct {
	name     string
	settings radiomics.Settings
	file     parameters.File // the whole of it
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
		return preset(f.preset)
	}
	switch f.profile {
	case "":
		return preset(radiomics.PyRadiomics)
	case radiomics.PyRadiomics, radiomics.IBSI:
		return preset(f.profile)
	}
	return c, fault.New(radiomics.ErrSettings, "there is no profile %q", f.profile).Try("use pyradiomics or ibsi")
}

// preset returns settings by name.
func preset(name string) (chosen, error) {
	f, err := parameters.Preset(name)
	return chosen{name: name, settings: f.Settings, file: f}, err
}

// readSettings reads a parameter file of PyRadiomics, or settings as radiomics
// settings prints them. What the file leaves out is as in its profile.
func readSettings(path string) (c chosen, err error) {
	f, err := parameters.Read(path)
	if err != nil {
		return c, err
	}
	c.name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if f.LabelChannel != 0 {
		return c, fault.New(radiomics.ErrSettings, "label_channel is not read").At("%s", filepath.Base(path)).Try("name the region by its number or name with --label")
	}
	c.file, c.settings, c.bare, c.idle = f, f.Settings, !f.AdditionalInfo, f.Idle
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
			text := c.file.YAML()
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
