// Command hccp53-kernel is the Jupyter kernel "Go (hccp53)": an unmodified
// GoNB in a workspace that is ready for the study.
//
// Jupyter starts it with the connection file:
//
//	hccp53-kernel --kernel CONNECTION_FILE
//
// A kernel of GoNB compiles each cell as a program in a module of its own,
// which knows no package of this repository and fetches whatever is newest.
// This program prepares that module instead: the same versions as go.mod of
// the repository, the repository itself as module hcclab, go.sum beside it.
// So a cell imports "hcclab/hccp53" without further ado, offline, and two
// people who run the same notebook run the same code.
//
// GoNB is not changed for that. Its PATH begins with a folder in which "go" is
// a link to this very program: called by that name it answers "go mod init"
// and "go get" within the workspace and hands everything else to the real go
// command (see [goTool]).
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const usage = `hccp53-kernel: the Jupyter kernel "Go (hccp53)"

Usage:
  hccp53-kernel --kernel FILE [-- GONB_FLAGS]   run a kernel; Jupyter does this
  hccp53-kernel --spec DIR                      write the kernelspec into DIR
  hccp53-kernel --help

Example: take the kernel into a Jupyter of your own
  JUPYTER_PATH=$PWD/.hccp53/venv/share/jupyter jupyter lab

Example: see what GoNB does, in the terminal where Jupyter runs
  hccp53-kernel --kernel FILE -- -v=2 -logtostderr=true

A cell is a Go program. Below a line %% stands what main does; declarations
above it stay for later cells, values do not:

  import (
      "hcclab/hccp53"
      "hcclab/kernel-ext/lab"
  )
  %%
  study := lab.Do(hccp53.Open("study.yaml"))

Versions: cells use those of the repository's go.mod. For another package run
"go get PACKAGE@VERSION" in the repository, then restart the kernel.

Environment:
  HCCP53_ROOT    the repository, where it is not two folders above this program
  HCCP53_GOPLS   "off" starts no language server: no completion, less memory
  GOFLAGS        kept; -mod=readonly and quick link flags are put before it
`

func main() {
	self := filepath.Base(os.Args[0])
	switch self {
	case "go":
		exit(goTool(os.Args[1:]))
	case "gopls":
		exit(gopls(os.Args[1:]))
	}
	exit(command(os.Args[1:], os.Stdout))
}

// command runs the kernel command with the given arguments and returns its
// exit status.
func command(args []string, out io.Writer) (int, error) {
	switch {
	case len(args) == 1 && (args[0] == "--help" || args[0] == "-h" || args[0] == "help"):
		_, err := io.WriteString(out, usage)
		return 0, err
	case len(args) == 2 && args[0] == "--spec":
		return 0, writeSpec(args[1])
	case len(args) >= 2 && args[0] == "--kernel":
		rest := args[2:]
		if len(rest) > 0 && rest[0] == "--" {
			return runKernel(args[1], rest[1:])
		}
		if len(rest) == 0 {
			return runKernel(args[1], nil)
		}
	}
	return 2, errors.New("arguments not understood; hccp53-kernel --help shows them")
}

func exit(status int, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "hccp53-kernel: %v\n", err)
		if status == 0 {
			status = 1
		}
	}
	os.Exit(status)
}
