// Package leaky does what must not be done: it hands out validation patients
// as if they were Training. Lessons and tests use it to show what leakage does
// to a cohort in which there is nothing to find. A test forbids importing it
// anywhere else.
package leaky

import (
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/internal/permit"
)

// Everyone returns all patients of the cohort as Training, the validation
// patients among them. Selecting features on it is the commonest leak in the
// literature: filtering before the split.
func Everyone(c *cohort.Cohort) cohort.Training { return c.Everyone(permit.Grant()) }
