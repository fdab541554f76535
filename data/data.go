// Package data carries the two files of this folder that programs read: the
// schema of cohort.csv and the figures published in the paper. The simulator
// of the demo cohort is in the folder below.
package data

import _ "embed"

// CohortSchema is the JSON Schema of a row of cohort.csv.
//
//go:embed schema/cohort.schema.json
var CohortSchema []byte

// Published is the table of AUCs that the abstract of the paper gives:
// Weng et al., J Gastrointest Oncol 2026;17(2):79.
//
//go:embed published.csv
var Published []byte
