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

	"hcclab/hccp53/cohort"
)

func main() {
	signal.Ignore(syscall.SIGXFSZ) // a limit on file sizes is an error of the write, not the end of the process
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	err := root().ExecuteContext(ctx)
	switch {
	case ctx.Err() != nil && err != nil:
		fmt.Fprintln(os.Stderr, "hccp53: interrupted; steps that were finished are kept, the same command goes on from there")
		os.Exit(130)
	case err != nil:
		for _, line := range explain(err) {
			fmt.Fprintln(os.Stderr, "hccp53:", line)
		}
		os.Exit(1)
	}
}

// mostProblems bounds the lines about one file.
const mostProblems = 50

// explain returns what to print of an error: one line, but for a cohort file
// with several problems one line each.
func explain(err error) []string {
	var problems cohort.Problems
	if !errors.As(err, &problems) {
		return []string{err.Error()}
	}
	var lines []string
	for _, p := range problems[:min(len(problems), mostProblems)] {
		lines = append(lines, p.Error())
	}
	if more := len(problems) - mostProblems; more > 0 {
		lines = append(lines, fmt.Sprintf("%d more problems in the cohort file", more))
	}
	return lines
}
