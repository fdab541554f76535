package baseline

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// markdown escapes what Markdown would take for a mark.
var markdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`, "$", `\$`, "&", "&amp;")

// WriteMarkdown writes a pipe table, with title and notes. Levels are indented
// by fixed spaces.
func (t *Table) WriteMarkdown(w io.Writer) error {
	header, lines := t.lines()
	var b bytes.Buffer
	put := func(cells []string) {
		for _, c := range cells {
			fmt.Fprintf(&b, "| %s ", markdown.Replace(c))
		}
		b.WriteString("|\n")
	}
	if t.Settings.Title != "" {
		fmt.Fprintf(&b, "**%s**\n\n", markdown.Replace(t.Settings.Title))
	}
	put(header)
	b.WriteString("|:--" + strings.Repeat("|:--", len(header)-1) + "|\n")
	for _, l := range lines {
		label := l.label
		if l.level {
			label = "\u00a0\u00a0" + label
		}
		put(append([]string{label}, l.cells...))
	}
	for _, n := range t.Notes() {
		fmt.Fprintf(&b, "\n%s\n", markdown.Replace(n))
	}
	_, err := w.Write(b.Bytes())
	return err
}
