package hccp53_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestLeakDoesNotCompile asks the compiler: fitting on Validation, and reading
// its outcomes, are errors of types.
func TestLeakDoesNotCompile(t *testing.T) {
	for _, c := range []struct{ program, says string }{
		{"leak_none", ""},
		{"leak_select", "cannot use validation"},
		{"leak_step", "cannot use validation"},
		{"leak_fit", "cannot use validation"},
		{"leak_train", "cannot use validation"},
		{"leak_outcome", "validation.Outcome undefined"},
	} {
		out, err := exec.Command("go", "vet", "./testdata/"+c.program).CombinedOutput()
		if (err == nil) != (c.says == "") || !strings.Contains(string(out), c.says) {
			t.Errorf("%s: %v\n%s", c.program, err, out)
		}
	}
}
