package batch

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hcclab/hccp53/fault"
)

// Columns of a list. Capital letters make no difference.
const (
	columnImage = "Image"
	columnMask  = "Mask"
	columnLabel = "Label"
)

// columnsID name a case; the first that is there does.
var columnsID = []string{"ID", "case", "case_id"}

// maxList bounds the size of a list: 64 MiB are some 300,000 cases.
const maxList = 64 << 20

// ReadCases reads a list of cases, see the package comment. Commas, semicolons
// or tabs part the columns. Relative paths are taken as relative to the list.
// All problems of the list that are found are in the error, which is [ErrCases].
func ReadCases(path string) (List, error) {
	f, err := os.Open(path)
	if err != nil {
		return List{}, fault.Wrap(ErrCases, fault.Bare(err), "the list of cases cannot be opened").At("%s", filepath.Base(path)).
			Try("check the path")
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxList+1))
	if err != nil {
		return List{}, fault.Wrap(ErrCases, fault.Bare(err), "the list of cases cannot be read").At("%s", filepath.Base(path))
	}
	return ParseCases(content, filepath.Dir(path), filepath.Base(path))
}

// ParseCases is [ReadCases] for the content of a list in folder dir; name is for
// messages.
func ParseCases(content []byte, dir, name string) (List, error) {
	bad := func(line int, format string, args ...any) *fault.Error {
		return fault.New(ErrCases, format, args...).At("%s, line %d", name, line)
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(content) > maxList:
		return List{}, bad(1, "the list is larger than %d MiB", maxList>>20)
	case !utf8.Valid(content):
		return List{}, bad(1, "the list is not UTF-8 text").Try("save it as CSV with UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	r.Comma = separator(content)
	header, err := r.Read()
	if err != nil {
		return List{}, fault.Wrap(ErrCases, err, "the list has no line with the names of the columns").At("%s, line 1", name).
			Try("write Image,Mask in the first line")
	}
	columns, problem := columnsOf(header)
	if problem != nil {
		return List{}, problem.At("%s, line 1", name)
	}
	l := List{Columns: header}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return List{}, fault.Wrap(ErrCases, err, "the line is not CSV").At("%s", name).Try("check the quotation marks")
		}
		line, _ := r.FieldPos(0)
		if blank(cells) {
			continue
		}
		if len(cells) != len(header) {
			return List{}, bad(line, "%d cells instead of %d", len(cells), len(header)).Try("put text that holds a comma in quotation marks")
		}
		c, problem := columns.row(cells, dir)
		if problem != nil {
			return List{}, problem.At("%s, line %d", name, line)
		}
		c.Line = line
		if c.ID == "" {
			c.ID = fmt.Sprintf("Case-%d", len(l.Cases)+1)
		}
		l.Cases = append(l.Cases, c)
	}
	if len(l.Cases) == 0 {
		return List{}, bad(1, "the list has no case").Try("write a line for each image and mask")
	}
	if err := l.distinct(); err != nil {
		return List{}, err.At("%s", name)
	}
	return l, nil
}

// separator returns what parts the columns of the first line.
func separator(content []byte) rune {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	for _, c := range []byte{',', ';', '\t'} {
		if bytes.IndexByte(line, c) >= 0 {
			return rune(c)
		}
	}
	return ','
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// columns says which cell of a row is what; −1 where there is none.
type columns struct {
	image, mask, label, id, channel   int
	series, time, volumeNumber, phase int
}

func columnsOf(header []string) (c columns, problem *fault.Error) {
	at := map[string]int{}
	for i, name := range header {
		key := strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[key]; twice && key != "" {
			return c, fault.New(ErrCases, "two columns are named %q", shown(name)).Try("give each column its own name")
		}
		at[key] = i
	}
	find := func(name string) int {
		if i, ok := at[strings.ToLower(name)]; ok {
			return i
		}
		return -1
	}
	c = columns{
		image: find(columnImage), mask: find(columnMask), label: find(columnLabel), id: -1, channel: find("Label_channel"),
		series: find("image_series"), time: find("image_time"), volumeNumber: find("image_volume"), phase: find("image_phase"),
	}
	for _, name := range columnsID {
		if i := find(name); i >= 0 && c.id < 0 {
			c.id = i
		}
	}
	for _, needed := range []struct {
		name string
		at   int
	}{{columnImage, c.image}, {columnMask, c.mask}} {
		if needed.at < 0 {
			return c, fault.New(ErrCases, "there is no column %q; there are %s", needed.name, fault.List(header, 10, shown)).
				Try("name the columns Image and Mask, as PyRadiomics does")
		}
	}
	return c, nil
}

// shown shortens foreign text for a message.
func shown(text string) string {
	if r := []rune(text); len(r) > 40 {
		return strconv.Quote(string(r[:40]) + "…")
	}
	return strconv.Quote(text)
}

// row makes a case of a row.
func (k columns) row(cells []string, dir string) (c Case, problem *fault.Error) {
	cell := func(i int) string {
		if i < 0 {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	path := func(i int) string {
		p := cell(i)
		if p == "" || filepath.IsAbs(p) {
			return p
		}
		return filepath.Join(dir, p)
	}
	c = Case{ID: cell(k.id), Image: path(k.image), Mask: path(k.mask), Labels: ParseLabels(cell(k.label)), Cells: slices.Clone(cells)}
	switch {
	case c.Image == "":
		return c, fault.New(ErrCases, "no image is named").Try("fill in the column Image, or take the line out")
	case c.Mask == "":
		return c, fault.New(ErrCases, "no mask is named").Try("fill in the column Mask, or take the line out")
	case strings.ContainsRune(c.Image+c.Mask, 0):
		return c, fault.New(ErrCases, "a path holds a zero byte")
	case cell(k.channel) != "" && cell(k.channel) != "0":
		return c, fault.New(ErrCases, "Label_channel is not read").Try("name the region by its number or name in the column Label; `hccp53 image info` lists them")
	}
	for _, whole := range []struct {
		at   int
		name string
		to   *int
	}{{k.series, "image_series", &c.Choice.Series}, {k.time, "image_time", &c.Choice.Time}, {k.volumeNumber, "image_volume", &c.Choice.Volume}} {
		text := cell(whole.at)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return c, fault.New(ErrCases, "%s is %s, not a number from 1 on", whole.name, shown(text))
		}
		*whole.to = n
	}
	c.Choice.Phase = cell(k.phase)
	return c, nil
}

// distinct gives cases of the same ID with different labels a name of their
// own, and refuses those that would be the same in the output.
func (l *List) distinct() *fault.Error {
	count := map[string]int{}
	for _, c := range l.Cases {
		count[c.ID]++
	}
	first := map[string]int{}
	for i := range l.Cases {
		c := &l.Cases[i]
		if count[c.ID] > 1 && len(c.Labels) == 1 && c.Labels[0] != allLabels {
			c.ID = labelled(c.ID, c.Labels[0])
		}
		if line, twice := first[c.ID]; twice {
			return fault.New(ErrCases, "line %d has the same ID as line %d, and no other label", c.Line, line).Try("give each case an ID of its own")
		}
		first[c.ID] = c.Line
	}
	return nil
}

// allLabels stands for all labels of a mask.
const allLabels = "all"

// labelled names one of several labels of a case.
func labelled(id, label string) string { return id + "_label" + label }
