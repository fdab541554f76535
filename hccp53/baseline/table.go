package baseline

import "hcclab/hccp53/inference"

// Table is Table 1. It holds aggregates only: nothing in it is of one patient,
// unless a group is that small.
type Table struct {
	Settings Settings `json:"settings"`
	// Columns are the columns of patients, the overall one first.
	Columns []Column `json:"columns"`
	// Outside is the number of patients in no group, who are left out.
	Outside Count `json:"outside"`
	// Rows are the variables in the order given.
	Rows []Row `json:"rows"`
}

// Row is one variable.
type Row struct {
	// Name and Unit are those of the variable.
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
	// Summary is how numbers are described, [Mean] or [Median]; empty for
	// categories.
	Summary Summary `json:"summary,omitempty"`
	// Chosen tells that Summary was chosen by the rule of [Automatic].
	Chosen bool `json:"chosen,omitempty"`
	// Decimals is how many are printed.
	Decimals int `json:"decimals"`
	// Scale is that of the standardised difference, see [Variable.Scale].
	Scale string `json:"scale,omitempty"`
	// Cells hold the numbers of each column.
	Cells []Cell `json:"cells"`
	// Levels are those of a category.
	Levels []Level `json:"levels,omitempty"`
	// Show is the level that stands in the line of the variable; empty: each level
	// has a line.
	Show string `json:"show,omitempty"`
	// Test compares the groups; nil where there is none, and Notes say why.
	Test *Test `json:"test"`
	// SMD is the standardised difference; NaN (null in JSON) where it is not
	// defined.
	SMD inference.Number `json:"smd"`
	// Notes say what is special about this variable, a sentence each.
	Notes []string `json:"notes,omitempty"`
}

// Cell is a variable in one column of patients. The numbers are NaN (null in
// JSON) where they are not defined or hidden, and for categories.
type Cell struct {
	// Known and Missing count the patients with and without a value.
	Known   Count `json:"known"`
	Missing Count `json:"missing"`
	// Mean and SD, with n − 1 below.
	Mean inference.Number `json:"mean"`
	SD   inference.Number `json:"sd"`
	// Median and quartiles (type 7 as R).
	Median inference.Number `json:"median"`
	Q1     inference.Number `json:"q1"`
	Q3     inference.Number `json:"q3"`
	// Hidden tells that the numbers are not shown, see [Count].
	Hidden bool `json:"hidden,omitempty"`
}

// Level is one level of a category.
type Level struct {
	Name string `json:"name"`
	// Counts are of each column, Percents of the known; a per cent is NaN (null in
	// JSON) where nobody is known, and where it is hidden.
	Counts   []Count            `json:"counts"`
	Percents []inference.Number `json:"percents"`
}

// Test is the comparison of the groups.
type Test struct {
	// Name is one of "Welch t", "Student t", "Welch ANOVA", "ANOVA",
	// "Mann–Whitney", "Kruskal–Wallis", "chi-square", "Fisher".
	Name string `json:"name"`
	// Statistic is t (first group less second), F, U (of the first group), H or
	// X²; NaN (null in JSON) for Fisher's test, which has none.
	Statistic inference.Number `json:"statistic"`
	// DF are the degrees of freedom: one of t, X² and H, two of F, none otherwise.
	DF []float64 `json:"df,omitempty"`
	// P is the p value, two-sided.
	P float64 `json:"p"`
	// Adjusted is the p value adjusted as [Settings.Adjust] says; NaN (null in
	// JSON) without.
	Adjusted inference.Number `json:"adjusted_p"`
}

// label returns the name of the row as printed.
func (r Row) label() string {
	label := Variable{Name: r.Name, Unit: r.Unit}.label()
	if r.Show != "" {
		label += ": " + r.Show
	}
	return label
}

// categorical reports whether the row is of a category.
func (r Row) categorical() bool { return r.Summary == "" }
