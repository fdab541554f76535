package main

import (
	"errors"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// remedies say what to do on the command line about errors that come from inside.
var remedies = []struct {
	kind   error
	remedy string
}{
	{regression.ErrOneClass, "both classes must be among the training rows that are complete: check --outcome and --set, leave out empty columns, or give --missing fill"},
	{performance.ErrOneClass, "cases and controls must both be in each set: check --outcome and --set"},
	{regression.ErrConstant, "leave the column out"},
	{regression.ErrSeparated, "give --firth, or take out the term that separates the outcomes"},
	{regression.ErrFolds, "use fewer folds"},
	{regression.ErrNoModel, "leave out --bootstrap, or fit fewer terms"},
	{performance.ErrResample, "leave out --bootstrap, or fit fewer terms"},
	{performance.ErrDegenerate, "look at the column: its values are all alike, or tell the classes apart without error"},
}

// placed says where an error was found, and what to do about it where it does not
// say so itself.
func placed(err error, where string) error {
	err = fault.Place(err, where)
	var f *fault.Error
	if !errors.As(err, &f) || f.Remedy != "" {
		return err
	}
	for _, r := range remedies {
		if errors.Is(err, r.kind) {
			g := *f
			g.Remedy = r.remedy
			return &g
		}
	}
	return err
}
