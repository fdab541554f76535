package baseline_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/inference"
)

// hostile is what somebody's CSV file may hold.
const hostile = "<script>alert(\"1\")</script> & \\textbf{x} $y_1$ #~^ 50 % | *a* [1pt]\x1b[2J\r\nnext \"q\", ±–≥²"

func hostileTable(t *testing.T) *baseline.Table {
	return table(t, []baseline.Variable{{Name: hostile, Unit: hostile, Numbers: []float64{1, 2, 3, 5}}, {Name: "w", Words: []string{hostile, "b", "b", ""}}},
		baseline.Grouping{Name: hostile, Of: []string{hostile, hostile, "c", "c"}}, baseline.Settings{Title: hostile, Adjust: inference.BH})
}

func TestHostileWords(t *testing.T) {
	made := hostileTable(t)
	header, rows := made.Grid()
	all := everything(t, made)
	back, err := csv.NewReader(strings.NewReader(all[0])).ReadAll()
	if err != nil || !cmp.Equal(back, append([][]string{header}, rows...)) {
		t.Errorf("CSV: %v\n%s", err, all[0])
	}
	for i, text := range all {
		if strings.ContainsAny(text, "\x1b\r") {
			t.Errorf("format %d commands the terminal: %q", i, text)
		}
	}
	for _, text := range all[2:5] {
		if strings.Contains(text, "<script") {
			t.Errorf("a script: %s", text)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(all[2]), "\n") { // Markdown: the columns are kept
		if strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "|:") {
			if n := len(regexp.MustCompile(`(^|[^\\])\|`).FindAllString(line, -1)); n != len(header)+1 {
				t.Errorf("%d bars for %d columns: %s", n, len(header), line)
			}
		}
	}
	for d := xml.NewDecoder(strings.NewReader(all[3])); ; { // the fragment is well formed
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("HTML: %v\n%s", err, all[3])
		}
	}
	if strings.Contains(all[4], "http") || strings.Contains(all[4], "src=") {
		t.Errorf("the page asks for something: %s", all[4])
	}
}

// TestLaTeXIsEscaped takes away every command and symbol that the writer is to
// make, and wants no special character to be left.
func TestLaTeXIsEscaped(t *testing.T) {
	text := everything(t, hostileTable(t))[5]
	made := regexp.MustCompile(`\\(begin|end)\{(table|tabular|minipage)\}(\[htbp\]|\{@\{\}l+@\{\}\}|\{\\linewidth\})?|\\caption\{|\\setlength\{\\tabcolsep\}\{4pt\}|\\(centering|small|toprule|midrule|bottomrule|medskip|footnotesize|raggedright|par|quad)\b|\\text[a-z]+\{\}|\$\\(pm|geq)\$|\$\^2\$|\$-\$|\\[{}$&#%_]|\{[\[\]]\}| & | \\\\\n`)
	if rest := made.ReplaceAllString(text, " "); strings.Count(rest, "}") != 1 || strings.ContainsAny(rest, "\\{$&#%_^~<>\"|[]±≥²") {
		t.Errorf("left over: %s\nof: %s", rest, text)
	}
	if strings.Count(text, `\begin{`) != 3 || strings.Count(text, `\end{`) != 3 {
		t.Error(text)
	}
}

// TestJSONHoldsThePrint reads a table back and wants the same print.
func TestJSONHoldsThePrint(t *testing.T) {
	for _, s := range []baseline.Settings{{}, {Title: "t", MaskBelow: 5, OneLine: true, Adjust: inference.Hommel, EqualVariances: true}} {
		for _, sizes := range [][]int{{30, 25}, {20, 20, 15}, {55}} {
			made := table(t, mixed(2, 55), baseline.Grouping{Of: groups(sizes...), Overall: true}, s)
			var back baseline.Table
			if err := json.Unmarshal([]byte(encoded(t, made)), &back); err != nil {
				t.Fatal(err)
			}
			if a, b := everything(t, made), everything(t, &back); !cmp.Equal(a, b) {
				t.Error(cmp.Diff(a, b))
			}
		}
	}
}

func TestJSONThatIsNoTable(t *testing.T) {
	for _, text := range []string{
		`[]`, `{"columns":[{"name":"a","n":1}],"rows":[{"name":"x"}]}`,
		`{"columns":[],"rows":[{"name":"x","decimals":99}]}`,
		`{"columns":[{"name":"a"}],"rows":[{"cells":[{}],"levels":[{"counts":[1]}]}]}`,
		`{"outside":"<x"}`, `{"outside":"many"}`, `{"columns":[{"name":"a"}],"rows":[{"cells":[{"known":"<0"}]}]}`,
	} {
		var back baseline.Table
		if err := json.Unmarshal([]byte(text), &back); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

func FuzzTable(f *testing.F) {
	made, err := baseline.New(mixed(2, 40), baseline.Grouping{Of: groups(20, 20), Overall: true}, baseline.Settings{MaskBelow: 5})
	if err != nil {
		f.Fatal(err)
	}
	b, err := json.Marshal(made)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"settings":{"adjust":"x"},"columns":[{"name":"a"},{"name":"b"}],"rows":[{"summary":"mean","cells":[{"mean":"Inf"},{}],"test":{}}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var back baseline.Table
		if json.Unmarshal(b, &back) == nil {
			for _, text := range everything(t, &back) {
				if strings.Contains(text, "\x1b") {
					t.Errorf("%q", text)
				}
			}
		}
	})
}
