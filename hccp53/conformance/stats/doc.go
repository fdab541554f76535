// Package stats judges the statistics by what R found in the same data.
//
// The reference folder holds stats/, with a folder for each data set: data.csv,
// spec.json and a file of facts for each topic (glm.json, roc.json and so on). A
// folder may instead hold several small tables, and facts by the name of the
// table. No data set is named here: what lies there is walked, and a file of
// facts that no topic knows is counted as wrong.
//
// A topic answers a file of facts with a mirror of it: the same keys, lists and
// places, with the numbers that this project computes. The mirror is compared
// leaf by leaf. So nothing can be left out silently: a fact without an answer is
// wrong. What the README of the reference says to leave out (free text, numbers
// that run off to infinity, R's own random resamples) is either compared with
// the tolerance given there, or left out by a named rule and counted in the
// report.
//
//	report, err := stats.Judge(ctx, "reference")
//
// See docs/conformance.md for the layout.
package stats
