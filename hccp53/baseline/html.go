package baseline

import (
	"bytes"
	"html/template"
	"io"
	"regexp"
)

// A fragment carries its few rules with it, so that it looks the same on any
// page.
const fragment = `<figure class="table1" style="margin:1em 0">
<table style="border-collapse:collapse;border-top:2px solid;border-bottom:2px solid;font-variant-numeric:tabular-nums">
{{- if .Title}}
<caption style="caption-side:top;text-align:left;font-weight:bold;padding:.3em 0">{{.Title}}</caption>{{end}}
<thead><tr>{{range $j, $h := .Header}}<th scope="col" style="text-align:left;border-bottom:1px solid;padding:.2em .8em .2em {{if $j}}0{{else}}.2em{{end}}">{{$h}}</th>{{end}}</tr></thead>
<tbody>{{range .Rows}}
<tr><th scope="row" style="text-align:left;font-weight:normal;padding:.1em .8em .1em {{if .Level}}1.4em{{else}}.2em{{end}}">{{.Label}}</th>{{range .Cells}}<td style="padding:.1em .8em .1em 0">{{.}}</td>{{end}}</tr>{{end}}
</tbody>
</table>
{{- if .Notes}}
<figcaption style="font-size:.85em">{{range .Notes}}
<p style="margin:.2em 0">{{.}}</p>{{end}}
</figcaption>{{end}}
</figure>
`

const page = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{or .Title "Table 1"}}</title></head>
<body style="font-family:sans-serif;margin:2em">
{{template "fragment" .}}</body>
</html>
`

var pages = template.Must(template.Must(template.New("fragment").Parse(fragment)).New("page").Parse(page))

// shown is what the templates read.
type shown struct {
	Title  string
	Header []string
	Rows   []shownLine
	Notes  []string
}

type shownLine struct {
	Label string
	Level bool
	Cells []string
}

// WriteHTML writes the table as a fragment, one figure element with title and
// notes, to stand in any page. It carries its own style, and needs no script.
func (t *Table) WriteHTML(w io.Writer) error { return t.html(w, "fragment") }

// WriteHTMLPage is [Table.WriteHTML] as a whole page.
func (t *Table) WriteHTMLPage(w io.Writer) error { return t.html(w, "page") }

func (t *Table) html(w io.Writer, name string) error {
	header, lines := t.lines()
	s := shown{Title: t.Settings.Title, Header: header, Notes: t.Notes()}
	for _, l := range lines {
		cells := make([]string, len(l.cells))
		for j, c := range l.cells {
			cells[j] = signs.ReplaceAllString(c, "${1}−$2")
		}
		s.Rows = append(s.Rows, shownLine{Label: l.label, Level: l.level, Cells: cells})
	}
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, s); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// signs finds the hyphens of cells that stand for a minus.
var signs = regexp.MustCompile(`(^|[ (±])-(\d)`)
