package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// table1Flags are those of table1 alone.
type table1Flags struct {
	statsFlags
	group    string
	medians  []string
	settings baseline.Settings
	summary  string
	adjust   string
	overall  bool
}

func statsTable1Command(s *session) *cobra.Command {
	var f table1Flags
	cmd := &cobra.Command{
		Use:   "table1 [FILE]",
		Short: "Table 1: the patients in all and by group, with tests and standardised differences",
		Long: `table1 describes the patients column by column, in all and by group: the outcome
(--outcome), a set such as training and validation, or any column (--group). Numbers
are mean ± standard deviation with Welch's t test, or median (quartiles) with the
Mann-Whitney test for the columns of --median; words are counts with the chi-square
test, or Fisher's where an expected count is below 5. Missing values are counted and
left out. SMD is the standardised mean difference, which does not grow with the
number of patients: above 0.1 is often taken as a difference that matters.

With --out the table is written as CSV, HTML (for a word processor), LaTeX and JSON.
A test of every row finds something by chance in one row of 20: --adjust corrects.`,
		Example: `  hccp53 stats table1 cohort.csv --outcome p53 --exclude id --median afp --out results
  hccp53 stats table1 cohort.csv --group cohort --terms age,sex,afp --adjust holm
  hccp53 stats table1 cohort.csv --schema cohort.schema.json`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.table1(cmd, s, args) },
	}
	f.dataFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.group, "group", "", "the column that divides the patients")
	flags.StringVar(&f.outcome, "outcome", "", "the same as --group; by the schema when both are left out")
	flags.StringArrayVar(&f.terms, "terms", nil, "the columns to describe, separated by commas; all that can be when left out")
	flags.StringSliceVar(&f.exclude, "exclude", nil, "columns to leave out")
	flags.StringVar(&f.summary, "summary", "mean", "mean, median, or automatic: how columns of numbers are described")
	flags.StringSliceVar(&f.medians, "median", nil, "columns to describe by median and quartiles")
	flags.BoolVar(&f.overall, "overall", true, "a column of all patients, too")
	flags.BoolVar(&f.settings.OneLine, "one-line", false, "one line for a column of two words, which counts the second")
	flags.BoolVar(&f.settings.EqualVariances, "equal-variances", false, "Student's t test in place of Welch's")
	flags.BoolVar(&f.settings.Yates, "yates", false, "continuity correction of the chi-square test of 2×2 tables")
	flags.StringVar(&f.adjust, "adjust", "", "adjust p values for their number: holm, BH, BY, bonferroni, hochberg or hommel")
	flags.IntVar(&f.settings.MaskBelow, "mask-below", 0, "hide counts of fewer patients than this")
	f.outputFlags(cmd)
	return cmd
}

func (f *table1Flags) table1(cmd *cobra.Command, s *session, args []string) error {
	if err := f.choose(); err != nil {
		return err
	}
	if err := f.early("table1"); err != nil {
		return err
	}
	d, err := f.read(args)
	if err != nil {
		return err
	}
	grouping, err := f.grouping(d)
	if err != nil {
		return err
	}
	variables, err := f.variables(d)
	if err != nil {
		return err
	}
	f.settings.Title = "Patients"
	if f.group != "" {
		f.settings.Title += " by " + d.label(f.group)
	}
	if d.simulated {
		f.settings.Title += "; simulated, no finding about real ones"
	}
	t, err := baseline.New(variables, grouping, f.settings)
	if err != nil {
		return placed(err, d.name)
	}
	a := d.answer("table1")
	a.Settings["group"] = f.group
	a.Result = t
	for name, write := range map[string]func(*bytes.Buffer) error{
		"":            func(b *bytes.Buffer) error { return t.WriteText(b) },
		"table1.csv":  func(b *bytes.Buffer) error { return t.WriteCSV(b) },
		"table1.html": func(b *bytes.Buffer) error { return t.WriteHTMLPage(b) },
		"table1.tex":  func(b *bytes.Buffer) error { return t.WriteLaTeX(b) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return err
		}
		if name == "" {
			a.text = b.String()
		} else {
			a.files[name] = b.Bytes()
		}
	}
	return f.finish(cmd, s, d, a)
}

// choose checks the flags that are one of a list.
func (f *table1Flags) choose() error {
	if f.group != "" && f.outcome != "" && f.group != f.outcome {
		return fault.New(errStats, "--group %s and --outcome %s both divide the patients", f.group, f.outcome).Try("give one of them, and call table1 twice for two tables")
	}
	if f.group == "" {
		f.group = f.outcome
	}
	f.settings.Summary = baseline.Summary(strings.ToLower(f.summary))
	if !slices.Contains([]baseline.Summary{baseline.Mean, baseline.Median, baseline.Automatic}, f.settings.Summary) {
		return fault.New(errStats, "there is no summary %q", f.summary).Try("use mean, median or automatic")
	}
	if f.adjust == "" {
		return nil
	}
	known := []inference.Adjustment{inference.Holm, inference.BH, inference.BY, inference.Bonferroni, inference.Hochberg, inference.Hommel}
	i := slices.IndexFunc(known, func(a inference.Adjustment) bool { return strings.EqualFold(string(a), f.adjust) })
	if i < 0 {
		return fault.New(errStats, "there is no adjustment %q", f.adjust).Try("use %s", fault.List(known, 9, func(a inference.Adjustment) string { return string(a) }))
	}
	f.settings.Adjust = known[i]
	return nil
}

// grouping returns the groups of the patients: with a schema, and no column named,
// those of the outcome, cases first.
func (f *table1Flags) grouping(d *statsData) (baseline.Grouping, error) {
	g := baseline.Grouping{Overall: f.overall}
	if d.schema != nil && f.group == "" {
		if c, ok := d.schema.Role(cohort.RoleOutcome); ok {
			f.group = c.Name
		}
	}
	if f.group == "" {
		return g, nil
	}
	if err := d.withoutMissing(f.group, "group"); err != nil {
		return g, err
	}
	var err error
	if g.Of, err = d.table.Labels(f.group); err != nil {
		return g, err
	}
	g.Name = f.group
	if d.declared[f.group] {
		g.Order = d.table.Levels(f.group)
	}
	if d.schema != nil {
		if c, err := d.schema.Column(f.group); err == nil {
			g.Name = c.Title
			if c.Role == cohort.RoleOutcome {
				g.Order = slices.Clone(g.Order)
				slices.Reverse(g.Order)
			}
		}
	}
	if found, err := distinct(d.table, f.group); err != nil {
		return g, err
	} else if len(found) > 10 {
		return g, fault.New(errStats, "the column has %d values", len(found)).At("%s, column %s", d.name, f.group).Try("name a column with a few groups")
	}
	return g, nil
}
