package deeplearning

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/gomlx/backends/default" // registers "go", and "xla" unless built with the tag noxla
	"golang.org/x/sys/cpu"

	"hcclab/hccp53/fault"
)

// ErrDevice reports a backend that cannot be opened.
var ErrDevice = errors.New("deeplearning: no backend")

// The choices of [OpenDevice].
const (
	Auto = "auto" // CUDA where there is a GPU and its plugin, else XLA on the CPU, else pure Go
	CPU  = "cpu"  // XLA on the CPU
	CUDA = "cuda" // XLA on an NVIDIA GPU
	Go   = "go"   // gomlx' pure-Go backend: runs anywhere, many times slower
)

// Device is where networks are computed.
type Device struct {
	// Name is "xla:cpu", "xla:cuda" or "go".
	Name string
	// Note says why it was chosen, for people. It is worth printing when the
	// device is slower than it could be.
	Note string
	// Plugin is the SHA-256 sum of the PJRT plugin, "" without one.
	Plugin string

	backend compute.Backend
}

// pluginVariable names the folders in which PJRT plugins are looked for,
// separated by colons; go-xla reads the same variable.
const pluginVariable = "PJRT_PLUGIN_LIBRARY_PATH"

// OpenDevice opens the chosen backend. Plugins are looked for in the folders
// of PJRT_PLUGIN_LIBRARY_PATH and in the folder pjrt beside the one in which
// the program lies, where set-up puts them. With [Auto] what is missing is
// passed over and the note says so; any other choice must be met.
//
// A program built with the tag noxla has no XLA: there [Auto] means [Go], and
// [CPU] and [CUDA] are errors, whatever plugins there are.
func OpenDevice(choice string) (*Device, error) {
	hasXLA := slices.Contains(compute.List(), "xla")
	switch choice {
	case CPU, CUDA:
		if !hasXLA {
			return nil, fault.New(ErrDevice, "this program was built without XLA").At("backend %q", choice).
				Try("set backend: auto or go in study.yaml, or build it without the tag noxla")
		}
		path, ok := findPlugin(choice)
		if !ok {
			return nil, fault.New(ErrDevice, "there is no PJRT plugin for %q", choice).At("%s", pluginVariable).
				Try("run `make setup`%s, or set backend: auto in study.yaml", map[string]string{CUDA: " CUDA=13"}[choice])
		}
		return openXLA(choice, path)
	case Go:
		return openGo("chosen in the settings")
	case Auto, "":
		if !hasXLA {
			return openGo("this program was built without XLA, so networks train on gomlx' pure-Go backend, many times slower")
		}
		if path, ok := findPlugin(CUDA); ok && hasGPU() {
			if d, err := openXLA(CUDA, path); err == nil {
				return d, nil
			}
		}
		path, ok := findPlugin(CPU)
		if !ok {
			return openGo("no PJRT plugin was found, so networks train on gomlx' pure-Go backend, many times slower; `make setup` installs the plugin")
		}
		return openXLA(CPU, path)
	}
	return nil, fault.New(ErrDevice, "backend %q is not known", choice).At("study.yaml").Try("use auto, cpu, cuda or go")
}

func openXLA(kind, plugin string) (*Device, error) {
	backend, err := compute.NewWithConfig("xla:" + plugin)
	if err != nil {
		return nil, fault.Wrap(ErrDevice, firstLine(err), "the PJRT plugin for %q does not start", kind).At("%s", filepath.Base(plugin)).
			Try("run `make doctor`; backend: go in study.yaml works without a plugin")
	}
	sum, err := hashFile(plugin)
	if err != nil {
		return nil, fault.Wrap(ErrDevice, err, "the PJRT plugin cannot be read").At("%s", filepath.Base(plugin))
	}
	return &Device{Name: "xla:" + kind, Note: fmt.Sprintf("XLA on %s", backend.DeviceDescription(0)), Plugin: sum, backend: backend}, nil
}

func openGo(why string) (*Device, error) {
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		return nil, fault.Wrap(ErrDevice, firstLine(err), "the pure-Go backend does not start")
	}
	return &Device{Name: "go", Note: why, backend: backend}, nil
}

// firstLine drops the stack trace that gomlx prints with its errors.
func firstLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(line)
}

// findPlugin returns the absolute path of the plugin library for cpu or cuda.
func findPlugin(kind string) (string, bool) {
	folders := filepath.SplitList(os.Getenv(pluginVariable))
	if exe, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Join(filepath.Dir(exe), "..", "pjrt"))
	}
	name := fmt.Sprintf("pjrt_c_api_%s_plugin.so", kind)
	if runtime.GOOS == "darwin" {
		name = fmt.Sprintf("pjrt_c_api_%s_plugin.dylib", kind)
	}
	for _, folder := range folders {
		path, err := filepath.Abs(filepath.Join(folder, name))
		if err != nil || folder == "" {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, true
		}
	}
	return "", false
}

func hasGPU() bool {
	devices, err := filepath.Glob("/dev/nvidia[0-9]*")
	return err == nil && len(devices) > 0
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Machine describes what decides the bytes of a computation beside its inputs:
// backend, plugin and processor.
func (d *Device) Machine() map[string]string {
	return map[string]string{"backend": d.Name, "plugin": d.Plugin, "cpu": fmt.Sprintf("%+v", cpuFeatures())}
}

// cpuFeatures returns the instruction sets that the compiler may use.
func cpuFeatures() any {
	if runtime.GOARCH == "arm64" {
		return cpu.ARM64
	}
	return cpu.X86
}
