// Command hccp53 walks the study on the command line, a verb a step:
//
//	hccp53 --study notebooks/study.yaml evaluate
//
// Each verb takes the steps before it first; steps that are remembered cost
// nothing. `hccp53 help VERB` teaches each with an example.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := root().ExecuteContext(ctx)
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "hccp53: interrupted; steps that were finished are kept, the same command goes on from there")
		os.Exit(130)
	case err != nil:
		fmt.Fprintln(os.Stderr, "hccp53:", err)
		os.Exit(1)
	}
}
