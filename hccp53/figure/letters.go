package figure

import (
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// letter is how a text is set. The zero values of anchor and rise are left and
// baseline.
type letter struct {
	size   float64 // in points
	bold   bool
	colour colour
	anchor anchor
	rise   rise
	// upwards turns the text a quarter to the left, as on a vertical axis.
	upwards bool
}

type anchor int

const (
	left anchor = iota
	centre
	right
)

type rise int

const (
	baseline rise = iota
	middle        // half the height of a capital letter
	top           // the top of a capital letter
)

// face is one cut of the typeface.
type face struct {
	ttf  []byte
	font *sfnt.Font
}

// faces returns the regular and the bold cut of Liberation Sans, parsed once.
var faces = sync.OnceValue(func() [2]face {
	var f [2]face
	for i, ttf := range [][]byte{liberationsansregular.TTF, liberationsansbold.TTF} {
		parsed, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err) // the font is part of the program
		}
		f[i] = face{ttf, parsed}
	}
	return f
})

func faceOf(bold bool) face {
	if bold {
		return faces()[1]
	}
	return faces()[0]
}

// capital is the height of a capital letter over the size of type, of
// Liberation Sans and Arial.
const capital = 0.716

// superscripts are signs that the font lacks in part. They are set as smaller,
// raised plain ones, all of them, to look alike.
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"

var plain = []rune("0123456789−")

const (
	superSize = 0.68 // of the type around it
	superRise = 0.34
)

// run is a piece of text of one size, with the place of its start in mm.
type run struct {
	text    string
	x, y    float64 // on the baseline
	size    float64 // in points
	width   float64 // in mm
	bold    bool
	upwards bool
	colour  colour
}

// runs splits a text into pieces of one size; x and y are those along and
// above the baseline.
func runs(text string, l letter) (pieces []run, width float64) {
	super := func(c rune) int { return strings.IndexRune(superscripts, c) }
	var piece []rune
	raised := false
	flush := func() {
		if len(piece) == 0 {
			return
		}
		r := run{text: string(piece), x: width, size: l.size, bold: l.bold, upwards: l.upwards, colour: l.colour}
		if raised {
			r.y = superRise * l.size * mm
			r.size *= superSize
		}
		r.width = advance(r.text, r.size, r.bold)
		width += r.width
		pieces = append(pieces, r)
		piece = nil
	}
	for _, c := range text {
		k := super(c)
		if (k >= 0) != raised {
			flush()
			raised = k >= 0
		}
		if raised {
			c = plain[len([]rune(superscripts[:k]))]
		}
		piece = append(piece, c)
	}
	flush()
	return pieces, width
}

// width returns the width of a text in mm.
func width(text string, size float64, bold bool) float64 {
	_, w := runs(text, letter{size: size, bold: bold})
	return w
}

// advance returns the width in mm of a text without superscripts.
func advance(text string, size float64, bold bool) float64 {
	w := 0.0
	glyphs(text, bold, func(_ sfnt.GlyphIndex, _ rune, kern, step float64) { w += kern + step })
	return w * size * mm
}

// glyphs calls f for each letter with its kerning to the letter before and its
// width, over the size of type.
func glyphs(text string, bold bool, f func(glyph sfnt.GlyphIndex, c rune, kern, step float64)) {
	font := faceOf(bold).font
	em := fixed.Int26_6(font.UnitsPerEm())
	var buf sfnt.Buffer
	var last sfnt.GlyphIndex
	for i, c := range text {
		glyph, err := font.GlyphIndex(&buf, c)
		must(err)
		kern := fixed.Int26_6(0)
		if i > 0 {
			if k, err := font.Kern(&buf, last, glyph, em, hinting); err == nil {
				kern = k // else: the font has no kerning for this pair
			}
		}
		step, err := font.GlyphAdvance(&buf, glyph, em, hinting)
		must(err)
		f(glyph, c, float64(kern)/float64(em), float64(step)/float64(em))
		last = glyph
	}
}

const hinting = font.HintingNone

// must stops on what only a damaged font can cause, and the font is part of
// the program.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// printable reports whether the font has the sign.
func printable(c rune) bool {
	glyph, err := faceOf(false).font.GlyphIndex(new(sfnt.Buffer), c)
	return err == nil && glyph != 0
}

// wrap breaks a text into lines no wider than the given mm: at blanks, in names
// of features after "_" and "-", and anywhere in a word that is too wide.
func wrap(text string, size float64, bold bool, most float64) []string {
	var lines []string
	current := ""
	var parts []string
	for _, word := range words(text) {
		if width(word, size, bold) > most {
			parts = append(parts, strings.Split(word, "")...)
		} else {
			parts = append(parts, word)
		}
	}
	for _, word := range parts {
		if current != "" && width(strings.TrimRight(current+word, " "), size, bold) > most {
			lines = append(lines, strings.TrimRight(current, " "))
			current = ""
		}
		current += word
	}
	return append(lines, strings.TrimRight(current, " "))
}

// words splits a text behind each place where a line may end: not before a
// percent sign, nor beside an equals sign.
func words(text string) []string {
	var all []string
	start := 0
	for i, c := range text {
		if c == ' ' && (strings.HasPrefix(text[i+1:], "%") || strings.HasPrefix(text[i+1:], "=") || strings.HasSuffix(text[:i], "=")) {
			continue
		}
		if c == ' ' || c == '_' || c == '-' {
			all = append(all, text[start:i+1])
			start = i + 1
		}
	}
	return append(all, text[start:])
}
