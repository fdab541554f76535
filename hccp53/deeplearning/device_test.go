package deeplearning_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/fault"
)

// pluginVariable names the folders in which plugins are looked for.
const pluginVariable = "PJRT_PLUGIN_LIBRARY_PATH"

func TestDevicesThatCannotBeOpened(t *testing.T) {
	broken := t.TempDir()
	name := map[bool]string{false: "pjrt_c_api_cpu_plugin.so", true: "pjrt_c_api_cpu_plugin.dylib"}[runtime.GOOS == "darwin"]
	if err := os.WriteFile(filepath.Join(broken, name), []byte("no library"), 0o644); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	for what, c := range map[string]struct {
		choice, folders     string
		text, where, remedy string
	}{
		"unknown":               {"tpu", empty, `backend "tpu" is not known`, "study.yaml", "use auto, cpu, cuda or go"},
		"no plugin for the CPU": {deeplearning.CPU, empty, `no PJRT plugin for "cpu"`, pluginVariable, "run `make setup`, or set"},
		"no plugin for CUDA":    {deeplearning.CUDA, empty, `no PJRT plugin for "cuda"`, pluginVariable, "run `make setup` CUDA=13, or set"},
		"no folder":             {deeplearning.CPU, filepath.Join(empty, "none"), "no PJRT plugin", pluginVariable, "make setup"},
		"a folder as plugin":    {deeplearning.CPU, filepath.Dir(broken), "no PJRT plugin", pluginVariable, "make setup"},
		"plugin does not start": {deeplearning.CPU, empty + string(filepath.ListSeparator) + broken, `the PJRT plugin for "cpu" does not start`, name, "make doctor"},
	} {
		t.Setenv(pluginVariable, c.folders)
		_, err := deeplearning.OpenDevice(c.choice)
		var f *fault.Error
		if !errors.Is(err, deeplearning.ErrDevice) || !errors.As(err, &f) || !strings.Contains(f.What, c.text) || f.Where != c.where || !strings.Contains(f.Remedy, c.remedy) {
			t.Errorf("%s: %v", what, err)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\n\t") {
			t.Errorf("%s: the message holds a stack trace: %q", what, err)
		}
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

// What decides the bytes of a computation is in the machine: that of another
// backend is another.
func TestMachineOfADevice(t *testing.T) {
	d, err := deeplearning.OpenDevice(deeplearning.Go)
	if err != nil {
		t.Fatal(err)
	}
	m := d.Machine()
	if d.Note != "chosen in the settings" || m["backend"] != "go" || m["plugin"] != "" || m["cpu"] == "" {
		t.Errorf("device %+v, machine %v", d, m)
	}
	x, err := deeplearning.OpenDevice(deeplearning.CPU)
	if errors.Is(err, deeplearning.ErrDevice) {
		t.Skipf("no XLA on this machine: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if m := x.Machine(); m["backend"] != "xla:cpu" || len(m["plugin"]) != 64 || m["cpu"] != d.Machine()["cpu"] {
		t.Errorf("machine %v", m)
	}
}
