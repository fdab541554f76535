package figure

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image/png"
	"strconv"
	"strings"
)

// SVG returns the figure as SVG, text as text. Where Liberation Sans is not
// installed, a browser takes a font of the same widths; each text has its width
// written down, so that any other font cannot make texts collide either. Title
// and caption are inside, for those who cannot see the figure.
func (f *Figure) SVG() ([]byte, error) {
	s := &svg{}
	fmt.Fprintf(&s.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc">`+"\n",
		short(f.Width), short(f.Height), s.unit(f.Width), s.unit(f.Height), f.Name, f.Name)
	fmt.Fprintf(&s.b, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", f.Name, escape(f.Title), f.Name, escape(f.Caption))
	s.b.WriteString(`<g font-family="'Liberation Sans',Arimo,Arial,Helvetica,sans-serif" stroke-linejoin="round">` + "\n")
	fmt.Fprintf(&s.b, "<path d=\"M0 0H%sV%sH0Z\" fill=\"#fff\"/>\n", s.unit(f.Width), s.unit(f.Height))
	f.on(s)
	s.b.WriteString("</g>\n</svg>\n")
	return s.b.Bytes(), s.err
}

// svg is a surface. Its user unit is the point, so that sizes of type are as
// people know them.
type svg struct {
	b   bytes.Buffer
	err error
}

// unit writes a length in mm as points with two decimals, 0.004 mm.
func (s *svg) unit(v float64) string { return short(v / mm) }

func short(v float64) string {
	t := strconv.FormatFloat(v, 'f', 2, 64)
	t = strings.TrimRight(strings.TrimRight(t, "0"), ".")
	if t == "-0" {
		return "0"
	}
	return t
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

func (s *svg) data(p path) string {
	var b strings.Builder
	for _, step := range p {
		b.WriteByte(step.op)
		n := map[byte]int{'M': 1, 'L': 1, 'C': 3}[step.op]
		for k := range n {
			if k > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s.unit(step.to[k].x) + " " + s.unit(step.to[k].y))
		}
	}
	return b.String()
}

func (s *svg) stroke(p path, l line) {
	fmt.Fprintf(&s.b, `<path d="%s" fill="none" stroke="%s" stroke-width="%s"`, s.data(p), l.colour, s.unit(l.width))
	if len(l.dash) > 0 {
		lengths := make([]string, len(l.dash))
		for i, d := range l.dash {
			lengths[i] = s.unit(d)
		}
		fmt.Fprintf(&s.b, ` stroke-dasharray="%s"`, strings.Join(lengths, " "))
	}
	s.b.WriteString("/>\n")
}

func (s *svg) fill(p path, c colour) {
	fmt.Fprintf(&s.b, "<path d=\"%s\" fill=\"%s\"/>\n", s.data(p), c)
}

func (s *svg) print(r run) {
	x, y := s.unit(r.x), s.unit(r.y)
	fmt.Fprintf(&s.b, `<text x="%s" y="%s" font-size="%s"`, x, y, short(r.size))
	if r.bold {
		s.b.WriteString(` font-weight="bold"`)
	}
	if r.colour != black {
		fmt.Fprintf(&s.b, ` fill="%s"`, r.colour)
	}
	if r.upwards {
		fmt.Fprintf(&s.b, ` transform="rotate(-90 %s %s)"`, x, y)
	}
	fmt.Fprintf(&s.b, " textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\">%s</text>\n", s.unit(r.width), escape(r.text))
}

func (s *svg) image(r rect, img greyImage) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		s.err = fmt.Errorf("figure: image: %w", err)
		return
	}
	fmt.Fprintf(&s.b, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" href="data:image/png;base64,%s"/>`+"\n",
		s.unit(r.x0), s.unit(r.y0), s.unit(r.width()), s.unit(r.height()), base64.StdEncoding.EncodeToString(b.Bytes()))
}
