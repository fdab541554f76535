package conformance_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"hcclab/hccp53/conformance"
)

func ExampleReport() {
	r := &conformance.Report{Title: "Conformance of adding", Source: "arithmetic", Tolerance: "Exact."}
	r.Add(
		conformance.Finding{Group: "small", Item: "1+1", Fact: "sum"},
		conformance.Finding{Group: "small", Item: "2+2", Fact: "sum", Outcome: conformance.Wrong, Deviation: 1, Detail: "found 5, expected 4"},
		conformance.Finding{Group: "small", Item: "1/0", Fact: "quotient", Outcome: conformance.Refused, Detail: "division by zero"},
	)
	if err := r.WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	fmt.Println(errors.Is(r.Err(), conformance.ErrMiss))
	// Output:
	// group  fact       equal  refused  wrong  worst error
	// small  sum        1      0        1      1
	// small  quotient   0      1        0      0
	// small  all facts  1      1        1      1
	// wrong: small, 2+2: sum: found 5, expected 4
	// refused: small, 1/0: quotient: division by zero
	// 3 facts: 1 equal, 1 refused with reason, 1 wrong
	// true
}

func TestAnEmptyReportIsNoSuccess(t *testing.T) {
	if err := new(conformance.Report).Err(); !errors.Is(err, conformance.ErrNothing) {
		t.Errorf("got %v", err)
	}
}

func TestRefusalsAloneAreNoMiss(t *testing.T) {
	r := &conformance.Report{Findings: []conformance.Finding{{Outcome: conformance.Refused}}}
	if err := r.Err(); err != nil {
		t.Error(err)
	}
}

func TestMarkdownHoldsEveryMiss(t *testing.T) {
	r := &conformance.Report{Title: "T", Findings: []conformance.Finding{
		{Group: "g", Item: "a", Fact: "f", Outcome: conformance.Wrong, Detail: "x | y"},
		{Group: "g", Item: "b", Fact: "f"},
	}}
	var b strings.Builder
	if err := r.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# T\n", "| g | f | 1 | 0 | 1 | 0 |", `| wrong | g | a | f | x \| y |`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

func TestCompare(t *testing.T) {
	list := func(v ...any) []any { return v }
	for name, c := range map[string]struct {
		fact, answer any
		equal        bool
		deviation    float64
	}{
		"equal text":                    {"a", "a", true, 0},
		"other text":                    {"a", "b", false, 0},
		"number within":                 {1000.0, 1000.0005, true, 0.0005},
		"number beyond":                 {1.0, 1.01, false, 0.01},
		"number for text":               {"1", 1.0, false, 0},
		"not a number":                  {1.0, math.NaN(), false, 0},
		"infinite":                      {1.0, math.Inf(1), false, 0},
		"nothing":                       {1.0, nil, false, 0},
		"list":                          {list(1.0, "a"), list(1.0, "a"), true, 0},
		"shorter list":                  {list(1.0, 2.0), list(1.0), false, 0},
		"one value of a list":           {list(1.0, 2.0), list(1.0, 2.5), false, 0.5},
		"object answers more":           {map[string]any{"a": 1.0}, map[string]any{"a": 1.0, "b": 2.0}, true, 0},
		"object answers less":           {map[string]any{"a": 1.0, "b": 2.0}, map[string]any{"a": 1.0}, false, 0},
		"list of objects, one differs":  {list(map[string]any{"a": 1.0}), list(map[string]any{"a": 3.0}), false, 2},
		"text where an object is asked": {map[string]any{}, "a", false, 0},
	} {
		deviation, difference := conformance.Compare(c.fact, c.answer, 1e-6)
		if (difference == "") != c.equal || math.Abs(deviation-c.deviation) > 1e-12 {
			t.Errorf("%s: deviation %v, difference %q", name, deviation, difference)
		}
	}
}
