// Command xla fetches the PJRT plugin for the processor with go-xla's own
// installer: xla FOLDER.
//
// Set-up takes the plugin from a wheel where there is one, which is x86-64
// Linux. This is for other machines. The installer downloads a release file,
// which a closed network refuses.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gomlx/go-xla/installer"
)

func main() {
	if err := install(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// install puts the plugin into folder under the name that programs look for.
func install(folder string) error {
	if err := installer.CPUAutoInstall(folder, false, installer.Normal); err != nil {
		return err
	}
	extension := ".so"
	if runtime.GOOS == "darwin" {
		extension = ".dylib"
	}
	// The installer's name holds a version, and its extension is not the same
	// on every platform.
	found, err := filepath.Glob(filepath.Join(folder, "pjrt_c_api_cpu_*_plugin.*"))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("the installer left no plugin in %s", folder)
	}
	return os.Rename(found[0], filepath.Join(folder, "pjrt_c_api_cpu_plugin"+extension))
}
