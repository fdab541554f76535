package display

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// hostile is what a column of somebody's CSV file might be called.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>`

func TestNoItemRunsForeignText(t *testing.T) {
	for name, item := range map[string]Item{
		"caption": Table{Caption: hostile}, "header": Table{Header: []string{hostile}},
		"cell": Table{Header: []string{"a"}, Rows: [][]string{{hostile}}}, "note": Table{Note: hostile},
		"figure": Figure{ID: hostile, Caption: hostile, SVG: []byte("<svg>" + hostile + "</svg>")},
		"plain":  Plain(hostile), "markdown": Markdown(hostile),
	} {
		for mime, form := range bundle(item) {
			if mime == protocol.MIMETextPlain {
				continue
			}
			text := form.(string)
			for _, bad := range []string{"<script", "<img src=x", `""><`} {
				if strings.Contains(text, bad) {
					t.Errorf("%s as %s holds %q: %s", name, mime, bad, text)
				}
			}
		}
	}
}

func TestTextMovesNoCursor(t *testing.T) {
	text := Table{Header: []string{"a\x1b[2J"}, Rows: [][]string{{"b\r\nc\td"}}}.Text()
	if strings.ContainsAny(text, "\x1b\r\t") || !strings.Contains(text, "b  c d") {
		t.Errorf("%q", text)
	}
}

func TestMarkdownKeepsLessThan(t *testing.T) {
	if got := Markdown("p < 0.05, a<5, <b>x</b>").markdown(); got != "p < 0.05, a<5, &lt;b>x&lt;/b>" {
		t.Errorf("%q", got)
	}
}

func TestColumnsOfNumbersAreAlignedRight(t *testing.T) {
	table := Table{
		Header: []string{"name", "value", "p", "mixed", "absent"},
		Rows:   [][]string{{"2 phases", "1.5 ± 0.2", "<0.001", "3", "–"}, {"AP", "−2", "", "n/a"}},
	}
	want := []bool{false, true, true, false, false}
	for j, right := range table.numeric() {
		if right != want[j] {
			t.Errorf("column %s: right %v, want %v", table.Header[j], right, want[j])
		}
	}
	if n := strings.Count(table.HTML(), "<td"); n != 10 {
		t.Errorf("%d cells for 2 rows of 5 columns, one of them short", n)
	}
}

func TestIndentsAreKept(t *testing.T) {
	table := Table{Header: []string{"a"}, Rows: [][]string{{"Sex"}, {"  male"}}}
	if !strings.Contains(table.HTML(), ">&nbsp;&nbsp;male<") || !strings.Contains(table.Text(), "\n  male\n") {
		t.Error(table.HTML(), table.Text())
	}
}

func TestFigureEmbedsItsBytes(t *testing.T) {
	svg := []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")
	f := Figure{SVG: svg}
	if !strings.Contains(f.HTML(), "data:image/svg+xml;base64,"+base64.StdEncoding.EncodeToString(svg)) || !strings.Contains(f.HTML(), `data-sha256="`+f.SHA256()+`"`) {
		t.Error(f.HTML())
	}
	png := Figure{PNG: []byte("png")}
	if !strings.Contains(png.HTML(), "data:image/png;base64,cG5n") {
		t.Error(png.HTML())
	}
}

// recorder is a progress line with a clock that stands still until it is set.
func recorder(every time.Duration) (p *Progress, clock *time.Time, lines *[]string) {
	now := time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC)
	clock, lines = &now, new([]string)
	p = &Progress{what: "Extracting", every: every, start: now, now: func() time.Time { return *clock }}
	p.put = func(line string, _ bool) { *lines = append(*lines, line) }
	return p, clock, lines
}

func TestProgressComesFiveTimesASecondAtMost(t *testing.T) {
	p, clock, lines := recorder(often)
	for i := range 1000 { // one second, a thousand updates
		p.Update(i, 1000, "")
		*clock = clock.Add(time.Millisecond)
	}
	if len(*lines) != 5 {
		t.Errorf("%d lines in a second", len(*lines))
	}
	p.Finish("done")
	p.Finish("twice")
	p.Update(1, 2, "late")
	if last := (*lines)[len(*lines)-1]; len(*lines) != 6 || last != "Extracting: done" {
		t.Errorf("%d lines, the last %q", len(*lines), last)
	}
}

func TestProgressTellsWhatIsLeft(t *testing.T) {
	p, clock, lines := recorder(0)
	*clock = clock.Add(10 * time.Second)
	p.Update(25, 100, "case 25\r\n")
	p.Update(7, 0, "")
	p.Update(100, 100, "")
	want := []string{"Extracting 25/100 (25 %), 30s left – case 25  ", "Extracting 7", "Extracting 100/100 (100 %)"}
	for i, line := range *lines {
		if line != want[i] {
			t.Errorf("line %q, want %q", line, want[i])
		}
	}
}

func TestTerminalLineIsWrittenOver(t *testing.T) {
	var b bytes.Buffer
	put := over(&b)
	put("long line", false)
	put("short", false)
	put("end", true)
	if got := b.String(); got != "\rlong line\rshort    \rend  \n" {
		t.Errorf("%q", got)
	}
}
