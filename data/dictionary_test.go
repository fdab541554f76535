package data_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/data"
	"hcclab/hccp53/cohort"
)

var regen = flag.Bool("regen", false, "rewrite the table of columns in the data dictionary")

const (
	dictionary = "../hccp53/docs/data-dictionary.md"
	begin      = "<!-- columns: begin -->\n"
	end        = "<!-- columns: end -->"
)

func schema(t *testing.T) cohort.Schema {
	t.Helper()
	s, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDictionaryEqualsSchema compares the table of columns in the data
// dictionary with the schema. With -regen it is written anew.
func TestDictionaryEqualsSchema(t *testing.T) {
	page, err := os.ReadFile(dictionary)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), begin)
	table, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no %q and %q", dictionary, begin, end)
	}
	want := columns(schema(t))
	if table == want {
		return
	}
	if !*regen {
		t.Fatalf("%s differs from the schema; run go test ./data -regen and look at the difference", dictionary)
	}
	if err := os.WriteFile(dictionary, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// columns renders the schema as a table in Markdown.
func columns(s cohort.Schema) string {
	var b strings.Builder
	b.WriteString("| column | title | unit | kind | values | scale in models | known | role | may be empty | meaning |\n")
	b.WriteString("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, c := range s.Columns {
		empty := "yes"
		if c.Required {
			empty = "no"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
			c.Name, c.Title, c.Unit, c.Kind, values(c), c.Scale, c.Known, c.Role, empty, c.Description)
	}
	return b.String()
}

// values says what a cell may hold.
func values(c cohort.Column) string {
	switch {
	case len(c.Levels) > 0:
		return "`" + strings.Join(c.Levels, "`, `") + "`"
	case len(c.Allowed) > 0:
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(c.Allowed), " ", ", "), "[]")
	case math.IsInf(c.Min, -1) && math.IsInf(c.Max, 1):
		return ""
	case math.IsInf(c.Max, 1) && c.MinOpen:
		return fmt.Sprintf("above %g", c.Min)
	case math.IsInf(c.Max, 1):
		return fmt.Sprintf("from %g", c.Min)
	case c.MinOpen:
		return fmt.Sprintf("above %g, up to %g", c.Min, c.Max)
	case math.IsInf(c.Min, -1):
		return fmt.Sprintf("up to %g", c.Max)
	}
	return fmt.Sprintf("%g to %g", c.Min, c.Max)
}

// TestDictionaryExample reads the example of the data dictionary as a cohort
// file; it holds every column.
func TestDictionaryExample(t *testing.T) {
	page, err := os.ReadFile(dictionary)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "```csv\n")
	if !found {
		t.Fatalf("%s has no example of cohort.csv", dictionary)
	}
	example, _, _ := strings.Cut(rest, "```")
	file := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(file, []byte(example), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := cohort.Read(file, schema(t))
	if err != nil {
		t.Fatal(err)
	}
	if c.Len() != 3 || len(c.Columns()) != len(c.Schema().Columns) {
		t.Errorf("the example has %d patients and %d of %d columns", c.Len(), len(c.Columns()), len(c.Schema().Columns))
	}
}
