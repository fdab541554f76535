package display

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"strings"
)

// Figure is a drawing with its caption. It is embedded as an image: the page
// needs no other file, no script within the drawing runs, and two drawings
// that use the same names inside do not disturb each other.
type Figure struct {
	// ID names the figure within the study, such as "roc"; a report finds the
	// cell that showed it by this name. May be empty.
	ID string
	// Caption stands below the figure and is read to those who do not see it.
	Caption string
	// SVG is the drawing as SVG; where it is empty, PNG is taken.
	SVG []byte
	// PNG is the drawing as PNG.
	PNG []byte
}

// SHA256 returns the sum of the drawing in hexadecimal: the name by which a
// file with the same drawing is recognised.
func (f Figure) SHA256() string {
	sum := sha256.Sum256(f.image())
	return hex.EncodeToString(sum[:])
}

// HTML returns a figure element. Its attributes data-figure and data-sha256
// hold the ID and the sum.
func (f Figure) HTML() string {
	kind := "image/svg+xml"
	if len(f.SVG) == 0 {
		kind = "image/png"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<figure class="hccp53-figure" data-figure="%s" data-sha256="%s" style="margin:0">`, html.EscapeString(f.ID), f.SHA256())
	fmt.Fprintf(&b, `<img alt="%s" style="max-width:100%%;background:white" src="data:%s;base64,%s">`,
		html.EscapeString(f.Caption), kind, base64.StdEncoding.EncodeToString(f.image()))
	if f.Caption != "" {
		fmt.Fprintf(&b, "<figcaption>%s</figcaption>", html.EscapeString(f.Caption))
	}
	b.WriteString("</figure>\n")
	return b.String()
}

// Text returns one line with ID, caption and the first 12 digits of the sum.
func (f Figure) Text() string {
	name := strings.TrimSpace("figure " + plain(f.ID))
	if f.Caption != "" {
		name += ": " + plain(f.Caption)
	}
	return fmt.Sprintf("[%s] sha256 %s\n", name, f.SHA256()[:12])
}

func (f Figure) image() []byte {
	if len(f.SVG) > 0 {
		return f.SVG
	}
	return f.PNG
}
