package conformance

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"hcclab/hccp53/fault"
)

// Outcome is how a comparison ended.
type Outcome int

// The outcomes.
const (
	// Equal: the fact is met within its tolerance.
	Equal Outcome = iota
	// Refused: the engine gave a reason instead of an answer, and may.
	Refused
	// Wrong: another answer, or none where one was due.
	Wrong
)

// MarshalText returns what [Outcome.String] does, for JSON.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Finding is one comparison of a fact with the engine's answer.
type Finding struct {
	// Group is the data set, Item the file or series in it, Fact the quantity.
	Group, Item, Fact string
	Outcome           Outcome
	// Deviation is the absolute error of a number, 0 for other facts.
	Deviation float64
	// Detail says why it was refused, or what was found and what was expected.
	Detail string
}

// Report is a judgement.
type Report struct {
	// Title says what was judged, Source by what, Tolerance how near is equal.
	Title, Source, Tolerance string
	Findings                 []Finding
}

// Add appends findings.
func (r *Report) Add(f ...Finding) { r.Findings = append(r.Findings, f...) }

// Row counts the findings of one fact in one group.
type Row struct {
	Group, Fact           string
	Equal, Refused, Wrong int
	// Worst is the largest deviation.
	Worst float64
}

// allFacts names the row of a group's totals.
const allFacts = "all facts"

// Rows returns the counts in the order of group and fact, as [Report.Findings]
// first names them; the last row of a group is that of all its facts.
func (r *Report) Rows() []Row {
	rows := r.factRows()
	var out []Row
	for i, row := range rows {
		out = append(out, row)
		if i+1 < len(rows) && rows[i+1].Group == row.Group {
			continue
		}
		total := Row{Group: row.Group, Fact: allFacts}
		for _, f := range rows[:i+1] {
			if f.Group == row.Group {
				total.Equal, total.Refused, total.Wrong = total.Equal+f.Equal, total.Refused+f.Refused, total.Wrong+f.Wrong
				total.Worst = math.Max(total.Worst, f.Worst)
			}
		}
		out = append(out, total)
	}
	return out
}

func (r *Report) factRows() []Row {
	var rows []Row
	at := map[[2]string]int{}
	for _, f := range r.Findings {
		key := [2]string{f.Group, f.Fact}
		i, ok := at[key]
		if !ok {
			i = len(rows)
			at[key] = i
			rows = append(rows, Row{Group: f.Group, Fact: f.Fact})
		}
		switch f.Outcome {
		case Equal:
			rows[i].Equal++
		case Refused:
			rows[i].Refused++
		default:
			rows[i].Wrong++
		}
		rows[i].Worst = math.Max(rows[i].Worst, f.Deviation)
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Group, b.Group) })
	return rows
}

// Count returns how many findings ended so.
func (r *Report) Count(o Outcome) int {
	n := 0
	for _, f := range r.Findings {
		if f.Outcome == o {
			n++
		}
	}
	return n
}

// Err returns nil when facts were judged and all are met or refused with a
// reason that counts, [ErrNothing] or [ErrMiss] otherwise.
func (r *Report) Err() error {
	switch wrong := r.Count(Wrong); {
	case len(r.Findings) == 0:
		return fault.New(ErrNothing, "no fact was found to judge by").Try("check the folder: its layout is described in the documents")
	case wrong > 0:
		return fault.New(ErrMiss, "%d of %d facts are not met", wrong, len(r.Findings))
	}
	return nil
}

// Summary returns the counts in one sentence.
func (r *Report) Summary() string {
	return fmt.Sprintf("%d facts: %d equal, %d refused with reason, %d wrong", len(r.Findings), r.Count(Equal), r.Count(Refused), r.Count(Wrong))
}

// WriteText writes the table of counts and the findings that are not equal, for
// a terminal.
func (r *Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "group\tfact\tequal\trefused\twrong\tworst error")
	for _, row := range r.Rows() {
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%s\n", row.Group, row.Fact, row.Equal, row.Refused, row.Wrong, row.worst())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, f := range r.unequal() {
		if _, err := fmt.Fprintf(w, "%s: %s, %s: %s: %s\n", f.Outcome, f.Group, f.Item, f.Fact, f.Detail); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, r.Summary())
	return err
}

// WriteMarkdown writes the report as a document.
func (r *Report) WriteMarkdown(w io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "# %s\n\nJudged by: %s. %s\n\n%s.\n\n", r.Title, r.Source, r.Tolerance, r.Summary())
	fmt.Fprintln(b, "| group | fact | equal | refused | wrong | worst error |\n| --- | --- | --: | --: | --: | --: |")
	for _, row := range r.Rows() {
		fmt.Fprintf(b, "| %s | %s | %d | %d | %d | %s |\n", row.Group, row.Fact, row.Equal, row.Refused, row.Wrong, row.worst())
	}
	if unequal := r.unequal(); len(unequal) > 0 {
		fmt.Fprintln(b, "\n## Refused or wrong\n\n| | group | item | fact | reason |\n| --- | --- | --- | --- | --- |")
		for _, f := range unequal {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", f.Outcome, f.Group, f.Item, f.Fact, strings.ReplaceAll(f.Detail, "|", `\|`))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) unequal() (found []Finding) {
	for _, f := range r.Findings {
		if f.Outcome != Equal {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Outcome, a.Outcome), cmp.Compare(a.Group, b.Group))
	})
	return found
}

// worst is the largest deviation as text.
func (r Row) worst() string { return fmt.Sprintf("%.2g", r.Worst) }

// String returns "equal", "refused" or "wrong".
func (o Outcome) String() string {
	switch o {
	case Equal:
		return "equal"
	case Refused:
		return "refused"
	}
	return "wrong"
}
