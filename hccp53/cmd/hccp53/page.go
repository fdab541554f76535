package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
)

//go:embed page.html
var pageTemplate string

// pageContent is what page.html shows. Everything in it comes from the results:
// the page tells no time, so the same study gives the same bytes.
type pageContent struct {
	Simulated bool
	Overview  hccp53.Table
	Tables    []hccp53.Table
	Chapters  []pageChapter
}

type pageChapter struct {
	Name, Title string
	Figures     []pageFigure
}

type pageFigure struct {
	hccp53.FigureRecord
	// Cell is the number of the cell that showed the figure, as a reader counts
	// on the page, and Link leads to it.
	Cell int
	Link template.URL
	// Width on the page in rem, in proportion to the width on paper, so that all
	// figures have letters of one size.
	Width float64
}

// remPerMM makes the 174 mm of a figure over two columns 56 rem wide.
const remPerMM = 56.0 / 174

var svgWidth = regexp.MustCompile(`^<svg [^>]*\bwidth="([0-9.]+)mm"`)

// width returns the width of a figure on the page; one that tells no width has
// that of a column.
func (r *reproduction) width(name string) (float64, error) {
	svg, err := os.ReadFile(filepath.Join(r.results, "figures", name+".svg"))
	if err != nil {
		return 0, fault.Wrap(errNotebooks, err, "the figure %s cannot be read", name).Try("run hccp53 reproduce --again")
	}
	mm := 85.0
	if m := svgWidth.FindSubmatch(svg); m != nil {
		if v, err := strconv.ParseFloat(string(m[1]), 64); err == nil {
			mm = v
		}
	}
	return math.Round(mm * remPerMM), nil
}

// writePage writes the results page. Each figure that a notebook showed is
// there, with the cell and the data that made it.
func (r *reproduction) writePage(path string, chapters []chapter, tables []hccp53.Table) error {
	content := pageContent{Simulated: r.study.Simulated(), Overview: r.study.OverviewTable(), Tables: tables}
	for _, c := range chapters {
		chapter := pageChapter{Name: c.Name, Title: c.Title()}
		for _, cell := range c.Cells {
			for _, shown := range cell.Figures() {
				record, err := r.record(shown.ID)
				if err != nil {
					return err
				}
				if string(record.SVG) != shown.SHA256 {
					return fault.New(errNotebooks, "the figure %s in the results is not the one that %s showed", shown.ID, c.Name).
						Try("run hccp53 reproduce --again")
				}
				width, err := r.width(shown.ID)
				if err != nil {
					return err
				}
				link := template.URL("notebooks/" + c.Name + ".html" + cell.Anchor())
				chapter.Figures = append(chapter.Figures, pageFigure{record, cell.Index + 1, link, width})
			}
		}
		content.Chapters = append(content.Chapters, chapter)
	}
	t, err := template.New("page").Funcs(template.FuncMap{"first": func(s []string) string { return s[0] }, "rest": func(s []string) []string { return s[1:] }}).Parse(pageTemplate)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := t.Execute(&page, content); err != nil {
		return err
	}
	return renameio.WriteFile(path, page.Bytes(), 0o644)
}

// record reads what stands beside a figure.
func (r *reproduction) record(name string) (hccp53.FigureRecord, error) {
	var record hccp53.FigureRecord
	if !filepath.IsLocal(name) || strings.ContainsAny(name, `/\`) {
		return record, fault.New(errNotebooks, "a notebook shows a figure without a usable name: %q", name)
	}
	content, err := os.ReadFile(filepath.Join(r.results, "figures", name+".json"))
	if err != nil {
		return record, fault.Wrap(errNotebooks, err, "the record of figure %s cannot be read", name).Try("run hccp53 reproduce --again")
	}
	if err := json.Unmarshal(content, &record); err != nil {
		return record, fault.Wrap(errNotebooks, err, "the record of figure %s is not JSON", name).Try("run hccp53 reproduce --again")
	}
	return record, nil
}
