//go:build !noxla

package deeplearning_test

import (
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/deeplearning"
)

func TestPluginsThatCannotBeUsed(t *testing.T) {
	broken, name := brokenPlugin(t)
	empty := t.TempDir()
	for what, c := range map[string]struct {
		choice, folders     string
		text, where, remedy string
	}{
		"none for the CPU":   {deeplearning.CPU, empty, `no PJRT plugin for "cpu"`, pluginVariable, "run `make setup`, or set"},
		"none for CUDA":      {deeplearning.CUDA, empty, `no PJRT plugin for "cuda"`, pluginVariable, "run `make setup` CUDA=13, or set"},
		"no folder":          {deeplearning.CPU, filepath.Join(empty, "none"), "no PJRT plugin", pluginVariable, "make setup"},
		"folder above":       {deeplearning.CPU, filepath.Dir(broken), "no PJRT plugin", pluginVariable, "make setup"},
		"one does not start": {deeplearning.CPU, empty + string(filepath.ListSeparator) + broken, `the PJRT plugin for "cpu" does not start`, name, "make doctor"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Setenv(pluginVariable, c.folders)
			refused(t, c.choice, c.text, c.where, c.remedy)
		})
	}
}

// Without a plugin networks run in pure Go, and the note says why that is slow.
func TestAutoDoesWithoutAPlugin(t *testing.T) {
	t.Setenv(pluginVariable, t.TempDir())
	for _, choice := range []string{deeplearning.Auto, ""} {
		d, err := deeplearning.OpenDevice(choice)
		if err != nil {
			t.Fatal(err)
		}
		if d.Name != "go" || d.Plugin != "" || !strings.Contains(d.Note, "many times slower; `make setup`") {
			t.Errorf("%q gives %+v", choice, d)
		}
	}
}
