// Package peer asks other programs what they find in a file: pydicom, SimpleITK
// and their like, which read and write the same files and share no code with
// us. It is for tests alone.
//
// The environment variable HCCP53_PYTHON names a Python interpreter that has
// them (set-up makes one). A test that needs it is skipped, with a line that says
// so, where the variable is not set:
//
//	var patient string
//	peer.Ask(t, &patient, `
//	import json, sys, pydicom
//	print(json.dumps(str(pydicom.dcmread(sys.argv[1]).PatientID)))
//	`, path)
package peer

import (
	"bytes"
	"os"
	"os/exec"
	"testing"

	"hcclab/hccp53/conformance"
)

// Ask runs a program of Python and decodes the JSON that it prints; what it
// finds to be no number becomes nothing. The program finds args in sys.argv[1:].
// It must succeed: what it says of its problems is shown otherwise.
func Ask(t testing.TB, into any, program string, args ...string) {
	t.Helper()
	python := os.Getenv("HCCP53_PYTHON")
	if python == "" {
		t.Skip("HCCP53_PYTHON is not set: nothing is compared with what pydicom and SimpleITK read")
	}
	cmd := exec.Command(python, append([]string{"-c", program}, args...)...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("Python: %v: %s", err, problems.String())
	}
	if err := conformance.FromPython(out, into); err != nil {
		t.Fatalf("Python prints no such JSON: %v: %.200s", err, out)
	}
}
