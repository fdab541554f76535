package figure

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/color"
	"image/png"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"

	"hcclab/hccp53/fault"
)

// PNG returns the figure as pixels at the given number of dots an inch, from
// 30 to 1200, which the file records so that it is placed at its true size.
func (f *Figure) PNG(dpi int) ([]byte, error) {
	if dpi < 30 || dpi > 1200 {
		return nil, fault.New(ErrRange, "%d dots an inch", dpi).Try("use 30 to 1200; %d is usual for print", PrintDPI)
	}
	w, h := vg.Length(f.Width/mm), vg.Length(f.Height/mm)
	s := &pixels{canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(dpi)), height: f.Height}
	f.on(s)
	var b bytes.Buffer
	if err := png.Encode(&b, s.canvas.Image()); err != nil {
		return nil, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	return withResolution(b.Bytes(), dpi), nil
}

// withResolution adds the chunk pHYs behind the header of a PNG (PNG
// specification, 11.3.5.3): pixels a metre along x and y.
func withResolution(content []byte, dpi int) []byte {
	const header = 8 + 25 // signature, and the chunk IHDR
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(append(append([]byte{}, content[:header]...), chunk...), content[header:]...)
}

// pixels is a surface on gonum/plot's raster canvas, whose y grows upwards.
type pixels struct {
	canvas *vgimg.Canvas
	height float64 // of the page in mm
}

func (s *pixels) at(p point) vg.Point {
	return vg.Point{X: vg.Length(p.x / mm), Y: vg.Length((s.height - p.y) / mm)}
}

func (s *pixels) path(p path) vg.Path {
	var q vg.Path
	for _, step := range p {
		switch step.op {
		case 'M':
			q.Move(s.at(step.to[0]))
		case 'L':
			q.Line(s.at(step.to[0]))
		case 'C':
			q.CubeTo(s.at(step.to[0]), s.at(step.to[1]), s.at(step.to[2]))
		case 'Z':
			q.Close()
		}
	}
	return q
}

func (c colour) rgba() color.Color { return color.RGBA{R: c.r, G: c.g, B: c.b, A: 255} }

func (s *pixels) stroke(p path, l line) {
	s.canvas.SetColor(l.colour.rgba())
	s.canvas.SetLineWidth(vg.Length(l.width / mm))
	dashes := make([]vg.Length, len(l.dash))
	for i, d := range l.dash {
		dashes[i] = vg.Length(d / mm)
	}
	s.canvas.SetLineDash(dashes, 0)
	s.canvas.Stroke(s.path(p))
}

func (s *pixels) fill(p path, c colour) {
	s.canvas.SetColor(c.rgba())
	s.canvas.Fill(s.path(p))
}

func (s *pixels) image(r rect, img greyImage) {
	s.canvas.DrawImage(vg.Rectangle{Min: s.at(point{r.x0, r.y1}), Max: s.at(point{r.x1, r.y0})}, img)
}

// print fills the outlines of the letters, which turns as sharply as it stands.
func (s *pixels) print(r run) {
	var p path
	at := 0.0
	glyphs(r.text, r.bold, func(glyph sfnt.GlyphIndex, _ rune, kern, step float64) {
		at += kern
		p = append(p, outline(r, glyph, at)...)
		at += step
	})
	if len(p) > 0 {
		s.fill(p, r.colour)
	}
}

// outline returns the outline of one letter that starts at the given distance,
// in sizes of type, from the start of the run.
func outline(r run, glyph sfnt.GlyphIndex, at float64) path {
	font := faceOf(r.bold).font
	em := fixed.Int26_6(font.UnitsPerEm())
	segments, err := font.LoadGlyph(new(sfnt.Buffer), glyph, em, nil)
	must(err)
	place := func(v fixed.Point26_6) point {
		x := (float64(v.X)/float64(em) + at) * r.size * mm
		y := float64(v.Y) / float64(em) * r.size * mm
		if r.upwards {
			x, y = y, -x
		}
		return point{r.x + x, r.y + y}
	}
	var p path
	var last point
	for _, s := range segments {
		a := place(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(p) > 0 {
				p.close()
			}
			p.move(a.x, a.y)
			last = a
		case sfnt.SegmentOpLineTo:
			p.line(a.x, a.y)
			last = a
		case sfnt.SegmentOpQuadTo: // as a cubic curve
			b := place(s.Args[1])
			p = append(p, step{op: 'C', to: [3]point{{last.x + 2*(a.x-last.x)/3, last.y + 2*(a.y-last.y)/3}, {b.x + 2*(a.x-b.x)/3, b.y + 2*(a.y-b.y)/3}, b}})
			last = b
		case sfnt.SegmentOpCubeTo:
			b, c := place(s.Args[1]), place(s.Args[2])
			p = append(p, step{op: 'C', to: [3]point{a, b, c}})
			last = c
		}
	}
	if len(p) > 0 {
		p.close()
	}
	return p
}
