// Package baseline makes Table 1: the patients of a study described column by
// column, in all and by group, with tests and standardised differences.
//
// It works on plain columns and knows no files and no cohort:
//
//	table, err := baseline.New(
//		[]baseline.Variable{
//			{Name: "Age", Unit: "years", Numbers: ages},
//			{Name: "AFP", Unit: "ng/mL", Numbers: afp, Summary: baseline.Median},
//			{Name: "Sex", Words: sex, Levels: []string{"female", "male"}},
//		},
//		baseline.Grouping{Name: "P53", Of: p53, Overall: true},
//		baseline.Settings{Title: "Patients by P53"},
//	)
//	err = table.WriteCSV(file) // or WriteHTML, WriteLaTeX, WriteText, WriteMarkdown
//
// A [Table] holds the numbers as they were computed and encodes as JSON; what is
// printed follows from it by the rules below, the same in every format, also
// for a table that was read back from its JSON.
//
// # What is compared how
//
// A numeric variable is described by mean ± standard deviation or by median and
// quartiles (type 7, as R), as the caller declares for each variable or for all
// ([Summary]). The test belongs to the description:
//
//	                  two groups                    more groups
//	mean              Welch's t test                Welch's analysis of variance
//	mean, variances   Student's t test              classical analysis of variance
//	  declared equal
//	median            Mann–Whitney U test           Kruskal–Wallis test
//	category          chi-square test; Fisher's exact test (r×c) where an
//	                  expected count is below 5
//
// Mann–Whitney is exact below 50 patients a group without ties, otherwise
// normal with continuity correction, as wilcox.test of R. Where the exact test
// of a large table would take too long, the chi-square test stands and a note
// says so. A group without any value of a variable takes no part in its test,
// and a note says so. Of a level that nobody has the tests know nothing.
//
// The standardised difference (Austin 2009; of categories Yang & Dalton 2012)
// is the first group less the second for numbers, 0 or more for categories;
// of more than two groups it is the largest of all pairs, without sign.
//
// # Missing values
//
// NaN and the empty word are missing. They are counted for each variable and
// column, and are left out of everything else: per cents are of the patients
// whose value is known. A patient who is in no group is left out of the table,
// and a note counts them.
//
// # How numbers are printed
//
// A mean and its standard deviation have one decimal more than the values
// themselves were given with, but no more than leave the standard deviation
// (of all patients) three significant digits. Median and quartiles have the
// decimals of the values, one more where a quartile lies between two values,
// but no more than leave the median (of all patients) three significant
// digits. Per cents have one decimal, p values three or "<0.001", standardised
// differences two. What is not defined, such as the mean of no values or the
// test of a constant, is a dash, and a note says why; NaN is never printed.
package baseline
