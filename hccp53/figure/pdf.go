package figure

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

// PDF returns the figure as a PDF of one page of its size. The letters used are
// embedded and can be searched and copied.
func (f *Figure) PDF() ([]byte, error) {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: f.Width, Ht: f.Height}})
	// A fixed date and sorted tables: the same figure is the same file.
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	doc.SetCreationDate(day)
	doc.SetModificationDate(day)
	doc.SetCatalogSort(true)
	doc.SetTitle(f.Title, true)
	doc.SetSubject(f.Caption, true)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.SetLineJoinStyle("round")
	doc.SetLineCapStyle("butt")
	for i, name := range cuts {
		doc.AddUTF8FontFromBytes(name, "", faces()[i].ttf)
	}
	doc.AddPage()
	s := &pdf{doc: doc}
	f.on(s)
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		return nil, fmt.Errorf("figure %s: PDF: %w", f.Name, err)
	}
	return b.Bytes(), s.err
}

// cuts are the names of the faces in a PDF, in their order.
var cuts = [2]string{"regular", "bold"}

// pdf is a surface. Package vgpdf of gonum/plot is of no use here: it writes
// only the letters of Western Europe, and the time.
type pdf struct {
	doc    *fpdf.Fpdf
	images int
	err    error
}

func (s *pdf) trace(p path) {
	for _, step := range p {
		a, b, c := step.to[0], step.to[1], step.to[2]
		switch step.op {
		case 'M':
			s.doc.MoveTo(a.x, a.y)
		case 'L':
			s.doc.LineTo(a.x, a.y)
		case 'C':
			s.doc.CurveBezierCubicTo(a.x, a.y, b.x, b.y, c.x, c.y)
		case 'Z':
			s.doc.ClosePath()
		}
	}
}

func (s *pdf) stroke(p path, l line) {
	s.doc.SetDrawColor(int(l.colour.r), int(l.colour.g), int(l.colour.b))
	s.doc.SetLineWidth(l.width)
	s.doc.SetDashPattern(l.dash, 0)
	s.trace(p)
	s.doc.DrawPath("D")
}

func (s *pdf) fill(p path, c colour) {
	s.doc.SetFillColor(int(c.r), int(c.g), int(c.b))
	s.trace(p)
	s.doc.DrawPath("F")
}

// print sets the run in pieces between kerned letters, each at its place.
func (s *pdf) print(r run) {
	s.doc.SetTextColor(int(r.colour.r), int(r.colour.g), int(r.colour.b))
	name := cuts[0]
	if r.bold {
		name = cuts[1]
	}
	s.doc.SetFont(name, "", r.size)
	if r.upwards {
		s.doc.TransformBegin()
		s.doc.TransformRotate(90, r.x, r.y)
		defer s.doc.TransformEnd()
	}
	at, start, piece := 0.0, 0.0, ""
	flush := func() {
		if piece != "" {
			s.doc.Text(r.x+start*r.size*mm, r.y, piece)
		}
		piece, start = "", at
	}
	glyphs(r.text, r.bold, func(_ sfnt.GlyphIndex, c rune, kern, step float64) {
		if at += kern; kern != 0 {
			flush()
		}
		piece += string(c)
		at += step
	})
	flush()
}

func (s *pdf) image(r rect, img greyImage) {
	// fpdf writes images by rising width, and those of one width in any order: so
	// that the order is always the same, each gets one column more than the last,
	// which is clipped off.
	s.images++
	size := img.Bounds().Size()
	wider := image.NewGray(image.Rect(0, 0, size.X+s.images, size.Y))
	draw.Draw(wider, img.Bounds(), img, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, wider); err != nil {
		s.err = fmt.Errorf("figure: image: %w", err)
		return
	}
	name := fmt.Sprintf("image %d", s.images)
	options := fpdf.ImageOptions{ImageType: "png"}
	s.doc.RegisterImageOptionsReader(name, options, &b)
	s.doc.ClipRect(r.x0, r.y0, r.width(), r.height(), false)
	s.doc.ImageOptions(name, r.x0, r.y0, r.width()*float64(size.X+s.images)/float64(size.X), r.height(), false, options, 0, "")
	s.doc.ClipEnd()
}
