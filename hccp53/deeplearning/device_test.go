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

// brokenPlugin makes a folder with a file that is named as the plugin for the
// CPU and is none, and returns both names.
func brokenPlugin(t *testing.T) (folder, name string) {
	t.Helper()
	folder = t.TempDir()
	name = map[bool]string{false: "pjrt_c_api_cpu_plugin.so", true: "pjrt_c_api_cpu_plugin.dylib"}[runtime.GOOS == "darwin"]
	if err := os.WriteFile(filepath.Join(folder, name), []byte("no library"), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder, name
}

// refused checks that the device cannot be opened, and what the error says.
func refused(t *testing.T, choice, text, where, remedy string) {
	t.Helper()
	_, err := deeplearning.OpenDevice(choice)
	var f *fault.Error
	if !errors.Is(err, deeplearning.ErrDevice) || !errors.As(err, &f) || !strings.Contains(f.What, text) || f.Where != where || !strings.Contains(f.Remedy, remedy) {
		t.Errorf("%s: %v", choice, err)
	}
	if err != nil && strings.ContainsAny(err.Error(), "\n\t") {
		t.Errorf("%s: the message holds a stack trace: %q", choice, err)
	}
}

func TestUnknownDevice(t *testing.T) {
	refused(t, "tpu", `backend "tpu" is not known`, "study.yaml", "use auto, cpu, cuda or go")
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
