//go:build noxla

package deeplearning_test

import (
	"strings"
	"testing"

	"hcclab/hccp53/deeplearning"
)

// A program built without XLA passes over plugins that lie around.
func TestBuiltWithoutXLA(t *testing.T) {
	folder, _ := brokenPlugin(t)
	t.Setenv(pluginVariable, folder)
	for _, choice := range []string{deeplearning.Auto, "", deeplearning.Go} {
		if d, err := deeplearning.OpenDevice(choice); err != nil || d.Name != "go" || (choice != deeplearning.Go && !strings.Contains(d.Note, "built without XLA")) {
			t.Errorf("%q gives %+v, %v", choice, d, err)
		}
	}
	for _, choice := range []string{deeplearning.CPU, deeplearning.CUDA} {
		refused(t, choice, "this program was built without XLA", `backend "`+choice+`"`, "set backend: auto or go")
	}
}
