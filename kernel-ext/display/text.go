package display

import (
	"html"
	"regexp"
	"strings"
)

// Plain is text that is shown as it is.
type Plain string

// HTML returns the text, escaped, in lines as they are.
func (p Plain) HTML() string { return "<pre>" + html.EscapeString(string(p)) + "</pre>\n" }

// Text returns the text.
func (p Plain) Text() string { return strings.TrimRight(string(p), "\n") + "\n" }

// Markdown is text in Markdown. HTML tags in it are shown, not obeyed.
type Markdown string

// HTML returns the text escaped; a notebook gets the Markdown itself.
func (m Markdown) HTML() string { return Plain(m).HTML() }

// Text returns the Markdown.
func (m Markdown) Text() string { return Plain(m).Text() }

func (m Markdown) markdown() string { return tag.ReplaceAllString(string(m), "&lt;$1") }

// tag matches the beginning of an HTML tag, comment or declaration. A "less
// than" before a space or a digit stays.
var tag = regexp.MustCompile(`<([A-Za-z/!?])`)

// Markup is HTML that the program vouches for: it is passed on as it is. Never
// put foreign text into it that did not go through [html.EscapeString].
type Markup string

// HTML returns the markup.
func (m Markup) HTML() string { return string(m) }

// Text returns the markup without its tags.
func (m Markup) Text() string {
	text := html.UnescapeString(element.ReplaceAllString(string(m), ""))
	return strings.TrimSpace(text) + "\n"
}

var element = regexp.MustCompile(`(?s)<style.*?</style>|<script.*?</script>|<[^>]*>`)
