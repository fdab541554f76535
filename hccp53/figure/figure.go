package figure

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
)

// The widths of figures in mm.
const (
	OneColumn  = 85.0
	TwoColumns = 174.0
)

// PrintDPI is the resolution of the PNG that [Figure.Save] writes, in dots an
// inch: what journals ask for.
const PrintDPI = 300

// Options are common to all figures. The zero value is that of real patients.
type Options struct {
	// Simulated prints the words "Simulated patients" above the figure and adds
	// them to the caption.
	Simulated bool
	// Name is the stem of the file names, letters, digits, "-" and "_". Empty: the
	// kind of figure, such as "roc".
	Name string
	// Positive and Negative name the classes of the outcome. Empty: "P53 positive"
	// and "P53 negative".
	Positive, Negative string
}

func (o Options) classes() (positive, negative string) {
	positive, negative = "P53 positive", "P53 negative"
	if o.Positive != "" {
		positive = o.Positive
	}
	if o.Negative != "" {
		negative = o.Negative
	}
	return positive, negative
}

// Figure is a drawing that has been laid out. Make it with the constructor of
// its kind; the zero value is empty. It may be rendered any number of times,
// from several goroutines.
type Figure struct {
	// Name is the stem of its file names.
	Name string
	// Title says in a few words what is drawn, Caption in plain sentences how to
	// read it, for the notebook and the index page. Neither is part of the drawing.
	Title, Caption string
	// Width and Height are in mm.
	Width, Height float64

	simulated bool
	draw      func(*pen)
}

// banner is the height in mm of the strip with the words "Simulated patients".
const banner = 4.0

// sheet is what a constructor knows of its figure.
type sheet struct {
	name, title, caption string
	width, height        float64 // without the banner
	draw                 func(*pen)
}

var fileStem = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// finish makes the figure: it prints once onto nothing, to see that every text
// can be printed.
func (s sheet) finish(o Options) (*Figure, error) {
	f := &Figure{Name: s.name, Title: s.title, Caption: s.caption, Width: s.width, Height: s.height, simulated: o.Simulated, draw: s.draw}
	if o.Name != "" {
		f.Name = o.Name
	}
	if !fileStem.MatchString(f.Name) {
		return nil, fault.New(ErrText, "the name %q cannot be that of a file", f.Name).Try("use letters, digits, - and _")
	}
	if o.Simulated {
		f.Height += banner
		f.Caption = strings.TrimSpace(f.Caption + " Simulated patients.")
	}
	var proof proof
	f.on(&proof)
	if proof.missing != 0 {
		return nil, fault.New(ErrText, "the font has no sign %q, which stands in %q", proof.missing, proof.text).
			Try("use Latin, Greek or Cyrillic letters in titles and units")
	}
	return f, nil
}

// on draws the figure on a surface.
func (f *Figure) on(s surface) {
	p := &pen{on: s}
	if f.simulated {
		p.text(f.Width-1.5, banner/2, "Simulated patients", letter{size: noteSize, bold: true, colour: vermillion, anchor: right, rise: middle})
		p.dy = banner
	}
	if f.draw != nil {
		f.draw(p)
	}
}

// proof is a surface that only reads what is printed.
type proof struct {
	missing rune
	text    string
}

func (p *proof) stroke(path, line)     {}
func (p *proof) fill(path, colour)     {}
func (p *proof) image(rect, greyImage) {}
func (p *proof) print(r run) {
	for _, c := range r.text {
		if p.missing == 0 && !printable(c) {
			p.missing, p.text = c, r.text
		}
	}
}

// Save writes NAME.svg, NAME.png at [PrintDPI] and NAME.pdf into the folder,
// which is made if need be, and returns their paths in this order. Files
// appear complete or not at all.
func (f *Figure) Save(dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	var paths []string
	for _, kind := range []struct {
		ending string
		render func() ([]byte, error)
	}{
		{".svg", f.SVG},
		{".png", func() ([]byte, error) { return f.PNG(PrintDPI) }},
		{".pdf", f.PDF},
	} {
		content, err := kind.render()
		if err != nil {
			return paths, err
		}
		path := filepath.Join(dir, f.Name+kind.ending)
		if err := renameio.WriteFile(path, content, 0o644); err != nil {
			return paths, fmt.Errorf("figure %s: %w", f.Name, err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}
